"""Where solid dark boxes stand on the upright page: places that show nothing, so that no words run over them unseen."""

from __future__ import annotations

from collections.abc import Iterator

import cv2

from readingroom.engines.pages import Pixels
from readingroom.model.geometry import Box, clamped
from readingroom.model.layout import Region
from readingroom.reading.boxes import solid_boxes


def solid_regions(image: Pixels, dpi: float, turned: int) -> Iterator[Region]:
    """Return the solid boxes of a gray image drawn at `dpi` that stands upright after `turned` degrees clockwise."""
    height, width = image.shape
    for outline in solid_boxes(image, dpi):
        left, top, across, down = cv2.boundingRect(outline)
        box = clamped(left / width, top / height, (left + across) / width, (top + down) / height)
        yield Region("box", upright(box, turned))


def upright(box: Box, turned: int) -> Box:
    """Return where a box stands after the page was turned clockwise by a multiple of 90 degrees."""
    for _quarter in range(turned // 90 % 4):
        box = clamped(1 - box.bottom, box.left, 1 - box.top, box.right)
    return box
