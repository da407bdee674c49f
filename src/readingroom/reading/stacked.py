"""Boxes that touch: one dark area of several rectangles, as of lines blacked out under each other, is cut into them.

Otherwise what is printed beside a short box under a long one would lie inside the area of both.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Polygon = npt.NDArray[np.int32]

#: An area that fills so much of the smallest rectangle around it is one box.
ONE = 0.95
#: A part's sides are straight: from row to row they move by less than this; it is at least so high (inches).
STEP, LEAST_HIGH = 0.05, 0.08
#: Share of what is beside the parts that is dark when a label stands there.
NOTCHED = 0.3
#: The parts are taken when they make up so much of the area.
WHOLE = 0.93


@dataclass(slots=True, eq=False)
class _Part:
    """Rows that begin and end alike: first row, last row, and where each begins and ends."""

    top: int
    rows: list[tuple[int, int]]

    def follows(self, row: int, run: tuple[int, int], step: float) -> bool:
        """Whether a run of a row goes on with this part."""
        left, right = self.rows[-1]
        return self.top + len(self.rows) == row and abs(run[0] - left) < step and abs(run[1] - right) < step

    def corners(self) -> Polygon:
        """Return the convex area around it."""
        rows = np.arange(self.top, self.top + len(self.rows))
        sides = np.array(self.rows)
        points = np.concatenate([np.stack([sides[:, 0], rows], 1), np.stack([sides[:, 1] - 1, rows], 1)])
        return np.asarray(cv2.convexHull(points.astype(np.int32)), np.int32).reshape(-1, 2)


def parted(contour: Polygon, dark: npt.NDArray[np.uint8], dpi: float) -> list[Polygon]:
    """Return the convex areas of the boxes that an outline encloses: several where they stand on each other.

    Args:
        contour: the outline, pixels.
        dark: the page's dark dots (255); where the outline leaves out a corner that is dark, a label stands there.
        dpi: resolution of the page.
    """
    hull = np.asarray(cv2.convexHull(contour), np.int32).reshape(-1, 2)
    middle, (across, down), angle = cv2.minAreaRect(hull)
    area = cv2.contourArea(contour)
    if area >= ONE * across * down or _is_notched(contour, hull, dark):
        return [hull]
    turn = np.asarray(cv2.getRotationMatrix2D(middle, angle - 90 * round(angle / 90), 1.0), np.float64)
    level = np.rint(_moved(contour.reshape(-1, 2), turn)).astype(np.int32)
    x, y, width, height = cv2.boundingRect(level)
    mask = np.zeros((height, width), np.uint8)
    cv2.drawContours(mask, [level - (x, y)], -1, 1, cv2.FILLED)
    parts = [part for part in _parts(mask, STEP * dpi) if len(part.rows) >= LEAST_HIGH * dpi]
    taken = sum(right - left for part in parts for left, right in part.rows)
    if len(parts) < 2 or taken < WHOLE * int(mask.sum()):  # noqa: PLR2004  # one part is the area itself
        return [hull]
    back = np.asarray(cv2.invertAffineTransform(turn), np.float64)
    shapes = [np.rint(_moved(part.corners() + np.array([x, y]), back)) for part in parts]
    # turned back, a corner at the page's edge may come to lie a dot outside
    rim = np.array(dark.shape[::-1]) - 1
    return [np.asarray(shape.clip(0, rim), np.int32) for shape in shapes]


def _is_notched(contour: Polygon, hull: Polygon, dark: npt.NDArray[np.uint8]) -> bool:
    """Whether what the hull of an outline adds to it is not paper: the letters of a label cut into the box."""
    x, y, width, height = cv2.boundingRect(hull)
    added = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(added, hull - (x, y), 1)
    cv2.drawContours(added, [contour - (x, y)], -1, 0, cv2.FILLED)
    corner = cv2.erode(added, np.ones((3, 3), np.uint8)) > 0
    return bool(corner.any()) and float(dark[y : y + height, x : x + width][corner].mean()) > NOTCHED * 255


def _moved(points: npt.NDArray[np.int32], matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(points @ matrix[:, :2].T + matrix[:, 2])


def _parts(mask: npt.NDArray[np.uint8], step: float) -> list[_Part]:
    edges = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    ended: list[_Part] = []
    going: list[_Part] = []
    for row, edge in enumerate(edges):
        starts, stops = np.flatnonzero(edge > 0).tolist(), np.flatnonzero(edge < 0).tolist()
        next_ones: list[_Part] = []
        for run in zip(starts, stops, strict=True):
            part = next((one for one in going if one.follows(row, run, step)), None)
            if part is None:
                part = _Part(row, [])
            part.rows.append(run)
            next_ones.append(part)
        ended += [one for one in going if one not in next_ones]
        going = next_ones
    return ended + going
