"""A font file as a PDF needs it: widths, and a font program of only the glyphs that were used.

The subset is put together here from the file's own bytes, not by fontTools' subsetter: that one is slow, and what it
writes may change with its version, while access copies must stay the same byte for byte.
"""

from __future__ import annotations

import functools
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont, TTLibError

from readingroom.errors import UnreadableError
from readingroom.formats.pdf_cff import cff_program
from readingroom.locale import _

#: Widths in a PDF are thousandths of the font size (ISO 32000-1, 9.2.4).
EM = 1000

#: The box that stands for a letter the font lacks, in thousandths: left, bottom, right, top, stroke.
BOX = (60, -100, 540, 700, 50)

#: Width of its cell, in a font whose letters have not all one width.
BOX_WIDTH = 600

# Flags of a composite glyph's components (OpenType specification, `glyf`).
_WORDS, _SCALE, _MORE, _XY_SCALE, _TWO_BY_TWO, _INSTRUCTIONS = 0x1, 0x8, 0x20, 0x40, 0x80, 0x100


class _Widths(dict[str, int]):
    """Advance of each character in thousandths of the font size; filled as characters are met."""

    def __init__(self, font: Font) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, letter: str) -> int:
        width = self[letter] = self._font.advance(self._font.glyph(letter))
        return width


class Font:
    """A TrueType or OpenType font file.

    Attributes:
        name: PostScript name.
        cff: whether its outlines are CFF (OpenType) and not TrueType.
        ascent, descent, cap_height, italic_angle: thousandths of the font size, degrees.
        bounds: the box around all glyphs, thousandths of the font size.
    """

    def __init__(self, path: Path) -> None:
        """Read a font file; `load` does so once a process.

        Raises:
            UnreadableError: it is no TrueType or OpenType font.
        """
        try:
            with path.open("rb") as stream:
                self._read(TTFont(stream, lazy=True))
        except (TTLibError, OSError, KeyError, ValueError, struct.error) as error:
            raise UnreadableError(
                _("The font file {name} can't be used ({reason}).", name=path.name, reason=type(error).__name__),
                _("Set the program up again with start.py."),
            ) from error
        self._widths = _Widths(self)
        self._outlines: dict[int, tuple[bytes, tuple[int, ...]]] = {}

    @staticmethod
    @functools.cache
    def load(path: Path) -> Font:
        """Return the font of a file, read once a process.

        Raises:
            UnreadableError: it is no TrueType or OpenType font.
        """
        return Font(path)

    def _read(self, font: Any) -> None:
        self._units = int(font["head"].unitsPerEm)
        head = font["head"]
        scale = EM / self._units
        self.bounds = tuple(round(edge * scale) for edge in (head.xMin, head.yMin, head.xMax, head.yMax))
        self.ascent, self.descent = round(font["hhea"].ascent * scale), round(font["hhea"].descent * scale)
        self.cap_height = round((getattr(font["OS/2"], "sCapHeight", 0) if "OS/2" in font else 0) * scale) or 700
        self.italic_angle = float(font["post"].italicAngle) if "post" in font else 0.0
        self.name = (
            "".join(c for c in str(font["name"].getDebugName(6) or "Font") if c.isalnum() or c in "-_") or "Font"
        )
        numbers = {name: number for number, name in enumerate(font.getGlyphOrder())}
        self._glyphs = {chr(code): numbers[name] for code, name in font.getBestCmap().items() if code}
        metrics = font["hmtx"].metrics
        self._advances = [metrics[name][0] for name in font.getGlyphOrder()]
        space, fixed = self._glyphs.get(" ", 0), "post" in font and font["post"].isFixedPitch
        self._box_width = round(self._advances[space] * scale) if fixed else BOX_WIDTH
        self.cff = "CFF " in font
        if self.cff:
            self._cff = font["CFF "].cff
        else:
            self._bearings = [metrics[name][1] for name in font.getGlyphOrder()]
            self._places = list(font["loca"].locations)
            self._raw = {tag: bytes(font.reader[tag]) for tag in ("head", "hhea", "maxp", "glyf")}

    def glyph(self, letter: str) -> int:
        """Number of a character's glyph in the file; -1 if the font lacks it."""
        return self._glyphs.get(letter, -1)

    def advance(self, glyph: int) -> int:
        """Width of a glyph in thousandths of the font size; the box's for -1."""
        return round(self._advances[glyph] * EM / self._units) if glyph >= 0 else self._box_width

    def width(self, text: str, size: float) -> float:
        """Width of a text set in this font at `size` points, in points."""
        return sum(map(self._widths.__getitem__, text)) * size / EM

    def program(self, glyphs: Sequence[int]) -> bytes:
        """Return a font program: glyph 0 is the box for missing letters, then `glyphs` in this order (-1: the box).

        Glyphs that others are made of follow at the end.
        """
        if self.cff:
            return cff_program(self._cff, self.name, glyphs, (self._box_width, *BOX))
        return self._truetype(list(glyphs))

    def _truetype(self, glyphs: list[int]) -> bytes:
        numbers = {glyph: number for number, glyph in enumerate(glyphs, 1)}
        for glyph in glyphs:  # grows while it runs: components may be made of components
            body, parts = self._outline(glyph)
            for place in parts:
                part = int.from_bytes(body[place : place + 2], "big")
                if part not in numbers:
                    glyphs.append(part)
                    numbers[part] = len(glyphs)
        scale = self._units / EM
        box = (round(self._box_width * scale), round(BOX[0] * scale))
        numbers[-1] = 0
        outlines, metrics = [_box(self._units)], [box]
        for glyph in glyphs:
            body, parts = self._outline(glyph)
            if parts:
                changed = bytearray(body)
                for place in parts:
                    part = numbers[int.from_bytes(body[place : place + 2], "big")] if glyph >= 0 else 0
                    changed[place : place + 2] = part.to_bytes(2, "big")
                body = bytes(changed)
            outlines.append(body)
            metrics.append((self._advances[glyph], self._bearings[glyph]) if glyph >= 0 else box)
        places = [0]
        for body in outlines:
            places.append(places[-1] + len(body))
        count = len(outlines)
        raw = self._raw
        # maxp without instructions: zones 1; storage, functions, stack and sizes of instructions 0.
        limits = raw["maxp"][6:14] + b"\0\1" + bytes(12) + raw["maxp"][28:32]
        return _sfnt(
            {
                # indexToLocFormat 1: offsets of 32 bits. checkSumAdjustment is filled in by _sfnt.
                "head": raw["head"][:8] + bytes(4) + raw["head"][12:50] + b"\0\1" + raw["head"][52:54],
                "hhea": raw["hhea"][:34] + count.to_bytes(2, "big"),
                "maxp": raw["maxp"][:4] + count.to_bytes(2, "big") + limits,
                "hmtx": b"".join(struct.pack(">Hh", *row) for row in metrics),
                "loca": struct.pack(f">{count + 1}I", *places),
                "glyf": b"".join(outlines),
            }
        )

    def _outline(self, glyph: int) -> tuple[bytes, tuple[int, ...]]:
        """Return a glyph's bytes without instructions, and where in them the numbers of its components stand."""
        if glyph < 0:
            return _BOX_AGAIN, ()
        known = self._outlines.get(glyph)
        if known is None:
            body = self._raw["glyf"][self._places[glyph] : self._places[glyph + 1]]
            known = self._outlines[glyph] = _stripped(body)
        return known


