"""Words that a line runs through: nobody may take what is struck out for what stands.

A line of a form that runs through typed letters looks like one by which a word was struck out, so both are doubted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from readingroom.engines.ocr import Recognised
from readingroom.engines.pages import Pixels
from readingroom.model.geometry import Box
from readingroom.model.layout import Region

#: A line through a word runs so far down from its top on the mean (shares of its height: the feet of letters are at
#: about three quarters), along so much of it.
MIDDLE, ALONG = (0.25, 0.62), 0.3
#: So many words between two such words of a line are struck with them: the stroke is not found whole where it slants.
BETWEEN = 2
#: How sure such a word is at most: as one that was hardly read.
SURE = 0.1
#: What is noted at its place.
NOTE = "struck"


def struck(found: Recognised, lines: Pixels | None) -> tuple[Recognised, tuple[Region, ...]]:
    """Return what was read with words that a line runs through as hardly sure, and the places of these words.

    Args:
        found: what was read.
        lines: lines that cross letters (255), on the image turned upright; None when there are none.
    """
    if lines is None or not found.rows:
        return found, ()
    marked = [_runs_through(lines, row[1]) for row in found.rows]
    if not any(marked):
        return found, ()
    _fill(marked, [row[3] for row in found.rows])
    rows = tuple(
        (text, box, min(sure, SURE) if mark else sure, line)
        for (text, box, sure, line), mark in zip(found.rows, marked, strict=True)
    )
    places = tuple(Region("doubted", row[1], NOTE) for row, mark in zip(rows, marked, strict=True) if mark)
    return replace(found, rows=rows), places


def _fill(marked: list[bool], lines: Sequence[int]) -> None:
    """Mark the few words between two marked ones of a line; the words of a line follow each other."""
    last = -1
    for index, mark in enumerate(tuple(marked)):
        if mark:
            if last >= 0 and lines[last] == lines[index] and index - last <= BETWEEN + 1:
                marked[last:index] = [True] * (index - last)
            last = index


def _runs_through(lines: Pixels, box: Box) -> bool:
    """Whether one of the lines runs through the middle of a box."""
    high, wide = lines.shape
    left, right = int(box.left * wide), max(int(box.left * wide) + 1, round(box.right * wide))
    top, bottom = int(box.top * high), max(int(box.top * high) + 1, round(box.bottom * high))
    part = lines[top:bottom, left:right] > 0
    if not part.size:
        return False
    first, last = (round(share * len(part)) for share in MIDDLE)
    return float(part[first:last].any(axis=0).mean()) >= ALONG
