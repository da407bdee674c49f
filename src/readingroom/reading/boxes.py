"""Solid dark boxes on a scan: found, and turned into paper so that they do not spoil what is read beside them.

Boxes are black, or as gray as a copier with little toner leaves them, and more or less even. A gray area with darker
print in it is a shaded cell, not a box, and is left as it is.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels
from readingroom.reading.masses import completed
from readingroom.reading.stacked import parted

Polygon = npt.NDArray[np.int32]
"""n x 2; corners of a convex area, pixels."""

#: A dot darker than this is part of a black box.
DARK = 90
#: A box that is found black and gray is one when the black part is so much of it.
ALIKE = 0.7
#: A gray box is at most so bright, as a share of the paper; so much of it differs from its middle by less than `PRINT`
#: grays, and at most so much of it is darker by that; it is so many times as wide as high (a letter of a logo is not);
#: around it, so far out (inches), so much is at least so bright (share of the paper).
GRAY, EVEN, PRINT, PRINTED, WIDER = 0.65, 0.8, 40, 0.01, 1.5
AROUND, FREE, PAPER = 0.03, 0.6, 0.8
#: Least height and width of a box, inches (guide: opened with 0.08 x 0.16 inch after a 5 x 5 median, never closed).
LEAST_HIGH, LEAST_WIDE = 0.08, 0.16
#: An area lower than these (inches) may be bold letters that touch, when more than so much around it is dark.
LOW, GOES_ON = (0.12, 0.14), (0.08, 0.15)
#: Of more boxes than this only the largest are taken: so many are a pattern.
MOST = 1000
#: Share of the smallest upright or slanting rectangle around it that a box fills, and share of it that is dark.
RECTANGULAR, FILLED = 0.85, 0.6
#: Parts of one box differ in height by at most this (inches; skew). Between them is no strip of paper as wide as `GAP`
#: (inches: wider than the strokes of a label as high as its box).
LEVEL, GAP = 0.06, 0.05
#: Nor is there where above and below what lies between less than so much is dark: a letter was left between two boxes.
OPEN = 0.3
#: How far from the edge of boxes it is looked what lies between them, inches: copies blur it.
RIM = 0.01


def paper(image: Pixels) -> float:
    """Return how bright the paper of a page is, in grays."""
    return float(np.quantile(image[::8, ::8], 0.75))


def solid_boxes(image: Pixels, dpi: float) -> list[Polygon]:
    """Return the outlines of solid dark rectangles on a gray image drawn at `dpi`, labels inside them included."""
    white = paper(image)
    high, wide = max(3, round(LEAST_HIGH * dpi)), max(3, round(LEAST_WIDE * dpi))
    if not _may_hold(image, max(DARK, GRAY * white), high, wide):
        return []
    smooth = np.asarray(cv2.medianBlur(image, 5), np.uint8)
    kernel = np.ones((high, wide), np.uint8)
    found = _rectangles(smooth, DARK, kernel, dpi)
    if GRAY * white > DARK:
        others = _rectangles(smooth, GRAY * white, kernel, dpi)
        grays = [one for one in others if _is_gray(one, smooth, white, dpi)]
        found += [one for one, alike in zip(grays, _covered(grays, found, ALIKE), strict=True) if not alike]
    return [one for one, within in zip(found, _covered(found, found, 1.0), strict=True) if not within]


def _may_hold(image: Pixels, level: float, high: int, wide: int) -> bool:
    """Whether an image can hold a box so dark, high and wide: a quick look that spares most pages a close one.

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
            (outermost <= level).astype(np.uint8),
            np.ones((1, least // 2), np.uint8),
            borderType=cv2.BORDER_CONSTANT,
            borderValue=(0,),
        ).any():
            return True
    dark = cv2.threshold(image[: rows * 5, : columns * 5], level, 100, cv2.THRESH_BINARY_INV)[1]
    shares = cv2.resize(dark, (columns, rows), interpolation=cv2.INTER_AREA)
    full = cv2.threshold(shares, 51, 1, cv2.THRESH_BINARY)[1]  # 13 of 25 dots are 52
    held = cv2.erode(full, np.ones((down, across), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=(0,))
    return bool(held.any())


def _rectangles(smooth: Pixels, level: float, kernel: Pixels, dpi: float) -> list[Polygon]:
    """Return the outlines of rectangles that are darker than a level and hold the kernel."""
    dark = np.asarray(cv2.threshold(smooth, level, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)
    opened = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
    if not opened.any():
        return []
    contours, _tree = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hulls = [hull for contour in contours for hull in parted(np.asarray(contour, np.int32), dark, dpi)]
    if len(hulls) > MOST:
        hulls = sorted(hulls, key=cv2.contourArea, reverse=True)[:MOST]
    found: list[Polygon] = []
    ends = np.zeros((len(hulls), 3))  # top, bottom and right of what was found
    for hull in sorted(hulls, key=lambda one: cv2.boundingRect(one)[0]):
        if not _is_box(hull, dark, FILLED):
            continue
        # a label as high as its box cuts it in two: what lies between the parts is dark around the letters
        own = _top_bottom_right(hull)
        beside = np.flatnonzero((np.abs(ends[: len(found), :2] - own[:2]) <= LEVEL * dpi).all(axis=1))
        place = int(beside[np.argmax(ends[beside, 2])]) if len(beside) else None
        if place is not None and not _apart(found[place], hull, dark, dpi):
            joined = np.asarray(cv2.convexHull(np.vstack([found[place], hull])), np.int32).reshape(-1, 2)
            if _is_box(joined, dark, FILLED):
                found[place], ends[place] = joined, _top_bottom_right(joined)
                continue
        ends[len(found)] = own
        found.append(hull)
    return completed([one for one in found if not _is_word(one, dark, dpi)], dark, dpi)


def _top_bottom_right(hull: Polygon) -> tuple[int, int, int]:
    """Return where an area begins and ends down a page, and ends across it."""
    x, y, width, height = cv2.boundingRect(hull)
    return y, y + height, x + width


def _covered(areas: list[Polygon], others: list[Polygon], share: float) -> list[bool]:
    """Return for each area whether its middle lies in one of the others that is larger than a share of it."""
    if not others:
        return [False] * len(areas)
    rects = np.array([cv2.boundingRect(one) for one in others])
    sizes = np.array([cv2.contourArea(one) for one in others])
    first, last = rects[:, :2], rects[:, :2] + rects[:, 2:]
    covered = []
    for area in areas:
        x, y = (float(value) for value in area.mean(axis=0))
        near = (first <= (x, y)).all(axis=1) & (last >= (x, y)).all(axis=1) & (sizes > share * cv2.contourArea(area))
        covered.append(any(cv2.pointPolygonTest(others[at], (x, y), False) >= 0 for at in np.flatnonzero(near)))
    return covered


def _is_box(hull: Polygon, dark: Pixels, least: float) -> bool:
    """Whether a convex area is rectangular and at least a share of it is dark."""
    _middle, (across, down), _angle = cv2.minAreaRect(hull)
    if cv2.contourArea(hull) < RECTANGULAR * across * down:
        return False
    x, y, width, height = cv2.boundingRect(hull)
    area = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(area, hull - (x, y), 255)
    return bool(cv2.mean(dark[y : y + height, x : x + width], area)[0] >= least * 255)


def _is_word(hull: Polygon, dark: Pixels, dpi: float) -> bool:
    """Whether a low area is letters that touch, as of a form copied too dark: their ink goes on around it."""
    _middle, sides, _angle = cv2.minAreaRect(hull)
    low = min(sides) / dpi
    return low < LOW[1] and _goes_on(hull, dark, dpi) > GOES_ON[0 if low < LOW[0] else 1]


def _goes_on(hull: Polygon, dark: Pixels, dpi: float) -> float:
    """Return how much of what is just outside an area is dark."""
    part, _inside, ring = _cut(hull, dark, AROUND * dpi)
    around = part[ring > 0]
    return float(around.mean()) / 255 if around.size else 0.0


def _is_gray(hull: Polygon, smooth: Pixels, white: float, dpi: float) -> bool:
    """Whether an area is wider than high and evenly gray, without darker print in it and with paper around it."""
    _x, _y, width, height = cv2.boundingRect(hull)
    part, inside, ring = _cut(hull, smooth, AROUND * dpi)
    grays = part[inside > 0]
    gray = float(np.median(grays))
    if width < WIDER * height or gray <= DARK * 0.75:
        return False  # a letter; or so black that it was no box among the black ones
    even = float((np.abs(grays - gray) < PRINT).mean()) >= EVEN and float((grays < gray - PRINT).mean()) <= PRINTED
    around = part[ring > 0]
    return even and around.size > 0 and float((around >= PAPER * white).mean()) >= FREE


def _cut(hull: Polygon, image: Pixels, reach: float) -> tuple[Pixels, Pixels, Pixels]:
    """Return the part of an image around an area, what is well inside the area, and what is just outside (255).

    Args:
        hull: the area.
        image: of the page.
        reach: so many pixels from its edge is well inside, and just outside.
    """
    far = max(2, round(reach))
    x, y, width, height = cv2.boundingRect(hull)
    left, top = max(0, x - 2 * far), max(0, y - 2 * far)
    part = image[top : y + height + 2 * far, left : x + width + 2 * far]
    area = np.zeros(part.shape, np.uint8)
    cv2.fillConvexPoly(area, hull - (left, top), 255)
    near = cv2.dilate(area, np.ones((far + 1, far + 1), np.uint8))
    ring = cv2.dilate(near, np.ones((far + 1, far + 1), np.uint8)) - near
    inside = cv2.erode(area, np.ones((far | 1, far | 1), np.uint8))
    return part, np.asarray(inside if inside.any() else area, np.uint8), np.asarray(ring, np.uint8)


def _apart(one: Polygon, other: Polygon, dark: Pixels, dpi: float) -> bool:
    """Whether a strip of paper parts an area from another at its right."""
    x, top, width, height = cv2.boundingRect(one)
    right, other_top, _width, other_height = cv2.boundingRect(other)
    rim = max(1, round(RIM * dpi))
    above, below = max(top, other_top) + rim, min(top + height, other_top + other_height) - rim
    between = dark[above:below, x + width : right]
    if not between.size:
        return False
    empty = np.flatnonzero(np.concatenate([[True], between.any(axis=0), [True]]))
    if (np.diff(empty) - 1).max() >= GAP * dpi:
        return True
    rims = np.concatenate([between[:rim], between[-rim:]])
    return between.shape[1] >= GAP * dpi and float(rims.mean()) < OPEN * 255
