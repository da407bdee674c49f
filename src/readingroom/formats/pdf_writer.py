"""A small PDF writer: pages stream out as they end, the same input gives the same bytes (ISO 32000-1).

Text is real text: every character has a code of its own with its Unicode value, also one that the font lacks (it is
drawn as a box), so words can be searched and copied.
"""

from __future__ import annotations

import hashlib
import math
import zlib
from array import array
from collections import Counter
from collections.abc import Sequence
from typing import BinaryIO

from readingroom.formats.bidi import visual
from readingroom.formats.pdf_font import EM, Font
from readingroom.formats.pdf_images import Encoding, describe

__all__ = ["Colour", "Encoding", "Font", "Page", "PdfWriter", "to_unicode"]

Colour = tuple[float, float, float]
"""Red, green, blue, 0..1."""

#: Kids of one node of the page tree.
_FAN = 64

#: Most characters of one font: a font has at most 65,535 glyphs, and some are made of others. Further ones get a
#: further font.
_MOST_CODES = 60_000

#: zlib level 1: the pages of an access copy are small; 3 saves 6 % more and takes half as long again.
_LEVEL = 1

#: Characters of a PDF string that are written with a backslash (ISO 32000-1, 7.3.4.2).
_ESCAPES = {0x28: b"\\(", 0x29: b"\\)", 0x5C: b"\\\\", 0x0D: b"\\r"}

_PRODUCER = b"readingroom"


class _Codes:
    """The characters that one font of a file was used for, numbered from 1 in the order in which they came."""

    def __init__(self, font: Font, name: bytes) -> None:
        self.font, self.name = font, name
        self.letters: list[str] = []
        self.strings: dict[str, bytes] = {}

    def add(self, letter: str) -> bytes:
        """Give a character its code; return it as it stands in a PDF string."""
        self.letters.append(letter)
        code = len(self.letters).to_bytes(2, "big")
        string = self.strings[letter] = b"".join(_ESCAPES.get(byte) or bytes([byte]) for byte in code)
        return string


