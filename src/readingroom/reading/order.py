"""The order in which the lines of a page are read: down columns of running text, across the rows of all else.

Tables and forms are read by rows, because their cells mean something beside each other. A gutter is read down only
where the text on both of its sides is like a paragraph: several lines, most of them filled to the margin. So are two
special columns: the line numbers of a transcript, and codes and notes in the right margin, which would stand in the
middle of sentences otherwise. The idea is the recursive cut of Nagy and Seth (1984), with that test before each cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

#: A gutter is at least this wide, in heights of a line; lines may reach this far into it.
GUTTER, REACH = 0.3, 0.15
#: Least rows on each side of a gutter, and least words a line on the average.
LEAST_ROWS, LEAST_WORDS = 4, 3.0
#: A line is full when it is this share of the usual length of those over and under it; this share must be full.
FULL, FULL_ROWS = 0.75, 0.6
#: So many such lines on end, each of more words, are a paragraph: then lists may stand over and under it.
PARAGRAPH = 6
#: Rows of both sides must stand beside each other over this share of the shorter side.
BESIDE = 0.5
#: Lines are in one row when their middles differ by less than this share of the lower one's height.
SAME_ROW = 0.4
#: Least line numbers, one under the other and each the next, that make a column of their own.
LEAST_NUMBERS = 8
#: The right margin: beyond this share of the page, at most this many words a note and notes a row of text.
MARGIN, MARGIN_WORDS, MARGIN_NOTES = 0.85, 3.0, 0.5


@dataclass(frozen=True, slots=True)
class Lines:
    """Detected lines of a page laid straight.

    Attributes:
        boxes: n x 4; left, top, right, bottom in a unit that is the same across and down.
        words: n; how many words each holds.
        numbers: n; the whole number a line consists of, -1 for all others.
        width: of the page in the same unit.
    """

    boxes: Floats
    words: Floats
    numbers: Places
    width: float

    def middles(self) -> Floats:
        """Height of the middle of each line on the page."""
        return np.asarray((self.boxes[:, 1] + self.boxes[:, 3]) / 2)


def skew(corners: Floats) -> float:
    """Return by how much a page lies askew, radians, clockwise positive: the middle angle of its longer lines.

    Args:
        corners: n x 4 x 2; top left, top right, bottom right, bottom left of each line, same unit across and down.
    """
    if not len(corners):
        return 0.0
    along = (corners[:, 1] + corners[:, 2] - corners[:, 0] - corners[:, 3]) / 2
    long = np.hypot(along[:, 0], along[:, 1])
    angles = np.arctan2(along[:, 1], along[:, 0])
    counted = long >= np.median(long)
    order = np.argsort(angles[counted], kind="stable")
    weights = np.cumsum(long[counted][order])
    return float(angles[counted][order][np.searchsorted(weights, weights[-1] / 2)])


def straight(corners: Floats) -> Floats:
    """Return the boxes (n x 4) of lines as they would be if the page lay straight; corners as in `skew`."""
    if not len(corners):
        return np.zeros((0, 4))
    turn = -skew(corners)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    laid = corners @ matrix
    low, high = laid.min(axis=1), laid.max(axis=1)
    # a line is as high as its ends are, however it climbs against the page
    middle = laid[:, :, 1].mean(axis=1)
    half = np.linalg.norm(laid[:, 3] - laid[:, 0] + laid[:, 2] - laid[:, 1], axis=1) / 4
    return np.stack([low[:, 0], middle - half, high[:, 0], middle + half], axis=1)


def in_order(lines: Lines) -> list[list[int]]:
    """Return the lines as rows in reading order: each row from left to right."""
    everything = np.arange(len(lines.boxes))
    return list(_read(lines, everything)) if len(everything) else []


def _read(lines: Lines, chosen: Places) -> Iterator[list[int]]:
    """Read some lines: what stands above a pair of columns, the left one, the right one, what stands below."""
    for cut in (_numbered(lines, chosen), _columns(lines, chosen), _margin(lines, chosen)):
        if cut is not None:
            for part in cut:
                if len(part):
                    yield from _read(lines, part)
            return
    yield from rows(lines, chosen)


def rows(lines: Lines, chosen: Places) -> list[list[int]]:
    """Put lines that stand beside each other into rows, top to bottom, each left to right."""
    middles = lines.middles()
    heights = lines.boxes[:, 3] - lines.boxes[:, 1]
    found: list[list[int]] = []
    for index in sorted(chosen.tolist(), key=lambda one: float(middles[one])):
        if found:
            row = found[-1]
            level = float(np.mean(middles[row]))
            least = min(float(heights[index]), float(np.median(heights[row])))
            apart = all(_apart(lines.boxes[index], lines.boxes[other]) for other in row)
            if abs(level - float(middles[index])) < least * SAME_ROW and apart:
                row.append(index)
                continue
        found.append([index])
    return [sorted(row, key=lambda one: float(lines.boxes[one, 0])) for row in found]


def _apart(one: Floats, other: Floats) -> bool:
    """Whether two lines stand beside, not over each other."""
    shared = min(one[2], other[2]) - max(one[0], other[0])
    return bool(shared <= 0.3 * min(one[2] - one[0], other[2] - other[0]))  # boxes are a little too wide


def _numbered(lines: Lines, chosen: Places) -> tuple[Places, ...] | None:
    """Set the line numbers at the left of a transcript apart: whole numbers under each other, each the next."""
    counted = chosen[lines.numbers[chosen] >= 0]
    if len(counted) < LEAST_NUMBERS or len(counted) == len(chosen):
        return None
    counted = counted[np.argsort(lines.middles()[counted], kind="stable")]
    steps = np.diff(lines.numbers[counted])
    others = np.setdiff1d(chosen, counted)
    right = lines.boxes[counted, 2].max()
    beside = others[lines.boxes[others, 0] >= right]
    in_line = np.ptp(lines.boxes[counted, 2]) < np.median(lines.boxes[counted, 3] - lines.boxes[counted, 1]) * 2
    lone = len(rows(lines, others)) >= 0.8 * len(others)  # a table has several cells in a row
    if lone and (steps == 1).mean() >= 0.8 and in_line and len(beside) >= 0.8 * len(others):  # noqa: PLR2004  # a few misread
        return counted, others
    return None


def _columns(lines: Lines, chosen: Places) -> tuple[Places, ...] | None:
    """Return (above, left, right, below) of the largest pair of columns, or None."""
    if len(chosen) < 2 * LEAST_ROWS:
        return None
    boxes = lines.boxes[chosen]
    height = float(np.median(boxes[:, 3] - boxes[:, 1]))
    order = np.argsort(lines.middles()[chosen], kind="stable")
    best: tuple[float, tuple[Places, ...]] | None = None
    for edge in np.unique(np.ceil(boxes[:, 2] / height * 10)) * (height / 10):
        place = edge + height * REACH
        crossing = (boxes[:, 0] < place - height * REACH) & (boxes[:, 2] > place + height * REACH)
        for start, stop in _zones(crossing[order]):
            inside = order[start:stop]
            is_left = boxes[inside, 2] <= place + height * REACH
            left, right = chosen[inside[is_left]], chosen[inside[~is_left]]
            if min(len(left), len(right)) < LEAST_ROWS:
                continue
            begin, ends = lines.boxes[right, 0].min(), lines.boxes[left, 2]
            # a line or two may reach almost to the next column
            if begin <= ends.max() or begin - np.quantile(ends, 0.9) < height * GUTTER:
                continue
            size = _size(lines, left, right)
            if size and (best is None or size > best[0]):
                best = size, (chosen[order[:start]], left, right, chosen[order[stop:]])
    return best[1] if best else None


def _zones(crossing: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Return the runs (first, after last) of lines, from top to bottom, none of which crosses."""
    start = 0
    for place in [*np.flatnonzero(crossing).tolist(), len(crossing)]:
        if place > start:
            yield start, place
        start = place + 1


