"""Images of a PDF page whose bytes end too early. pdfium draws what is lost black or gray; here it is made white.

A black area would pass for a redaction, and so it would for whoever looks at the page.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as c

from readingroom.engines import pdf_calls as calls
from readingroom.engines.pdf_things import Things, Upright, to_page
from readingroom.engines.pdf_whole import is_whole
from readingroom.model.geometry import Box, clamped

#: Bytes of packed images that are looked at on one page.
MOST_BYTES = 64_000_000

#: Where the bytes do not say whether they are whole, so much of an image's height must be black from edge to edge.
LEAST_BLACK = 0.01

#: Channels of pdfium's formats of bitmaps.
_CHANNELS = {c.FPDFBitmap_Gray: 1, c.FPDFBitmap_BGR: 3, c.FPDFBitmap_BGRx: 4, c.FPDFBitmap_BGRA: 4}

#: Rows of a JPEG that are packed together at most: in the last of them a part may be lost.
_TOGETHER = 16


@dataclass(frozen=True, slots=True)
class Cut:
    """An image that is cut off.

    Attributes:
        thing: its address.
        lost: the place on the upright page that it no longer shows; None when that can't be told.
    """

    thing: int
    lost: Box | None


def whiten(page: Any, things: Things, upright: Upright) -> list[Cut]:
    """Make white what the cut images of an open page no longer show, and return them."""
    found = []
    for number, thing, sure in _suspects(page, things):
        share = _whiten(page, thing, sure=sure)
        if share is None and not sure:
            continue
        lost = None
        if share:
            corners = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 1.0], [0.0, share, 1.0], [1.0, share, 1.0]])
            points = (corners @ calls.matrix(thing))[:, :2]
            held = np.hstack([points.min(0), points.max(0)])[None]
            place = upright.boxes(to_page(held, things.other_forms[[number]], things.forms))[0]
            lost = clamped(*place.tolist()) if np.isfinite(place).all() else None
        found.append(Cut(thing, lost))
    return found


def _suspects(page: Any, things: Things) -> Iterator[tuple[int, int, bool]]:
    """Yield images whose bytes do not go on to their end: number among the others, address, whether that is sure."""
    facts, size = c.FPDF_IMAGEOBJ_METADATA(), 0
    for number, address in enumerate(things.others):
        thing = ctypes.cast(address, c.FPDF_PAGEOBJECT)
        if c.FPDFPageObj_GetType(thing) != c.FPDF_PAGEOBJ_IMAGE:
            continue
        length = c.FPDFImageObj_GetImageDataRaw(thing, None, 0)
        size += length
        if size > MOST_BYTES:
            return
        packed = ctypes.create_string_buffer(max(length, 1))
        c.FPDFImageObj_GetImageDataRaw(thing, packed, length)
        least = 0
        if c.FPDFImageObj_GetImageMetadata(thing, page, facts):
            least = (facts.width * facts.bits_per_pixel + 7) // 8 * facts.height
        whole = is_whole(packed.raw[:length], _filters(thing), least)
        if not whole:
            yield number, address, whole is False


def _filters(thing: Any) -> list[str]:
    name = ctypes.create_string_buffer(64)
    found = []
    for index in range(c.FPDFImageObj_GetImageFilterCount(thing)):
        size = c.FPDFImageObj_GetImageFilter(thing, index, name, 64)
        found.append(name.raw[: max(min(size, 64) - 1, 0)].decode("latin-1"))
    return found


def _whiten(page: Any, address: int, *, sure: bool) -> float | None:
    """Make the rows of an image that were never unpacked white; return their share of it, None when none are known.

    What is drawn through a mask is left as it is: nothing of it is drawn there.
    """
    thing = ctypes.cast(address, c.FPDF_PAGEOBJECT)
    facts = c.FPDF_IMAGEOBJ_METADATA()
    known = c.FPDFImageObj_GetImageMetadata(thing, page, facts) and facts.colorspace != c.FPDF_COLORSPACE_UNKNOWN
    if not known or c.FPDFPageObj_HasTransparency(thing):
        return None
    bitmap = c.FPDFImageObj_GetBitmap(thing)
    if not bitmap:
        return None
    try:
        channels = _CHANNELS.get(c.FPDFBitmap_GetFormat(bitmap))
        if not channels:
            return None
        width, height, stride = (
            get(bitmap) for get in (c.FPDFBitmap_GetWidth, c.FPDFBitmap_GetHeight, c.FPDFBitmap_GetStride)
        )
        buffer = ctypes.cast(c.FPDFBitmap_GetBuffer(bitmap), ctypes.POINTER(ctypes.c_uint8 * (height * stride)))
        rows = np.ctypeslib.as_array(buffer.contents).reshape(height, stride)[:, : width * channels]
        last = _last(rows, channels)
        share = 1 - last / height
        if not share or (not sure and (share < LEAST_BLACK or rows[-1].any())):
            return None
        _blank_out(rows, last, channels)
        loaded = (c.FPDF_PAGE * 1)(getattr(page, "raw", page))
        return share if c.FPDFImageObj_SetBitmap(loaded, 1, thing, bitmap) else None
    finally:
        c.FPDFBitmap_Destroy(bitmap)


def _last(rows: npt.NDArray[np.uint8], channels: int) -> int:
    """Return how many rows an image has before those at its foot that are of one colour."""
    other = (rows != np.resize(rows[-1, -channels:], rows.shape[1])).any(axis=1)
    return int(np.flatnonzero(other)[-1]) + 1 if other.any() else 0


def _blank_out(rows: npt.NDArray[np.uint8], last: int, channels: int) -> None:
    """Make an image white below its last row, and what is lost in the rows that were packed with that."""
    fill = rows[-1, -channels:].copy()
    for row in rows[max(last - _TOGETHER, 0) : last]:
        drawn = np.flatnonzero((row.reshape(-1, channels) != fill).any(axis=1))
        row[(int(drawn[-1]) + 1 if drawn.size else 0) * channels :] = 255
    rows[last:] = 255
