"""Reading a page that is an image."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from readingroom.engines.ocr import Recognised, Recogniser
from readingroom.engines.pages import PageSource
from readingroom.model.geometry import Box
from readingroom.model.page import Reading, Sheet
from readingroom.model.words import Words, words_from
from readingroom.reading.boxes import solid_boxes, without_boxes
from readingroom.reading.order import Lines, in_order, straight

#: Resolution at which images are read (guide: 150 dpi gray), and most pixels of an image that is read (memory).
DPI, MOST_PIXELS = 150.0, 16_000_000

#: A page whose gray never leaves this range has nothing on it.
BLANK_RANGE = 40


def read_scan(source: PageSource, number: int, recogniser: Callable[[], Recogniser]) -> Reading:
    """Draw page `number` and read the words from its image.

    Raises:
        UnreadableError: the page can't be drawn or read.
    """
    sheet = source.size(number)
    inches = sheet.width * sheet.height / 72**2
    dpi = min(DPI, (MOST_PIXELS / inches) ** 0.5)
    image = source.render(number, dpi=dpi)
    if int(image.max()) - int(image.min()) < BLANK_RANGE:
        return Reading(source.name, "none", Words(), sheet)
    engine = recogniser()
    found = engine.read(without_boxes(image, solid_boxes(image, dpi), dpi), dpi)
    if found.turned % 180:
        sheet = replace(sheet, width=sheet.height, height=sheet.width)
    sheet = replace(sheet, turned=found.turned)
    words = words_from(ordered(found, sheet))
    return Reading(engine.name, "ocr" if len(words) else "none", words, sheet, found.quality)


def ordered(found: Recognised, sheet: Sheet) -> Iterator[tuple[str, Box, float, int]]:
    """Return the words in reading order, with numbers of the rows in which they stand."""
    by_line: list[list[tuple[str, Box, float, int]]] = [[] for _line in found.lines]
    for word in found.rows:
        by_line[word[3]].append(word)
    lines = Lines(
        straight(found.lines * (sheet.width, sheet.height)),
        np.array([len(line) for line in by_line], np.float64),
        np.array([_number(line[0][0]) if len(line) == 1 else -1 for line in by_line], np.int64),
        sheet.width,
    )
    for number, row in enumerate(in_order(lines)):
        for index in row:
            yield from ((text, box, sure, number) for text, box, sure, _line in by_line[index])


def _number(word: str) -> int:
    """Return the whole number that a word is (a line number has at most two digits), or -1."""
    return int(word) if re.fullmatch(r"[0-9]{1,2}", word) else -1
