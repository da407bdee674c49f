"""One open page of a PDF through pdfium: its objects, its characters with boxes, and drawings of it."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as c

from readingroom.engines import pdf_calls as calls
from readingroom.engines.pages import Pixels, scale_for
from readingroom.errors import UnreadableError
from readingroom.locale import _
from readingroom.model.page import Sheet

#: Forms inside forms are followed to this depth; deeper ones are drawn but their text objects can't be told apart.
MOST_NESTED = 8
_GRID = 10_000_000
_WHITE = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of a page in the order of its text layer, as columns.

    Attributes:
        codes: n; code points, white space and line breaks included; what is no character is U+FFFD.
        boxes: n x 4, left top right bottom, fractions of the upright visible page, not cut to it; around the ink.
        drawn: n; False for white space and where pdfium made the character up (its mark for a line-end hyphen).
    """

    codes: npt.NDArray[np.uint32]
    boxes: npt.NDArray[np.float64]
    drawn: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Things:
    """The objects of a page as columns, in the order in which they are painted.

    Attributes:
        texts: addresses of the text objects, those inside forms included.
        text_boxes: n x 4, left top right bottom as fractions of the upright page (of the outermost form for a text
            inside one); NaN where unknown.
        text_order: n; when it is painted: number of the object of the page that holds it.
        nested: n; whether a form holds it.
        modes: n; PDF text render mode (3 is invisible).
        others: addresses of what is no text, forms and what they hold included.
        other_boxes: m x 4 for those objects of the page itself that are no text, forms included.
        other_order: m; when each of these is painted.
        forms: addresses of all forms.
        mark_boxes: k x 4 for the annotations that may show something (links without a look of their own don't).
        images: largest share of the page that one image covers, 0..1.
    """

    texts: list[int]
    text_boxes: npt.NDArray[np.float64]
    text_order: npt.NDArray[np.int64]
    nested: npt.NDArray[np.bool_]
    modes: npt.NDArray[np.int64]
    others: list[int]
    other_boxes: npt.NDArray[np.float64]
    other_order: npt.NDArray[np.int64]
    forms: list[int]
    mark_boxes: npt.NDArray[np.float64]
    images: float


