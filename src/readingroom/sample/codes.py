"""Exemption codes as a release prints them, and what one release withholds and how it shows that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Place = Literal["inside", "beside", "margin", "none"]
Form = Literal["paren", "spaced", "bare", "sub"]

#: Where a release prints its codes: in the box, right of it, at the page's edge, nowhere.
PLACES: tuple[Place, ...] = ("inside", "beside", "margin", "none")
#: The ways in which releases print the same code; the bare form is that of margins.
FORMS: tuple[Form, ...] = ("paren", "spaced", "bare", "sub")


def printed(codes: tuple[str, ...], form: Form) -> str:
    """Return codes as printed in one form: `(b)(6), (b)(7)(C)`, `(b) (6), (b) (7)(C)`, `b6 b7C`, `b6 -1 b7C -1`."""
    if form == "bare":
        return " ".join(codes)
    if form == "sub":
        return " ".join(f"{code} -1" for code in codes)
    gap = " " if form == "spaced" else ""
    return ", ".join(_paren(code, gap) for code in codes)


def _paren(code: str, gap: str) -> str:
    head, number, letter = code[0], code[1], code[2:]
    return f"({head}){gap}({number})" + (f"({letter})" if letter else "")


@dataclass(frozen=True, slots=True)
class Policy:
    """How one release of a document was redacted.

    Attributes:
        withhold: codes that are applied; words marked only with others stay visible.
        style: name of the box style in the pack.
        place: where the code is printed.
        form: how it is printed.
        failed: the words were left in the file under the box, or in white where there is none.
    """

    withhold: frozenset[str] = field(default_factory=frozenset)
    style: str = "solid"
    place: Place = "inside"
    form: Form = "paren"
    failed: bool = False

    def applied(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Those of a passage's codes that this release applies; none means the words are shown."""
        return tuple(code for code in codes if code in self.withhold)
