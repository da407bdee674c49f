"""A laid-out page before it is drawn: runs of words, shapes and redactions, in points from the top left corner."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from readingroom.formats.pdf_writer import Font
from readingroom.sample.codes import Place
from readingroom.sample.pack import Colour, Pack, font_file

BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)

#: How far above and below its baseline a word's box reaches, in em: from the top of capitals to the end of descenders.
ABOVE, BELOW = 0.74, 0.22


class Run(NamedTuple):
    """Words set one after the other with one space between, drawn in one go."""

    x: float
    baseline: float
    text: str
    face: str
    size: float
    colour: Colour = BLACK


class Shape(NamedTuple):
    """No redaction: a line (x, y, x, y), a box (rect: x, y, width, height) or a pen stroke (pen: x, y, x, y ...)."""

    kind: str
    points: tuple[float, ...]
    fill: Colour | None = None
    stroke: Colour | None = None
    width: float = 0.6


class Area(NamedTuple):
    """A rectangle on the page: left, top, width, height in points."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage that a release may withhold, once in a text.

    Attributes:
        codes: ids of the exemptions that would be claimed.
        kind: what it is (name, phone, tactic ...).
        ordinal: number of the passage in its document, from 1, the same in each release of it.
    """

    codes: tuple[str, ...]
    kind: str
    ordinal: int


class Covered(NamedTuple):
    """One redaction box and the words it withholds.

    Attributes:
        area: the box, points.
        style: of the box, by the pack's name.
        mark: the passage (or the part of it that stands on this line).
        codes: those applied here.
        printed: the codes as printed on the page; empty if none is printed for this box.
        place: of the printed code.
        words: the words under it.
        under: what a failed redaction leaves in the file under the box, or in white where there is no box; empty for a
            true one.
    """

    area: Area
    style: str
    mark: Mark
    codes: tuple[str, ...]
    printed: str
    place: Place
    words: str
    under: tuple[Run, ...] = ()


class Shown(NamedTuple):
    """Words of a passage that stand openly in this release."""

    mark: Mark
    words: str
    area: Area


@dataclass(slots=True)
class Leaf:
    """One page.

    Attributes:
        width, height: points, as the page is read.
        head: visible words above the text, in reading order.
        runs: visible words of the text and what stands below it, in reading order.
        shapes: rules, boxes of forms, pen strokes; drawn first.
        covered: redactions; drawn over the shapes and under the visible words.
        shown: passages that this release shows.
        own_words: words that are not the template's (plans only).
        withheld: pages that this sheet says are withheld, with their codes: (number, codes).
        blank: the white back of a scanned sheet.
        rotate: clockwise degrees by which the file turns the page for reading; it is laid out as it is read.
    """

    width: float = 612.0
    height: float = 792.0
    head: list[Run] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    covered: list[Covered] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    own_words: int = 0
    withheld: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    blank: bool = False
    rotate: int = 0


class Faces:
    """The fonts of a pack with the widths of every word measured so far."""

    def __init__(self, pack: Pack) -> None:
        self.fonts = {face: Font.load(font_file(place)) for face, place in pack.fonts.items()}
        self.known: dict[str, dict[str, float]] = {face: {} for face in self.fonts}
        self.spaces = {face: font.width(" ", 1.0) for face, font in self.fonts.items()}

    def width(self, face: str, word: str) -> float:
        """Width of a word in em."""
        known = self.known[face]
        width = known.get(word)
        if width is None:
            if len(known) > 50_000:  # noqa: PLR2004  # numbers never end; the cache must, at a few megabytes
                known.clear()
            width = known[word] = self.fonts[face].width(word, 1.0)
        return width

    def length(self, text: str, face: str, size: float) -> float:
        """Length of words with one space between, points."""
        words = text.split(" ")
        return size * (sum(self.width(face, word) for word in words) + self.spaces[face] * (len(words) - 1))
