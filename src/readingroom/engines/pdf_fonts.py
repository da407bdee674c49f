"""What the fonts of a PDF draw: for each code of a font the letter that the file calls it, and a digest of its drawing.

What a glyph is called and what it draws are two entries in the file, and nothing ties them together. pdfium does not
tell the code by which a page calls a glyph. So every code that a font can have is asked: which letter pdfium makes of
it, and how it is drawn, alone, on a sheet of our own. Two codes with the same letter and other drawings are told apart
by that; the same drawing is the same glyph in whatever file it stands.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as c

from readingroom.engines import pdf_calls as calls

#: Codes are asked in blocks of so many. A font of single bytes has one block, one of two bytes has 256.
BLOCK = 256

#: Pixels: letter height at which glyphs are drawn, side of the cell that one has, and where in it its origin lies
#: (from the left, from the bottom).
EM, CELL, LEFT, BELOW = 32.0, 64, 16, 20

#: A glyph that is no larger than this in either direction (pixels) is drawn larger, by powers of two.
LEAST_SIDE = 8.0

#: Boxes lower than this (pixels) come from rounding: one and a half thousandths of a letter's height.
THIN = 0.05

#: No letter of ours is lower than this (letter heights): small ones are half as high as the line.
LEAST_HIGH = 0.3

#: Powers of two by which a drawing may be larger or smaller.
MOST_SCALE = 12

#: Bytes of a digest: no two drawings can be made to share one.
DIGEST = 16

#: Last bytes of the codes beyond the first block that tell whether a font has only one.
_LOW = (0x31, 0x41, 0x65)

#: Font programs longer than this (bytes) are known by their name and length: whole Chinese fonts of many megabytes.
MOST_PROGRAM = 4_000_000

#: Gray from which on nothing is drawn: edges of glyphs are lighter than their strokes.
PAPER = 250

#: A drawing that so many codes without a name share is the mark of a missing glyph.
MANY_CODES = 3

#: Fonts of one file that are kept.
MOST_FONTS = 300


@dataclass(frozen=True, slots=True)
class Drawn:
    """How one glyph is drawn.

    Attributes:
        digest: of its drawing, place on the line included; empty when it can't be drawn.
        width: of the box around it, in letter heights.
        height: the same.
        image: gray cell, as drawn; empty when the font has no other drawing for the letter.
    """

    digest: bytes
    width: float
    height: float
    image: npt.NDArray[np.uint8]


Letter = tuple[int, bool]
"""Code point of a letter, and whether the file gives none, so that pdfium takes the code for one."""

_NONE = np.zeros((0, 0), np.uint8)


class FontTable:
    """The codes of one font of one open file."""

    def __init__(self, fonts: Fonts, font: int) -> None:
        """Ask a font for its codes.

        Args:
            fonts: of the file.
            font: address of the font.
        """
        self._sheet = fonts
        #: Keeps the font as long as this lives, so that its address stays its own.
        self.thing = fonts.new_text(font)
        self._codes: dict[Letter, list[tuple[int, tuple[float, float, float, float]]]] = {}
        self._drawn: dict[Letter, tuple[Drawn, ...]] = {}
        #: Whether a code that the file calls nothing or a blank is drawn with ink.
        self.has_nameless = False
        self._alone = not calls.font_program(font, 0)[0]  # drawings of any size (Type 3)
        self._ask(range(BLOCK))
        if not self._is_of_bytes():
            for first in range(BLOCK, 0x10000, BLOCK):
                calls.set_codes(self.thing, np.arange(first, first + BLOCK, dtype=np.uint32))
                _left, bottom, _right, top = calls.bounds([self.thing])[0].tolist()
                if top > bottom:
                    self._ask(range(first, first + BLOCK))

    def draw(self, letters: Iterable[Letter]) -> None:
        """Draw the glyphs of these letters, if that was not done yet."""
        missing = [one for one in letters if one not in self._drawn]
        wanted = [(one, code, box) for one in missing for code, box in self._codes.get(one, ())]
        found = dict(zip(((one, code) for one, code, _box in wanted), self._draw(wanted), strict=True))
        for one in missing:
            unique: dict[bytes, Drawn] = {}
            for code, _box in self._codes.get(one, ()):
                drawing = found[one, code]
                if drawing is not None:
                    unique.setdefault(drawing.digest, drawing)
            only = list(unique.values())
            # Where there is only one, nothing is laid beside it.
            self._drawn[one] = tuple(only if len(only) > 1 else (replace(drawing, image=_NONE) for drawing in only))

    def has(self, letter: Letter) -> bool:
        """Whether the font has a letter."""
        return letter in self._codes

    def is_tall(self, letter: Letter) -> bool:
        """Whether the font has this letter as high as small letters are."""
        return any(
            top - bottom >= LEAST_HIGH * EM for _code, (_left, bottom, _right, top) in self._codes.get(letter, ())
        )

    def of(self, letter: Letter) -> tuple[Drawn, ...]:
        """Return the different drawings that this font has for a letter."""
        if letter not in self._drawn:
            self.draw([letter])
        return self._drawn[letter]

    def _is_of_bytes(self) -> bool:
        """Whether codes are single bytes: pdfium then takes the box of code 0 for larger ones, and their last byte."""
        blocks = np.arange(1, 0x10000 // BLOCK, 5, dtype=np.uint32)
        for low in _LOW:
            calls.set_codes(self.thing, blocks * BLOCK + low)
            calls.set_positions(self.thing, (np.arange(1, blocks.size) * CELL).astype(np.float32))
            calls.place(self.thing, LEFT, BELOW)
            found = self._sheet.letters(self.thing)
            sizes = {(round(4 * (box[2] - box[0])), box[1], box[3]) for _letter, _unmapped, _across, box in found}
            if len(sizes) != 1 or len(found) != blocks.size:
                return False
            if len({letter for letter, _unmapped, _across, _box in found}) == 1:
                return True
        return False

    def _ask(self, codes: range) -> None:
        """Learn the letter and the box of codes: they stand on a line of our own, each in its cell."""
        calls.set_codes(self.thing, np.arange(codes.start, codes.stop, dtype=np.uint32))
        calls.set_positions(self.thing, (np.arange(1, len(codes)) * CELL).astype(np.float32))
        calls.place(self.thing, LEFT, BELOW)
        named = np.zeros(len(codes), np.bool_)
        for letter, unmapped, across, box in self._sheet.letters(self.thing):
            place = round((across - LEFT) / CELL)
            if 0 <= place < len(codes) and not is_blank(letter):
                named[place] = True
            # A code without a glyph has a box without height, or one of a rounding error.
            least = THIN if unmapped and not self._alone else 0.0
            if 0 <= place < len(codes) and box[2] > box[0] and box[3] > box[1] + least:
                origin = LEFT + place * CELL
                inside = (box[0] - origin, box[1] - BELOW, box[2] - origin, box[3] - BELOW)
                self._codes.setdefault((letter, unmapped), []).append((codes.start + place, inside))

        self.has_nameless |= self._draws(codes.start + np.flatnonzero(~named))

    def _draws(self, codes: npt.NDArray[np.int64]) -> bool:
        """Whether any of these codes is drawn with ink, but for marks of missing glyphs."""
        calls.set_codes(self.thing, codes.astype(np.uint32))
        _left, bottom, _right, top = calls.bounds([self.thing])[0].tolist()
        if not codes.size or not (self._alone or top > bottom + THIN):
            return False
        cells = self._cells(codes.tolist(), 0)
        inked = (cell for cell in cells if (cell < PAPER).any() and not _is_frame(cell))
        drawings = Counter(cell.tobytes() for cell in inked)
        return any(count < MANY_CODES for count in drawings.values())

    def _draw(self, wanted: list[tuple[Letter, int, tuple[float, float, float, float]]]) -> list[Drawn | None]:
        """Return the drawings of glyphs (letter, code, box); None for those that leave no ink."""
        found: list[Drawn | None] = [None] * len(wanted)
        groups: dict[int, list[int]] = {}
        for number, (_letter, _code, box) in enumerate(wanted):
            groups.setdefault(_scale(box), []).append(number)
        for scale, members in groups.items():
            size = 1 if self._alone else BLOCK
            for at in range(0, len(members), size):
                part = members[at : at + size]
                cells = self._cells([wanted[number][1] for number in part], scale)
                for number, cell in zip(part, cells, strict=True):
                    box = wanted[number][2]
                    if (cell < 255).any():  # noqa: PLR2004  # white
                        told = hashlib.blake2b(cell.tobytes(), digest_size=DIGEST, salt=str(scale).encode()).digest()
                        known = told if scale > -MOST_SCALE else b""
                        found[number] = Drawn(known, (box[2] - box[0]) / EM, (box[3] - box[1]) / EM, cell)
        return found

    def _cells(self, codes: list[int], scale: int) -> list[npt.NDArray[np.uint8]]:
        calls.set_codes(self.thing, np.array(codes, np.uint32))
        grown = 2.0**scale
        if len(codes) > 1:
            calls.set_positions(self.thing, (np.arange(1, len(codes)) * (CELL / grown)).astype(np.float32))
        calls.place(self.thing, LEFT, BELOW, grown)
        row = self._sheet.render(self.thing, CELL * len(codes))
        return [np.ascontiguousarray(row[:, at * CELL : (at + 1) * CELL]) for at in range(len(codes))]


def _is_frame(cell: npt.NDArray[np.uint8]) -> bool:
    """Whether a drawing is a box around something or nothing, as fonts draw it for what they lack; no letter is one."""
    ink = cell < PAPER
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    part = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    sides = (part[0], part[-1], part[:, 0], part[:, -1])
    return all(side.all() for side in sides) and not part.all()


def _scale(box: tuple[float, float, float, float]) -> int:
    """Return by which power of two a glyph with this box about its origin is drawn, so that it fills its cell well."""
    left, bottom, right, top = box
    for scale in range(MOST_SCALE, -MOST_SCALE, -1):
        grown = 2.0**scale
        fits = left * grown > -LEFT and right * grown < CELL - LEFT and bottom * grown > -BELOW
        small = max(right - left, top - bottom) * 2.0 ** max(scale - 1, 0) < LEAST_SIDE
        if fits and top * grown < CELL - BELOW and (scale <= 0 or small):
            return scale
    return -MOST_SCALE


@lru_cache(maxsize=65536)
def is_blank(letter: int) -> bool:
    """Whether a code point stands for nothing that is drawn: white space, joiners, direction marks."""
    return letter <= 0x10FFFF and (chr(letter).isspace() or unicodedata.category(chr(letter)) == "Cf")  # noqa: PLR2004  # Unicode


class Fonts:
    """The fonts of one open file, each asked once, and the sheet of our own on which they are drawn."""

    def __init__(self) -> None:
        """Prepare; nothing is made before a font is asked for."""
        self._document: Any = None
        self._page: Any = None
        self._tables: dict[int, FontTable] = {}

    def make_room(self) -> None:
        """Let go of all fonts when there are too many; no table that was given may be used any more."""
        if len(self._tables) > MOST_FONTS:
            self._drop()

    def table(self, font: int) -> FontTable:
        """Return the table of a font by its address."""
        if font not in self._tables:
            self._tables[font] = FontTable(self, font)
        return self._tables[font]

    def name(self, font: int) -> bytes:
        """Return name, length and sum of a font's program, by which it is known in other files; empty without one."""
        size = calls.font_program(font, 0)[0]
        program = calls.font_program(font, size)[1] if size <= MOST_PROGRAM else b""
        return f"{calls.font_name(font)} {size} {zlib.crc32(program):08x}".encode() if size else b""

    def new_text(self, font: int) -> int:
        """Return a new text object with a font, which keeps it."""
        if self._document is None:
            self._document = c.FPDF_CreateNewDocument()
            self._page = c.FPDFPage_New(self._document, 0, CELL * BLOCK, CELL)
        return calls.new_text(self._document, font, EM)

    def letters(self, thing: int) -> list[tuple[int, bool, float, tuple[float, float, float, float]]]:
        """Return what pdfium reads of a text object that lies alone (`calls.placed_letters`)."""
        with _placed(self._page, thing):
            layer = calls.address(c.FPDFText_LoadPage(self._page))
            try:
                return calls.placed_letters(layer)
            finally:
                c.FPDFText_ClosePage(ctypes.cast(layer, c.FPDF_TEXTPAGE))

    def render(self, thing: int, width: int) -> npt.NDArray[np.uint8]:
        """Draw a text object in gray, `CELL` pixels high."""
        pixels = np.full((CELL, width), 255, np.uint8)
        bitmap = c.FPDFBitmap_CreateEx(width, CELL, c.FPDFBitmap_Gray, pixels.ctypes.data, width)
        if bitmap:
            with _placed(self._page, thing):
                c.FPDF_RenderPageBitmap(bitmap, self._page, 0, 0, CELL * BLOCK, CELL, 0, c.FPDF_GRAYSCALE)
            c.FPDFBitmap_Destroy(bitmap)
        return pixels

    def close(self) -> None:
        """Let go of all fonts."""
        self._drop()
        if self._document is not None:
            c.FPDF_ClosePage(self._page)
            c.FPDF_CloseDocument(self._document)
            self._document = None

    def _drop(self) -> None:
        for table in self._tables.values():
            calls.destroy(table.thing)
        self._tables.clear()


@contextlib.contextmanager
def _placed(page: Any, thing: int) -> Iterator[None]:
    """Lay a text object on a sheet for a while."""
    there = ctypes.cast(thing, c.FPDF_PAGEOBJECT)
    c.FPDFPage_InsertObject(page, there)
    try:
        yield
    finally:
        c.FPDFPage_RemoveObject(page, there)
