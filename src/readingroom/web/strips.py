"""Strips: the band of a page image that shows some words, for pages that name a place on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from readingroom.model.geometry import Box
from readingroom.model.ids import PageId
from readingroom.model.page import Sheet
from readingroom.web.bands import Band, band_for, written
from readingroom.web.templates import link

#: Pixels across the page image from which strips are cut.
WIDTH = 1600

#: Most boxes that an address names.
_MOST_MARKS = 60


@dataclass(frozen=True, slots=True)
class Strip:
    """Addresses and sizes (pixels of the page image) of a strip, for wide and for narrow screens.

    Attributes:
        wide: address for wide screens.
        wide_size: its width and height.
        narrow: address for narrow screens.
        narrow_size: its width and height.
        others: how many of the boxes lie outside the strip.
    """

    wide: str
    wide_size: tuple[int, int]
    narrow: str
    narrow_size: tuple[int, int]
    others: int


def strip_of(page: PageId, boxes: Sequence[Box], sheet: Sheet | None) -> Strip | None:
    """Return the strip around the first of some boxes, or None where there are none or the page has no size yet."""
    band = band_for(boxes)
    if band is None or sheet is None:
        return None
    wide, narrow = (
        (round(WIDTH * box.width), max(1, round(WIDTH * box.height * sheet.height / sheet.width)))
        for box in (band.wide, band.narrow)
    )
    return Strip(
        _address(page, band, band.wide),
        wide,
        _address(page, band, band.narrow),
        narrow,
        len(boxes) - len(band.marks),
    )


def _address(page: PageId, band: Band, box: Box) -> str:
    return link(f"/strip/{page}", band=written(box), marks=";".join(map(written, band.marks[:_MOST_MARKS])))
