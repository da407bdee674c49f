"""Where solid dark boxes stand on the upright page: places that show nothing, so that no words run over them unseen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import cv2
import numpy as np

from readingroom.engines.pages import Pixels
from readingroom.model.geometry import Box, clamped
from readingroom.model.layout import Region
from readingroom.reading.boxes import Polygon

#: Share of a box that must lie in a picture to be a dark patch of it, but for a painted box: it fills so much of the
#: smallest rectangle around it, and half of its grays lie so near to each other.
INSIDE, CRISP, EVEN = 0.5, 0.95, 2


def solid_regions(
    outlines: Iterable[Polygon], image: Pixels, turned: int, known: Iterable[Region] = ()
) -> Iterator[Region]:
    """Return the solid boxes of a gray image as regions, but for dark patches of its pictures.

    Args:
        outlines: of its solid boxes (`solid_boxes`).
        image: as it lay.
        turned: degrees clockwise that make it stand upright.
        known: regions of the upright page that are known already.
    """
    pictures = [region.box for region in known if region.kind == "picture"]
    height, width = image.shape
    for outline in outlines:
        left, top, across, down = cv2.boundingRect(outline)
        box = clamped(left / width, top / height, (left + across) / width, (top + down) / height)
        stands = upright(box, turned)
        if _is_painted(outline, image) or not any(stands.overlap(picture) > INSIDE for picture in pictures):
            yield Region("box", stands)


def _is_painted(outline: Polygon, image: Pixels) -> bool:
    """Whether an area is a rectangle as even as only a computer paints it, as redactions in pictures of screens are."""
    _middle, (across, down), _angle = cv2.minAreaRect(outline)
    if cv2.contourArea(outline) < CRISP * across * down:
        return False
    x, y, wide, high = cv2.boundingRect(outline)
    area = np.zeros((high, wide), np.uint8)
    cv2.fillConvexPoly(area, outline - (x, y), 1)
    low, upper = np.percentile(image[y : y + high, x : x + wide][area > 0], (25, 75))
    return bool(upper - low <= EVEN)


def upright(box: Box, turned: int) -> Box:
    """Return where a box stands after the page was turned clockwise by a multiple of 90 degrees."""
    for _quarter in range(turned // 90 % 4):
        box = clamped(1 - box.bottom, box.left, 1 - box.top, box.right)
    return box
