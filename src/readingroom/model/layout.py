"""What the words of a page are to one another, and places of the page that hold no trusted words.

All of it is a layer over the words: it never changes, adds or hides any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from readingroom.model.geometry import Box

BlockKind = Literal["paragraph", "cell", "header", "footer", "margin", "number", "label"]
"""paragraph: running text, joined over the ends of its lines; cell: one cell of a table; header, footer: stand at the
head or foot of the page apart from its text; margin: a note beside the text; number: a line number of a transcript;
label: printed on a solid box (an exemption code)."""

RegionKind = Literal["handwriting", "picture", "box", "doubted"]
"""handwriting: written by hand, not read; picture: a photograph or drawing; box: a solid box, masked before reading;
doubted: words of the file that the page as seen does not confirm, or that no engine at hand can read."""

DoubtKind = Literal["digit", "name", "negation"]
"""What the word that two engines read differently is, by either of them."""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of words that belong together; blocks do not overlap and follow the reading order.

    Attributes:
        kind: what it is.
        first: its first word (place in the page's words).
        last: its last word, inclusive.
        language: ISO 639-1 code, or empty when unknown.
        table: number of the table, from 1; 0 for what is no cell.
        row: of a cell, from 1.
        column: of a cell, from 1.
    """

    kind: BlockKind
    first: int
    last: int
    language: str = ""
    table: int = 0
    row: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Region:
    """A place of the page without trusted words.

    Attributes:
        kind: what is there.
        box: where.
        note: a short code with more about it, or empty. Never words of the page. For `doubted` why: what the layer's
            trial said; `written` where it may be no print; `struck` where a line runs through words; `lost` where an
            image is cut off; an ISO 15924 code (`Cyrl`) where another script stands.
    """

    kind: RegionKind
    box: Box
    note: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word on which two engines disagree.

    Attributes:
        word: its place in the page's words.
        other: what the other engine read there; empty when it read nothing.
        why: what the word is.
    """

    word: int
    other: str
    why: DoubtKind
