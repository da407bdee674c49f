"""What somebody orders: how much of the fictional production, of which kind, in which style."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.sample.pack import STYLES, Style

Kind = Literal["mixed", "scan", "digital", "text"]

#: The kinds of a production, the default first.
KINDS: tuple[Kind, ...] = ("mixed", "scan", "digital", "text")
#: Pages of the production when none are asked for: every kind of thing once, read in minutes.
DEFAULT_PAGES = 200
#: Most pages of one order: a day's work of one core; more is a mistake at the keyboard.
MOST_PAGES = 5_000_000


@dataclass(frozen=True, slots=True)
class Order:
    """An order; the same order gives the same bytes.

    Attributes:
        pages: about how many; exactly for all kinds but `mixed`.
        seed: of all chance.
        kind: of the pages.
        style: pack.
        one_file: a single PDF of so many pages in place of a production; 0 for a production.
    """

    pages: int = DEFAULT_PAGES
    seed: int = 1
    kind: Kind = "mixed"
    style: Style = "report"
    one_file: int = 0


def checked(order: Order) -> Order:
    """Return the order if it can be carried out.

    Raises:
        WrongUseError: a number is out of range or two wishes contradict.
    """
    if order.style not in STYLES or order.kind not in KINDS:
        raise WrongUseError(
            _("There is no style {style} or no kind {kind}.", style=order.style, kind=order.kind),
            _("Styles: {styles}. Kinds: {kinds}.", styles=", ".join(STYLES), kinds=", ".join(KINDS)),
        )
    wanted = order.one_file or order.pages
    if not 1 <= wanted <= MOST_PAGES or order.one_file < 0:
        raise WrongUseError(
            _("{pages} pages can't be made.", pages=wanted), _("Ask for 1 to {most} pages.", most=MOST_PAGES)
        )
    if order.one_file and order.kind == "text":
        raise WrongUseError(_("The kind text has no PDF, so there is no one file to make."), _("Leave out --one-file."))
    return order
