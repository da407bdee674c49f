"""Reading a page that is an image."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from readingroom.engines.ocr import Recogniser
from readingroom.engines.pages import PageSource
from readingroom.model.page import Reading, TextSource
from readingroom.model.words import Words
from readingroom.reading.arrange import arranged
from readingroom.reading.boxes import solid_boxes, without_boxes
from readingroom.reading.judged import judged
from readingroom.reading.language import spoken
from readingroom.reading.rules import rules_on

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
    painted = without_boxes(image, solid_boxes(image, dpi), dpi)
    found = engine.read(painted, dpi)
    judgement = judged(found, painted, dpi)
    found = judgement.found
    if found.turned % 180:
        sheet = replace(sheet, width=sheet.height, height=sheet.width)
    sheet = replace(sheet, turned=found.turned)
    upright = np.ascontiguousarray(np.rot90(image, -(found.turned // 90)))
    words, laid_out = arranged(found, sheet, lambda angle: rules_on(upright, dpi, angle))
    language, blocks = spoken(words, laid_out)
    read: TextSource = "ocr" if len(words) else "none"
    return Reading(
        engine.name,
        read,
        words,
        sheet,
        found.quality,
        language,
        blocks=blocks,
        regions=judgement.regions,
        look=("nothing_read",) if judgement.unread else (),
    )