class Page:
    """One page while it is drawn. Lengths in points, y from the top of the upright page down."""

    def __init__(self, writer: PdfWriter, width: float, height: float, rotate: int) -> None:
        """Begin a page; `PdfWriter.page` does so."""
        self.width, self.height, self.rotate = width, height, rotate
        self.parts: list[bytes] = []
        self.images: list[int] = []
        self._writer = writer
        self._colour: Colour | None = None
        turn = {90: f"0 1 -1 0 {height:.2f} 0 cm", 180: f"-1 0 0 -1 {width:.2f} {height:.2f} cm"}
        turn[270] = f"0 -1 1 0 0 {width:.2f} cm"
        if rotate:
            self.parts.append(turn[rotate].encode("ascii"))

    def rect(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        *,
        fill: Colour | None = None,
        stroke: Colour | None = None,
        line_width: float = 1.0,
    ) -> None:
        """Draw a rectangle whose top left corner is (x, y)."""
        if fill is None and stroke is None:
            return
        parts = ["q"]
        if fill is not None:
            parts.append(_rgb(fill, "rg"))
        if stroke is not None:
            parts.append(f"{line_width:.2f} w {_rgb(stroke, 'RG')}")
        parts.append(f"{x:.2f} {self.height - y - h:.2f} {w:.2f} {h:.2f} re")
        parts.append("f Q" if stroke is None else "S Q" if fill is None else "B Q")
        self.parts.append(" ".join(parts).encode("ascii"))

    def line(
        self, x0: float, y0: float, x1: float, y1: float, *, width: float = 1.0, color: Colour = (0.0, 0.0, 0.0)
    ) -> None:
        """Draw a straight line."""
        start, end = f"{x0:.2f} {self.height - y0:.2f} m", f"{x1:.2f} {self.height - y1:.2f} l"
        self.parts.append(f"q {width:.2f} w {_rgb(color, 'RG')} {start} {end} S Q".encode("ascii"))

    def raw(self, operators: bytes) -> None:
        """Add PDF operators as they are; there, y counts from the bottom of the upright page."""
        self.parts.append(b"q " + operators.strip() + b" Q")

    def text(  # noqa: PLR0917  # the order in which every drawing library takes them
        self,
        x: float,
        baseline: float,
        text: str,
        font: Font,
        size: float,
        colour: Colour = (0.0, 0.0, 0.0),
        *,
        angle: float = 0.0,
    ) -> None:
        """Draw one line of text from (x, baseline).

        Args:
            x: left end.
            baseline: y of the baseline.
            text: the characters as they are read; one that the font lacks is drawn as a box.
            font: drawn with.
            size: of the font.
            colour: of the ink.
            angle: the line is turned counterclockwise about its left end by this many degrees.
        """
        if not text:
            return
        parts = [b"BT"]
        if colour != self._colour:
            self._colour = colour
            parts.append(_rgb(colour, "rg").encode("ascii"))
        if angle:
            cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            turned = f"{cos:.6f} {sin:.6f} {-sin:.6f} {cos:.6f} {x:.2f} {self.height - baseline:.2f} Tm"
            parts.append(turned.encode("ascii"))
        else:
            parts.append(b"%.2f %.2f Td" % (x, self.height - baseline))
        for name, codes in self._writer.encode(visual(text), font):
            parts.append(b"/%b %.2f Tf (%b) Tj" % (name, size, codes))
        parts.append(b"ET")
        self.parts.append(b" ".join(parts))

    def image(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        data: bytes,
        *,
        encoding: Encoding = "jpeg",
        pixels: tuple[int, int] | None = None,
    ) -> None:
        """Draw an image into the rectangle whose top left corner is (x, y).

        Args:
            x: left edge.
            y: top edge.
            w: width.
            h: height.
            data: its bytes.
            encoding: how they are packed.
            pixels: width and height; a JPEG says its own.

        Raises:
            ValueError: `pixels` is missing, or the JPEG has no frame header.
        """
        number = self._writer.add_image(data, encoding, pixels)
        self.images.append(number)
        place = f"q {w:.2f} 0 0 {h:.2f} {x:.2f} {self.height - y - h:.2f} cm /I{number} Do Q"
        self.parts.append(place.encode("ascii"))


