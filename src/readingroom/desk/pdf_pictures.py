"""The pages of a searchable PDF that are images or notes, written to a PDF of their own one after the other."""

from __future__ import annotations

import io
import textwrap
from pathlib import Path

import numpy as np
from PIL import Image

from readingroom.engines.font_files import copy_font
from readingroom.engines.images import ImagePages
from readingroom.engines.pages import PageSource
from readingroom.formats.pdf_images import bare_jpeg, group4
from readingroom.formats.pdf_writer import Encoding, Font, PdfWriter
from readingroom.locale import _
from readingroom.model.page import Sheet

#: Resolution at which pages are drawn, and most pixels of one (a page of 40 x 60 inches at 80 dpi).
DPI, MOST_PIXELS = 200.0, 16_000_000

#: Quality of the JPEG of a drawn page.
QUALITY = 75

#: Channels that differ by no more than this (of 255) are gray.
GRAY = 6

#: Size of a page of which nothing is known, points: US Letter.
_USUAL = Sheet(612, 792)

#: Size and line height of notes in points, their left edge, and letters in a line.
_SIZE, _LEADING, _MARGIN, _COLUMNS = 11.0, 15.0, 54.0, 70


class Pictures:
    """Writes pages; each call adds one. Memory does not grow with their number."""

    def __init__(self, path: Path) -> None:
        """Write to `path`, which must not exist."""
        self._stream = path.open("xb")
        self._writer = PdfWriter(self._stream)
        self.turns: list[int] = []

    def draw(self, source: PageSource, number: int) -> None:
        """Add a page as it looks.

        Raises:
            UnreadableError: it can't be drawn.
        """
        if isinstance(source, ImagePages):
            self._image(source, number)
            return
        sheet = source.size(number)
        dpi = min(DPI, (MOST_PIXELS / max(sheet.width * sheet.height / 72**2, 1e-6)) ** 0.5)
        pixels = source.render(number, dpi=dpi, gray=False)
        if int((pixels.max(axis=2) - pixels.min(axis=2)).max(initial=0)) <= GRAY:
            pixels = np.ascontiguousarray(pixels[:, :, 1])
        out = io.BytesIO()
        Image.fromarray(pixels).save(out, "JPEG", quality=QUALITY)
        self._place((sheet.width, sheet.height), out.getvalue(), "jpeg")

    def note(self, text: str, sheet: Sheet | None) -> None:
        """Add a blank page that says something; `sheet` is its size as received, if it is known."""
        sheet = sheet or _USUAL
        page = self._writer.page(sheet.width, sheet.height)
        font = Font.load(copy_font())
        for row, line in enumerate(textwrap.wrap(text, _COLUMNS)):
            page.text(_MARGIN, _MARGIN + _SIZE + row * _LEADING, line, font, _SIZE)
        self._writer.end_page(page)
        self.turns.append(0)

    def close(self) -> None:
        """End the file."""
        try:
            if self.turns:
                self._writer.close()
        finally:
            self._stream.close()

    def _image(self, source: ImagePages, number: int) -> None:
        """Add a frame of an image file: a JPEG with its pixels as they are, anything else without loss."""
        sheet = source.size(number)
        found = source.jpeg(number)
        bare = bare_jpeg(found[0]) if found else None
        if found and bare:
            turned = found[1]
            size = (sheet.height, sheet.width) if turned % 180 else (sheet.width, sheet.height)
            self._place(size, bare, "jpeg", turned=turned)
            return
        image = source.upright(number)
        encodings: dict[str, Encoding] = {"1": "g4", "L": "gray", "RGB": "rgb"}
        packed = group4(image) if image.mode == "1" else image.tobytes()
        self._place((sheet.width, sheet.height), packed, encodings[image.mode], image.size)

    def _place(
        self,
        size: tuple[float, float],
        data: bytes,
        encoding: Encoding,
        pixels: tuple[int, int] | None = None,
        turned: int = 0,
    ) -> None:
        width, height = size
        page = self._writer.page(width, height)
        page.image(0, 0, width, height, data, encoding=encoding, pixels=pixels)
        self._writer.end_page(page)
        self.turns.append(turned)


def unread(path: str, number: int) -> str:
    """Return the note on a page that was not read."""
    return _("Page {number} of {path} was not read, so it is not given out here.", number=number, path=path)
