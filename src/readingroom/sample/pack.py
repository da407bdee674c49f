"""Style packs: fonts, names, phrasing and box styles as data, one file a pack, that share nothing.

What scanners do to the pages of each pack stands in `damage.toml`.
"""

from __future__ import annotations

import functools
import importlib.util
import tomllib
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from readingroom.errors import UnreadableError, WrongUseError
from readingroom.locale import _

Style = Literal["train", "tune", "report"]
Colour = tuple[float, float, float]

#: The packs that exist; only `report` is ever published.
STYLES: tuple[Style, ...] = ("train", "tune", "report")
#: Around a passage that may be withheld: codes/kind:words.
OPEN, CLOSE = "\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}", "\N{MATHEMATICAL RIGHT WHITE SQUARE BRACKET}"
#: What a pack's `fonts` table names, in the order in which pages ask for them.
FACES = ("text", "bold", "italic", "sans", "sans_bold", "mono")


@dataclass(frozen=True, slots=True)
class BoxStyle:
    """How one pack draws one style of redaction; colours are 0..1, lengths points.

    Attributes:
        name: the style as the ground truth calls it.
        fill: of the box; None leaves what lies under it.
        border: of the box; None for none.
        border_width: of the border.
        label: colour of a code printed inside.
        hatch: distance of hatch lines; 0 for none.
        hatch_angle: of the hatch lines in degrees; 90 draws dots of a second set of lines as well.
    """

    name: str
    fill: Colour | None = None
    border: Colour | None = None
    border_width: float = 0.0
    label: Colour = (0.0, 0.0, 0.0)
    hatch: float = 0.0
    hatch_angle: int = 45


@dataclass(frozen=True, slots=True)
class PlanSection:
    """One section of the operation plan: what every office prints, and what an office may add of its own."""

    title: str
    template: tuple[str, ...]
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """One style pack as its file says.

    Attributes:
        name: train, tune or report.
        department: names, addresses and number formats of the fictional body.
        files: names of batches and of what lies in them.
        fonts: file of each face, `package folder/file`.
        look: letterhead, colours, sizes, table style.
        boxes: redaction styles by name.
        words: lists to pick from (names, places, companies ...).
        phrases: sentences by kind of document, with `{places}` to fill.
        plan: the sections of the operation plan.
    """

    name: Style
    department: dict[str, Any]
    files: dict[str, str]
    fonts: dict[str, str]
    look: dict[str, Any]
    boxes: dict[str, BoxStyle]
    words: dict[str, tuple[str, ...]]
    phrases: dict[str, tuple[str, ...]]
    plan: tuple[PlanSection, ...]

    def text(self, key: str) -> str:
        """A line of the department's table."""
        return str(self.department[key])

    def lines(self, key: str) -> list[str]:
        """A list of lines of the department's table."""
        return [str(line) for line in self.department[key]]

    def number(self, key: str) -> float:
        """A length or size of the `look` table, points."""
        return float(self.look[key])

    @property
    def first_day(self) -> date:
        """The day on which the pack's story begins."""
        day = self.department["first_day"]
        assert isinstance(day, date)
        return day

    @property
    def accent(self) -> Colour:
        """Colour of letterheads and rules."""
        red, green, blue = self.look["accent"]
        return (float(red), float(green), float(blue))


def raw_pack(name: str) -> dict[str, Any]:
    """Return a pack's file as it stands.

    Raises:
        WrongUseError: there is no pack of this name.
    """
    if name not in STYLES:
        raise WrongUseError(
            _("There is no style pack {name!r}.", name=name), _("Use one of: {names}.", names=", ".join(STYLES))
        )
    text = (resources.files(__package__) / "styles" / f"{name}.toml").read_text(encoding="utf-8")
    # Phrases are written with << and >>, which no keyboard lacks; single characters can't meet a mail address's <.
    return tomllib.loads(text.replace("<<", OPEN).replace(">>", CLOSE))


@functools.cache
def load_pack(name: str) -> Pack:
    """Read a style pack.

    Raises:
        WrongUseError: there is no pack of this name.
    """
    raw = raw_pack(name)
    boxes: dict[str, BoxStyle] = {}
    for entry in raw["boxes"]:
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
        }
        boxes[entry["name"]] = BoxStyle(**values)
    return Pack(
        name=raw["name"],
        department=raw["department"],
        files=raw["files"],
        fonts=raw["fonts"],
        look=raw["look"],
        boxes=boxes,
        words={key: tuple(value) for key, value in raw["words"].items()},
        phrases={key: tuple(value) for key, value in raw["phrases"].items()},
        plan=tuple(PlanSection(part["title"], tuple(part["template"]), tuple(part["own"])) for part in raw["plan"]),
    )


def font_file(place: str) -> Path:
    """Return the file of `package folder/file` inside an installed package, whose code is never run.

    Raises:
        UnreadableError: the package or the file is not installed.
    """
    package, _slash, inside = place.partition("/")
    found = importlib.util.find_spec(package)
    if found is not None and found.origin is not None:
        path = Path(found.origin).parent.joinpath(*inside.split("/"))
        if path.is_file():
            return path
    raise UnreadableError(
        _("The font file {place} is not installed.", place=place), _("Set the program up again with start.py.")
    )
