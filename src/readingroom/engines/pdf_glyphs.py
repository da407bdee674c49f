"""Which glyph of which font draws each character of a page: marks by which a glyph is known again on other pages.

pdfium does not tell the code by which a file calls a glyph. What tells glyphs of one font program apart is the box
around their outline, in thousandths of the letter's height: it does not depend on size, place or turn of the text.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from readingroom.engines import pdf_calls as calls

#: Font programs longer than this (bytes) are known by their name and length: whole Chinese fonts of many megabytes.
MOST_PROGRAM = 4_000_000

#: Bits of a mark: font, code point, width and height of the outline.
_CODE_BITS, _SIDE_BITS = 21, 12

#: Widths and heights are counted in thousandths of the letter's height, up to four times it.
_UNIT, _MOST = 1000, (1 << _SIDE_BITS) - 1


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The glyphs of a page, one entry a character of its text layer.

    Attributes:
        marks: two characters with the same mark are drawn by the same glyph for the same letter; -1 where no text
            object is known. Marks hold for this page: `fonts` says what the number of a font means elsewhere.
        fonts: what is known of each font by its number: name, length and sum of its program; of a font without a
            program (its glyphs are drawings), an empty name, so that nothing is known of it on another page.
    """

    marks: npt.NDArray[np.int64]
    fonts: tuple[str, ...]

    def font(self, mark: int) -> str:
        """Return the font of a mark."""
        return self.fonts[mark >> (_CODE_BITS + 2 * _SIDE_BITS)]


def letter(mark: int) -> str:
    """Return the letter of a mark."""
    return chr((mark >> (2 * _SIDE_BITS)) & ((1 << _CODE_BITS) - 1))


def shape(mark: int) -> tuple[int, int]:
    """Return width and height of the outline of a mark's glyph, thousandths of the letter's height."""
    return (mark >> _SIDE_BITS) & _MOST, mark & _MOST


def without_font(mark: int) -> int:
    """Return what of a mark is the same on every page."""
    return mark & ((1 << (_CODE_BITS + 2 * _SIDE_BITS)) - 1)


def glyphs(
    texts: list[int],
    objects: npt.NDArray[np.int64],
    codes: npt.NDArray[np.uint32],
    sizes: npt.NDArray[np.float64],
    ems: npt.NDArray[np.float64],
) -> Glyphs:
    """Return the glyphs of a page.

    Args:
        texts: addresses of its text objects.
        objects: for each character the number of the object that draws it, -1 when unknown.
        codes: code point of each character.
        sizes: width and height of the box around each character's ink, along and across the text's own direction when
            that is one of the page's; any unit.
        ems: for each object, its letter's height in both directions, same unit; 0 where it stands aslant.
    """
    fonts: dict[int, int] = {}
    names: list[str] = []
    numbers = np.zeros(len(texts) + 1, np.int64)
    for index, thing in enumerate(texts):
        font = calls.font(thing)
        if font not in fonts:
            fonts[font] = len(names)
            names.append(_identity(font))
        numbers[index] = fonts[font]
    em = np.vstack([ems, [[0, 0]]])[objects]
    known: npt.NDArray[np.bool_] = np.asarray((em > 0).all(1))
    sides = np.where(known[:, None], np.rint(sizes / np.where(known[:, None], em, 1) * _UNIT), 0)
    sides = np.nan_to_num(sides).clip(0, _MOST).astype(np.int64)
    marks = (numbers[objects] << _CODE_BITS) | codes.astype(np.int64)
    marks = (((marks << _SIDE_BITS) | sides[:, 0]) << _SIDE_BITS) | sides[:, 1]
    marks[objects < 0] = -1
    return Glyphs(marks, tuple(names))


def _identity(font: int) -> str:
    size = calls.font_program(font, 0)[0] if font else 0
    if not size:
        return ""
    program = calls.font_program(font, size)[1] if size <= MOST_PROGRAM else b""
    return f"{calls.font_name(font)} {size} {zlib.crc32(program):08x}"
