"""Words that annotations and form fields draw on a born-digital page: they are seen, but stand in no text layer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from readingroom.engines.ocr import Recogniser
from readingroom.engines.pages import Pixels
from readingroom.engines.pdf_page import PdfPage
from readingroom.model.geometry import Box
from readingroom.model.words import Words, words_from
from readingroom.reading.arrange import ordered
from readingroom.reading.boxes import solid_boxes
from readingroom.reading.inverted import without_boxes
from readingroom.reading.scan import DPI

#: Ink is darker than this (gray of 255), and by at least so much darker than the page without its annotations: a letter
#: is, a yellow marker is not.
DARK, DARKER = 128, 60

#: Fewer changed pixels than this, at 150 dpi, are no letter.
LEAST_PIXELS = 12

#: A recognised word of which a word of the text layer covers this share is that word.
SAME_PLACE = 0.5

Row = tuple[str, Box, float, int]


def seen_marks(page: PdfPage) -> Pixels | None:
    """Return an image of the page as seen, blank but for the annotations and fields that add ink; None if none does.

    Only the page as seen is ever shown to the recogniser: the difference to the page without annotations would hold the
    letters under a black box as holes in it.
    """
    if not len(page.things.mark_boxes):
        return None
    full, bare = page.draw(DPI), page.draw_unmarked(DPI)
    added = (full < DARK) & (bare.astype(np.int16) - full >= DARKER)
    image = np.full_like(full, 255)
    height, width = full.shape
    for left, top, right, bottom in np.nan_to_num(page.things.mark_boxes).clip(0, 1):
        across = slice(int(left * width), int(right * width) + 1)
        down = slice(int(top * height), int(bottom * height) + 1)
        if int(added[down, across].sum()) >= LEAST_PIXELS:
            image[down, across] = full[down, across]
    return image if int(image.min()) < DARK else None


def with_marks(words: Words, page: PdfPage, image: Pixels, engine: Recogniser, *, least: float = 0.0) -> Words:
    """Return the words of the text layer, then those read off an image of annotations or pictures.

    Args:
        words: of the layer.
        page: the open page.
        image: of the page as seen, blank but for what is to be read.
        engine: reads it.
        least: lines whose words are less sure than this on the average are left out.
    """
    found = engine.read(without_boxes(image, solid_boxes(image, DPI), DPI), DPI)
    if found.turned:
        return words  # an upright page: what seems to stand on its head is no writing
    after = words.lines[-1] + 1 if len(words) else 0
    rows = [row for row in ordered(found, page.sheet) if not _known(row[1], words)]
    sums: dict[int, list[float]] = {}
    for _text, _place, sure, line in rows:
        sums.setdefault(line, []).append(sure)
    fresh = [(text, box, sure, after + line) for text, box, sure, line in rows if float(np.mean(sums[line])) >= least]
    return words_from([*_rows(words), *fresh])


def _rows(words: Words) -> Iterator[Row]:
    for index, word in enumerate(words):
        yield word, words.box(index), words.confidence[index], words.lines[index]


def _known(box: Box, words: Words) -> bool:
    return any(box.overlap(words.box(index)) >= SAME_PLACE for index in range(len(words)))