class PdfWriter:
    """Writes a PDF to a stream from its first byte to its last; memory grows by some 20 bytes a page."""

    def __init__(self, stream: BinaryIO, *, packed: bool = True) -> None:
        """Begin the file; `close` must be called at the end. The stream itself stays open.

        Args:
            stream: written to from the first byte to the last; never read, never sought.
            packed: whether pages and fonts are compressed. zlib and its successors pack the same bytes differently, so
                a file that must be the same on every machine is written plainly.
        """
        self._stream = stream
        self._pack = packed
        self._hash = hashlib.sha256()
        self._place = 0
        # Place of each object in the file by its number; 0 is not an object, 1 the catalogue, 2 the fonts by name.
        self._places = array("Q", [0, 0, 0])
        self._fonts: dict[Font, list[_Codes]] = {}
        self._levels: list[tuple[int, list[int]]] = []
        self._counts: dict[int, int] = {}
        self.pages = 0
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def page(self, width: float, height: float, rotate: int = 0) -> Page:
        """Begin a page.

        Args:
            width: as it is read, points.
            height: as it is read, points.
            rotate: what the file says about turning (0, 90, 180, 270 clockwise); the page stands upright under it.

        Raises:
            ValueError: `rotate` is none of the four.
        """
        if rotate not in {0, 90, 180, 270}:
            raise ValueError(f"a page can't be turned by {rotate} degrees")
        return Page(self, width, height, rotate)

    def end_page(self, page: Page) -> None:
        """Write the page; it can't be drawn on any more."""
        contents = self._stream_object(self._number(), b"", b"\n".join(page.parts), packed=False)
        wide, high = (page.height, page.width) if page.rotate % 180 else (page.width, page.height)
        images = b" ".join(b"/I%d %d 0 R" % (number, number) for number in sorted(set(page.images)))
        number = self._number()
        parent = self._into_tree(0, number, 1)
        parts = [
            b"<</Type/Page/Parent %d 0 R" % parent,
            b"/MediaBox[0 0 %b %b]" % (_short(wide), _short(high)),
            b"/Rotate %d" % page.rotate if page.rotate else b"",
            b"/Resources<</Font 2 0 R%b>>" % (b"/XObject<<%b>>" % images if images else b""),
            b"/Contents %d 0 R>>" % contents,
        ]
        self._object(number, b"".join(parts))
        self.pages += 1

    def close(self) -> None:
        """Write fonts, page tree and table of objects.

        Raises:
            ValueError: there is no page.
        """
        if not self.pages:
            raise ValueError("a PDF needs a page")
        used = [codes for parts in self._fonts.values() for codes in parts]
        self._object(2, b"<<%b>>" % b"".join(b"/%b %d 0 R" % (codes.name, self._font(codes)) for codes in used))
        for level in range(len(self._levels)):
            if level + 1 < len(self._levels):
                self._end_node(level)
        root = self._node(len(self._levels) - 1, None)
        self._object(1, b"<</Type/Catalog/Pages %d 0 R>>" % root)
        information = self._number()
        self._object(information, b"<</Producer(%b)>>" % _PRODUCER)
        start = self._place
        count = len(self._places)
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % count)
        for first in range(1, count, 4096):
            self._write(b"".join(b"%010d 00000 n \n" % place for place in self._places[first : first + 4096]))
        name = self._hash.hexdigest()[:32].encode("ascii")
        trailer = b"<</Size %d/Root 1 0 R/Info %d 0 R/ID[<%b><%b>]>>" % (count, information, name, name)
        self._write(b"trailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (trailer, start))

    def encode(self, text: str, font: Font) -> list[tuple[bytes, bytes]]:
        """Return the names of fonts with the bytes of PDF strings that draw a text; for `Page`."""
        parts = self._fonts.get(font)
        if parts is None:
            parts = self._fonts[font] = []
            self._further(font, parts)
        if len(parts) == 1:
            codes = parts[0]
            strings = codes.strings
            try:
                return [(codes.name, b"".join([strings[letter] for letter in text]))]
            except KeyError:
                if len(codes.letters) + len(text) <= _MOST_CODES:
                    add = codes.add
                    return [(codes.name, b"".join([strings.get(letter) or add(letter) for letter in text]))]
        found: list[tuple[bytes, bytes]] = []
        for letter in text:
            codes = next((codes for codes in parts if letter in codes.strings), parts[-1])
            if letter not in codes.strings and len(codes.letters) >= _MOST_CODES:
                codes = self._further(font, parts)
            string = codes.strings.get(letter) or codes.add(letter)
            if found and found[-1][0] == codes.name:
                found[-1] = (codes.name, found[-1][1] + string)
            else:
                found.append((codes.name, string))
        return found

    def add_image(self, data: bytes, encoding: Encoding, pixels: tuple[int, int] | None) -> int:
        """Write an image and return its object number; for `Page`."""
        details = describe(data, encoding, pixels)
        return self._stream_object(self._number(), details, data, packed=encoding not in {"bits", "gray", "rgb"})

    def _further(self, font: Font, parts: list[_Codes]) -> _Codes:
        codes = _Codes(font, b"F%d" % (1 + sum(map(len, self._fonts.values()))))
        parts.append(codes)
        return codes

    def _font(self, codes: _Codes) -> int:
        font = codes.font
        glyphs = [font.glyph(letter) for letter in codes.letters]
        program = font.program(glyphs)
        name = b"%b+%b" % (_tag(program), font.name.encode("ascii"))
        file = self._number()
        if font.cff:
            self._stream_object(file, b"/Subtype/CIDFontType0C", program, packed=False)
        else:
            self._stream_object(file, b"/Length1 %d" % len(program), program, packed=False)
        descriptor = self._number()
        numbers = (font.italic_angle, font.ascent, font.descent, font.cap_height)
        self._object(
            descriptor,
            b"<</Type/FontDescriptor/FontName/%b/Flags 4/FontBBox[%d %d %d %d]" % (name, *font.bounds)
            + b"/ItalicAngle %d/Ascent %d/Descent %d/CapHeight %d/StemV 80" % numbers
            + b"/%b %d 0 R>>" % (b"FontFile3" if font.cff else b"FontFile2", file),
        )
        widths = [font.advance(glyph) for glyph in glyphs]
        usual = Counter(widths).most_common(1)[0][0] if widths else EM
        others = b"".join(b"%d[%d]" % (code, width) for code, width in enumerate(widths, 1) if width != usual)
        inner = self._number()
        self._object(
            inner,
            b"<</Type/Font/Subtype/CIDFontType%d/BaseFont/%b" % (0 if font.cff else 2, name)
            + b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            + b"/FontDescriptor %d 0 R/DW %d/W[%b]" % (descriptor, usual, others)
            + (b">>" if font.cff else b"/CIDToGIDMap/Identity>>"),
        )
        unicode = self._number()
        self._stream_object(unicode, b"", to_unicode(codes.letters), packed=False)
        number = self._number()
        self._object(
            number,
            b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H" % name
            + b"/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>" % (inner, unicode),
        )
        return number

    def _into_tree(self, level: int, number: int, count: int) -> int:
        """Put a node or page under the current node of a level; return that node's number."""
        if level == len(self._levels):
            self._levels.append((self._number(), []))
        if len(self._levels[level][1]) == _FAN:
            self._end_node(level)
            self._levels[level] = (self._number(), [])
        node, kids = self._levels[level]
        kids.append(number)
        self._counts[node] = self._counts.get(node, 0) + count
        return node

    def _end_node(self, level: int) -> None:
        node = self._levels[level][0]
        self._node(level, self._into_tree(level + 1, node, self._counts[node]))

    def _node(self, level: int, parent: int | None) -> int:
        node, kids = self._levels[level]
        above = b"/Parent %d 0 R" % parent if parent else b""
        listed = b" ".join(b"%d 0 R" % kid for kid in kids)
        self._object(node, b"<</Type/Pages%b/Count %d/Kids[%b]>>" % (above, self._counts.pop(node), listed))
        return node

    def _number(self) -> int:
        self._places.append(0)
        return len(self._places) - 1

    def _object(self, number: int, body: bytes) -> None:
        self._places[number] = self._place
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def _stream_object(self, number: int, details: bytes, body: bytes, *, packed: bool) -> int:
        if self._pack and not packed:
            body = zlib.compress(body, _LEVEL)
            details += b"/Filter/FlateDecode"
        self._object(number, b"<<%b/Length %d>>stream\n%b\nendstream" % (details, len(body), body))
        return number

    def _write(self, data: bytes) -> None:
        self._stream.write(data)
        self._hash.update(data)
        self._place += len(data)


def _rgb(colour: Colour, operator: str) -> str:
    red, green, blue = colour
    return f"{red:.3f} {green:.3f} {blue:.3f} {operator}"


def _short(value: float) -> bytes:
    return f"{value:.2f}".rstrip("0").rstrip(".").encode("ascii")


def _tag(program: bytes) -> bytes:
    """Six capital letters that mark a subset (ISO 32000-1, 9.6.4), told from what is in it."""
    digest = hashlib.sha256(program).digest()
    return bytes(65 + byte % 26 for byte in digest[:6])


def to_unicode(letters: Sequence[str]) -> bytes:
    """Return a ToUnicode map: code n stands for the n-th letter (ISO 32000-1, 9.10.3)."""
    rows = [
        f"<{code:04X}><{letter.encode('utf-16-be', 'replace').hex().upper()}>" for code, letter in enumerate(letters, 1)
    ]
    blocks = []
    for first in range(0, len(rows), 100):
        block = rows[first : first + 100]
        blocks.append(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar")
    text = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe)/Ordering (UCS)/Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n"
        + "\n".join(blocks)
        + "\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
    return text.encode("ascii")
