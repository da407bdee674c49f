"""Solid dark boxes on a scan: found, and turned into paper so that they do not spoil what is read beside them."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels

Polygon = npt.NDArray[np.int32]
"""n x 2; corners of a convex area, pixels."""

#: A dot darker than this is part of a box; inside a box one as bright as `BRIGHT` is print of its label (grays), and
#: what lies between is the soft edge of letters.
DARK, BRIGHT = 90, 200
_LABEL = np.clip(255 - (np.arange(256) - DARK) * 255 / (BRIGHT - DARK), 0, 255).astype(np.uint8)
#: Least height and width of a box, inches (guide: opened with 0.08 x 0.16 inch after a 5 x 5 median, never closed).
LEAST_HIGH, LEAST_WIDE = 0.08, 0.16
#: Share of the smallest upright or slanting rectangle around it that a box fills, and share of it that is dark.
RECTANGULAR, FILLED = 0.85, 0.6
#: Parts of one box differ in height by at most this (inches; skew).
LEVEL = 0.06
#: The rim that is painted over, inches: copies blur it.
RIM = 0.02


def solid_boxes(image: Pixels, dpi: float) -> list[Polygon]:
    """Return the outlines of solid dark rectangles on a gray image drawn at `dpi`, labels inside them included."""
    high, wide = max(3, round(LEAST_HIGH * dpi)), max(3, round(LEAST_WIDE * dpi))
    if not _may_hold(image, high, wide):
        return []
    dark = np.asarray(cv2.threshold(cv2.medianBlur(image, 5), DARK, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)
    kernel = np.ones((high, wide), np.uint8)
    opened = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
    if not opened.any():
        return []
    contours, _tree = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found: list[Polygon] = []
    for contour in sorted(contours, key=lambda one: cv2.boundingRect(one)[0]):
        hull = np.asarray(cv2.convexHull(contour), np.int32).reshape(-1, 2)
        if not _is_box(hull, dark, FILLED):
            continue
        # a label as high as its box cuts it in two: what lies between the parts is dark around the letters
        whole = next((other for other in found if _level(other, hull, dpi)), None)
        if whole is not None:
            joined = np.asarray(cv2.convexHull(np.vstack([whole, hull])), np.int32).reshape(-1, 2)
            if _is_box(joined, dark, FILLED):
                found = [joined if other is whole else other for other in found]
                continue
        found.append(hull)
    return [one for one in found if not any(_within(one, other) for other in found if other is not one)]


def _may_hold(image: Pixels, high: int, wide: int) -> bool:
    """Whether an image can hold a box so high and wide: a quick look that spares most pages a close one.

    In each square of 5 x 5 dots whose middle lies in a box more than half are dark, or their median would not be. Of
    the squares that part the image a box holds so many side by side (two rows may be lost at the image's edge). A box
    that an edge cuts off, half of it at most, is dark along the edge.
    """
    rows, columns = image.shape[0] // 5, image.shape[1] // 5
    down, across = (high - 2) // 5, (wide - 2) // 5
    if min(down, across) < 1 or min(rows, columns) < 1:
        return True
    for edge, least in ((image[:5], wide), (image[:-6:-1], wide), (image.T[:5], high), (image.T[:-6:-1], high)):
        outermost = cv2.medianBlur(np.ascontiguousarray(edge), 5)[:1]
        if cv2.erode(
            (outermost <= DARK).astype(np.uint8),
            np.ones((1, least // 2), np.uint8),
            borderType=cv2.BORDER_CONSTANT,
            borderValue=(0,),
        ).any():
            return True
    dark = cv2.threshold(image[: rows * 5, : columns * 5], DARK, 100, cv2.THRESH_BINARY_INV)[1]
    shares = cv2.resize(dark, (columns, rows), interpolation=cv2.INTER_AREA)
    full = cv2.threshold(shares, 51, 1, cv2.THRESH_BINARY)[1]  # 13 of 25 dots are 52
    held = cv2.erode(full, np.ones((down, across), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=(0,))
    return bool(held.any())


def _within(one: Polygon, other: Polygon) -> bool:
    """Whether the middle of an area lies in another, larger one."""
    x, y = (float(value) for value in one.mean(axis=0))
    return cv2.contourArea(one) < cv2.contourArea(other) and cv2.pointPolygonTest(other, (x, y), False) >= 0


def _is_box(hull: Polygon, dark: Pixels, least: float) -> bool:
    """Whether a convex area is rectangular and at least a share of it is dark."""
    _middle, (across, down), _angle = cv2.minAreaRect(hull)
    if cv2.contourArea(hull) < RECTANGULAR * across * down:
        return False
    x, y, width, height = cv2.boundingRect(hull)
    area = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(area, hull - (x, y), 255)
    return bool(cv2.mean(dark[y : y + height, x : x + width], area)[0] >= least * 255)


def _level(one: Polygon, other: Polygon, dpi: float) -> bool:
    """Whether two areas stand beside each other, equally high."""
    _x, top, _width, height = cv2.boundingRect(one)
    _x, other_top, _width, other_height = cv2.boundingRect(other)
    slack = LEVEL * dpi
    return abs(top - other_top) <= slack and abs(top + height - other_top - other_height) <= slack


def without_boxes(image: Pixels, boxes: list[Polygon], dpi: float) -> Pixels:
    """Return the image with each box as paper and what is bright inside it, its label, as print.

    Only what stands out clearly becomes print: words that shine faintly through a marker do not.
    """
    if not boxes:
        return image
    out = image.copy()
    rim = max(1, round(RIM * dpi))
    around = cv2.getStructuringElement(cv2.MORPH_RECT, (2 * rim + 1, 2 * rim + 1))
    for box in boxes:
        x, y, width, height = cv2.boundingRect(box)
        left, top = max(0, x - 2 * rim), max(0, y - 2 * rim)
        part = out[top : y + height + 2 * rim, left : x + width + 2 * rim]
        area = np.zeros(part.shape, np.uint8)
        cv2.fillConvexPoly(area, box - (left, top), 255)
        inside, outside = cv2.erode(area, around), cv2.dilate(area, around)
        label = cv2.LUT(part, _LABEL)
        part[outside > 0] = 255
        part[inside > 0] = label[inside > 0]
    return out
