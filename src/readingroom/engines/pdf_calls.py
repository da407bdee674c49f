"""pdfium's small functions, called with plain numbers: a page has thousands of characters, and each costs a call.

The functions are those of `pypdfium2.raw`. Pointers are passed as integers and results land in arrays of numpy, which
is about four times quicker than making a pointer object for every number (measured with 2,500 characters a page).
"""

from __future__ import annotations

import ctypes
from collections import deque
from ctypes import c_char_p, c_double, c_int, c_size_t, c_uint, c_void_p
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as c

#: pdfium's mark for a hyphen at a line's end (2, or FFFE in older builds) and the soft hyphen.
HYPHENS = (0x2, 0xAD, 0xFFFE)


def _quick(function: Any, result: Any, *arguments: Any) -> Any:
    """Return the same C function, taking addresses as integers."""
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, c_void_p).value or 0)


_char_box = _quick(c.FPDFText_GetCharBox, c_int, c_void_p, c_int, c_void_p, c_void_p, c_void_p, c_void_p)
_unicode = _quick(c.FPDFText_GetUnicode, c_uint, c_void_p, c_int)
_is_hyphen = _quick(c.FPDFText_IsHyphen, c_int, c_void_p, c_int)
_text_object = _quick(c.FPDFText_GetTextObject, c_size_t, c_void_p, c_int)
_page_count = _quick(c.FPDFPage_CountObjects, c_int, c_void_p)
_page_object = _quick(c.FPDFPage_GetObject, c_void_p, c_void_p, c_int)
_form_count = _quick(c.FPDFFormObj_CountObjects, c_int, c_void_p)
_form_object = _quick(c.FPDFFormObj_GetObject, c_void_p, c_void_p, c_int)
_type = _quick(c.FPDFPageObj_GetType, c_int, c_void_p)
_bounds = _quick(c.FPDFPageObj_GetBounds, c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
_matrix = _quick(c.FPDFPageObj_GetMatrix, c_int, c_void_p, c_void_p)
_active = _quick(c.FPDFPageObj_SetIsActive, c_int, c_void_p, c_int)
_mode = _quick(c.FPDFTextObj_GetTextRenderMode, c_int, c_void_p)
_font = _quick(c.FPDFTextObj_GetFont, c_void_p, c_void_p)
_font_name = _quick(c.FPDFFont_GetBaseFontName, c_size_t, c_void_p, c_void_p, c_size_t)
_font_size = _quick(c.FPDFTextObj_GetFontSize, c_int, c_void_p, c_void_p)
_font_data = _quick(c.FPDFFont_GetFontData, c_int, c_void_p, c_void_p, c_size_t, c_void_p)
_unmapped = _quick(c.FPDFText_HasUnicodeMapError, c_int, c_void_p, c_int)
_set_codes = _quick(c.FPDFText_SetCharcodes, c_int, c_void_p, c_void_p, c_size_t)
_set_positions = _quick(c.FPDFText_SetPositions, c_int, c_void_p, c_void_p, c_size_t)
_set_matrix = _quick(c.FPDFPageObj_SetMatrix, c_int, c_void_p, c_void_p)
_origin = _quick(c.FPDFText_GetCharOrigin, c_int, c_void_p, c_int, c_void_p, c_void_p)
_transparent = _quick(c.FPDFPageObj_HasTransparency, c_int, c_void_p)
_fill = _quick(c.FPDFPageObj_GetFillColor, c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
_set_fill = _quick(c.FPDFPageObj_SetFillColor, c_int, c_void_p, c_uint, c_uint, c_uint, c_uint)
_set_stroke = _quick(c.FPDFPageObj_SetStrokeColor, c_int, c_void_p, c_uint, c_uint, c_uint, c_uint)
_marks = _quick(c.FPDFPageObj_CountMarks, c_int, c_void_p)
_mark = _quick(c.FPDFPageObj_GetMark, c_void_p, c_void_p, c_uint)
_mark_name = _quick(c.FPDFPageObjMark_GetName, c_int, c_void_p, c_void_p, c_uint, c_void_p)
_mark_value = _quick(c.FPDFPageObjMark_GetParamValueType, c_int, c_void_p, c_char_p)
_remove_mark = _quick(c.FPDFPageObj_RemoveMark, c_int, c_void_p, c_void_p)
_segments = _quick(c.FPDFPath_CountSegments, c_int, c_void_p)
_clip = _quick(c.FPDFPageObj_GetClipPath, c_void_p, c_void_p)
_clip_paths = _quick(c.FPDFClipPath_CountPaths, c_int, c_void_p)
_clip_segments = _quick(c.FPDFClipPath_CountPathSegments, c_int, c_void_p, c_int)
_clip_segment = _quick(c.FPDFClipPath_GetPathSegment, c_void_p, c_void_p, c_int, c_int)
_point = _quick(c.FPDFPathSegment_GetPoint, c_int, c_void_p, c_void_p, c_void_p)
_grow_clip = _quick(
    c.FPDFPageObj_TransformClipPath, None, c_void_p, c_double, c_double, c_double, c_double, c_double, c_double
)

#: Upper five bits of both halves of a code point beyond FFFF (UTF-16), and what stands for nothing after it.
_HALF, _JOINER = 0xD800 >> 11, 0x2060

#: How much a clip is enlarged about its own middle so that it cuts nothing any more.
_GROW = 100_000.0

#: A clip of more segments than this is not followed: it counts as one that cuts.
_MOST_SEGMENTS = 8


#: Kinds of page objects (`FPDFPageObj_GetType`).
PATH, IMAGE = int(c.FPDF_PAGEOBJ_PATH), int(c.FPDF_PAGEOBJ_IMAGE)


def kinds(things: list[int]) -> npt.NDArray[np.int64]:
    """Return the kind of each object."""
    return np.array([_type(thing) for thing in things], np.int64)


def filled(things: list[int], kinds_: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return which objects are paths that are filled."""
    mode, stroke = c_int(), c_int()
    found = np.zeros(len(things), np.bool_)
    for index in np.flatnonzero(kinds_ == PATH).tolist():
        path = ctypes.cast(things[index], c.FPDF_PAGEOBJECT)
        found[index] = bool(c.FPDFPath_GetDrawMode(path, mode, stroke)) and mode.value != 0
    return found


def segments(paths: list[int]) -> npt.NDArray[np.int64]:
    """Return of how many segments each path is made."""
    return np.array([_segments(path) for path in paths], np.int64)


def is_hyphen(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Return which code points are one of `HYPHENS`."""
    found: npt.NDArray[np.bool_] = (codes == HYPHENS[0]) | (codes == HYPHENS[1]) | (codes == HYPHENS[2])
    return found


def address(pointer: Any) -> int:
    """Return where a pointer of pypdfium2 points, as a number."""
    return ctypes.cast(pointer, c_void_p).value or 0


def letters(layer: int, count: int) -> npt.NDArray[np.uint32]:
    """Return the code points of a text layer: one call where the text has one unit a character, else one call each."""
    buffer = (ctypes.c_ushort * (count + 1))()
    got = c.FPDFText_GetText(ctypes.cast(layer, c.FPDF_TEXTPAGE), 0, count, buffer) - 1
    codes: npt.NDArray[np.uint32] = np.frombuffer(bytes(buffer), np.uint16)[:count].astype(np.uint32)
    # Characters without a Unicode value are left out of the text, those beyond FFFF take two units: then the places in
    # the text are not the numbers of the characters.
    if got != count or ((codes >= 0xD800) & (codes < 0xE000)).any():  # noqa: PLR2004  # halves of code points
        codes = np.array([_unicode(layer, index) for index in range(count)], np.uint32)
    return codes


def join_halves(codes: npt.NDArray[np.uint32]) -> None:
    """Make of each pair of halves (UTF-16) its one code point, followed by a word joiner, which no word keeps.

    In a run from right to left pdfium turns the halves round as if they were letters.
    """
    last = -1
    for index in np.flatnonzero((codes[:-1] >> 11 == _HALF) & (codes[1:] >> 11 == _HALF)).tolist():
        one, two = int(codes[index]), int(codes[index + 1])
        if index <= last or one >> 10 == two >> 10:
            continue
        high, low = (one, two) if one < two else (two, one)
        codes[index], codes[index + 1] = 0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF), _JOINER
        last = index + 1


def hyphens(layer: int, codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """Return the characters that pdfium put in place of a hyphen at a line's end; they have no box of their own."""
    likely = np.flatnonzero((codes == 0x2D) | is_hyphen(codes))  # noqa: PLR2004  # the hyphen
    return np.array([index for index in likely.tolist() if _is_hyphen(layer, index) == 1], np.int64)


def boxes(layer: int, chosen: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return left, bottom, right, top of the chosen characters in the file's units; zeros where there is no box."""
    found = np.zeros((chosen.size, 4))
    place = found.ctypes.data
    sides = (range(place + side, place + side + 32 * chosen.size, 32) for side in (0, 8, 16, 24))
    deque(map(_char_box, repeat(layer), chosen.tolist(), *sides), maxlen=0)  # a third quicker than a loop
    return found[:, [0, 2, 1, 3]]


def text_objects(layer: int, chosen: list[int]) -> npt.NDArray[np.uint64]:
    """Return the addresses of the text objects that draw the chosen characters of a layer; 0 where none is known."""
    return np.fromiter(map(_text_object, repeat(layer), chosen), np.uint64, len(chosen))


def text_objects_of_runs(layer: int, chosen: list[int]) -> npt.NDArray[np.uint64]:
    """Return the same where the letters of one object follow each other: what lies between two of them is its own."""
    found = np.zeros(len(chosen), np.uint64)
    first, step, last = 0, 8, len(chosen) - 1
    while first <= last:
        thing = _text_object(layer, chosen[first]) or 0
        low, high = first, min(first + step, last)
        while low < high and (_text_object(layer, chosen[high]) or 0) == thing:
            step *= 2
            low, high = high, min(high + step, last)
        # Its last letter lies at `low` or after it, and before `high`, if that is not the very last of all.
        while high - low > 1:
            middle = (low + high) // 2
            if (_text_object(layer, chosen[middle]) or 0) == thing:
                low = middle
            else:
                high = middle
        found[first : low + 1] = thing
        step = max(low - first, 1)
        first = low + 1
    return found


def children(parent: int, *, form: bool) -> list[tuple[int, int]]:
    """Return (address, kind) of the objects of a page or a form."""
    count, take = (_form_count, _form_object) if form else (_page_count, _page_object)
    found = [take(parent, index) for index in range(max(count(parent), 0))]
    return [(thing, _type(thing)) for thing in found if thing]


def bounds(things: list[int]) -> npt.NDArray[np.float64]:
    """Return left, bottom, right, top of objects in the units of what holds them; NaN where pdfium knows none."""
    found = np.full((len(things), 4), np.nan, np.float32)
    place = found.ctypes.data
    for thing in things:
        _bounds(thing, place, place + 4, place + 8, place + 12)
        place += 16
    return found.astype(np.float64)


def matrix(thing: int) -> npt.NDArray[np.float64]:
    """Return the 3 x 3 matrix that takes points of a form (rows x, y, 1) to what holds it; NaN if unknown."""
    numbers = np.full(6, np.nan, np.float32)
    _matrix(thing, numbers.ctypes.data)
    a, b, c_, d, e, f = numbers.tolist()
    return np.array([[a, b, 0], [c_, d, 0], [e, f, 1]])


def matrices(things: list[int]) -> npt.NDArray[np.float64]:
    """Return a, b, c, d, e, f of the matrix of each object; NaN if unknown."""
    numbers = np.full((len(things), 6), np.nan, np.float32)
    place = numbers.ctypes.data
    for thing in things:
        _matrix(thing, place)
        place += 24
    return numbers.astype(np.float64)


def transparent(thing: int) -> bool:
    """Return whether an object is blended, masked or less than opaque."""
    return bool(_transparent(thing))


def set_active(things: list[int], active: int) -> None:
    """Say whether objects are drawn."""
    for thing in things:
        _active(thing, active)


def modes(things: list[int]) -> npt.NDArray[np.int64]:
    """Return the PDF text render mode of each text object (0 filled, 3 invisible, 7 clip only)."""
    return np.array([_mode(thing) for thing in things], np.int64)


def drawn_glyphs(things: list[int]) -> npt.NDArray[np.bool_]:
    """Return which text objects have a font without a font program: its glyphs are drawings (Type 3), of any size."""
    size = np.zeros(1, np.uint64)
    fonts: dict[int, bool] = {}
    found = np.zeros(len(things), np.bool_)
    for index, thing in enumerate(things):
        font = _font(thing) or 0
        if font not in fonts:
            size[0] = 0
            fonts[font] = not font or not _font_data(font, None, 0, size.ctypes.data) or not size[0]
        found[index] = fonts[font]
    return found


def font(thing: int) -> int:
    """Return the address of a text object's font, 0 if it has none."""
    return _font(thing) or 0


def font_name(font_: int) -> str:
    """Return the name that the file gives to a font."""
    name = ctypes.create_string_buffer(256)
    size = _font_name(font_, ctypes.addressof(name), 256)
    return name.raw[: max(min(size, 256) - 1, 0)].decode("utf-8", "replace")


def font_program(font_: int, most: int) -> tuple[int, bytes]:
    """Return length and bytes of a font's program (that of the font drawn in its place when none is in the file).

    Args:
        font_: address of the font.
        most: bytes to take; none are given when the program is longer.
    """
    size = np.zeros(1, np.uint64)
    program = np.zeros(most, np.uint8)
    if not _font_data(font_, program.ctypes.data if most else None, most, size.ctypes.data):
        return 0, b""
    return int(size[0]), program.tobytes() if int(size[0]) <= most else b""


def font_sizes(things: list[int]) -> npt.NDArray[np.float64]:
    """Return the size that each text object names for its font, before its matrix."""
    found = np.zeros(len(things), np.float32)
    place = found.ctypes.data
    for thing in things:
        _font_size(thing, place)
        place += 4
    return found.astype(np.float64)


def inks(things: list[int]) -> npt.NDArray[np.int64]:
    """Return the gray (0..255) that each object is filled with, -1 where it has no plain opaque colour."""
    colour = np.zeros(4, np.uint32)
    place = colour.ctypes.data
    found = np.full(len(things), -1, np.int64)
    for index, thing in enumerate(things):
        if not _transparent(thing) and _fill(thing, place, place + 4, place + 8, place + 12):
            red, green, blue, alpha = colour.tolist()
            if alpha == 255:  # noqa: PLR2004  # fully opaque
                found[index] = (30 * red + 59 * green + 11 * blue) // 100
    return found


def clip_boxes(thing: int) -> list[tuple[float, float, float, float]]:
    """Return the boxes around the clips of an object (left, bottom, right, top); NaN for one that is no rectangle."""
    clip = _clip(thing)
    found = []
    for path in range(max(_clip_paths(clip), 0) if clip else 0):
        count = _clip_segments(clip, path)
        points = np.zeros((min(max(count, 0), _MOST_SEGMENTS), 2), np.float32)
        place = points.ctypes.data
        for segment in range(len(points)):
            _point(_clip_segment(clip, path, segment), place, place + 4)
            place += 8
        if not len(points):
            continue
        (left, bottom), (right, top) = points.min(0).tolist(), points.max(0).tolist()
        corners = np.isin(points[:, 0], (left, right)) & np.isin(points[:, 1], (bottom, top))
        square = count <= _MOST_SEGMENTS and bool(corners.all())
        found.append((left, bottom, right, top) if square else (np.nan, np.nan, np.nan, np.nan))
    return found


def enlarge_clip(thing: int) -> None:
    """Make the clip of an object so large that it cuts nothing (only on a page that is thrown away afterwards)."""
    clip = _clip(thing)
    if not clip or _clip_paths(clip) <= 0:
        return
    boxes_ = []
    for path in range(_clip_paths(clip)):
        points = np.zeros((max(_clip_segments(clip, path), 0), 2), np.float32)
        for segment in range(len(points)):
            place = points.ctypes.data + 8 * segment
            _point(_clip_segment(clip, path, segment), place, place + 4)
        if len(points):
            boxes_.append((*points.min(0).tolist(), *points.max(0).tolist()))
    if not boxes_:
        return
    edges = np.array(boxes_)
    # The middle of what all clips have in common, so that each of them grows around it.
    x = (edges[:, 0].max() + edges[:, 2].min()) / 2
    y = (edges[:, 1].max() + edges[:, 3].min()) / 2
    _grow_clip(thing, _GROW, 0, 0, _GROW, float(x - _GROW * x), float(y - _GROW * y))


def drop_replacements(things: list[int]) -> tuple[int, list[int]]:
    """Take marks off text objects that say "read this in place of what is drawn" (`ActualText`); return how many.

    Marks of layers stay, since they decide what is drawn; the objects that still have a replacement are returned too.
    """
    dropped, left = 0, []
    name = np.zeros(8, np.uint16)
    size = np.zeros(1, np.uint32)
    for thing in things:
        # From the last one on: taking one off moves those behind it.
        for index in range(_marks(thing) - 1, -1, -1):
            mark = _mark(thing, index)
            if not mark or not _mark_value(mark, b"ActualText"):
                continue
            name[:] = 0
            _mark_name(mark, name.ctypes.data, name.nbytes, size.ctypes.data)
            layer = name[:2].tolist() == [ord("O"), ord("C")] and not name[2]
            if layer or not _remove_mark(thing, mark):
                left.append(thing)
            else:
                dropped += 1
    return dropped, left


def blacken(thing: int) -> None:
    """Fill and stroke an object in opaque black, blended with nothing."""
    _set_fill(thing, 0, 0, 0, 255)
    _set_stroke(thing, 0, 0, 0, 255)
    c.FPDFPageObj_SetBlendMode(ctypes.cast(thing, c.FPDF_PAGEOBJECT), b"Normal")


def new_text(document: Any, font_: int, size: float) -> int:
    """Return a new text object that lies on no page, with a font (which may be of another file) and a size."""
    return address(c.FPDFPageObj_CreateTextObj(document, ctypes.cast(font_, c.FPDF_FONT), size))


def destroy(thing: int) -> None:
    """Let go of an object that lies on no page."""
    c.FPDFPageObj_Destroy(ctypes.cast(thing, c.FPDF_PAGEOBJECT))


def set_codes(thing: int, codes: npt.NDArray[np.uint32]) -> None:
    """Give a text object other codes to draw."""
    _set_codes(thing, codes.ctypes.data, codes.size)


def set_positions(thing: int, places: npt.NDArray[np.float32]) -> None:
    """Say where the glyphs of a text object begin, but for the first, which begins at 0; before its matrix."""
    _set_positions(thing, places.ctypes.data, places.size)


def place(thing: int, left: float, bottom: float, scale: float = 1.0) -> None:
    """Say where an object stands, and how many times larger it is."""
    numbers = np.array([scale, 0, 0, scale, left, bottom], np.float32)
    _set_matrix(thing, numbers.ctypes.data)


def unmapped(layer: int, chosen: list[int]) -> npt.NDArray[np.bool_]:
    """Return which characters the file gives no letter: pdfium takes their code for one."""
    return np.fromiter((_unmapped(layer, index) == 1 for index in chosen), np.bool_, len(chosen))


def placed_letters(layer: int) -> list[tuple[int, bool, float, tuple[float, float, float, float]]]:
    """Return of the letters of a layer code point, whether it has none (`unmapped`), place of the origin across, box.

    Boxes are left, bottom, right, top. Letters that pdfium made up (spaces) are left out.
    """
    found = []
    origin, box = np.zeros(2), np.zeros(4)
    at, edges = origin.ctypes.data, box.ctypes.data
    for index in range(max(c.FPDFText_CountChars(ctypes.cast(layer, c.FPDF_TEXTPAGE)), 0) if layer else 0):
        code = _unicode(layer, index)
        # Most of what lies between are the spaces that pdfium makes up.
        if code == 0x20 or not _text_object(layer, index):  # noqa: PLR2004  # the space
            continue
        _origin(layer, index, at, at + 8)
        _char_box(layer, index, edges, edges + 8, edges + 16, edges + 24)
        left, right, bottom, top = box.tolist()
        found.append((code, _unmapped(layer, index) == 1, float(origin[0]), (left, bottom, right, top)))
    return found
