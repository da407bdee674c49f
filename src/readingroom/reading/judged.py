"""What a recogniser gave, judged: only print is kept as words, each with its likelihood of being right."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from readingroom.engines.ocr import Recognised
from readingroom.engines.pages import Pixels
from readingroom.model.layout import Region
from readingroom.reading.fitted import Floats
from readingroom.reading.handwriting import FEW_LETTERS, UNSURE, doubted, only, printed, sure_lines
from readingroom.reading.ink import ink_of, letter_ink
from readingroom.reading.pictures import pictures
from readingroom.reading.quality import tells, with_quality
from readingroom.reading.scripts import script_of

#: Where words are so unlikely to be right on the mean, nothing was read: patterns in a picture and print that shines
#: through give such pages. A page of few words is emptied sooner, unless one of its lines is likelier print than this:
#: a stamped number is print also where it is misread.
NOISE, FEW, NOISE_OF_FEW, PRINT_OF_FEW = 0.15, 5, 0.4, 0.98
#: Where more of the lines than this share read well, the page is not noise, whatever its words are thought to be.
WELL = 0.2
#: A line whose words are less likely right than this on the mean may be of a script that no model here reads.
WEAK = 0.3
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
    dropped, note = _no_words(kept, likely[is_print], sure_lines(found)[is_print])
    if dropped.any():
        marked = (*marked, *doubted(kept.lines[dropped], note))
        left = only(kept, ~dropped)
        kept = left if left.rows else replace(left, quality=None)
        is_print[is_print] = ~dropped
    written = any(one.kind == "handwriting" for one in marked)
    unread = not kept.rows and (dropped.any() or written or letter_ink(ink.kept(is_print))[1] >= MANY_SPECKS)
    return Judged(kept, (*shown, *marked), bool(unread))


def _no_words(found: Recognised, likely: Floats, read_well: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.bool_], str]:
    """Return which lines of print hold hardly any word, and a code for what they are instead."""
    count = len(found.lines)
    if not count:
        return np.zeros(0, bool), ""
    lines = np.array([row[3] for row in found.rows])
    sure = np.bincount(lines, [row[2] for row in found.rows], minlength=count) / np.bincount(lines, minlength=count)
    # A line that the recogniser was sure of is Latin, however unlikely its words are: codes and numbers of cases.
    weak = (sure < WEAK) & ~read_well
    if script := script_of(row[0] for row in found.rows if weak[row[3]]):
        return weak, script
    if read_well.mean() > WELL or not _is_noise(found, likely):
        return np.zeros(count, bool), ""
    return ~read_well, script_of(row[0] for row in found.rows) or UNSURE


def _is_noise(found: Recognised, likely: Floats) -> bool:
    """Whether the words of a page, whose lines are print so likely, are hardly any."""
    sure = [row[2] for row in found.rows]
    words = [line for text, _box, _sure, line in found.rows if len(text) > FEW_LETTERS]
    few = len(sure) <= FEW and float(likely[words].max(initial=0)) < PRINT_OF_FEW
    return float(np.mean(sure)) < (NOISE_OF_FEW if few else NOISE)
