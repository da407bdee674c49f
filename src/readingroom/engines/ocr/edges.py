"""The ends of lines: the detector stops short of a first or last letter that is faint, tall, or set apart a little.

A letter lost there is the worst of misreadings: `11/30/90` becomes `1/30/90`, and all letters that were read look sure.
So each line is followed outwards along its ink to the next clear gap.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.ocr.detect import Corners
from readingroom.engines.pages import Pixels

#: A dot is ink when it is so many grays darker than what surrounds it.
DARKER = 40
#: All that follows is in heights of the line (a found line is about 1.7 letters high). How far a line may be stretched
#: at each end; a gap as wide as this ends it (letters of a word stand closer, words farther apart).
FARTHEST, GAP = 1.2, 0.16
#: Ink inside the line, at most so far from its end, is what a cut letter is joined to.
INSIDE = 0.12
#: Ink in one piece is a letter, not a speck, when it is at least so high.
LEAST_HIGH = 0.2
#: A line that is less than so many times as long as high is a lone letter: its box is made so large that the letter is
#: in it, when that is at most so high (of usual lines), with so much paper beside and over it (of the letter's height).
LONE, MOST_HIGH, ROOM = 1.3, 1.1, (0.2, 0.3)
#: Paper that is left beside the last letter.
PAPER = 0.12
#: The middle part of the line's height in which ink is looked for; how far over and under the line is looked too; a
#: column of which so much is ink, over and under the line or in it, is a rule or the edge of a box, no letter.
MIDDLE, BEYOND, RULE = 0.6, 0.3, 0.85


def stretched(image: Pixels, lines: Sequence[Corners]) -> list[Corners]:
    """Return the lines with each end moved out to the next gap in their ink; corners in pixels of a gray image."""
    if not lines:
        return []
    heights = [float(np.linalg.norm(line[3] - line[0])) for line in lines]
    around = 2 * round(float(np.median(heights))) + 1
    ink = cv2.adaptiveThreshold(image, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, max(3, around), DARKER)
    _count, labels, stats, _middles = cv2.connectedComponentsWithStats(ink, connectivity=8)
    high = stats[:, cv2.CC_STAT_HEIGHT]
    high[0] = 0  # the paper
    ink = (high >= LEAST_HIGH * float(np.median(heights))).astype(np.uint8)[labels]
    lines = _whole_letters(lines, np.asarray(labels, np.int32), np.asarray(stats, np.int32))
    heights = [float(np.linalg.norm(line[3] - line[0])) for line in lines]
    taken = np.zeros(image.shape[:2], np.int32)
    for number, line in enumerate(lines, 1):
        cv2.fillConvexPoly(taken, np.round(line).astype(np.int32), number)
    return [
        _stretched(np.asarray(ink, np.uint8), taken, line, height, number)
        for number, (line, height) in enumerate(zip(lines, heights, strict=True), 1)
    ]


def _whole_letters(
    lines: Sequence[Corners], labels: npt.NDArray[np.int32], stats: npt.NDArray[np.int32]
) -> list[Corners]:
    """Return the lines, those of lone letters so large that the letter is in them."""
    usual = float(np.median([np.linalg.norm(line[3] - line[0]) for line in lines]))
    return [
        _whole(line, labels, stats, usual)
        if np.linalg.norm(line[1] - line[0]) < LONE * np.linalg.norm(line[3] - line[0])
        else line
        for line in lines
    ]


def _whole(line: Corners, labels: npt.NDArray[np.int32], stats: npt.NDArray[np.int32], usual: float) -> Corners:
    """Return the line of a lone letter so large that the whole letter is in it, with paper around it."""
    low, far = np.maximum(line.min(axis=0), 0).astype(int), np.maximum(line.max(axis=0), 0).astype(int) + 1
    found = np.unique(labels[low[1] : far[1], low[0] : far[0]])
    pieces = stats[found[found > 0]]
    high, wide = pieces[:, cv2.CC_STAT_HEIGHT], pieces[:, cv2.CC_STAT_WIDTH]
    pieces = pieces[(high >= LEAST_HIGH * usual) & (high <= MOST_HIGH * usual) & (wide <= MOST_HIGH * usual)]
    if not len(pieces):
        return line
    left, top = pieces[:, 0].min(), pieces[:, 1].min()
    right, bottom = (pieces[:, 0] + pieces[:, 2]).max(), (pieces[:, 1] + pieces[:, 3]).max()
    over, beside = ROOM[1] * (bottom - top), ROOM[0] * (bottom - top)
    left, right = min(low[0], left - beside), max(far[0], right + beside)
    top, bottom = min(low[1], top - over), max(far[1], bottom + over)
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)


def _stretched(ink: Pixels, taken: npt.NDArray[np.int32], line: Corners, height: float, number: int) -> Corners:
    length = float(np.linalg.norm(line[1] - line[0]))
    if height < 1 or length < 1:
        return line
    along = (line[1] - line[0]) / length
    down = (line[3] - line[0]) / height
    out = line.astype(np.float32).copy()
    for begins, outwards in ((line[0], -along), (line[1], along)):
        more = _reach(ink, taken, begins, outwards, down, height=height, number=number)
        ends = (0, 3) if outwards is not along else (1, 2)
        for corner in ends:
            out[corner] = line[corner] + outwards * more
    return out


def _reach(
    ink: Pixels,
    taken: npt.NDArray[np.int32],
    corner: npt.NDArray[np.float32],
    outwards: npt.NDArray[np.float32],
    down: npt.NDArray[np.float32],
    *,
    height: float,
    number: int,
) -> float:
    """Return how far, in pixels, the line's ink goes on beyond one of its ends."""
    inside, farthest = max(1, round(INSIDE * height)), round(FARTHEST * height)
    steps = np.arange(-inside, farthest + 1)
    levels = np.arange(-BEYOND * height, (1 + BEYOND) * height)
    places = corner + outwards * steps[:, None, None] + down * levels[None, :, None]
    x, y = np.rint(places[..., 0]).astype(int), np.rint(places[..., 1]).astype(int)
    there = (x >= 0) & (y >= 0) & (x < ink.shape[1]) & (y < ink.shape[0])
    x, y = x.clip(0, ink.shape[1] - 1), y.clip(0, ink.shape[0] - 1)
    dark = (ink[y, x] > 0) & there
    middle = (levels >= (1 - MIDDLE) / 2 * height) & (levels <= (1 + MIDDLE) / 2 * height)
    over, under = levels < 0, levels > height
    letter = dark[:, middle].any(axis=1)
    whole = ~(over | under)
    rule = (dark[:, over].mean(axis=1) + dark[:, under].mean(axis=1) > RULE) | (dark[:, whole].mean(axis=1) > RULE)
    rule |= np.concatenate([rule[1:], [False]]) | np.concatenate([[False], rule[:-1]])  # its blurred rim
    other = ((taken[y, x] > 0) & (taken[y, x] != number))[:, middle].any(axis=1) | ~there[:, middle].any(axis=1)
    stop = np.flatnonzero((other | rule)[inside:])
    end = int(stop[0]) + inside if stop.size else len(steps)
    last, gap = -1, max(2.0, GAP * height)
    for at in range(end):
        if letter[at]:
            last = at
        elif at - last > gap:
            break
    if last < inside:
        return 0.0
    return float(min(steps[last] + PAPER * height, steps[end - 1]))
