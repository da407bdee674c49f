"""Reading a page that is an image."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from readingroom.engines.ocr import Recogniser
from readingroom.engines.pages import PageSource
from readingroom.model.page import Reading
from readingroom.model.words import Words, words_from

#: Resolution at which images are read (guide: 150 dpi gray).
DPI = 150.0

#: A page whose gray never leaves this range has nothing on it.
BLANK_RANGE = 40


def read_scan(source: PageSource, number: int, recogniser: Callable[[], Recogniser]) -> Reading:
    """Draw page `number` and read the words from its image.

    Raises:
        UnreadableError: the page can't be drawn or read.
    """
    sheet = source.size(number)
    image = source.render(number, dpi=DPI)
    if int(image.max()) - int(image.min()) < BLANK_RANGE:
        return Reading(source.name, "none", Words(), sheet)
    engine = recogniser()
    found = engine.read(image, DPI)
    if found.turned % 180:
        sheet = replace(sheet, width=sheet.height, height=sheet.width)
    sheet = replace(sheet, turned=found.turned)
    words = words_from(found.rows)
    return Reading(engine.name, "ocr" if len(words) else "none", words, sheet, found.quality)
