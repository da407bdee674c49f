"""Letters that the detector left out: what stands alone, a figure in a table above all.

The tiny detector misses lone letters at every resolution and threshold tried (docs/decisions/0012). Ink of the size of
a letter that stands free, in a row with lines that were found, is therefore given to the reader as a line of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.ocr.detect import Corners
from readingroom.engines.ocr.edges import ink_of
from readingroom.engines.pages import Pixels

Floats = npt.NDArray[np.float64]

#: All that follows is in heights of the line in whose row the ink stands (a found line is about 1.7 letters high).
#: Least and most height of a letter, most width of what is joined to one piece, how far its letters stand apart.
LEAST_HIGH, MOST_HIGH, MOST_WIDE, APART = 0.3, 1.1, 6.0, 0.35
#: How far the middle of a piece may lie from the middle of its row.
LEVEL = 0.3
#: A piece stands free when so much over and under it holds at most this share of ink: the parts of a streak do not.
FREE, MOST_INK = 0.2, 0.15
#: How much paper is left beside the piece, and how much more the second time: a lone letter is read twice.
MARGIN, MORE = 0.6, 0.4
#: Least lines of a page that tell how high print is; most pieces taken from one page.
LEAST_LINES, MOST_PIECES = 3, 400


def leftover(image: Pixels, lines: Sequence[Corners], ink: Pixels | None = None) -> list[Corners]:
    """Return the corners of pieces of print that no line covers, in pixels of a gray image.

    Args:
        image: of the page.
        lines: that were found on it.
        ink: of the image (see `ink_of`), if it is known.
    """
    if len(lines) < LEAST_LINES:
        return []
    corners = np.array(lines, np.float64)
    heights = np.linalg.norm(corners[:, 3] - corners[:, 0], axis=1)
    usual = float(np.median(heights))
    ink = ink_of(image, lines) if ink is None else ink
    covered = np.zeros(image.shape, np.uint8)
    for line in lines:
        cv2.fillConvexPoly(covered, np.round(line).astype(np.int32), 1)
    free = np.asarray(cv2.bitwise_and(ink, 1 - covered), np.uint8)
    pieces = _pieces(free, usual)
    if not len(pieces):
        return []
    slope = _slope(corners)
    found = []
    for left, top, right, bottom in pieces[:MOST_PIECES]:
        row = _row(corners, slope, (left, top, right, bottom))
        if row is None or not _stands_free(ink, (left, top, right, bottom), row[1]):
            continue
        found.append(_corners((left, top, right, bottom), row, slope))
    return found


def wider(corners: Corners) -> Corners:
    """Return the corners of a piece with more paper on both sides.

    The small model reads a clean lone 7 as 1 and is sure of it; with more paper beside it, it does not.
    """
    along, height = corners[1] - corners[0], float(np.linalg.norm(corners[3] - corners[0]))
    more = along / max(float(np.linalg.norm(along)), 1.0) * MORE * height
    return np.asarray(corners + np.array([-more, more, more, -more]), np.float32)


def _pieces(free: Pixels, usual: float) -> Floats:
    """Return left, top, right, bottom of each group of letters beside one another, n x 4."""
    close = np.ones((1, 2 * round(APART * usual / 2) + 1), np.uint8)
    found = []
    for begin, end in _bands(free):
        _count, labels, stats, _middles = cv2.connectedComponentsWithStats(free[begin:end], connectivity=8)
        high, wide = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
        letter = (high >= LEAST_HIGH * usual) & (high <= MOST_HIGH * usual) & (wide <= MOST_HIGH * usual)
        letter[0] = False
        if not letter.any():
            continue
        letters = letter.astype(np.uint8)[labels]
        for top, bottom in _bands(letters):
            joined = np.asarray(cv2.morphologyEx(letters[top:bottom], cv2.MORPH_CLOSE, close), np.uint8)
            _count, _labels, stats, _middles = cv2.connectedComponentsWithStats(joined, connectivity=8)
            left, down, wide, high = (stats[1:, place] for place in range(4))
            right = (high >= LEAST_HIGH * usual) & (high <= MOST_HIGH * usual) & (wide <= MOST_WIDE * usual)
            down = down + begin + top
            found.append(np.stack([left, down, left + wide, down + high], axis=1)[right].astype(np.float64))
    return np.concatenate(found) if found else np.zeros((0, 4))


def _bands(dots: Pixels) -> list[tuple[int, int]]:
    """Return the rows (first, after last) of each band of an image of ones that has no row without any."""
    filled = np.asarray(cv2.reduce(dots, 1, cv2.REDUCE_MAX)).reshape(-1).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], filled, [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _slope(corners: Floats) -> float:
    """Return how far the rows of a page fall to the right, as a share: the middle of its longer lines."""
    along = corners[:, 1] - corners[:, 0]
    long = along[:, 0] >= np.quantile(along[:, 0], 0.75)
    return float(np.median(along[long, 1] / np.maximum(along[long, 0], 1.0)))


def _row(corners: Floats, slope: float, piece: tuple[float, float, float, float]) -> tuple[float, float] | None:
    """Return the middle and the height of the row in which a piece stands, or None."""
    x, y, high = (piece[0] + piece[2]) / 2, (piece[1] + piece[3]) / 2, piece[3] - piece[1]
    middles, heights = corners.mean(axis=1), np.linalg.norm(corners[:, 3] - corners[:, 0], axis=1)
    levels = middles[:, 1] + (x - middles[:, 0]) * slope
    level = (np.abs(levels - y) <= LEVEL * heights) & (high >= LEAST_HIGH * heights) & (high <= MOST_HIGH * heights)
    if not level.any():
        return None
    near = np.where(level, np.abs(middles[:, 0] - x), np.inf)
    nearest = int(near.argmin())
    return float(levels[nearest] + y) / 2, float(heights[nearest])


def _stands_free(ink: Pixels, piece: tuple[float, float, float, float], height: float) -> bool:
    """Whether there is hardly any ink over and under a piece."""
    left, top, right, bottom = (round(value) for value in piece)
    reach = max(2, round(FREE * height))
    over, under = ink[max(0, top - reach) : top, left:right], ink[bottom : bottom + reach, left:right]
    return all(part.size == 0 or float(part.mean()) <= MOST_INK for part in (over, under))


def _corners(piece: tuple[float, float, float, float], row: tuple[float, float], slope: float) -> Corners:
    """Return the corners of the line in which a piece stands, as long as the piece and as high as its row."""
    left, top, right, bottom = piece
    middle, height = row
    half = max(height, (bottom - top) * 1.2) / 2
    left, right = left - MARGIN * height, right + MARGIN * height
    tilt = slope * (right - left) / 2
    return np.array(
        [
            (left, middle - half - tilt),
            (right, middle - half + tilt),
            (right, middle + half + tilt),
            (left, middle + half - tilt),
        ],
        np.float32,
    )
