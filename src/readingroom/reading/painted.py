"""Where a page with text of its own shows solid dark boxes: words may have been taken out of the file under them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from readingroom.engines.pages import Pixels
from readingroom.model.geometry import Box, clamped
from readingroom.model.layout import Region
from readingroom.model.words import Words
from readingroom.reading.bars import LABEL
from readingroom.reading.boxes import DARK, LEAST_HIGH, LEAST_WIDE, RECTANGULAR, solid_boxes
from readingroom.reading.solid import solid_regions

#: Pixels of a block of which the mean is taken. The smallest box (`boxes.LEAST_HIGH`) is 8 pixels high at 96 dpi and 15
#: wide: it covers three whole blocks beside each other wherever it lies.
_BLOCK = 4

#: How many times as high as the middle one of the page's words a box of one line may be, when it touches others.
LINES = 2.0

#: A box is at least so much as high as the words around it, or it hid none of them: rules, letters of logos and strips
#: of dark ground above white print are lower (.7 to .87), boxes on the real redacted pages 1.3 times as high and more.
COVERING = 0.9

#: Pixels by which the edge of a box may run askew from row to row.
_RAGGED = 2


def painted_boxes(image: Pixels, words: Words, dpi: float) -> tuple[Region, ...]:
    """Return the solid dark boxes of a drawn page on which no word stands but their label.

    The ground of white print covers nothing.

    Args:
        image: the upright page in gray, as a person sees it.
        words: of the page.
        dpi: at which it was drawn.
    """
    if not _may_hold(image):
        return ()
    boxes = np.array(words.boxes, np.float64).reshape(-1, 4)
    line = float(np.median(boxes[:, 3] - boxes[:, 1])) if len(boxes) else 0.0
    regions = list(solid_regions(solid_boxes(image, dpi), image, 0))
    for whole, parts in _stacked(image, dpi):
        if len(parts) > 1 and any(part.height > LINES * line for part in parts):
            continue  # the bars of a chart
        if len(parts) > 1:
            regions = [one for one in regions if one.box.overlap(whole) <= RECTANGULAR]
        known = [region.box for region in regions]
        regions += [Region("box", part) for part in parts if not any(part.overlap(box) > RECTANGULAR for box in known)]
    across, down = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    height, width = image.shape
    found = []
    for region in regions:
        box = region.box
        inside = (box.left < across) & (across < box.right) & (box.top < down) & (down < box.bottom)
        part = image[
            round(box.top * height) : max(round(box.bottom * height), round(box.top * height) + 1),
            round(box.left * width) : max(round(box.right * width), round(box.left * width) + 1),
        ]
        # Gray ground parts the cells of forms and tables as a rule; on born-digital pages withheld words are black.
        label = "".join(words.word(number) for number in np.flatnonzero(inside).tolist())
        if (not label or LABEL.fullmatch(label)) and _covering(box, boxes, line) and float(np.median(part)) <= DARK:
            found.append(region)
    return tuple(found)


def _covering(box: Box, words: npt.NDArray[np.float64], line: float) -> bool:
    """Whether a box is high enough to hide a word: as the lines it stands in or next to, or as most of the page."""
    heights = words[:, 3] - words[:, 1]
    near = (words[:, 3] > box.top - line) & (words[:, 1] < box.bottom + line)
    usual = min(line, float(np.median(heights[near]))) if near.any() else line
    return box.height >= COVERING * usual


def _may_hold(image: Pixels) -> bool:
    """Whether three blocks of pixels beside each other are dark: most pages have none, and this costs little."""
    height, width = image.shape
    size = (max(3, width // _BLOCK), max(1, height // _BLOCK))
    means = cv2.resize(image[: size[1] * _BLOCK, : size[0] * _BLOCK], size, interpolation=cv2.INTER_AREA)
    dark = means <= DARK
    return bool((dark[:, 2:] & dark[:, 1:-1] & dark[:, :-2]).any())


def _stacked(image: Pixels, dpi: float) -> Iterator[tuple[Box, list[Box]]]:
    """Return dark shapes that are boxes of lines above each other which touch: each whole, and its boxes.

    A dark shape is taken apart where its left or right edge jumps. It is boxes when nearly all of its rows belong to
    parts as high as a line that are filled rectangles; of anything round, the edge runs on from row to row.
    """
    high, wide = max(3, round(LEAST_HIGH * dpi)), max(3, round(LEAST_WIDE * dpi))
    dark = cv2.morphologyEx((image <= DARK).astype(np.uint8), cv2.MORPH_OPEN, np.ones((high, wide), np.uint8))
    count, labels, stats, _middles = cv2.connectedComponentsWithStats(dark)
    height, width = image.shape
    for number in range(1, count):
        left, top, across, down, _area = stats[number].tolist()
        whole = clamped(left / width, top / height, (left + across) / width, (top + down) / height)
        shape = labels[top : top + down, left : left + across] == number
        parts = [(first, last, begin, end) for first, last, begin, end in _parts(shape) if last - first >= high]
        filled = all(shape[a:b, c:d].mean() >= RECTANGULAR for a, b, c, d in parts)
        if parts and filled and sum(b - a for a, b, _c, _d in parts) >= RECTANGULAR * down:
            yield (
                whole,
                [
                    clamped((left + c) / width, (top + a) / height, (left + d) / width, (top + b) / height)
                    for a, b, c, d in parts
                ],
            )


def _parts(shape: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int, int, int]]:
    """Return runs of rows of a shape with the same edges: first row, the one after the last, left, right."""
    begins = shape.argmax(1)
    ends = shape.shape[1] - shape[:, ::-1].argmax(1)
    jumps = (np.abs(np.diff(begins)) > _RAGGED) | (np.abs(np.diff(ends)) > _RAGGED)
    edges = [0, *(np.flatnonzero(jumps) + 1).tolist(), len(shape)]
    for first, last in itertools.pairwise(edges):
        yield first, last, int(begins[first:last].min()), int(ends[first:last].max())
