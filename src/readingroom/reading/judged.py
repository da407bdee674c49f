"""What a recogniser gave, judged: only print is kept as words, each with its likelihood of being right."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from readingroom.engines.ocr import Recognised
from readingroom.engines.pages import Pixels
from readingroom.model.layout import Region
from readingroom.reading.fitted import Floats
from readingroom.reading.handwriting import FEW_LETTERS, doubted, only, printed
from readingroom.reading.ink import ink_of, letter_ink
from readingroom.reading.pictures import pictures
from readingroom.reading.quality import tells, with_quality

#: Where words are so unlikely to be right on the mean, nothing was read: patterns in a picture and print that shines
#: through give such pages. A page of few words is emptied sooner, unless one of its lines is likelier print than this:
#: a stamped number is print also where it is misread.
NOISE, FEW, NOISE_OF_FEW, PRINT_OF_FEW = 0.15, 5, 0.4, 0.98
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
    ink = ink_of(upright, found.lines)
    if not tells(found):
        return Judged(
            with_quality(found, upright, ink), shown, unread=not found.rows and letter_ink(ink)[1] >= MANY_SPECKS
        )
    is_print, likely, marked = printed(found, upright, shown, ink)
    kept = with_quality(only(found, is_print), upright, ink.kept(is_print), likely[is_print])
    noise = bool(kept.rows) and _is_noise(kept, likely[is_print])
    if noise:
        marked = (*marked, *doubted(kept.lines))
        kept = replace(only(kept, np.zeros(len(kept.lines), bool)), quality=None)
        is_print = np.zeros(len(found.lines), bool)
    written = any(one.kind == "handwriting" for one in marked)
    unread = not kept.rows and (noise or written or letter_ink(ink.kept(is_print))[1] >= MANY_SPECKS)
    return Judged(kept, (*shown, *marked), unread)


def _is_noise(found: Recognised, likely: Floats) -> bool:
    """Whether the words of a page, whose lines are print so likely, are hardly any."""
    sure = [row[2] for row in found.rows]
    words = [line for text, _box, _sure, line in found.rows if len(text) > FEW_LETTERS]
    few = len(sure) <= FEW and float(likely[words].max(initial=0)) < PRINT_OF_FEW
    return float(np.mean(sure)) < (NOISE_OF_FEW if few else NOISE)
