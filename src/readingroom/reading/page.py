"""Reading one page: its own text where it can be trusted, otherwise the image."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from readingroom.engines.pages import PageSource
from readingroom.engines.pdf import PdfPages
from readingroom.model.page import Hidden, Reading
from readingroom.model.words import Words
from readingroom.reading.layer import quality, read_layer
from readingroom.reading.scan import read_scan

if TYPE_CHECKING:
    from readingroom.engines.ocr import Recogniser

#: A layer with a larger share of garbage is not used (guide: private use, replacement and control characters).
MOST_GARBAGE = 0.2

#: A page of which one image covers this share is a scan; what text is drawn over it is stamps and labels.
SCAN_SHARE = 0.6

#: Fewer visible words than this beside such an image: the image is read.
FEW_WORDS = 20


def read_page(source: PageSource, number: int, recogniser: Callable[[], Recogniser]) -> Reading:
    """Read page `number` of an open file.

    Args:
        source: the file.
        number: from 1.
        recogniser: gives the engine that reads images; called only when one must be read.

    Raises:
        UnreadableError: the page is damaged.
    """
    if not isinstance(source, PdfPages):
        return read_scan(source, number, recogniser)
    page = source.page(number)
    try:
        layer = read_layer(page)
        share = page.image_share()
        sheet = page.sheet
        blank = not page.other_objects()
    finally:
        page.close()
    usable = len(layer.words) > 0 and layer.garbage <= MOST_GARBAGE
    if usable and (share < SCAN_SHARE or len(layer.words) >= FEW_WORDS):
        return Reading(source.name, "layer", layer.words, sheet, quality(layer), hidden=layer.hidden)
    if blank and not len(layer.words):
        return Reading(source.name, "none", Words(), sheet, hidden=layer.hidden)
    scan = read_scan(source, number, recogniser)
    hidden = tuple(place for place in layer.hidden if place.reason != "invisible" or not _confirmed(place, scan.words))
    return Reading(scan.engine, scan.source, scan.words, scan.sheet, scan.quality, scan.language, hidden)


def _confirmed(place: Hidden, words: Words) -> bool:
    """Whether the image shows words where an invisible layer has some: old recognition, which hides nothing."""
    return any(place.box.intersection(words.box(index)) > 0 for index in range(len(words)))
