"""One open page of a PDF through pdfium: its objects, and drawings of it and of parts of it."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as c

from readingroom.engines import pdf_calls as calls
from readingroom.engines.pages import Pixels, scale_for
from readingroom.engines.pdf_cut import Cut, whiten
from readingroom.engines.pdf_things import Things, Upright, things_of, walk
from readingroom.errors import UnreadableError
from readingroom.locale import _
from readingroom.model.geometry import Box
from readingroom.model.page import Sheet

_GRID = 10_000_000
_OPAQUE, _GRAY = 0xFF000000, 0x010101
#: A scan is one image, or some strips of one.
_FEW_IMAGES = 64


class DrawnPage:
    """One open page of a PDF that can be drawn."""

    def __init__(self, page: Any, number: int) -> None:
        """Wrap page `number` (from 1) of pypdfium2."""
        self._page, self._number = page, number
        self.cut: list[Cut] = []  # images that are cut off; set by whoever opens it to be drawn
        self._twin: Any = None
        self._twin_texts: list[int] = []
        width, height = page.get_size()
        self.sheet = Sheet(max(width, 1.0), max(height, 1.0))

    @cached_property
    def things(self) -> Things:
        """The objects of the page."""
        return things_of(calls.address(self._page.raw), self._upright, self._marks())

    def whiten(self) -> list[Cut]:
        """Make white what its cut images no longer show; return those that were found now."""
        return whiten(self._page, self.things, self._upright)

    def _marks(self) -> npt.NDArray[np.float64]:
        """Return the boxes of annotations in the page's units; NaN where one gives none."""
        found = []
        edges = c.FS_RECTF()
        for index in range(c.FPDFPage_GetAnnotCount(self._page)):
            mark = c.FPDFPage_GetAnnot(self._page, index)
            if not mark:
                continue
            if c.FPDFAnnot_GetSubtype(mark) != c.FPDF_ANNOT_LINK or c.FPDFAnnot_HasKey(mark, b"AP"):
                known = c.FPDFAnnot_GetRect(mark, edges)
                box = (edges.left, edges.bottom, edges.right, edges.top)
                found.append(box if known else (np.nan,) * 4)
            c.FPDFPage_CloseAnnot(mark)
        return np.array(found, np.float64).reshape(-1, 4)

    def draw(self, dpi: float, *, gray: bool = True, turned: int = 0) -> Pixels:
        """Draw the page as a person sees it, annotations and form fields included."""
        if gray and not turned:
            return self._gray(self._page, dpi)
        try:
            bitmap = self._page.render(
                scale=scale_for(self.sheet, dpi),
                rotation=turned,
                grayscale=gray,
                may_draw_forms=True,
                rev_byteorder=True,
            )
        except pdfium.PdfiumError as error:
            raise UnreadableError(_("The page can't be drawn ({reason}).", reason=error)) from error
        pixels: Pixels = np.array(bitmap.to_numpy(), dtype=np.uint8, copy=True)
        bitmap.close()
        if pixels.ndim == 3:  # noqa: PLR2004  # height, width, channels
            return pixels[:, :, 0] if gray else np.ascontiguousarray(pixels[:, :, :3])
        return pixels

    def _gray(self, page: Any, dpi: float, *, marks: bool = True, ground: int = 255, box: Box | None = None) -> Pixels:
        """Draw in gray straight into an array of our own."""
        scale = scale_for(self.sheet, dpi)
        whole = (math.ceil(self.sheet.width * scale), math.ceil(self.sheet.height * scale))
        left, top, (width, height) = 0, 0, whole
        if box:
            left, top = int(box.left * width), int(box.top * height)
            width = max(min(math.ceil(box.right * width), width) - left, 1)
            height = max(min(math.ceil(box.bottom * height), height) - top, 1)
        pixels = np.empty((height, -(-width // 4) * 4), np.uint8)
        bitmap = c.FPDFBitmap_CreateEx(width, height, c.FPDFBitmap_Gray, pixels.ctypes.data, pixels.shape[1])
        if not bitmap:
            raise UnreadableError(_("The page can't be drawn ({reason}).", reason=_("no memory")))
        # Making gray of what is gray would take four fifths of the time that drawing a gray scan takes.
        flags = (0 if self._is_gray else c.FPDF_GRAYSCALE) | (c.FPDF_ANNOT if marks else 0)
        try:
            c.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _OPAQUE | ground * _GRAY)
            c.FPDF_RenderPageBitmap(bitmap, page, -left, -top, *whole, 0, flags)
            fields = self._page.formenv
            if marks and fields:
                c.FPDF_FFLDraw(fields, bitmap, page, -left, -top, *whole, 0, flags)
        finally:
            c.FPDFBitmap_Destroy(bitmap)
        return pixels[:, :width]

    @cached_property
    def _is_gray(self) -> bool:
        """Whether the page draws nothing but some opaque gray images, as a scan does."""
        count = c.FPDFPage_CountObjects(self._page)
        if not 0 < count <= _FEW_IMAGES or c.FPDFPage_GetAnnotCount(self._page):
            return False
        facts = c.FPDF_IMAGEOBJ_METADATA()
        for thing in (c.FPDFPage_GetObject(self._page, index) for index in range(count)):
            if c.FPDFPageObj_GetType(thing) != c.FPDF_PAGEOBJ_IMAGE or c.FPDFPageObj_HasTransparency(thing):
                return False
            known = c.FPDFImageObj_GetImageMetadata(thing, self._page, facts)
            if not known or facts.colorspace != c.FPDF_COLORSPACE_DEVICEGRAY:
                return False
        return True

    def draw_part(self, dpi: float, box: Box) -> Pixels:
        """Draw a part of the page in gray as a person sees it; what lies outside costs nothing."""
        return self._gray(self._page, dpi, box=box)

    def draw_unmarked(self, dpi: float) -> Pixels:
        """Draw the page in gray without annotations and form fields."""
        return self._gray(self._page, dpi, marks=False)

    def draw_without(self, dpi: float, numbers: Sequence[int] | None = None) -> Pixels:
        """Draw the page in gray with text objects left out: all of them, or those numbered."""
        texts = self.things.texts
        chosen = [texts[number] for number in numbers] if numbers is not None else texts
        try:
            calls.set_active(chosen, 0)
            return self._gray(self._page, dpi)
        finally:
            calls.set_active(chosen, 1)

    def draw_glyphs(self, dpi: float, numbers: Sequence[int], *, ground: int = 255) -> Pixels:
        """Draw nothing but the numbered text objects, black, whatever colour, clip or cover they have.

        This happens on a second copy of the page, whose objects are changed. The ground is white unless it is given
        (gray 0..255): glyphs that bring their own colours keep them.
        """
        texts = self._open_twin()
        chosen = [texts[number] for number in numbers]
        for thing in chosen:
            calls.blacken(thing)
            calls.enlarge_clip(thing)
        try:
            calls.set_active(chosen, 1)
            return self._gray(self._twin, dpi, marks=False, ground=ground)
        finally:
            calls.set_active(chosen, 0)

    def _open_twin(self) -> list[int]:
        if self._twin is None:
            self._twin = c.FPDF_LoadPage(self._page.pdf, self._number - 1)
            if not self._twin:
                raise UnreadableError(_("The page can't be drawn ({reason}).", reason=_("no memory")))
            found, forms = walk(calls.address(self._twin))
            self._twin_texts = [thing for thing, kind, _form in found if kind == c.FPDF_PAGEOBJ_TEXT]
            others = [thing for thing, kind, _form in found if kind != c.FPDF_PAGEOBJ_TEXT]
            for form in forms:
                calls.blacken(form.address)
                calls.enlarge_clip(form.address)
            calls.set_active(others, 0)
            calls.set_active(self._twin_texts, 0)
        return self._twin_texts

    @cached_property
    def _upright(self) -> Upright:
        x, y = ctypes.c_int(), ctypes.c_int()
        points = []
        for across, up in ((0, 0), (100, 0), (0, 100)):
            c.FPDF_PageToDevice(self._page, 0, 0, _GRID, _GRID, 0, across, up, x, y)
            points.append((x.value / _GRID, y.value / _GRID))
        (x0, y0), (x1, y1), (x2, y2) = points
        matrix = np.array([[(x1 - x0) / 100, (y1 - y0) / 100], [(x2 - x0) / 100, (y2 - y0) / 100]])
        return Upright(matrix, np.array([x0, y0]))

    def close(self) -> None:
        """Close the page."""
        if self._twin is not None:
            c.FPDF_ClosePage(self._twin)
            self._twin = None
        self._page.close()
