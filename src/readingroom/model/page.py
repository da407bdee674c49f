"""A page and what was read from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from readingroom.model.geometry import Box
from readingroom.model.layout import Block, Doubt, Region
from readingroom.model.words import Words

TextSource = Literal["layer", "ocr", "mixed", "none"]
"""Where a page's words come from: the file's own text, recognition of the image, both, or there are none."""

LayerVerdict = Literal["", "good", "garbage", "encoding", "old", "hidden", "shifted", "short"]
"""What came of the trial of a page's text layer. Empty: there is none, or the file has no text of its own; good: its
words are used; garbage, encoding: some or all of its characters are no letters, or other letters than those drawn - the
words with them were read off the image, or the whole page was read anew; old: an earlier recognition, never seen;
hidden: nothing of it is seen; shifted: it stands elsewhere than the print; short: it misses much of the print."""

PageState = Literal["waiting", "read", "failed"]

HiddenReason = Literal["covered", "outside", "invisible"]
"""Why a word of the file is not shown by the page as seen: something lies over it, it lies outside the visible page,
or it is drawn so that nothing appears (no ink, ink of the ground's colour)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Size of the upright page.

    Attributes:
        width: points (1/72 inch).
        height: points.
        turned: clockwise quarter turns in degrees (0, 90, 180, 270) that make the page upright, on top of the rotation
            that the file itself asks for; found when a scan lies on its side or head.
    """

    width: float
    height: float
    turned: int = 0


@dataclass(frozen=True, slots=True)
class Hidden:
    """A place where the file holds words that the page as seen does not show. The words themselves are kept nowhere.

    Attributes:
        box: around the hidden words of one line; an empty box at the nearest edge when they lie outside the page.
        reason: why they are not seen.
        count: how many words stand there.
    """

    box: Box
    reason: HiddenReason
    count: int


@dataclass(frozen=True, slots=True)
class Content:
    """What stands on a page, as it is kept and given out.

    Attributes:
        words: the words as read.
        blocks: what they are to one another; not every word need be in a block.
        regions: places without trusted words.
        doubts: words on which two engines disagree.
        second: the words as a second engine read them; None when none was asked.
        second_engine: its name and version.
    """

    words: Words
    blocks: tuple[Block, ...] = ()
    regions: tuple[Region, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    second: Words | None = None
    second_engine: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one engine took from one page.

    Attributes:
        engine: name and version of what read it, e.g. `pdfium 153.0` or `pp-ocrv6-tiny openvino 2026.4`.
        source: where the words come from.
        words: the words as read.
        sheet: size of the upright page.
        quality: 0..1, how far the words can be trusted; None when unknown (a page without words).
        language: ISO 639-1 code, or empty when unknown.
        hidden: places with hidden words.
        blocks: what the words are to one another.
        regions: places without trusted words.
        doubts: words on which two engines disagree.
        layer: what came of the trial of the text layer.
        second: the words as a second engine read them; None when none was asked.
        second_engine: its name and version.
        look: short codes of the reasons why a person should look at the page.
    """

    engine: str
    source: TextSource
    words: Words
    sheet: Sheet
    quality: float | None = None
    language: str = ""
    hidden: tuple[Hidden, ...] = field(default=())
    blocks: tuple[Block, ...] = ()
    regions: tuple[Region, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    layer: LayerVerdict = ""
    second: Words | None = None
    second_engine: str = ""
    look: tuple[str, ...] = ()

    @property
    def content(self) -> Content:
        """What of it is kept and given out beside the facts."""
        return Content(self.words, self.blocks, self.regions, self.doubts, self.second, self.second_engine)
