"""Photographs and drawings on a page: large areas that are neither paper nor print nor solid black."""

from __future__ import annotations

import cv2
import numpy as np

from readingroom.engines.pages import Pixels
from readingroom.model.geometry import Box, clamped

#: The page is looked at in squares of so many inches; screens of print and fax are finer, letters of text coarser.
SQUARE = 0.08
#: A square is toned when its mean is at least so many grays below the paper, and at least so many above black.
TONED, ABOVE_BLACK = 45, 25
#: Parts of toned squares thinner than so many of them are print: its lines have paper between them, and are thinner.
#: What is left is joined over gaps of so many.
LEAST_THICK, JOIN = 5, 9
#: A picture is at least so many inches wide and high (a hatched redaction of a few lines is not), and fills this share
#: of the box around it.
LEAST_SIDE, FILLED = 1.0, 0.5
#: Grays differ by at least this in a picture (standard deviation of the squares): a gray box or a shadow differs less.
VARIED = 9.0


def pictures(image: Pixels, dpi: float) -> list[Box]:
    """Return where pictures stand on a gray image drawn at `dpi`."""
    side = max(2, round(SQUARE * dpi))
    down, across = image.shape[0] // side, image.shape[1] // side
    if min(down, across) < LEAST_THICK:
        return []
    small = np.asarray(cv2.resize(image, (across, down), interpolation=cv2.INTER_AREA), np.uint8)
    paper = float(np.percentile(small, 90))
    toned = ((small < paper - TONED) & (small > ABOVE_BLACK)).astype(np.uint8)
    thick = cv2.morphologyEx(toned, cv2.MORPH_OPEN, np.ones((LEAST_THICK, LEAST_THICK), np.uint8))
    joined = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((JOIN, JOIN), np.uint8))
    count, labels, stats, _middles = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for number in range(1, count):
        left, top, wide, high, area = (int(value) for value in stats[number])
        inside = (labels == number) & (toned > 0)
        if min(wide, high) * SQUARE < LEAST_SIDE or area < FILLED * wide * high or small[inside].std() < VARIED:
            continue
        found.append(clamped(left / across, top / down, (left + wide) / across, (top + high) / down))
    return sorted(found, key=lambda box: (box.top, box.left))
