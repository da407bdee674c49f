"""Reading a page that is an image."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from readingroom.engines.ocr import Recogniser
from readingroom.engines.pages import PageSource, Pixels
from readingroom.model.geometry import clamped
from readingroom.model.layout import Region
from readingroom.model.page import Reading, TextSource
from readingroom.model.words import Words
from readingroom.reading.arrange import arranged
from readingroom.reading.bars import covering
from readingroom.reading.borders import without_borders
from readingroom.reading.boxes import paper, solid_boxes
from readingroom.reading.clean import cleaned
from readingroom.reading.crossed import lines_through, taken_out
from readingroom.reading.inverted import without_boxes
from readingroom.reading.judged import judged
from readingroom.reading.labels import labelled
from readingroom.reading.language import spoken
from readingroom.reading.rules import rules_on
from readingroom.reading.solid import solid_regions
from readingroom.reading.struck import struck

#: Resolution at which parts of born-digital pages are read, and most pixels of an image that is read (memory: a page of
#: 16 million takes a reading process over 600 MB).
DPI, MOST_PIXELS = 200.0, 10_000_000

#: Resolution at which the judges look at the ink: they were fitted to it.
JUDGED_DPI = 150.0

#: A page whose gray never leaves this range has nothing on it; one that is nowhere lighter than this is covered whole.
BLANK_RANGE, DARK = 40, 128


def read_scan(source: PageSource, number: int, recogniser: Callable[[], Recogniser]) -> Reading:
    """Draw page `number` and read the words from its image.

    Raises:
        UnreadableError: the page can't be drawn or read.
    """
    sheet = source.size(number)
    inches = sheet.width * sheet.height / 72**2
    engine = recogniser()
    dpi = min(engine.dpi, (MOST_PIXELS / inches) ** 0.5)
    image = source.render(number, dpi=dpi)
    if int(image.max()) - int(image.min()) < BLANK_RANGE:
        covered = (Region("box", clamped(0, 0, 1, 1)),) if int(image.max()) < DARK else ()
        return Reading(source.name, "none", Words(), sheet, regions=covered)
    white = paper(image)
    image = without_borders(image, dpi, white)
    outlines = solid_boxes(image, dpi)
    painted = without_boxes(image, outlines, dpi)
    level, down = lines_through(painted, dpi, white)
    painted = cleaned(taken_out(painted, dpi, level, down), dpi)
    found = engine.read(painted, dpi)
    judgement = judged(found, smaller(painted, dpi), min(dpi, JUDGED_DPI))
    found = judgement.found
    lines = down if found.turned % 180 else level
    found, doubtful = struck(found, None if lines is None else np.rot90(lines.place, -(found.turned // 90)))
    if found.turned % 180:
        sheet = replace(sheet, width=sheet.height, height=sheet.width)
    sheet = replace(sheet, turned=found.turned)
    upright = np.ascontiguousarray(np.rot90(image, -(found.turned // 90)))
    words, laid_out = arranged(found, sheet, lambda angle: rules_on(upright, dpi, angle))
    language, blocks = spoken(words, laid_out)
    solid = tuple(covering(solid_regions(outlines, image, found.turned, judgement.regions), words, upright, white))
    read: TextSource = "ocr" if len(words) else "none"
    return Reading(
        engine.name,
        read,
        words,
        sheet,
        found.quality,
        language,
        blocks=labelled(words, blocks, solid),
        regions=(*judgement.regions, *doubtful, *solid),
        look=("nothing_read",) if judgement.unread else (),
    )


def smaller(image: Pixels, dpi: float) -> Pixels:
    """Return an image drawn at `dpi` as the judges want to see it, at `JUDGED_DPI` or less."""
    if dpi <= JUDGED_DPI:
        return image
    share = JUDGED_DPI / dpi
    return np.asarray(cv2.resize(image, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), np.uint8)
