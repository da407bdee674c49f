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
#: A line that is less than so many times as long as high is a lone letter: its box is made so large that the letter is
#: in it, when that is at most so high (of usual lines), with so much paper beside and over it (of the letter's height).
LONE, MOST_HIGH, ROOM = 1.3, 1.1, (0.2, 0.3)
#: Paper that is left beside the last letter.
PAPER = 0.12
#: The middle part of the line's height in which ink is looked for; how far over and under the line is looked too; a
#: column of which so much is ink, over and under the line or in it, is a rule or the edge of a box, no letter.
MIDDLE, BEYOND, RULE = 0.6, 0.3, 0.85
#: How far around the place that is looked at pieces of ink are followed to tell how high they are.
AROUND = 0.5
#: A line so many times as high as long runs upwards (the page lies on its side, or the print does), one as high as this
#: share of the page is no line of letters: neither has ends to look for, and looking costs the square of the height.
TALL, HUGE = 4.0, 0.25


def ink_of(image: Pixels, lines: Sequence[Corners]) -> Pixels:
    """Return 1 where a gray image is clearly darker than what surrounds it, within two usual heights of its lines."""
    around = 2 * round(float(np.median(_heights(lines)))) + 1
    inverse, mean = cv2.THRESH_BINARY_INV, cv2.ADAPTIVE_THRESH_MEAN_C
    return np.asarray(cv2.adaptiveThreshold(image, 1, mean, inverse, max(3, around), DARKER), np.uint8)


def stretched(image: Pixels, lines: Sequence[Corners], ink: Pixels | None = None) -> list[Corners]:
    """Return the lines with each end moved out to the next gap in their ink; corners in pixels of a gray image.

    Args:
        image: of the page.
        lines: that were found on it.
        ink: of the image (see `ink_of`), if it is known.
    """
    if not lines:
        return []
    ink = ink_of(image, lines) if ink is None else ink
    usual = float(np.median(_heights(lines)))
    lines = [_whole(line, ink, usual) if _is_lone(line) else line for line in lines]
    heights, least = _heights(lines), LEAST_HIGH * usual
    taken = np.zeros(image.shape[:2], np.int16)
    for number, line in enumerate(lines, 1):
        cv2.fillConvexPoly(taken, np.round(line).astype(np.int32), number)
    return [
        _stretched(ink, taken, line, height, number, least)
        for number, (line, height) in enumerate(zip(lines, heights, strict=True), 1)
    ]


def _heights(lines: Sequence[Corners]) -> list[float]:
    return [float(np.linalg.norm(line[3] - line[0])) for line in lines]


def _is_lone(line: Corners) -> bool:
    return bool(np.linalg.norm(line[1] - line[0]) < LONE * np.linalg.norm(line[3] - line[0]))


def _whole(line: Corners, ink: Pixels, usual: float) -> Corners:
    """Return the line of a lone letter so large that the whole letter is in it, with paper around it."""
    low, far = np.maximum(line.min(axis=0), 0).astype(int), np.maximum(line.max(axis=0), 0).astype(int) + 1
    # what begins in the line and ends at the rim of this part is too large for a letter
    begin = np.maximum(low - round(MOST_HIGH * usual) - 2, 0)
    end = far + round(MOST_HIGH * usual) + 2
    part = ink[begin[1] : end[1], begin[0] : end[0]]
    if not part.size:
        return line
    _count, labels, stats, _middles = cv2.connectedComponentsWithStats(part, connectivity=8)
    found = np.unique(labels[low[1] - begin[1] : far[1] - begin[1], low[0] - begin[0] : far[0] - begin[0]])
    pieces = np.asarray(stats, np.int32)[found[found > 0]]
    high, wide = pieces[:, cv2.CC_STAT_HEIGHT], pieces[:, cv2.CC_STAT_WIDTH]
    pieces = pieces[(high >= LEAST_HIGH * usual) & (high <= MOST_HIGH * usual) & (wide <= MOST_HIGH * usual)]
    if not len(pieces) or _apart(pieces):
        return line
    left, top = pieces[:, 0].min() + begin[0], pieces[:, 1].min() + begin[1]
    right = (pieces[:, 0] + pieces[:, 2]).max() + begin[0]
    bottom = (pieces[:, 1] + pieces[:, 3]).max() + begin[1]
    over, beside = ROOM[1] * (bottom - top), ROOM[0] * (bottom - top)
    left, right = min(low[0], left - beside), max(far[0], right + beside)
    top, bottom = min(low[1], top - over), max(far[1], bottom + over)
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)


