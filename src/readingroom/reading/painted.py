"""Where a page with text of its own shows solid dark boxes: words may have been taken out of the file under them."""

from __future__ import annotations

import cv2
import numpy as np

from readingroom.engines.pages import Pixels
from readingroom.model.layout import Region
from readingroom.model.words import Words
from readingroom.reading.boxes import DARK, solid_boxes
from readingroom.reading.solid import solid_regions

#: Pixels of a block of which the mean is taken. The smallest box (`boxes.LEAST_HIGH`) is 8 pixels high at 96 dpi and 15
#: wide: it covers three whole blocks beside each other wherever it lies.
_BLOCK = 4


def painted_boxes(image: Pixels, words: Words, dpi: float) -> tuple[Region, ...]:
    """Return the solid dark boxes of a drawn page on which no word stands: the ground of white print covers nothing.

    Args:
        image: the upright page in gray, as a person sees it.
        words: of the page.
        dpi: at which it was drawn.
    """
    outlines = solid_boxes(image, dpi) if _may_hold(image) else []
    if not outlines:
        return ()
    boxes = np.array(words.boxes, np.float64).reshape(-1, 4)
    across, down = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    height, width = image.shape
    found = []
    for region in solid_regions(outlines, image, 0):
        box = region.box
        inside = (box.left < across) & (across < box.right) & (box.top < down) & (down < box.bottom)
        part = image[
            round(box.top * height) : max(round(box.bottom * height), round(box.top * height) + 1),
            round(box.left * width) : max(round(box.right * width), round(box.left * width) + 1),
        ]
        # Gray ground parts the cells of forms and tables as a rule; on born-digital pages withheld words are black.
        if not inside.any() and float(np.median(part)) <= DARK:
            found.append(region)
    return tuple(found)


def _may_hold(image: Pixels) -> bool:
    """Whether three blocks of pixels beside each other are dark: most pages have none, and this costs little."""
    height, width = image.shape
    size = (max(3, width // _BLOCK), max(1, height // _BLOCK))
    means = cv2.resize(image[: size[1] * _BLOCK, : size[0] * _BLOCK], size, interpolation=cv2.INTER_AREA)
    dark = means <= DARK
    return bool((dark[:, 2:] & dark[:, 1:-1] & dark[:, :-2]).any())
