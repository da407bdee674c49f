"""Images as a PDF takes them: a JPEG as it is, pages of one bit a pixel as CCITT group 4 or plain rows."""

from __future__ import annotations

import io
import re
from typing import Literal

from PIL import Image

Encoding = Literal["jpeg", "bits", "g4", "gray", "rgb"]
"""How an image's bytes are packed: `jpeg` a whole file, gray or RGB; `bits` rows of 1-bit pixels, 1 is white, each row
padded to a byte; `gray`, `rgb` rows of one or three bytes a pixel; `g4` what `group4` returns."""

#: Markers of a JPEG's frame headers: SOF0 to SOF15 without the three that are something else (ITU T.81, table B.1).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}

#: Markers of a JPEG (ITU T.81, table B.1): start, end, start of a scan, comment, and those of applications, of which
#: JFIF's and Adobe's say how colours are meant.
_START, _END, _SCAN, _COMMENT, _JFIF, _ADOBE, _LAST_APPLICATION = 0xD8, 0xD9, 0xDA, 0xFE, 0xE0, 0xEE, 0xEF

#: What ends the packed pixels of a scan: a marker that is neither a restart nor a byte FF of the pixels.
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")

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


def bare_jpeg(data: bytes) -> bytes | None:
    """Return a JPEG with the same pixels and nothing else: no metadata, small preview, comment or bytes after its end.

    A preview may show the picture before it was cut or blackened. None for what is no whole JPEG.
    """
    if data[:2] != bytes((0xFF, _START)):
        return None
    kept, place = [data[:2]], 2
    while marker := _NEXT_MARKER.match(data, place):
        kind, begin = marker[0][-1], marker.end()
        if kind == _END:
            return b"".join([*kept, bytes((0xFF, _END))])
        end = begin + int.from_bytes(data[begin : begin + 2], "big")
        if end < begin + 2 or end > len(data):
            return None
        part = data[begin + 2 : end]
        if kind == _JFIF and part[:5] == b"JFIF\0":
            part = part[:12] + b"\0\0"  # without its preview
        elif kind == _ADOBE and part[:5] == b"Adobe":
            part = part[:12]
        elif kind == _COMMENT or _JFIF <= kind <= _LAST_APPLICATION:
            place = end
            continue
        kept.append(bytes((0xFF, kind)) + (len(part) + 2).to_bytes(2, "big") + part)
        if kind == _SCAN:
            stop = _NEXT_MARKER.search(data, end)
            if stop is None:
                return None
            kept.append(data[end : stop.start()])
            end = stop.start()
        place = end
    return None


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