#: A glyph made of glyph 0 at no offset: contours -1, bounds (not used), flags (offsets as bytes), glyph 0, offset 0 0.
_BOX_AGAIN = struct.pack(">5hHHbb", -1, 0, 0, 0, 0, 0x2, 0, 0, 0)


def _stripped(body: bytes) -> tuple[bytes, tuple[int, ...]]:
    if len(body) < 10:  # noqa: PLR2004  # no outline: a space
        return b"", ()
    contours = int.from_bytes(body[:2], "big", signed=True)
    if contours >= 0:
        end = 10 + 2 * contours
        length = int.from_bytes(body[end : end + 2], "big")
        body = body[:end] + b"\0\0" + body[end + 2 + length :]
        return body + bytes(-len(body) % 4), ()
    changed, parts, place, flags = bytearray(body), [], 10, _MORE
    while flags & _MORE:
        flags = int.from_bytes(body[place : place + 2], "big")
        changed[place : place + 2] = (flags & ~_INSTRUCTIONS).to_bytes(2, "big")
        parts.append(place + 2)
        place += 8 if flags & _WORDS else 6
        place += 8 if flags & _TWO_BY_TWO else 4 if flags & _XY_SCALE else 2 if flags & _SCALE else 0
    kept = bytes(changed[:place])
    return kept + bytes(-len(kept) % 4), tuple(parts)


def _box(units: int) -> bytes:
    """A hollow box as a TrueType glyph: what stands for a letter that the font lacks."""
    left, bottom, right, top, stroke = (round(edge * units / EM) for edge in BOX)
    outer = [(left, bottom), (left, top), (right, top), (right, bottom)]
    inner = [
        (left + stroke, bottom + stroke),
        (right - stroke, bottom + stroke),
        (right - stroke, top - stroke),
        (left + stroke, top - stroke),
    ]
    points = [*outer, *inner]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in zip([(0, 0), *points], points, strict=False)]
    body = struct.pack(">5h2HH", 2, left, bottom, right, top, 3, 7, 0) + bytes([1] * 8)  # 1: on the curve, 16-bit steps
    body += struct.pack(">8h", *(x for x, _y in steps)) + struct.pack(">8h", *(y for _x, y in steps))
    return body + bytes(-len(body) % 4)


def _sfnt(tables: dict[str, bytes]) -> bytes:
    """Put tables together as a TrueType file with its checksums (OpenType specification, "Table Directory")."""
    count = len(tables)
    power = count.bit_length() - 1
    directory = struct.pack(">I4H", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))
    place, bodies, head = 12 + 16 * count, [], 0
    for tag, body in sorted(tables.items()):
        padded = body + bytes(-len(body) % 4)
        directory += struct.pack(">4sIII", tag.encode("ascii"), _sum(padded), place, len(body))
        if tag == "head":
            head = place
        bodies.append(padded)
        place += len(padded)
    whole = bytearray(directory + b"".join(bodies))
    whole[head + 8 : head + 12] = ((0xB1B0AFBA - _sum(bytes(whole))) & 0xFFFFFFFF).to_bytes(4, "big")
    return bytes(whole)


def _sum(data: bytes) -> int:
    total: int = sum(struct.unpack(f">{len(data) // 4}I", data))
    return total & 0xFFFFFFFF
