"""Pages of a file as images and sizes, whatever the file is."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from readingroom.errors import LimitError, UnreadableError
from readingroom.locale import _
from readingroom.model.page import Sheet

Pixels = npt.NDArray[np.uint8]
"""Height x width (gray) or height x width x 3 (RGB)."""

#: Most pixels one page is ever drawn at: 30 x 40 inches at 300 dpi is 108 million.
MOST_PIXELS = 120_000_000

#: Types that have pages of their own in this version.
IMAGE_TYPES = ("image/png", "image/jpeg", "image/tiff")


class PageSource(Protocol):
    """An open file with pages; used by one thread of one process."""

    pages: int
    name: str

    def size(self, number: int) -> Sheet:
        """Size of upright page `number` (from 1)."""

    def render(self, number: int, *, dpi: float, gray: bool = True, turned: int = 0) -> Pixels:
        """Draw page `number` upright, then turned clockwise by `turned` degrees.

        Raises:
            UnreadableError: the page can't be drawn.
            LimitError: it would be larger than `MOST_PIXELS`.
        """

    def damaged(self, number: int) -> bool:
        """Whether something of page `number` is cut or lost, so that less is drawn and read than it once showed."""

    def close(self) -> None:
        """Close the file."""


def open_pages(path: Path, media_type: str, password: str | None = None) -> PageSource:
    """Open a file that has pages.

    Raises:
        UnreadableError: it is damaged, encrypted, or of a type without pages.
    """
    if media_type == "application/pdf":
        from readingroom.engines.pdf import PdfPages  # noqa: PLC0415  # each engine is loaded when it is needed

        return PdfPages(path, password)
    if media_type in IMAGE_TYPES:
        from readingroom.engines.images import ImagePages  # noqa: PLC0415  # each engine is loaded when it is needed

        return ImagePages(path)
    raise UnreadableError(_("Files of type {kind} have no pages in this version.", kind=media_type))


def scale_for(sheet: Sheet, dpi: float) -> float:
    """Return pixels a point for a page of this size at `dpi`.

    Raises:
        LimitError: the page would have more than `MOST_PIXELS` pixels.
    """
    scale = dpi / 72
    if sheet.width * scale * sheet.height * scale > MOST_PIXELS:
        raise LimitError(
            _(
                "The page is {width} x {height} inches large.",
                width=round(sheet.width / 72),
                height=round(sheet.height / 72),
            ),
            _(
                "It is larger than {most} million pixels. Add a smaller copy too, or look at the original.",
                most=MOST_PIXELS // 10**6,
            ),
        )
    return scale
