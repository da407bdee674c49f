"""PDF through pdfium: the file and its pages. One thread a process (pdfium is not thread-safe)."""

from __future__ import annotations

import contextlib
import ctypes
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as c

from readingroom.engines.pages import Pixels
from readingroom.engines.pdf_fonts import Fonts
from readingroom.engines.pdf_page import PdfPage
from readingroom.errors import UnreadableError
from readingroom.locale import _
from readingroom.model.page import Sheet

if TYPE_CHECKING:
    from readingroom.engines.pdf_cut import Cut
    from readingroom.engines.pdf_damage import PdfDamage


class LockedError(UnreadableError):
    """The PDF opens with a password only."""


class PdfPages:
    """An open PDF (a `PageSource`)."""

    def __init__(self, path: Path, password: str | None = None) -> None:
        """Open the PDF.

        Raises:
            LockedError: it needs a password, or another one.
            UnreadableError: it is damaged or without pages.
        """
        self._path = path
        self._damage: PdfDamage | None = None
        self._sound: set[int] = set()
        self._cut: dict[int, list[Cut]] = {}
        self._fonts = Fonts()
        self.name = f"pdfium {pdfium.PDFIUM_INFO.build}"
        try:
            self._document = pdfium.PdfDocument(path, password=password)
            self.pages = len(self._document)
        except pdfium.PdfiumError as error:
            if "password" in str(error).lower() or "security" in str(error).lower():
                raise LockedError(
                    _("The PDF is encrypted and needs a password."),
                    _("It is kept. Reading with passwords comes in a later version; ask the sender for an open copy."),
                ) from error
            raise UnreadableError(
                _("The PDF is damaged and can't be opened."),
                _("It is kept. Ask for it again, or repair a copy and add that."),
            ) from error
        if not self.pages:
            self._document.close()
            raise UnreadableError(_("The PDF has no pages."), _("Ask for it again."))
        with contextlib.suppress(pdfium.PdfiumError):  # a broken form is drawn without its fields
            self._document.init_forms()

    def page(self, number: int) -> PdfPage:
        """Open page `number` (from 1).

        Raises:
            UnreadableError: the page is damaged.
        """
        try:
            return PdfPage(self._document[number - 1], number, self._fonts)
        except (pdfium.PdfiumError, IndexError) as error:
            raise UnreadableError(
                _("Page {number} of the PDF is damaged.", number=number), _("Ask for the file again.")
            ) from error

    def seen(self, number: int) -> PdfPage:
        """Open page `number` (from 1) with what is lost of its images made white: to be drawn.

        Raises:
            UnreadableError: the page is damaged.
        """
        page = self.page(number)
        if number in self._sound:
            return page
        # pdfium keeps a whitened image when the page is opened again, so that it then seems to be whole
        found = page.whiten()
        page.cut = self._cut.setdefault(number, found) if found else self._cut.get(number, [])
        if not page.cut:
            self._sound.add(number)
        return page

    def size(self, number: int) -> Sheet:
        """Size of the upright page; see `PageSource`."""
        page = self.page(number)
        try:
            return page.sheet
        finally:
            page.close()

    def render(self, number: int, *, dpi: float, gray: bool = True, turned: int = 0) -> Pixels:
        """Draw a page; see `PageSource`."""
        page = self.seen(number)
        try:
            return page.draw(dpi, gray=gray, turned=turned)
        finally:
            page.close()

    def damaged(self, number: int) -> bool:
        """Whether something of a page is cut or lost; see `PageSource`."""
        if self._damage is None:
            from readingroom.engines.pdf_damage import PdfDamage  # noqa: PLC0415  # only reading asks

            self._damage = PdfDamage(self._path)
        if self._damage.damaged(number):
            return True
        try:
            self.seen(number).close()
        except UnreadableError:
            return False
        return number in self._cut

    def missing(self) -> list[int]:
        """Return the numbers of the pages that the page tree counts and that are not there; no page is read for it."""
        size = c.FS_SIZEF()
        where = ctypes.byref(size)
        return [
            number
            for number in range(1, self.pages + 1)
            if not c.FPDF_GetPageSizeByIndexF(self._document, number - 1, where)
        ]

    def drawing(self) -> int:
        """Return how many pages can be read and draw anything at all; every page is read for it."""
        count = 0
        for index in range(self.pages):
            page = c.FPDF_LoadPage(self._document, index)
            if page:
                count += c.FPDFPage_CountObjects(page) > 0
                c.FPDF_ClosePage(page)
        return count

    def close(self) -> None:
        """Close the file."""
        if self._damage is not None:
            self._damage.close()
            self._damage = None
        self._fonts.close()
        self._document.close()
