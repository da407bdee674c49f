"""Solid dark boxes on a scan: found, and turned into paper so that they do not spoil what is read beside them."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels

Polygon = npt.NDArray[np.int32]
"""n x 2; corners of a convex area, pixels."""

#: A dot darker than this is part of a box; inside a box one brighter than `BRIGHT` is part of its label (grays).
DARK, BRIGHT = 90, 150
#: Least height and width of a box, inches (guide: opened with 0.08 x 0.16 inch after a 5 x 5 median, never closed).
LEAST_HIGH, LEAST_WIDE = 0.08, 0.16
#: Share of the smallest upright or slanting rectangle around it that a box fills, and share of it that is dark.
RECTANGULAR, FILLED = 0.85, 0.6
#: The rim that is painted over, inches: copies blur it.
RIM = 0.02


def solid_boxes(image: Pixels, dpi: float) -> list[Polygon]:
    """Return the outlines of solid dark rectangles on a gray image drawn at `dpi`, labels inside them included."""
    dark = cv2.threshold(cv2.medianBlur(image, 5), DARK, 255, cv2.THRESH_BINARY_INV)[1]
    kernel = np.ones((max(3, round(LEAST_HIGH * dpi)), max(3, round(LEAST_WIDE * dpi))), np.uint8)
    opened = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
    if not opened.any():
        return []
    contours, _tree = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in contours:
        hull = np.asarray(cv2.convexHull(contour), np.int32)
        _middle, (across, down), _angle = cv2.minAreaRect(hull)
        if cv2.contourArea(hull) < RECTANGULAR * across * down:
            continue
        x, y, width, height = cv2.boundingRect(hull)
        area = np.zeros((height, width), np.uint8)
        cv2.fillConvexPoly(area, hull - (x, y), 255)
        if cv2.mean(dark[y : y + height, x : x + width], area)[0] >= FILLED * 255:
            found.append(hull.reshape(-1, 2))
    return found


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
        label = (inside > 0) & (part >= BRIGHT)
        part[outside > 0] = 255
        part[label] = 0
    return out
