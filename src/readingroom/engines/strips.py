"""Strips: the band of a page image that holds some words, with the words marked."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw

from readingroom.model.geometry import Box

#: Ground and line of a hit (guide: `hit`, light); a page image is always light, whatever the screen is.
HIT_GROUND = (255, 224, 138)
HIT_LINE = (122, 90, 0)

#: Pixels of the line around a hit, and of the air between word and line, on an image 1,600 pixels wide.
_LINE, _AIR = 3, 4


def cut_strip(webp: bytes, band: Box, marks: Sequence[Box]) -> bytes:
    """Return the band of a page image as WebP, with marked boxes.

    The ground of a mark is multiplied in, as a highlighter does, so that ink stays ink.

    Args:
        webp: the page image.
        band: which part, as fractions of the page.
        marks: boxes to mark, as fractions of the page.
    """
    with Image.open(io.BytesIO(webp), formats=["WEBP"]) as whole:
        width, height = whole.size
        edges = (
            int(band.left * width),
            int(band.top * height),
            max(int(band.right * width), int(band.left * width) + 1),
            max(int(band.bottom * height), int(band.top * height) + 1),
        )
        strip = whole.crop(edges).convert("RGB")
    scale = width / 1600
    line, air = max(1, round(_LINE * scale)), _AIR * scale
    ground = Image.new("RGB", strip.size, "white")
    boxes = [
        (
            mark.left * width - edges[0] - air,
            mark.top * height - edges[1] - air,
            mark.right * width - edges[0] + air,
            mark.bottom * height - edges[1] + air,
        )
        for mark in marks
    ]
    paint = ImageDraw.Draw(ground)
    for box in boxes:
        paint.rectangle(box, fill=HIT_GROUND)
    strip = ImageChops.multiply(strip, ground)
    paint = ImageDraw.Draw(strip)
    for box in boxes:
        paint.rectangle(box, outline=HIT_LINE, width=line)
    out = io.BytesIO()
    strip.save(out, "WEBP", quality=80, method=2)
    return out.getvalue()