def _apart(pieces: npt.NDArray[np.int32]) -> bool:
    """Whether pieces of ink (rows of statistics) stand beside one another: then they are no lone letter."""
    pieces = pieces[np.argsort(pieces[:, 0])]
    ends = np.maximum.accumulate(pieces[:, 0] + pieces[:, 2])
    return bool((pieces[1:, 0] >= ends[:-1]).any())


def _stretched(  # noqa: PLR0917  # all of one line
    ink: Pixels, taken: npt.NDArray[np.int16], line: Corners, height: float, number: int, least: float
) -> Corners:
    length = float(np.linalg.norm(line[1] - line[0]))
    if height < 1 or length < 1 or height > min(TALL * length, HUGE * min(ink.shape)):
        return line
    along = (line[1] - line[0]) / length
    down = (line[3] - line[0]) / height
    out = line.astype(np.float32).copy()
    for begins, outwards, ends in ((line[0], -along, (0, 3)), (line[1], along, (1, 2))):
        place = Place(begins, outwards, down, height)
        more = _reach(place, *place.seen(ink, taken, number, least))
        for corner in ends:
            out[corner] = line[corner] + outwards * more
    return out


class Place:
    """The surroundings of one end of a line, from a little inside it outwards, straightened."""

    def __init__(
        self,
        corner: npt.NDArray[np.float32],
        outwards: npt.NDArray[np.float32],
        down: npt.NDArray[np.float32],
        height: float,
    ) -> None:
        """Note a line's end: its upper corner, the directions outwards and down (one pixel long), its height."""
        self.height = height
        self.inside = max(1, round(INSIDE * height))
        self.steps = np.arange(-self.inside, round(FARTHEST * height) + 1)
        self.levels = np.arange(-BEYOND * height, (1 + BEYOND) * height)
        steps, levels = self.steps[:, None], self.levels[None, :]
        self._x = corner[0] + outwards[0] * steps + down[0] * levels
        self._y = corner[1] + outwards[1] * steps + down[1] * levels

    def seen(
        self, ink: Pixels, taken: npt.NDArray[np.int16], number: int, least: float
    ) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Return steps x levels: where a letter's ink stands, and where another line or the end of the image does.

        Args:
            ink: 1 where the image is dark.
            taken: the number of the line that covers each point, 0 for none.
            number: of this line.
            least: how high the ink of a letter is at least, pixels.
        """
        more = round(AROUND * self.height) + 1
        x, y = np.rint(self._x).astype(int), np.rint(self._y).astype(int)
        left, top = max(0, int(x.min()) - more), max(0, int(y.min()) - more)
        right, bottom = int(x.max()) + more + 1, int(y.max()) + more + 1
        part, covered = ink[top:bottom, left:right], taken[top:bottom, left:right]
        if not part.size:
            return np.zeros(x.shape, bool), np.ones(x.shape, bool)
        _count, labels, stats, _middles = cv2.connectedComponentsWithStats(part, connectivity=8)
        high = np.asarray(stats, np.int32)[:, cv2.CC_STAT_HEIGHT]
        high[0] = 0  # the paper
        there = (x >= 0) & (y >= 0) & (x < ink.shape[1]) & (y < ink.shape[0])
        x, y = (x - left).clip(0, part.shape[1] - 1), (y - top).clip(0, part.shape[0] - 1)
        whose = covered[y, x]
        letter = np.asarray(high >= least).reshape(-1)
        return letter[labels[y, x]] & there, ((whose != 0) & (whose != number)) | ~there


def _reach(place: Place, dark: npt.NDArray[np.bool_], other: npt.NDArray[np.bool_]) -> float:
    """Return how far, in pixels, the line's ink goes on beyond one of its ends."""
    height, inside, steps, levels = place.height, place.inside, place.steps, place.levels
    middle = (levels >= (1 - MIDDLE) / 2 * height) & (levels <= (1 + MIDDLE) / 2 * height)
    over, under = levels < 0, levels > height
    letter = np.asarray(dark[:, middle].any(axis=1)).reshape(-1)
    whole = ~(over | under)
    rule = (dark[:, over].mean(axis=1) + dark[:, under].mean(axis=1) > RULE) | (dark[:, whole].mean(axis=1) > RULE)
    rule |= np.concatenate([rule[1:], [False]]) | np.concatenate([[False], rule[:-1]])  # its blurred rim
    stop = np.flatnonzero((other[:, middle].any(axis=1) | rule)[inside:])
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
