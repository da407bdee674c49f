"""Places of a page where an image is cut off: nothing is shown there, and nobody covered it."""

from __future__ import annotations

from dataclasses import replace

from readingroom.engines.pdf_page import PdfPage
from readingroom.model.layout import Region
from readingroom.model.page import Reading
from readingroom.reading.solid import upright

#: Share of a box that lies where an image is cut off, from which it is no box.
WITHIN = 0.5


def with_lost(reading: Reading, page: PdfPage) -> Reading:
    """Mark where images of a page are cut off; a dark place there is no box."""
    lost = [upright(one.lost, reading.sheet.turned) for one in page.cut if one.lost is not None]
    if not lost:
        return reading
    kept = [
        region
        for region in reading.regions
        if region.kind != "box" or not any(region.box.overlap(place) >= WITHIN for place in lost)
    ]
    return replace(reading, regions=(*kept, *(Region("doubted", place, "lost") for place in lost)))
