"""PDFs whose letters are not what they claim: made of honest ones for tests."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from readingroom.engines.font_files import copy_font
from readingroom.formats.pdf_writer import Font, PdfWriter


def page(path: Path, lines: tuple[str, ...], *, font: Path | None = None, size: float = 11) -> Path:
    """A page with an embedded font and a true map."""
    out = io.BytesIO()
    writer = PdfWriter(out)
    sheet = writer.page(612, 792)
    used = Font.load(font or copy_font())
    for number, text in enumerate(lines):
        sheet.text(72, 92 + 22 * number, text, used, size)
    writer.end_page(sheet)
    writer.close()
    path.write_bytes(out.getvalue())
    return path


def renamed(source: Path, out: Path, names: dict[str, str]) -> Path:
    """The same page, with letters called by other names."""
    with pikepdf.open(source) as pdf:
        font = _font(pdf)
        text = font.ToUnicode.read_bytes().decode()
        for is_, called in names.items():
            text = text.replace(f"><{ord(is_):04X}>", f"><_{ord(called):04X}>")
        font.ToUnicode.write(text.replace("><_", "><").encode())
        pdf.save(out)
    return out


def two_codes(source: Path, out: Path, letter: str, drawn: str, *, code: int = 0xEA60) -> Path:
    """The same page with another code for one letter: a map of codes to glyphs leads it to what `drawn` is drawn with.

    Where the page has `drawn`, it has that code now.
    """
    with pikepdf.open(source) as pdf:
        font = _font(pdf)
        text = font.ToUnicode.read_bytes().decode()
        glyph = int(text[: text.index(f"><{ord(drawn):04X}>")][-4:], 16)
        ways = bytearray(b"".join(at.to_bytes(2, "big") for at in range(0x10000)))
        ways[2 * code : 2 * code + 2] = glyph.to_bytes(2, "big")
        font.DescendantFonts[0].CIDToGIDMap = pdf.make_stream(bytes(ways))
        entry = f"1 beginbfchar\n<{code:04X}><{ord(letter):04X}>\nendbfchar\nendcmap"
        font.ToUnicode.write(text.replace("endcmap", entry).encode())
        pages = pdf.pages[0]
        content = pages.Contents.read_bytes()
        pages.Contents.write(content.replace(glyph.to_bytes(2, "big"), code.to_bytes(2, "big")))
        pdf.save(out)
    return out


def _font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    (font,) = pdf.pages[0].Resources.Font.values()
    return font


def padded(path: Path) -> Path:
    """A font whose figures and small letters all fill the same box: two specks in its corners see to that."""
    font = TTFont(copy_font())
    names, glyphs = font.getBestCmap(), font["glyf"]
    for letter in "0123456789abcdefghijklmnopqrstuvwxyz":
        name = names[ord(letter)]
        pen = TTGlyphPen(None)
        glyphs[name].draw(pen, glyphs)
        for x, y in ((0, -400), (1100, 1500)):
            pen.moveTo((x, y))
            pen.lineTo((x, y + 2))
            pen.lineTo((x + 2, y))
            pen.closePath()
        glyphs[name] = pen.glyph()
        font["hmtx"][name] = (font["hmtx"][name][0], 0)
    font.save(path)
    return path
