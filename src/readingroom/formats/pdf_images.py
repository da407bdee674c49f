"""Images as a PDF takes them: a JPEG as it is, pages of one bit a pixel as CCITT group 4 or plain rows."""

from __future__ import annotations

import io
from typing import Literal

from PIL import Image

Encoding = Literal["jpeg", "bits", "g4", "gray", "rgb"]
"""How an image's bytes are packed: `jpeg` a whole file, gray or RGB; `bits` rows of 1-bit pixels, 1 is white, each row
padded to a byte; `gray`, `rgb` rows of one or three bytes a pixel; `g4` what `group4` returns."""

#: Markers of a JPEG's frame headers: SOF0 to SOF15 without the three that are something else (ITU T.81, table B.1).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}

#: TIFF tags: where the one strip stands, its length, rows in a strip.
_STRIP_PLACES, _STRIP_LENGTHS, _ROWS = 273, 279, 278


def group4(image: Image.Image) -> bytes:
    """Return a 1-bit image (mode 1) as CCITT group 4 (ITU T.6), packed by the libtiff inside Pillow."""
    out = io.BytesIO()
    # The code takes runs of zeros for white; in an image of Pillow white is one.
    turned = Image.frombytes("1", image.size, image.tobytes("raw", "1;I"))
    turned.save(out, "TIFF", compression="group4", tiffinfo={_ROWS: image.height})
    with Image.open(out) as packed:
        tags = packed.tag_v2  # type: ignore[attr-defined]  # a TIFF has them
        [place], [length] = tags[_STRIP_PLACES], tags[_STRIP_LENGTHS]
    return out.getvalue()[place : place + length]


def describe(data: bytes, encoding: Encoding, pixels: tuple[int, int] | None) -> bytes:
    """Return the entries of an image's dictionary (ISO 32000-1, 8.9.5).

    Args:
        data: its bytes.
        encoding: how they are packed.
        pixels: width and height; a JPEG says its own.

    Raises:
        ValueError: `pixels` is missing, the JPEG has no frame header or neither one nor three colours.
    """
    filters, colours, bits = b"", b"DeviceGray", 1
    if encoding == "jpeg":
        width, height, channels = _jpeg_frame(data)
        if channels not in {1, 3}:
            raise ValueError(f"a JPEG with {channels} colours can't be placed")
        filters, colours, bits = b"/Filter/DCTDecode", b"DeviceGray" if channels == 1 else b"DeviceRGB", 8
    elif pixels is None:
        raise ValueError(f"an image packed as {encoding} needs its size in pixels")
    else:
        width, height = pixels
        if encoding in {"gray", "rgb"}:
            colours, bits = b"DeviceGray" if encoding == "gray" else b"DeviceRGB", 8
        if encoding == "g4":
            filters = b"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns %d/Rows %d>>" % pixels
    size = b"/Type/XObject/Subtype/Image/Width %d/Height %d" % (width, height)
    return size + b"/ColorSpace/%b/BitsPerComponent %d%b" % (colours, bits, filters)


def _jpeg_frame(data: bytes) -> tuple[int, int, int]:
    """Return width, height and number of colours of a JPEG from its frame header (ITU T.81, B.2.2)."""
    place = 2
    while place + 9 < len(data):
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if marker in _FRAMES:
            height, width = (int.from_bytes(data[place + at : place + at + 2], "big") for at in (5, 7))
            return width, height, data[place + 9]
        place += 2 + length
    raise ValueError("the JPEG has no frame header")
