"""PDF through pdfium: sizes, images, characters with boxes. One thread a process (pdfium is not thread-safe)."""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as c

from readingroom.engines.pages import Pixels, scale_for
from readingroom.errors import UnreadableError
from readingroom.locale import _
from readingroom.model.page import Sheet

#: Forms inside forms are followed to this depth; deeper ones are drawn but their text objects can't be told apart.
MOST_NESTED = 8
_GRID = 10_000_000


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of a page in the order of its text layer, as columns.

    Attributes:
        text: one entry a character; white space and line breaks included.
        boxes: n x 4, left top right bottom, fractions of the upright visible page, not cut to it.
        drawn: n; False where pdfium made the character up (a space, a line break, its mark for a line-end hyphen).
        objects: n; index into `things` of the text object that draws it, -1 when unknown.
        modes: n; PDF text render mode of that object (3 is invisible).
    """

    text: list[str]
    boxes: npt.NDArray[np.float64]
    drawn: npt.NDArray[np.bool_]
    objects: npt.NDArray[np.int64]
    modes: npt.NDArray[np.int64]


class PdfPage:
    """One open page of a PDF, with its objects."""

    def __init__(self, page: Any) -> None:
        """Wrap a pdfium page."""
        self._page = page
        width, height = page.get_size()
        self.sheet = Sheet(max(width, 1.0), max(height, 1.0))
        self._texts: list[Any] | None = None
        self._others: list[Any] = []

    def _objects(self) -> list[Any]:
        if self._texts is None:
            self._texts = []
            for thing in self._walk(None, 0):
                kind = c.FPDFPageObj_GetType(thing)
                (self._texts if kind == c.FPDF_PAGEOBJ_TEXT else self._others).append(thing)
        return self._texts

    def _walk(self, form: Any, depth: int) -> Iterator[Any]:
        count = c.FPDFFormObj_CountObjects(form) if form else c.FPDFPage_CountObjects(self._page)
        for index in range(count):
            thing = c.FPDFFormObj_GetObject(form, index) if form else c.FPDFPage_GetObject(self._page, index)
            if not thing:
                continue
            yield thing
            if c.FPDFPageObj_GetType(thing) == c.FPDF_PAGEOBJ_FORM and depth < MOST_NESTED:
                yield from self._walk(thing, depth + 1)

    def other_objects(self) -> int:
        """Return how many things that are not text (lines, images, forms, annotations) are on the page."""
        self._objects()
        return len(self._others) + int(c.FPDFPage_GetAnnotCount(self._page))

    def image_share(self) -> float:
        """Return the largest share of the page that one image covers, 0..1."""
        self._objects()
        best = 0.0
        edges = [ctypes.c_float() for _edge in range(4)]
        for thing in self._others:
            if c.FPDFPageObj_GetType(thing) == c.FPDF_PAGEOBJ_IMAGE and c.FPDFPageObj_GetBounds(thing, *edges):
                left, bottom, right, top = (edge.value for edge in edges)
                best = max(best, abs((right - left) * (top - bottom)) / (self.sheet.width * self.sheet.height))
        return min(best, 1.0)

    def draw(self, dpi: float, *, gray: bool = True, turned: int = 0) -> Pixels:
        """Draw the page as a person sees it, annotations and form fields included."""
        scale = scale_for(self.sheet, dpi)
        try:
            bitmap = self._page.render(
                scale=scale, rotation=turned, grayscale=gray, may_draw_forms=True, rev_byteorder=True
            )
        except pdfium.PdfiumError as error:
            raise UnreadableError(_("The page can't be drawn ({reason}).", reason=error)) from error
        pixels: Pixels = np.array(bitmap.to_numpy(), dtype=np.uint8, copy=True)
        bitmap.close()
        if pixels.ndim == 3:  # noqa: PLR2004  # height, width, channels
            return pixels[:, :, 0] if gray else np.ascontiguousarray(pixels[:, :, :3])
        return pixels

    def draw_without(self, dpi: float, objects: list[int] | None = None) -> Pixels:
        """Draw the page in gray with text objects left out: all of them, or those numbered."""
        texts = self._objects()
        chosen = [texts[index] for index in objects] if objects is not None else texts
        modes = [c.FPDFTextObj_GetTextRenderMode(thing) for thing in chosen]
        try:
            for thing in chosen:
                c.FPDFTextObj_SetTextRenderMode(thing, c.FPDF_TEXTRENDERMODE_INVISIBLE)
            return self.draw(dpi)
        finally:
            for thing, mode in zip(chosen, modes, strict=True):
                c.FPDFTextObj_SetTextRenderMode(thing, mode)

    def characters(self) -> Characters:
        """Return the text layer."""
        texts = self._objects()
        numbers = {_address(thing): index for index, thing in enumerate(texts)}
        layer = c.FPDFText_LoadPage(self._page)
        if not layer:
            none = np.zeros(0, np.int64)
            return Characters([], np.zeros((0, 4)), none.astype(np.bool_), none, none)
        try:
            count = max(c.FPDFText_CountChars(layer), 0)
            text = [_letter(c.FPDFText_GetUnicode(layer, index)) for index in range(count)]
            corners = np.zeros((count, 4))
            drawn = np.ones(count, np.bool_)
            objects = np.full(count, -1, np.int64)
            modes = np.zeros(count, np.int64)
            left, right, bottom, top = (ctypes.c_double() for _edge in range(4))
            known = [c.FPDFTextObj_GetTextRenderMode(thing) for thing in texts]
            for index in range(count):
                # pdfium replaces a hyphen at a line's end by a mark that has no box: the letters before it are judged.
                if c.FPDFText_IsGenerated(layer, index) == 1 or c.FPDFText_IsHyphen(layer, index) == 1:
                    drawn[index] = False
                    continue
                if c.FPDFText_GetCharBox(layer, index, left, right, bottom, top):
                    corners[index] = (left.value, bottom.value, right.value, top.value)
                objects[index] = number = numbers.get(_address(c.FPDFText_GetTextObject(layer, index)), -1)
                modes[index] = known[number] if number >= 0 else 0
        finally:
            c.FPDFText_ClosePage(layer)
        return Characters(text, self._upright(corners), drawn, objects, modes)

    def text_bounds(self) -> npt.NDArray[np.float64]:
        """Return the bounds of each text object, n x 4 in the file's own units (forms' own for nested ones)."""
        bounds = np.zeros((len(self._objects()), 4))
        edges = [ctypes.c_float() for _edge in range(4)]
        for index, thing in enumerate(self._objects()):
            if c.FPDFPageObj_GetBounds(thing, *edges):
                bounds[index] = [edge.value for edge in edges]
        return bounds

    def _upright(self, corners: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Turn boxes in the file's units (left, bottom, right, top) into fractions of the upright visible page."""
        x, y = ctypes.c_int(), ctypes.c_int()
        points = []
        for across, up in ((0, 0), (100, 0), (0, 100)):
            c.FPDF_PageToDevice(self._page, 0, 0, _GRID, _GRID, 0, across, up, x, y)
            points.append((x.value / _GRID, y.value / _GRID))
        (x0, y0), (x1, y1), (x2, y2) = points
        matrix = np.array([[(x1 - x0) / 100, (y1 - y0) / 100], [(x2 - x0) / 100, (y2 - y0) / 100]])
        first = corners[:, :2] @ matrix + (x0, y0)
        second = corners[:, 2:] @ matrix + (x0, y0)
        return np.hstack([np.minimum(first, second), np.maximum(first, second)])

    def close(self) -> None:
        """Close the page."""
        self._page.close()


