"""The connected parts of an image of two values: as OpenCV finds them, in half the time."""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels

Labels: TypeAlias = npt.NDArray[np.uint16] | npt.NDArray[np.int32]

#: Parts that 16 bits can tell apart.
MOST = 65_535


def connected(marked: Pixels) -> tuple[Labels, npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    """Return the parts of an image whose dots touch each other, at corners too.

    Labels of 16 bits take half the time of those of 32 (7 for 16 ms, a letter page at 200 dpi); they are used where
    they are certain to suffice: there are no more parts, also half-made ones, than runs of dots in rows.

    Args:
        marked: 0 for the ground.

    Returns:
        For each dot the number of its part, 0 for the ground; of each part, the ground first, what OpenCV calls stats
        (left, top, width, height, area); the middle of each.
    """
    runs = cv2.countNonZero(marked[:, :1])
    if marked.shape[1] > 1:
        runs += cv2.countNonZero(cv2.compare(marked[:, 1:], marked[:, :-1], cv2.CMP_GT))
    kind = cv2.CV_16U if runs < MOST else cv2.CV_32S
    _count, labels, stats, middles = cv2.connectedComponentsWithStats(marked, connectivity=8, ltype=kind)
    return np.asarray(labels), np.asarray(stats, np.int32), np.asarray(middles, np.float64)  # type: ignore[return-value]  # 16 or 32 bits
