"""What a dark area of a scan is part of: the whole of a box that a label cut short, or something that is no box.

A box is found without the part in which its label stands, where the letters are as high as it; so it is completed to
the rectangle of which it is part. What is only a small part of something else that is dark - a stroke of a large
letter, of a logo or a seal, a shadow in a photograph, the frame of a form - is no box.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels

Polygon = npt.NDArray[np.int32]

#: What is thinner than this (inches) - print that touches a box, the rules of a form - is no part of what it touches.
THIN = 0.04
#: Something dark is a rectangle when it fills so much of the smallest one around it.
RECTANGLE = 0.93
#: Of what is added to boxes so much is dark: a label leaves more of its ground than that, print beside a box less.
ADDED = 0.5
#: The boxes found in something dark make up so much of it, or they are none - but for one that fills so much of the
#: smallest rectangle around it, or is lower than its surroundings by less than so many times: a box may stand on a bar.
PART, CRISP, HIGHER = 0.5, 0.95, 1.5


def completed(boxes: Sequence[Polygon], dark: Pixels, dpi: float) -> list[Polygon]:
    """Return the boxes completed to the rectangles they are part of, without those that are parts of something else.

    Args:
        boxes: convex areas.
        dark: the page's dark dots (255).
        dpi: its resolution.
    """
    if not boxes:
        return []
    grown = _grown(boxes, dark, dark)
    kernel = np.ones((max(3, round(THIN * dpi)),) * 2, np.uint8)
    thick = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel), np.uint8)
    if any(one is None for one in grown):
        others = _grown(boxes, thick, dark)
        grown = [one if one is not None else other for one, other in zip(grown, others, strict=True)]
    whole = [box if one is None else one for box, one in zip(boxes, grown, strict=True)]
    return _distinct([one for one, is_own in zip(whole, _are_boxes(whole, thick), strict=True) if is_own])


def _grown(boxes: Sequence[Polygon], mass: Pixels, dark: Pixels) -> list[Polygon | None]:
    """Return for each box the rectangle of connected dots of which it is part; None when it is part of none."""
    _count, found_labels, stats, _middles = cv2.connectedComponentsWithStats(mass, connectivity=4)
    labels = np.asarray(found_labels, np.int32)
    known: dict[int, Polygon | None] = {}
    found: list[Polygon | None] = []
    for box in boxes:
        number = _most(box, labels)
        if number and number not in known:
            known[number] = _rectangle(labels, number, np.asarray(stats[number], np.int64).tolist())
        whole = known.get(number)
        larger = whole is not None and cv2.contourArea(whole) >= cv2.contourArea(box)
        found.append(whole if whole is not None and larger and _is_dark_beside(boxes, whole, dark) else None)
    return found


def _most(box: Polygon, labels: npt.NDArray[np.int32]) -> int:
    """Return the number of the connected dots that make up most of a box; 0 when there are none."""
    x, y, wide, high = cv2.boundingRect(box)
    area = np.zeros((high, wide), np.uint8)
    cv2.fillConvexPoly(area, box - (x, y), 1)
    inside = labels[y : y + high, x : x + wide][area > 0]
    inside = inside[inside > 0]
    return int(np.bincount(inside).argmax()) if inside.size else 0


def _rectangle(labels: npt.NDArray[np.int32], number: int, stats: Sequence[int]) -> Polygon | None:
    """Return the convex outline of connected dots with what they enclose if they are a rectangle."""
    left, top, wide, high, _area = stats
    shape = (labels[top : top + high, left : left + wide] == number).astype(np.uint8)
    outlines, _tree = cv2.findContours(shape, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = max(outlines, key=cv2.contourArea)
    _middle, (across, down), _angle = cv2.minAreaRect(outline)
    if cv2.contourArea(outline) < RECTANGLE * across * down:
        return None
    return np.asarray(np.add(cv2.convexHull(outline), (left, top)), np.int32).reshape(-1, 2)


def _is_dark_beside(boxes: Sequence[Polygon], whole: Polygon, dark: Pixels) -> bool:
    """Whether what a rectangle adds to boxes is dark ground with print, if it adds anything."""
    x, y, wide, high = cv2.boundingRect(whole)
    added = np.zeros((high, wide), np.uint8)
    cv2.fillConvexPoly(added, whole - (x, y), 1)
    for box in boxes:
        cv2.fillConvexPoly(added, box - (x, y), 0)
    dots = dark[y : y + high, x : x + wide][added > 0]
    return not dots.size or float(dots.mean()) >= ADDED * 255


def _are_boxes(boxes: Sequence[Polygon], mass: Pixels) -> list[bool]:
    """Return for each box whether it is one, and no small part of something higher."""
    if all(_is_crisp(box) for box in boxes):
        return [True] * len(boxes)
    count, found_labels, stats, _middles = cv2.connectedComponentsWithStats(mass, connectivity=4)
    labels = np.asarray(found_labels, np.int32)
    cover = np.zeros(mass.shape, np.uint8)
    for box in boxes:
        cv2.fillConvexPoly(cover, box, 1)
    shares = np.bincount(labels[cover > 0], minlength=count) / np.maximum(stats[:, cv2.CC_STAT_AREA], 1)
    found = []
    for box in boxes:
        number = _most(box, labels)
        higher = stats[number, cv2.CC_STAT_HEIGHT] > HIGHER * cv2.boundingRect(box)[3]
        found.append(not number or _is_crisp(box) or not higher or float(shares[number]) >= PART)
    return found


def _is_crisp(box: Polygon) -> bool:
    """Whether an area is a rectangle but for its corners."""
    _middle, (across, down), _angle = cv2.minAreaRect(box)
    return bool(cv2.contourArea(box) >= CRISP * across * down)


def _distinct(boxes: Sequence[Polygon]) -> list[Polygon]:
    """Return the boxes, each once: two parts of a box may have been completed to the same one."""
    kept: dict[bytes, Polygon] = {}
    for box in boxes:
        kept.setdefault(box.tobytes(), box)
    return list(kept.values())
