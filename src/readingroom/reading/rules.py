"""The rules of tables and forms on a drawing of a page: long thin dark lines, across and down."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.connected import connected
from readingroom.engines.pages import Pixels
from readingroom.reading.tables import Rules

#: A dot darker than this may be part of a rule (gray).
DARK = 150
#: Least length of a piece of a rule, and most thickness (inches). Letters have no strokes so long.
LONG, THICK = 0.35, 0.06
#: A rule that goes on beside a solid area has at most so much ink close over and under it (share).
CROWDED = 0.1
#: An angle smaller than this (radians) is not worth laying the drawing straight: a piece stays within two pixels.
STRAIGHT = 0.01


def rules_on(image: Pixels, dpi: float, angle: float) -> Rules:
    """Return the rules on a gray drawing of the upright page at `dpi`, laid straight like `straight_boxes`.

    Args:
        image: of the page.
        dpi: pixels an inch.
        angle: by which the page lies askew, radians, clockwise positive.
    """
    if abs(angle) > STRAIGHT:
        cos, sin = float(np.cos(angle)), float(np.sin(angle))
        matrix = np.array([[cos, sin, 0], [-sin, cos, 0]])
        size = (image.shape[1], image.shape[0])
        image = np.asarray(cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR, borderValue=255), np.uint8)
    dark = np.asarray(cv2.threshold(image, DARK, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)
    return Rules(_lines(dark, dpi), _lines(np.asarray(cv2.transpose(dark), np.uint8), dpi))


def _lines(dark: Pixels, dpi: float) -> npt.NDArray[np.float64]:
    """Return place down the drawing, left and right end of each rule across it, points."""
    long = max(8, round(LONG * dpi))
    # a faint rule has gaps of a dot or two, a slanting one steps of one
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    joined = cv2.dilate(joined, np.ones((3, 1), np.uint8))
    place = _with_runs(np.asarray(joined, np.uint8), long)
    if not len(place):
        return np.zeros((0, 3))
    found = cv2.morphologyEx(np.asarray(joined)[place], cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    labels, stats, middles = connected(np.asarray(found, np.uint8))
    whole, middle = np.asarray(stats[1:], np.float64), middles[1:, 1]
    thick = int(THICK * dpi + 3)
    thin = whole[:, cv2.CC_STAT_HEIGHT] <= thick
    beside = [
        rule
        for number in (np.flatnonzero(~thin) + 1).tolist()
        for rule in _beside_solid(_part(np.asarray(labels), stats, number), stats[number], thick, long)
    ]
    rows = np.stack([middle, whole[:, cv2.CC_STAT_TOP], *_ends(whole)], axis=1)[thin]
    rows = np.concatenate([rows, np.array(beside, np.float64).reshape(-1, 4)])
    # the rows of one rule follow each other on the page too
    rows[:, 0] += (place - np.arange(len(place)))[rows[:, 1].astype(np.int64)]
    return rows[:, [0, 2, 3]] * (72 / dpi)


def _ends(stats: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the left and the right ends of parts of an image."""
    left = stats[:, cv2.CC_STAT_LEFT]
    return left, left + stats[:, cv2.CC_STAT_WIDTH]


def _part(labels: npt.NDArray[np.generic], stats: npt.NDArray[np.int32], number: int) -> Pixels:
    """Return one part of an image (1), cut out."""
    left, top, wide, high = stats[number, :4].tolist()
    return np.asarray(labels[top : top + high, left : left + wide] == number, np.uint8)


def _beside_solid(
    part: Pixels, stats: npt.NDArray[np.int32], thick: int, long: int
) -> Iterator[tuple[float, float, float, float]]:
    """Return the rules that go on beside a solid area which touches them, as of a table with a filled cell.

    Args:
        part: the area with its rules, 1.
        stats: where it lies.
        thick: most thickness of a rule, dots.
        long: its least length, dots.

    Returns:
        Of each the middle row, the first row, the left and the right end, on the image. Each stands alone: what is left
        of a mottled area is no rule.
    """
    kernel = np.ones((thick + 1, 1), np.uint8)
    solid = cv2.morphologyEx(part, cv2.MORPH_OPEN, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=(0,))
    rest = np.asarray(cv2.subtract(part, cv2.dilate(solid, np.ones((3, 3), np.uint8))), np.uint8)
    _labels, pieces, middles = connected(rest)
    for (left, top, wide, high, _area), (_x, y) in zip(pieces[1:].tolist(), middles[1:].tolist(), strict=True):
        columns = slice(left, left + wide)
        around = (part[max(0, top - thick) : top, columns], part[top + high : top + high + thick, columns])
        free = all(not one.size or float(one.mean()) <= CROWDED for one in around)
        if wide >= long and high <= thick and free:
            x, above = int(stats[cv2.CC_STAT_LEFT]), int(stats[cv2.CC_STAT_TOP])
            yield above + y, above + top, x + left, x + left + wide


def _with_runs(dark: Pixels, long: int) -> npt.NDArray[np.int64]:
    """Return the rows in which so many dots in a row may be dark (255): the others need no close look.

    Dots are taken eight at a time; a run holds at least so many eights that are dark all over, one that the edge of the
    image may cut half as many. Rows come in twos, as parts are looked for, and an empty two stays after each run of
    them, so that what did not touch does not touch now.
    """
    high, wide = dark.shape
    within, cut = (long - 7) // 8, (long // 2 - 7) // 8
    if cut < 1 or wide < 2 * long:
        return np.arange(high)
    eights = np.ascontiguousarray(dark[:, : wide // 8 * 8]).view(np.uint64) == np.uint64(2**64 - 1)
    kernel = np.ones((1, within), np.uint8)
    whole = cv2.erode(eights.view(np.uint8), kernel, borderType=cv2.BORDER_CONSTANT, borderValue=(0,))
    rows = np.asarray(whole).any(axis=1) | eights[:, :cut].all(axis=1) | eights[:, -cut:].all(axis=1)
    twos = np.append(rows, np.zeros(high % 2, np.bool_)).reshape(-1, 2).max(axis=1)
    followed = twos | np.append(np.zeros(1, np.bool_), twos[:-1])
    return np.flatnonzero(np.repeat(followed, 2)[:high])
