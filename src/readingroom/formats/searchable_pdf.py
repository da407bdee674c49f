"""A layer of words that nobody sees over a page of a PDF: each in its box, in render mode 3, in a font without ink.

The font has one glyph, without ink; its characters get codes as they are met and a ToUnicode map, so any letter of
Unicode can be taken out again (ISO 32000-1, 9.3.6, 9.7, 9.10.3). Each word has its own text matrix and horizontal
scaling, so that it begins and ends with its print whatever font that has, also on pages that lie on their side.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph

from readingroom.formats.bidi import visual
from readingroom.formats.pdf_writer import to_unicode
from readingroom.model.geometry import Box

#: Advance of the font's glyph, units of 1000 an em.
ADVANCE = 500

#: Most characters of one font; a code has two bytes. Texts in all scripts at once have some 30,000.
MOST_CODES = 65_000

#: Space between two words of a line, in heights of the higher one. Tight print, or boxes drawn widely, leave less, and
#: then other programs join the words: poppler does below .15, whatever space is written between them. No word loses
#: more than the share `NARROW` of its width for it.
SPACE, NARROW = 0.2, 0.5

#: Words without width or height get this much, in points.
LEAST_SIZE = 0.5

_QUARTERS = (0, 90, 180, 270)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the visible page lies in the units of its PDF, and how it is turned until it is upright.

    Attributes:
        left: of the crop box.
        bottom: of the crop box.
        right: of the crop box.
        top: of the crop box.
        angle: clockwise quarter turns in degrees, those of the file and those after them.
    """

    left: float
    bottom: float
    right: float
    top: float
    angle: int

    def matrix(self, box: Box) -> tuple[float, float, float, float, float, float, float]:
        """Return the text matrix for a word in `box` (of the upright page) as high as the box, and the box's width."""
        wide, high = self.right - self.left, self.top - self.bottom
        along, up = (wide, high) if self.angle % 180 == 0 else (high, wide)
        size, width = max(box.height * up, LEAST_SIZE), max(box.width * along, LEAST_SIZE)
        left, top = received(box.left, box.bottom, self.angle)  # the corner where the word's baseline begins
        x, y = self.left + left * wide, self.top - top * high
        cos, sin = ((1, 0), (0, 1), (-1, 0), (0, -1))[_QUARTERS.index(self.angle)]
        return size * cos, size * sin, -size * sin, size * cos, x, y, width


def received(across: float, down: float, angle: int) -> tuple[float, float]:
    """Return where a point of the upright page stands on the page before it was turned clockwise by `angle` degrees.

    Args:
        across: fraction of the width, from the left.
        down: fraction of the height, from the top.
        angle: 0, 90, 180 or 270.
    """
    return ((across, down), (down, 1 - across), (1 - across, 1 - down), (1 - down, across))[_QUARTERS.index(angle)]


class BlankFont:
    """The font without ink, for one PDF."""

    def __init__(self) -> None:
        """Begin without characters."""
        self._codes: dict[str, bytes] = {}

    def codes(self, text: str) -> bytes:
        """Return a text as the digits of a PDF string.

        Raises:
            ValueError: the text would bring more than `MOST_CODES` different characters into this PDF.
        """
        found = []
        for letter in text:
            code = self._codes.get(letter)
            if code is None:
                if len(self._codes) >= MOST_CODES:
                    raise ValueError(f"a layer of words has at most {MOST_CODES} different characters")
                code = self._codes[letter] = b"%04X" % (len(self._codes) + 1)
            found.append(code)
        return b"".join(found)

    def layer(self, words: Iterable[tuple[str, Box]], place: Place, name: bytes) -> bytes:
        """Return the operators that write words, each in its box, where nobody sees them.

        Args:
            words: with their boxes on the upright page, in reading order.
            place: of the page.
            name: of this font among the page's fonts.
        """
        parts = [b"q BT 3 Tr /%b 1 Tf" % name]
        for word, box in _spaced(list(words), place):
            *matrix, width = place.matrix(box)
            scale = 100 * width / (len(word) * ADVANCE / 1000 * max(abs(matrix[0]), abs(matrix[1])))
            numbers = b" ".join(b"%.4f" % value for value in matrix)
            parts.append(b"%b Tm %.3f Tz <%b> Tj" % (numbers, scale, self.codes(visual(word) + " ")))
        return b"\n".join([*parts, b"ET Q\n"])

    def write(self, pdf: Any, where: Any) -> None:
        """Fill `where`, a dictionary of the PDF, with this font as far as it was used."""
        count = len(self._codes)
        program = _program()
        file = _packed(pdf, program, Length1=len(program))
        descriptor = pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor,
            FontName=pikepdf.Name.Blank,
            Flags=4,
            FontBBox=[0, 0, ADVANCE, 1000],
            ItalicAngle=0,
            Ascent=1000,
            Descent=0,
            CapHeight=1000,
            StemV=80,
            FontFile2=file,
        )
        inner = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.CIDFontType2,
            BaseFont=pikepdf.Name.Blank,
            CIDSystemInfo=pikepdf.Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=ADVANCE,
            CIDToGIDMap=_packed(pdf, b"\0\0" + b"\0\1" * count),
        )
        where.Type = pikepdf.Name.Font
        where.Subtype = pikepdf.Name.Type0
        where.BaseFont = pikepdf.Name.Blank
        where.Encoding = pikepdf.Name("/Identity-H")
        where.DescendantFonts = pikepdf.Array([pdf.make_indirect(inner)])
        where.ToUnicode = _packed(pdf, to_unicode(list(self._codes)))


