"""The rules of tables and forms on a drawing of a page: long thin dark lines, across and down."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels
from readingroom.reading.tables import Rules

#: A dot darker than this may be part of a rule (gray).
DARK = 150
#: Least length of a piece of a rule, and most thickness (inches). Letters have no strokes so long.
LONG, THICK = 0.35, 0.06
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
    return Rules(_lines(dark, dpi), _lines(np.ascontiguousarray(dark.T), dpi))


def _lines(dark: Pixels, dpi: float) -> npt.NDArray[np.float64]:
    """Return place down the drawing, left and right end of each rule across it, points."""
    long = max(8, round(LONG * dpi))
    # a faint rule has gaps of a dot or two, a slanting one steps of one
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    joined = cv2.dilate(joined, np.ones((3, 1), np.uint8))
    found = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    count, _labels, stats, middles = cv2.connectedComponentsWithStats(found, connectivity=8)
    if count < 2:  # noqa: PLR2004  # the first is the ground
        return np.zeros((0, 3))
    whole = np.asarray(stats[1:], np.float64)
    left, wide, high = whole[:, cv2.CC_STAT_LEFT], whole[:, cv2.CC_STAT_WIDTH], whole[:, cv2.CC_STAT_HEIGHT]
    thin = high <= THICK * dpi + 3
    return np.stack([np.asarray(middles)[1:, 1][thin], left[thin], (left + wide)[thin]], axis=1) * (72 / dpi)