def _size(lines: Lines, left: Places, right: Places) -> float:
    """Return how much text stands in two columns, or 0 if they are none."""
    if not (_is_text(lines, left) and _is_text(lines, right)):
        return 0.0
    tops = lines.boxes[left, 1].min(), lines.boxes[right, 1].min()
    bottoms = lines.boxes[left, 3].max(), lines.boxes[right, 3].max()
    shared = min(bottoms) - max(tops)
    shorter = min(bottoms[0] - tops[0], bottoms[1] - tops[1])
    return float(shared) if shared >= BESIDE * shorter else 0.0


def _is_text(lines: Lines, chosen: Places) -> bool:
    """Whether lines are like paragraphs: enough rows, enough words in each, most reaching from edge to edge.

    What stands over and under a line tells where its edges are, so a side may itself be several columns, of which one
    ends earlier than the other.
    """
    if len(chosen) < LEAST_ROWS:
        return False
    left, right = lines.boxes[chosen, 0], lines.boxes[chosen, 2]
    width = right - left
    shared = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    stacked = shared >= np.minimum(width[:, None], width) / 2
    usual = _nine_tenths(np.where(stacked, width, np.inf), stacked.sum(axis=1))
    full = width >= FULL * usual
    if lines.words[chosen].mean() >= LEAST_WORDS and full.mean() >= FULL_ROWS:
        return len(rows(lines, chosen)) >= LEAST_ROWS
    if len(chosen) < PARAGRAPH:
        return False
    # a number at the end of a line, as in a list of contents, stands beside it
    several = np.flatnonzero(lines.words[chosen] > 1)
    order = several[np.argsort(lines.middles()[chosen][several], kind="stable")]
    running = (full & (lines.words[chosen] > LEAST_WORDS))[order]
    return len(running) >= PARAGRAPH and any(
        run.all() for run in np.lib.stride_tricks.sliding_window_view(running, PARAGRAPH)
    )


def _nine_tenths(values: Floats, counts: Places) -> Floats:
    """Return the .9 quantile of the finite values of each row; `nanquantile` is slow on so many short rows."""
    low = np.sort(values, axis=1)
    place = 0.9 * (counts - 1)
    below = np.floor(place).astype(np.int64)
    row = np.arange(len(values))
    one, other = low[row, below], low[row, np.minimum(below + 1, counts - 1)]
    return np.asarray(one + (other - one) * (place - below))


def _margin(lines: Lines, chosen: Places) -> tuple[Places, ...] | None:
    """Set short notes in the right margin apart from the paragraphs beside them; they are read after these."""
    out = lines.boxes[chosen, 0] > MARGIN * lines.width
    notes, body = chosen[out], chosen[~out]
    if not len(notes) or not len(body):
        return None
    boxes = lines.boxes[body]
    height = float(np.median(boxes[:, 3] - boxes[:, 1]))
    noted = lines.boxes[notes]
    beside = (noted[:, 1, None] < boxes[:, 3]) & (noted[:, 3, None] > boxes[:, 1])
    clear = bool(np.all(~beside | (noted[:, 0, None] - boxes[:, 2] >= height * GUTTER)))
    few = len(rows(lines, notes)) <= MARGIN_NOTES * len(rows(lines, body))
    short = lines.words[notes].mean() <= MARGIN_WORDS
    return (body, notes) if clear and few and short and _is_text(lines, body) else None