class PdfPage:
    """One open page of a PDF, with its objects."""

    def __init__(self, page: Any, number: int) -> None:
        """Wrap page `number` (from 1) of pypdfium2."""
        self._page, self._number = page, number
        self._layer = 0
        self._twin: Any = None
        self._twin_texts: list[int] = []
        width, height = page.get_size()
        self.sheet = Sheet(max(width, 1.0), max(height, 1.0))

    @cached_property
    def things(self) -> Things:
        """The objects of the page."""
        handle = calls.address(self._page.raw)
        texts, orders, nested, others, tops, other_orders, forms, images = [], [], [], [], [], [], [], []
        for order, (thing, kind) in enumerate(calls.children(handle, form=False)):
            if kind == c.FPDF_PAGEOBJ_TEXT:
                texts.append(thing)
                orders.append(order)
                nested.append(-1)
                continue
            others.append(thing)
            other_orders.append(order)
            if kind == c.FPDF_PAGEOBJ_FORM:
                forms.append(thing)
                for inner, inner_kind in _inside(thing, 1):
                    if inner_kind == c.FPDF_PAGEOBJ_TEXT:
                        texts.append(inner)
                        orders.append(order)
                        nested.append(len(other_orders) - 1)
                    else:
                        others.append(inner)
                        if inner_kind == c.FPDF_PAGEOBJ_FORM:
                            forms.append(inner)
                        elif inner_kind == c.FPDF_PAGEOBJ_IMAGE:
                            images.append(inner)
            elif kind == c.FPDF_PAGEOBJ_IMAGE:
                images.append(thing)
            tops.append(thing)
        inside = np.array(nested, np.int64)
        sizes = calls.bounds(images)
        share = (sizes[:, 2] - sizes[:, 0]) * (sizes[:, 3] - sizes[:, 1]) / (self.sheet.width * self.sheet.height)
        other_boxes = self._upright(calls.bounds(tops))
        text_boxes = self._upright(calls.bounds(texts))
        if forms:
            text_boxes[inside >= 0] = other_boxes[inside[inside >= 0]]
        return Things(
            texts,
            text_boxes,
            np.array(orders, np.int64),
            inside >= 0,
            calls.modes(texts),
            others,
            other_boxes,
            np.array(other_orders, np.int64),
            forms,
            self._marks(),
            float(min(np.nanmax(np.abs(share), initial=0.0), 1.0)),
        )

    def _marks(self) -> npt.NDArray[np.float64]:
        """Return the boxes of annotations; NaN where one gives none."""
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
        return self._upright(np.array(found).reshape(-1, 4))

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

    def _gray(self, page: Any, dpi: float, *, marks: bool = True) -> Pixels:
        """Draw in gray straight into an array of our own."""
        scale = scale_for(self.sheet, dpi)
        width, height = math.ceil(self.sheet.width * scale), math.ceil(self.sheet.height * scale)
        pixels = np.empty((height, -(-width // 4) * 4), np.uint8)
        bitmap = c.FPDFBitmap_CreateEx(width, height, c.FPDFBitmap_Gray, pixels.ctypes.data, pixels.shape[1])
        if not bitmap:
            raise UnreadableError(_("The page can't be drawn ({reason}).", reason=_("no memory")))
        flags = c.FPDF_GRAYSCALE | (c.FPDF_ANNOT if marks else 0)
        try:
            c.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
            c.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
            fields = self._page.formenv
            if marks and fields:
                c.FPDF_FFLDraw(fields, bitmap, page, 0, 0, width, height, 0, flags)
        finally:
            c.FPDFBitmap_Destroy(bitmap)
        return pixels[:, :width]

    def draw_without(self, dpi: float, numbers: Sequence[int] | None = None) -> Pixels:
        """Draw the page in gray with text objects left out: all of them, or those numbered."""
        texts = self.things.texts
        chosen = [texts[number] for number in numbers] if numbers is not None else texts
        try:
            calls.set_active(chosen, 0)
            return self._gray(self._page, dpi)
        finally:
            calls.set_active(chosen, 1)

    def draw_glyphs(self, dpi: float, numbers: Sequence[int]) -> Pixels:
        """Draw nothing but the numbered text objects, black on white, whatever colour, clip or cover they have.

        This happens on a second copy of the page, whose objects are changed.
        """
        texts = self._open_twin()
        chosen = [texts[number] for number in numbers]
        for thing in chosen:
            calls.blacken(thing)
            calls.enlarge_clip(thing)
        try:
            calls.set_active(chosen, 1)
            return self._gray(self._twin, dpi, marks=False)
        finally:
            calls.set_active(chosen, 0)

    def _open_twin(self) -> list[int]:
        if self._twin is None:
            self._twin = c.FPDF_LoadPage(self._page.pdf, self._number - 1)
            if not self._twin:
                raise UnreadableError(_("The page can't be drawn ({reason}).", reason=_("no memory")))
            others = []
            for thing, kind in calls.children(calls.address(self._twin), form=False):
                for part, part_kind in ((thing, kind), *(_inside(thing, 1) if kind == c.FPDF_PAGEOBJ_FORM else ())):
                    if part_kind == c.FPDF_PAGEOBJ_TEXT:
                        self._twin_texts.append(part)
                    elif part_kind == c.FPDF_PAGEOBJ_FORM:
                        calls.blacken(part)
                        calls.enlarge_clip(part)
                    else:
                        others.append(part)
            calls.set_active(others, 0)
            calls.set_active(self._twin_texts, 0)
        return self._twin_texts

    def _text_layer(self) -> int:
        if not self._layer:
            self._layer = calls.address(c.FPDFText_LoadPage(self._page))
        return self._layer

    def characters(self) -> Characters:
        """Return the text layer."""
        layer = self._text_layer()
        count = max(c.FPDFText_CountChars(ctypes.cast(layer, c.FPDF_TEXTPAGE)), 0) if layer else 0
        if not count:
            return Characters(np.zeros(0, np.uint32), np.zeros((0, 4)), np.zeros(0, np.bool_))
        codes = calls.letters(layer, count)
        drawn = ~is_space(codes)
        # pdfium replaces a hyphen at a line's end by a mark that has no box: the letters before it are judged.
        drawn[calls.hyphens(layer, codes)] = False
        codes[np.isin(codes, calls.HYPHENS)] = ord("-")
        calls.join_halves(codes)
        codes[(codes == 0) | (codes > 0x10FFFF) | ((codes >= 0xD800) & (codes < 0xE000))] = 0xFFFD  # noqa: PLR2004  # Unicode
        corners = np.zeros((count, 4))
        chosen = np.flatnonzero(drawn)
        corners[chosen] = calls.boxes(layer, chosen)
        return Characters(codes, self._upright(corners), drawn)

    def objects_of(self, chosen: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return for each chosen character the number of the text object that draws it, -1 when unknown."""
        numbers = {thing: index for index, thing in enumerate(self.things.texts)}
        found = calls.text_objects(self._text_layer(), chosen) if self._text_layer() else []
        return np.array([numbers.get(thing, -1) for thing in found], np.int64)

    def inks(self) -> npt.NDArray[np.int64]:
        """Return the gray (0..255) that each text object is filled with; -1 where it is not one plain opaque colour."""
        return np.where(self.things.modes == 0, calls.inks(self.things.texts), -1)

    def clipped(self) -> npt.NDArray[np.bool_]:
        """Return for each text object whether a clip may cut into it (always for those inside forms)."""
        things = self.things
        found = things.nested.copy()
        for number in np.flatnonzero(~found).tolist():
            boxes = calls.clip_boxes(things.texts[number])
            if boxes:
                clips = self._upright(np.array(boxes))
                box = things.text_boxes[number]
                found[number] = not ((clips[:, :2] <= box[:2]).all() and (clips[:, 2:] >= box[2:]).all())
        return found

    def _upright(self, corners: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Turn boxes in the file's units (left, bottom, right, top) into fractions of the upright visible page."""
        matrix, origin = self._units
        first = corners[:, :2] @ matrix + origin
        second = corners[:, 2:] @ matrix + origin
        return np.hstack([np.minimum(first, second), np.maximum(first, second)])

    @cached_property
    def _units(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        x, y = ctypes.c_int(), ctypes.c_int()
        points = []
        for across, up in ((0, 0), (100, 0), (0, 100)):
            c.FPDF_PageToDevice(self._page, 0, 0, _GRID, _GRID, 0, across, up, x, y)
            points.append((x.value / _GRID, y.value / _GRID))
        (x0, y0), (x1, y1), (x2, y2) = points
        matrix = np.array([[(x1 - x0) / 100, (y1 - y0) / 100], [(x2 - x0) / 100, (y2 - y0) / 100]])
        return matrix, np.array([x0, y0])

    def close(self) -> None:
        """Close the page."""
        if self._layer:
            c.FPDFText_ClosePage(ctypes.cast(self._layer, c.FPDF_TEXTPAGE))
            self._layer = 0
        if self._twin is not None:
            c.FPDF_ClosePage(self._twin)
            self._twin = None
        self._page.close()


def _inside(form: int, depth: int) -> Iterator[tuple[int, int]]:
    """Return (address, kind) of all that a form holds, forms inside it before what they hold."""
    for thing, kind in calls.children(form, form=True):
        yield thing, kind
        if kind == c.FPDF_PAGEOBJ_FORM and depth <= MOST_NESTED:
            yield from _inside(thing, depth + 1)


_SPACES = np.zeros(0x3001, np.bool_)
_SPACES[[code for code in range(0x3001) if chr(code).isspace()]] = True


def is_space(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Return which code points are white space (as `str.isspace`) or a byte order mark."""
    low = _SPACES[np.minimum(codes, 0x3000)] & (codes <= 0x3000)  # noqa: PLR2004  # the last of them
    found: npt.NDArray[np.bool_] = low | (codes == 0xFEFF)  # noqa: PLR2004  # byte order mark
    return found