def _address(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def _letter(code: int) -> str:
    """Return the character for pdfium's number; its mark for a hyphen at a line's end (2, FFFE) becomes a hyphen."""
    if code in (0x2, 0xFFFE, 0xAD):
        return "-"
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code <= 0x10FFFF else "\ufffd"  # noqa: PLR2004  # Unicode's ranges


class PdfPages:
    """An open PDF (a `PageSource`)."""

    def __init__(self, path: Path, password: str | None = None) -> None:
        """Open the PDF.

        Raises:
            UnreadableError: it is encrypted, damaged or without pages.
        """
        self.name = f"pdfium {pdfium.PDFIUM_INFO.build}"
        try:
            self._document = pdfium.PdfDocument(path, password=password)
            self.pages = len(self._document)
        except pdfium.PdfiumError as error:
            if "password" in str(error).lower() or "security" in str(error).lower():
                raise UnreadableError(
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
            return PdfPage(self._document[number - 1])
        except (pdfium.PdfiumError, IndexError) as error:
            raise UnreadableError(
                _("Page {number} of the PDF is damaged.", number=number), _("Ask for the file again.")
            ) from error

    def size(self, number: int) -> Sheet:
        """Size of the upright page; see `PageSource`."""
        page = self.page(number)
        try:
            return page.sheet
        finally:
            page.close()

    def render(self, number: int, *, dpi: float, gray: bool = True, turned: int = 0) -> Pixels:
        """Draw a page; see `PageSource`."""
        page = self.page(number)
        try:
            return page.draw(dpi, gray=gray, turned=turned)
        finally:
            page.close()

    def close(self) -> None:
        """Close the file."""
        self._document.close()
