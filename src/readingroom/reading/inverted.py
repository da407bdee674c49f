"""Solid boxes and bars made into paper, and what stands on them in a lighter gray - labels, white print - into print.

Only what stands out clearly becomes print: words that shine faintly through a marker do not. Gray print on a ground as
even as only a computer paints it is seen as clearly by a person as white print, and becomes print too: nothing shines
through paint, and what a marker covers is never so even.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels
from readingroom.reading.boxes import DARK, Polygon, paper

Mask = npt.NDArray[np.bool_]

#: Inside a box one as bright as this is print of its label (grays), and what lies between is the soft edge of letters.
#: Of a gray box, and a gray label, the same shares of the way from the box's gray to the paper's.
BRIGHT = 200
SOFT, LABEL = 0.33, 0.79
#: Ground is painted when so many (per cent) of its dots differ by so little from the one beside them (soft edges of
#: letters are among the others); print on it is at least so bright, and so much brighter, and takes so much of it.
EVEN_SHARE, EVEN, LIGHT, LIGHTER, PRINT = 70, 1, 110, 50, (0.002, 0.4)
#: How bright the core of its strokes is: so many per cent of it are darker.
CORE = 95
#: The rim that is painted over, inches: copies blur it.
RIM = 0.02
#: What is bright over such a square (inches) is paper that a box goes around, and no stroke of a letter.
PAPER = 0.12


def without_boxes(image: Pixels, boxes: list[Polygon], dpi: float) -> Pixels:
    """Return the image with each box as paper and what is bright inside it, its label, as print."""
    if not boxes:
        return image
    out, white = image.copy(), paper(image)
    rim = max(1, round(RIM * dpi))
    around = cv2.getStructuringElement(cv2.MORPH_RECT, (2 * rim + 1, 2 * rim + 1))
    for box in boxes:
        x, y, width, height = cv2.boundingRect(box)
        left, top = max(0, x - 2 * rim), max(0, y - 2 * rim)
        part = out[top : y + height + 2 * rim, left : x + width + 2 * rim]
        area = np.zeros(part.shape, np.uint8)
        cv2.fillConvexPoly(area, box - (left, top), 255)
        inside, outside = np.asarray(cv2.erode(area, around), np.uint8), cv2.dilate(area, around)
        kept = _paper_within(part, inside, (float(np.median(part[area > 0])) + white) / 2, dpi)
        ground = (area > 0) & ~kept
        if ground.any():
            print_ = _print(part, ground, white)
            part[(outside > 0) & ~kept] = 255
            part[(inside > 0) & ~kept] = print_[(inside > 0) & ~kept]
    return out


def _print(part: Pixels, ground: Mask, white: float) -> Pixels:
    """Return a part of the image with dark ground as paper and what is lighter on it as print."""
    gray = float(np.median(part[ground]))
    level = _levelled(part, ground, gray)
    inside = level[ground]
    least = max(LIGHT, gray + LIGHTER)
    share = float((inside >= least).mean())
    if _is_painted(part, ground) and PRINT[0] <= share <= PRINT[1]:
        light = min(float(np.percentile(inside[inside >= least], CORE)), white)
        soft, bright = gray + SOFT * (light - gray), gray + LABEL * (light - gray)
    else:
        level = part.astype(np.float32)
        soft = max(DARK, gray + SOFT * (white - gray))
        bright = max(BRIGHT, gray + LABEL * (white - gray))
    return np.asarray(np.clip(255 - (level - soft) * 255 / max(bright - soft, 1.0), 0, 255), np.uint8)


def _levelled(part: Pixels, ground: Mask, gray: float) -> npt.NDArray[np.float32]:
    """Return a part of the image with its ground alike in all rows: painted bars shade from top to bottom."""
    masked = np.where(ground, part, np.nan)
    some = ground.any(axis=1)
    rows = np.full((len(part), 1), gray, np.float32)
    rows[some, 0] = np.nanmedian(masked[some], axis=1)
    return np.asarray(part + (gray - rows), np.float32)


def _is_painted(part: Pixels, ground: Mask) -> bool:
    """Whether most dots of the ground have the gray of the one beside them, as only a computer paints."""
    both = ground[:, 1:] & ground[:, :-1]
    steps = cv2.absdiff(part[:, 1:], part[:, :-1])[both]
    return bool(steps.size) and float(np.percentile(steps, EVEN_SHARE)) <= EVEN


def _paper_within(part: Pixels, area: Pixels, level: float, dpi: float) -> Mask:
    """Return which dots lie in large areas of paper, with the print on it, that a box goes around.

    Args:
        part: of the image.
        area: of the box in it, without its rim (255).
        level: what is brighter is paper.
        dpi: resolution.
    """
    side = max(3, round(PAPER * dpi))
    bright = ((part > level) & (area > 0)).astype(np.uint8)
    large = cv2.morphologyEx(bright, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    kept = np.zeros(part.shape, np.uint8)
    if large.any():
        _count, labels = cv2.connectedComponents(bright, connectivity=4)
        chosen = np.isin(labels, np.unique(labels[large > 0])).astype(np.uint8)
        outlines, _tree = cv2.findContours(chosen, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        cv2.drawContours(kept, outlines, -1, 1, cv2.FILLED)
    return kept > 0