def _spaced(words: list[tuple[str, Box]], place: Place) -> Iterator[tuple[str, Box]]:
    """Yield words in boxes that leave space before the next word of their line."""
    wide, high = place.right - place.left, place.top - place.bottom
    along, up = (wide, high) if place.angle % 180 == 0 else (high, wide)
    for at, (word, box) in enumerate(words):
        right, after = box.right, words[at + 1][1] if at + 1 < len(words) else None
        if after is not None and after.left > box.left and _beside(box, after):
            least = SPACE * max(box.height, after.height) * up / max(along, LEAST_SIZE)
            right = max(min(right, after.left - least), box.right - NARROW * box.width)
        yield word, replace(box, right=right) if right < box.right else box


def _beside(one: Box, other: Box) -> bool:
    """Whether two words stand in one line: the middle of one lies within the height of the other."""
    middle = (other.top + other.bottom) / 2
    return one.top < middle < one.bottom or other.top < (one.top + one.bottom) / 2 < other.bottom


def add_layer(pdf: Any, page: Any, font: Any, name: str, operators: bytes) -> None:
    """Put a layer of words under all that a page draws, before anything of its own can change the coordinates.

    Args:
        pdf: the PDF.
        page: its page; its own streams stay as they are.
        font: the font, an object of the PDF.
        name: of the font among those of the page; none of them has it.
        operators: of the layer.
    """
    if "/Resources" not in page:
        page.Resources = pikepdf.Dictionary()
    if "/Font" not in page.Resources:
        page.Resources.Font = pikepdf.Dictionary()
    page.Resources.Font[f"/{name}"] = font
    own = page.get("/Contents")
    below = list(own) if isinstance(own, pikepdf.Array) else [own] if own is not None else []
    page.Contents = pikepdf.Array([_packed(pdf, operators), *below])


def free_name(pages: Iterable[Any]) -> str:
    """Return a name for a font that no font of these pages has."""
    taken = {name for page in pages for name in page.get("/Resources", {}).get("/Font", {})}
    name, number = "Blank", 1
    while f"/{name}" in taken:
        number += 1
        name = f"Blank{number}"
    return name


def _packed(pdf: Any, data: bytes, **entries: Any) -> Any:
    stream = pdf.make_stream(zlib.compress(data, 6), **entries)
    stream.Filter = pikepdf.Name.FlateDecode
    return stream


def _program() -> bytes:
    """Return a TrueType font whose glyph is a line of no width from corner to corner: it has a box, but no ink."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((ADVANCE, 1000))
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "blank"])
    builder.setupCharacterMap({})
    builder.setupGlyf({".notdef": Glyph(), "blank": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (ADVANCE, 0), "blank": (ADVANCE, 0)})
    builder.setupHorizontalHeader(ascent=1000, descent=0)
    builder.setupMaxp()
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = 0  # the same bytes each time
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.font.save(out)
    return out.getvalue()
