"""Spaces that the likeliest letters of a line pass over: taken where the model half sees one and ink stands apart."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from readingroom.engines.ocr.runtime import Floats
from readingroom.engines.pages import Pixels

#: A space inside a word is taken when the model thinks it at least so likely and the ink stands at least so far apart
#: (heights of the line; share of the gaps at the spaces read in the same line). Chosen on the style packs `train` and
#: `tune` (docs/decisions/0012).
SPACE, WIDE, AS_WIDE = 0.1, 0.17, 0.8


def words_between(
    begins: npt.NDArray[np.intp], space: npt.NDArray[np.bool_], spaces: Floats, line: Pixels | None, length: float
) -> list[tuple[int, int]]:
    """Return the runs (first, after last) of letters that are words.

    Args:
        begins: the first time step of each letter, spaces among them.
        space: which of the letters are spaces.
        spaces: how likely a space is at each time step.
        line: the image that was read, dark on bright; None takes the spaces as they were read.
        length: of the line, in its heights.
    """
    ends = np.flatnonzero(space).tolist()
    parts = list(zip([0, *(end + 1 for end in ends)], [*ends, len(space)], strict=True))
    # letters before which a space is likely enough to look at the ink
    between = np.maximum.reduceat(spaces, begins)[:-1]
    maybe = (np.flatnonzero((between >= SPACE) & ~space[1:] & ~space[:-1]) + 1).tolist()
    if maybe and line is not None:
        lightest = line.min(axis=0)
        clear = lightest > (int(lightest.min()) + int(line.max())) / 2
        middles = (begins + 0.5) / len(spaces)
        read = [_gap(clear, middles[at - 1], middles[at + 1]) for at in ends if 0 < at < len(space) - 1]
        least = max(WIDE / length, AS_WIDE * float(np.median(read)) if read else 0.0)
        for at in maybe:
            if _gap(clear, middles[at - 1], middles[at]) >= least:
                parts = [piece for part in parts for piece in _cut(part, at)]
    return [(start, stop) for start, stop in parts if start < stop]


def _gap(clear: npt.NDArray[np.bool_], start: float, stop: float) -> float:
    """Return how wide the widest gap without ink is between two places of a line (all fractions of its length)."""
    part = clear[int(start * len(clear)) : int(stop * len(clear)) + 1]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], part, [False]]).astype(np.int8)))
    return float(np.max(edges[1::2] - edges[::2], initial=0)) / len(clear)


def _cut(part: tuple[int, int], at: int) -> tuple[tuple[int, int], ...]:
    """Return the two parts of a run of letters cut before letter `at`, or the whole run if that is not in it."""
    start, stop = part
    return ((start, at), (at, stop)) if start < at < stop else (part,)
