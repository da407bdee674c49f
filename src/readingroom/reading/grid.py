"""The characters of a page on drawings of it: which pixels belong to which character."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

#: A box of fewer pixels than this across or down is widened by one pixel on both sides.
THIN = 4

#: A pixel belongs to a letter when the letter's ink covers at least this share of it.
LEAST_INK = 0.2

#: Characters times boxes that are compared one by one; more are compared on a grid.
FEW_MEETINGS = 40_000


def meets(boxes: npt.NDArray[np.float64], places: npt.NDArray[np.float64]) -> Mask:
    """Return which boxes share something with these places; a box that is not known (NaN) may be anywhere."""
    apart = (boxes[..., :2] >= places[..., 2:]) | (boxes[..., 2:] <= places[..., :2])
    return np.asarray(~apart.any(-1))


def known(boxes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return boxes with zero for what is no number; the same array where all are."""
    return boxes if np.isfinite(boxes).all() else np.nan_to_num(boxes)


class Grid:
    """The characters' boxes on drawings of the page."""

    def __init__(self, boxes: npt.NDArray[np.float64], height: int, width: int) -> None:
        """Put boxes (fractions of the page) on a drawing of this many pixels."""
        self.height, self.width, self.boxes = height, width, boxes
        self._known = known(boxes)
        scaled = self._known * (width, height, width, height)
        scaled = scaled.clip(-9, max(width, height) + 9)
        places = np.hstack([np.floor(scaled[:, :2]), np.ceil(scaled[:, 2:])]).astype(np.int64)
        # Letters are put on whole pixels: the ink of a full stop or a dash may lie beside its box.
        thin = places[:, 2:] - places[:, :2] < THIN
        self.thin: Mask = np.asarray(thin.any(1))
        places[:, :2] -= thin
        places[:, 2:] += thin
        places[:, [0, 2]] = places[:, [0, 2]].clip(0, width)
        places[:, [1, 3]] = places[:, [1, 3]].clip(0, height)
        self.places = places
        self._table: npt.NDArray[np.int32] | None = None

    def any(self, pixels: Mask) -> Mask:
        """Return for each box whether any of its pixels is set."""
        self._table = np.asarray(cv2.integral(pixels.view(np.uint8), self._table), np.int32)
        left, top, right, bottom = self.places.T
        table = self._table
        return np.asarray(table[bottom, right] - table[top, right] - table[bottom, left] + table[top, left] > 0)

    def meets(self, boxes: npt.NDArray[np.float64]) -> Mask:
        """Return which characters share a place with any of these boxes (fractions), or lie within a pixel of one."""
        count = len(self.boxes)
        if not len(boxes):
            return np.zeros(count, np.bool_)
        if np.isnan(boxes).any():
            return np.ones(count, np.bool_)
        pixel = (1 / self.width, 1 / self.height)
        grown = np.hstack([boxes[:, :2] - pixel, boxes[:, 2:] + pixel])
        if count * len(grown) <= FEW_MEETINGS:
            return np.asarray(meets(self.boxes[:, None], grown[None]).any(1))
        # On a coarser grid, rounded outwards: sometimes too many, never too few.
        height, width = self.height // 2 + 2, self.width // 2 + 2
        cells = (self.width / 2, self.height / 2) * 2
        painted = np.zeros((height, width), np.uint8)
        edges = np.hstack([np.floor((grown * cells)[:, :2]), np.ceil((grown * cells)[:, 2:])])
        for left, top, right, bottom in edges.clip(0, max(height, width)).astype(np.int64).tolist():
            painted[top:bottom, left:right] = 1
        table = np.asarray(cv2.integral(painted))
        mine = (self._known * cells).clip(0, (width - 1, height - 1) * 2)
        left, top = np.floor(mine[:, :2]).astype(np.int64).T
        right, bottom = np.maximum(np.ceil(mine[:, 2:]).astype(np.int64).T, (left + 1, top + 1))
        return np.asarray(table[bottom, right] - table[top, right] - table[bottom, left] + table[top, left] > 0)

    def pixels(self, chosen: Numbers) -> tuple[Numbers, Numbers]:
        """Return the pixels of the chosen boxes one after the other (places in a flat drawing), and where each begins.

        A box without pixels (off the page) is given the first one.
        """
        left, top, right, bottom = self.places[chosen].T
        across, down = right - left, bottom - top
        empty = (across <= 0) | (down <= 0)
        across, down = np.where(empty, 1, across), np.where(empty, 1, down)
        left, top = np.where(empty, 0, left), np.where(empty, 0, top)
        sizes = across * down
        begins = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        step = np.arange(int(sizes.sum())) - np.repeat(begins, sizes)
        wide = np.repeat(across, sizes)
        row = step // wide
        found = (np.repeat(top, sizes) + row) * self.width + np.repeat(left, sizes) + step - row * wide
        return found, begins
