"""Reading one page: its own text where it stands its trial, otherwise the image."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from readingroom.engines.ocr.line import LineRecogniser, line_recogniser
from readingroom.engines.pages import PageSource, Pixels
from readingroom.engines.pdf import PdfPages
from readingroom.engines.pdf_page import PdfPage
from readingroom.model.page import LayerVerdict, Reading
from readingroom.model.words import Words
from readingroom.reading.confirm import still_hidden, unconfirmed, verdict_on_unseen
from readingroom.reading.evidence import Evidence
from readingroom.reading.insets import SURE, seen_pictures
from readingroom.reading.language import spoken
from readingroom.reading.layer import Layer, less_sure, places, quality, read_layer
from readingroom.reading.layout import blocks_of
from readingroom.reading.lines import Piece, around, pieces, upright
from readingroom.reading.lost import with_lost
from readingroom.reading.marks import seen_marks, with_marks
from readingroom.reading.mend import doubted_places, mend
from readingroom.reading.nameless import has_nameless_ink
from readingroom.reading.painted import painted_boxes
from readingroom.reading.quality import mended_quality
from readingroom.reading.scan import read_scan
from readingroom.reading.strays import DPI
from readingroom.reading.tables import rules_from
from readingroom.reading.trial import Finding, try_layer

if TYPE_CHECKING:
    from readingroom.engines.ocr import Recogniser

#: A page of which one image covers this share is a scan; what text is drawn over it is stamps and labels.
SCAN_SHARE = 0.6

#: Fewer visible words than this beside such an image: the image is read.
FEW_WORDS = 20

#: Resolutions at which words with a doubted letter are read.
MEND_DPI = (150.0, 220.0, 300.0)


def read_page(
    source: PageSource,
    number: int,
    recogniser: Callable[[], Recogniser],
    *,
    own: bool = False,
    evidence: Evidence | None = None,
    reader: Callable[[], LineRecogniser] = line_recogniser,
) -> Reading:
    """Read page `number` of an open file.

    Args:
        source: the file.
        number: from 1.
        recogniser: gives the engine that reads images; called only when one must be read.
        own: whether the file is an access copy that we made: what its letters are needs no trial.
        evidence: what pages read before have shown about glyphs; it is added to. Nothing is known when None.
        reader: gives the engine that reads single lines; called only when letters are on trial.

    Raises:
        UnreadableError: the page is damaged.
    """
    if not isinstance(source, PdfPages):
        return read_scan(source, number, recogniser)
    page = source.seen(number)
    try:
        return with_lost(_read_pdf(source, number, page, recogniser, own=own, evidence=evidence, reader=reader), page)
    finally:
        page.close()


def _read_pdf(
    source: PdfPages,
    number: int,
    page: PdfPage,
    recogniser: Callable[[], Recogniser],
    *,
    own: bool,
    evidence: Evidence | None,
    reader: Callable[[], LineRecogniser],
) -> Reading:
    """Read an open page of a PDF."""
    layer = read_layer(page)
    if not layer.words:
        return _unseen(source, number, page, layer, recogniser)
    if page.things.images >= SCAN_SHARE and len(layer.words) < FEW_WORDS:
        return _anew(source, number, page, layer=layer, verdict="short", recogniser=recogniser)
    known = Evidence() if evidence is None else evidence
    found = Finding("good") if own else try_layer(page, layer, known, reader)
    if found.whole:
        return _anew(source, number, page, layer=layer, verdict=found.verdict, recogniser=recogniser)
    if not own and layer.letters and has_nameless_ink(page, layer.letters.characters, layer.image):
        return _anew(source, number, page, layer=layer, verdict="encoding", recogniser=recogniser)
    taken = _layer(source, page, layer, found, reader)
    whole = _pictured(_marked(taken, page, recogniser), page, recogniser)
    if page.things.images >= SCAN_SHARE and len(whole.words) > 2 * len(taken.words):
        return _anew(source, number, page, layer=layer, verdict="short", recogniser=recogniser)
    return _laid_out(_boxed(whole, page, layer), page)


def _boxed(read: Reading, page: PdfPage, layer: Layer) -> Reading:
    """Add the places of solid boxes, under which words may have stood."""
    if layer.image is None or not (page.things.others or len(page.things.mark_boxes)):
        return read
    return replace(read, regions=(*read.regions, *painted_boxes(layer.image, read.words, DPI)))


def _laid_out(read: Reading, page: PdfPage) -> Reading:
    """Add what the words of a layer are to one another, and their language."""
    width, height = read.sheet.width, read.sheet.height
    rules = rules_from(page.things.other_boxes, width, height)
    language, blocks = spoken(read.words, blocks_of(read.words, width, height, rules=rules))
    return replace(read, language=language, blocks=blocks)


def _layer(
    source: PdfPages, page: PdfPage, layer: Layer, found: Finding, reader: Callable[[], LineRecogniser]
) -> Reading:
    """Take the words of a layer that stood its trial, but for the doubted ones, which are read off the page."""
    unseen = still_hidden(layer.unseen, layer.words, lambda: page.draw(DPI), scan=False)
    own = less_sure(layer.words, found.unproven)
    reading = Reading(source.name, "layer", own, page.sheet, quality(layer), hidden=places(unseen), layer=found.verdict)
    if not found.doubted or found.believed is None or layer.letters is None:
        return reading

    def drawings(line: Piece) -> Iterator[Pixels]:
        place = around(line, page.sheet)
        return (upright(page.draw_part(dpi, place), line) for dpi in MEND_DPI)

    lines = pieces(layer.letters, page.sheet)
    words, lost = mend(own, layer.letters, found.believed, lines=lines, drawings=drawings, reader=reader())
    regions = tuple(doubted_places(layer.words, lost, found.verdict))
    told = quality(layer) * mended_quality(words, len(lost))
    name = f"{source.name} + {reader().name}"
    return replace(reading, source="mixed", engine=name, words=words, quality=told, regions=regions)


def _marked(reading: Reading, page: PdfPage, recogniser: Callable[[], Recogniser]) -> Reading:
    """Add the words that annotations and form fields draw."""
    seen = seen_marks(page)
    return reading if seen is None else _added(reading, page, seen, recogniser(), least=0.0)


def _pictured(reading: Reading, page: PdfPage, recogniser: Callable[[], Recogniser]) -> Reading:
    """Add the words that stand in pictures."""
    seen = seen_pictures(page, reading.words)
    return reading if seen is None else _added(reading, page, seen, recogniser(), least=SURE)


def _added(reading: Reading, page: PdfPage, seen: Pixels, engine: Recogniser, *, least: float) -> Reading:
    words = with_marks(reading.words, page, seen, engine, least=least)
    if len(words) == len(reading.words):
        return reading
    name = reading.engine if engine.name in reading.engine else f"{reading.engine} + {engine.name}"
    return replace(reading, source="mixed", engine=name, words=words)


def _unseen(
    source: PdfPages, number: int, page: PdfPage, layer: Layer, recogniser: Callable[[], Recogniser]
) -> Reading:
    """Read a page whose layer, if it has one, shows no word."""
    if not page.things.others and not len(page.things.mark_boxes) and not _has_ink(page):
        verdict: LayerVerdict = "hidden" if layer.unseen else ""
        return Reading(source.name, "none", Words(), page.sheet, hidden=places(layer.unseen), layer=verdict)
    scan = read_scan(source, number, recogniser)
    unseen = still_hidden(layer.unseen, scan.words, lambda: page.draw(DPI), scan=True)
    return replace(scan, hidden=places(unseen), layer=verdict_on_unseen(layer.unseen, scan.words))


def _has_ink(page: PdfPage) -> bool:
    """Whether the text objects of a page draw anything: glyphs that the file calls spaces give no word."""
    return bool(page.things.texts) and float(np.ptp(page.draw(DPI))) > 0


def _anew(
    source: PdfPages,
    number: int,
    page: PdfPage,
    *,
    layer: Layer,
    verdict: LayerVerdict,
    recogniser: Callable[[], Recogniser],
) -> Reading:
    """Read the image of a page whose layer was rejected.

    Of the layer's words those that the reading has at their place are its own; of the others only the place stays.
    """
    scan = read_scan(source, number, recogniser)
    unseen = still_hidden(layer.unseen, scan.words, lambda: page.draw(DPI), scan=True)
    doubted = doubted_places(layer.words, unconfirmed(layer.words, scan.words), verdict)
    return replace(scan, hidden=places(unseen), layer=verdict, regions=(*scan.regions, *doubted))
