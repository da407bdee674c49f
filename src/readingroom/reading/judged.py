"""What a recogniser gave, judged: only print is kept as words, each with its likelihood of being right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from readingroom.engines.ocr import Recognised
from readingroom.engines.pages import Pixels
from readingroom.model.layout import Region
from readingroom.reading.handwriting import printed
from readingroom.reading.pictures import pictures
from readingroom.reading.quality import letter_ink, with_quality

#: So many letter-like specks of ink on a page without words are something that a person can perhaps read.
MANY_SPECKS = 40


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What is left of what was read.

    Attributes:
        found: printed lines, each word with its likelihood of being right, and the page's quality.
        regions: places of pictures and handwriting.
        unread: whether there is ink that looks like letters although no word was read.
    """

    found: Recognised
    regions: tuple[Region, ...]
    unread: bool


def judged(found: Recognised, image: Pixels, dpi: float) -> Judged:
    """Judge what was read.

    Args:
        found: as the recogniser gave it.
        image: that was read, gray, as it lay.
        dpi: of it.
    """
    upright = np.ascontiguousarray(np.rot90(image, -(found.turned // 90)))
    shown = tuple(Region("picture", box) for box in pictures(upright, dpi))
    kept, written = printed(found, upright, shown)
    unread = not kept.rows and (bool(written) or letter_ink(kept, upright)[1] >= MANY_SPECKS)
    return Judged(with_quality(kept, upright), (*shown, *written), unread)
