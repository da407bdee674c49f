"""Reading one page: its own text where it can be trusted, otherwise the image."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from readingroom.engines.pages import PageSource
from readingroom.engines.pdf import PdfPages
from readingroom.model.page import Reading
from readingroom.model.words import Words
from readingroom.reading.confirm import still_hidden
from readingroom.reading.layer import places, quality, read_layer
from readingroom.reading.layout import blocks_of
from readingroom.reading.marks import seen_marks, with_marks
from readingroom.reading.scan import read_scan
from readingroom.reading.strays import DPI
from readingroom.reading.tables import rules_from

if TYPE_CHECKING:
    from readingroom.engines.ocr import Recogniser
    from readingroom.engines.pdf_page import PdfPage

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
        sheet, share = page.sheet, page.things.images
        usable = len(layer.words) > 0 and layer.garbage <= MOST_GARBAGE
        if usable and (share < SCAN_SHARE or len(layer.words) >= FEW_WORDS):
            unseen = still_hidden(layer.unseen, layer.words, lambda: page.draw(DPI), scan=False)
            seen = seen_marks(page)
            if seen is None:
                read = Reading(source.name, "layer", layer.words, sheet, quality(layer), hidden=places(unseen))
                return _laid_out(read, page)
            engine = recogniser()
            words = with_marks(layer.words, page, seen, engine)
            if len(words) == len(layer.words):
                read = Reading(source.name, "layer", words, sheet, quality(layer), hidden=places(unseen))
                return _laid_out(read, page)
            name = f"{source.name} + {engine.name}"
            read = Reading(name, "mixed", words, sheet, quality(layer), hidden=places(unseen))
            return _laid_out(read, page)
        if not layer.words and not page.things.others and not len(page.things.mark_boxes):
            return Reading(source.name, "none", Words(), sheet, hidden=places(layer.unseen))
        scan = read_scan(source, number, recogniser)
        unseen = still_hidden(layer.unseen, scan.words, lambda: page.draw(DPI), scan=True)
        return replace(scan, hidden=places(unseen))
    finally:
        page.close()


def _laid_out(read: Reading, page: PdfPage) -> Reading:
    """Add what the words of a layer are to one another."""
    width, height = read.sheet.width, read.sheet.height
    rules = rules_from(page.things.other_boxes, width, height)
    return replace(read, blocks=blocks_of(read.words, width, height, rules=rules))
