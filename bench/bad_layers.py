"""Bad text layers made of good pages, one kind after the other, for `bench/trial.py` and its tests."""

from __future__ import annotations

import io
import random
import re
import string
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
from fontTools import agl
from fontTools.encodings.StandardEncoding import StandardEncoding
from PIL import Image

from readingroom.engines.pages import Pixels
from readingroom.model.geometry import Box
from readingroom.model.page import Sheet

Change = Callable[[str], str]
Placed = tuple[str, Box]


def renamed(source: Path, number: int, out: Path, change: Change) -> Path:
    """Write page `number` of a PDF with every glyph called by another name: `change` of what it was called."""
    with pikepdf.open(source) as pdf, pikepdf.new() as made:
        made.pages.append(pdf.pages[number - 1])
        for font in _fonts(made.pages[0].obj, set()):
            names = _names(font)
            if names:
                font.ToUnicode = made.make_stream(_map({code: change(text) for code, text in names.items()}))
        made.save(out)
    return out


def _fonts(holder: Any, met: set[tuple[int, int]]) -> Iterator[Any]:
    """Yield the fonts of a page or form, each once."""
    resources = holder.get("/Resources", {})
    for font in resources.get("/Font", {}).values():
        if font.objgen not in met or font.objgen == (0, 0):
            met.add(font.objgen)
            yield font
    for thing in resources.get("/XObject", {}).values():
        if thing.get("/Subtype") == "/Form" and thing.objgen not in met:
            met.add(thing.objgen)
            yield from _fonts(thing, met)


def _names(font: Any) -> dict[bytes, str]:
    """Return what a font calls each code."""
    if "/ToUnicode" in font and isinstance(font.ToUnicode, pikepdf.Stream):
        return dict(_read_map(font.ToUnicode.read_bytes().decode("latin-1")))
    if font.get("/Subtype") == "/Type0":
        return {}
    names = {code: bytes([code]).decode("cp1252", "ignore") for code in range(32, 256)}
    encoding = font.get("/Encoding")
    base = encoding.get("/BaseEncoding") if isinstance(encoding, pikepdf.Dictionary) else encoding
    if base is None and font.get("/Subtype") == "/Type1":
        names = {code: agl.toUnicode(name) for code, name in enumerate(StandardEncoding) if name != ".notdef"}
    if base == "/MacRomanEncoding":
        names = {code: bytes([code]).decode("mac_roman") for code in range(32, 256)}
    code = 0
    entry: Any
    for entry in encoding.get("/Differences", []) if isinstance(encoding, pikepdf.Dictionary) else []:
        if isinstance(entry, int):
            code = entry
        else:
            names[code] = agl.toUnicode(str(entry)[1:])
            code += 1
    return {bytes([code]): name for code, name in names.items() if name}


def _read_map(text: str) -> Iterator[tuple[bytes, str]]:
    """Yield the entries of a ToUnicode map (ISO 32000-1, 9.10.3)."""
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, name in re.findall(r"<([0-9a-fA-F\s]+)>\s*<([0-9a-fA-F\s]*)>", block):
            yield bytes.fromhex(code), _utf16(name)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        entries = re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*(<[0-9a-fA-F\s]*>|\[.*?\])", block, re.DOTALL)
        for first, last, target in entries:
            size, begin, end = len(first) // 2, int(first, 16), int(last, 16)
            names = re.findall(r"<([0-9a-fA-F\s]*)>", target)
            for at in range(min(end - begin, 65535) + 1):
                name = _utf16(names[min(at, len(names) - 1)])
                if not target.startswith("[") and name:
                    name = name[:-1] + chr(ord(name[-1]) + at)
                yield (begin + at).to_bytes(size, "big"), name


def _utf16(digits: str) -> str:
    return bytes.fromhex(re.sub(r"\s", "", digits)).decode("utf-16-be", "ignore")


def _map(names: dict[bytes, str]) -> bytes:
    rows = [f"<{code.hex()}> <{name.encode('utf-16-be', 'ignore').hex()}>" for code, name in names.items() if name]
    size = max((len(code) for code in names), default=1)
    parts = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /R def /CMapType 2 def",
        f"1 begincodespacerange <{'00' * size}> <{'ff' * size}> endcodespacerange",
    ]
    for at in range(0, len(rows), 100):
        block = rows[at : at + 100]
        parts.append(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar")
    return "\n".join([*parts, "endcmap end end"]).encode()


def all_letters(rng: random.Random) -> Change:
    """Every letter and figure is called by another one of its kind."""
    table: dict[str, str] = {}
    for kind in (string.ascii_lowercase, string.ascii_uppercase, string.digits):
        table |= _moved(kind, rng)
    return lambda text: "".join(table.get(letter, letter) for letter in text)


def digits(rng: random.Random) -> Change:
    """Only the figures are called by another one."""
    table = _moved(string.digits, rng)
    return lambda text: "".join(table.get(letter, letter) for letter in text)


def two_letters(rng: random.Random) -> Change:
    """Two frequent letters have changed their names."""
    one, other = rng.sample("etaonrisdhc", 2)
    table = {one: other, other: one}
    return lambda text: "".join(table.get(letter, letter) for letter in text)


def no_names(_rng: random.Random) -> Change:
    """Every letter is called by a code point for private use."""
    return lambda text: "".join(chr(0xE000 + ord(letter) % 0x1000) if letter.isalnum() else letter for letter in text)


def chinese(_rng: random.Random) -> Change:
    """Every letter is called by a sign of another script, as when glyph numbers are taken for letters."""
    return lambda text: "".join(chr(0x4E00 + ord(letter) * 7 % 5000) if letter.isalnum() else letter for letter in text)


def no_ligatures(_rng: random.Random) -> Change:
    """Two letters drawn as one glyph are called by the second alone (seen in real files)."""
    return lambda text: (
        text[1:] if len(text) > 1 else {"ﬁ": "i", "ﬂ": "l", "ﬀ": "f", "ﬃ": "i", "ﬄ": "l"}.get(text, text)
    )


def _moved(letters: str, rng: random.Random) -> dict[str, str]:
    """Return a change of each of these letters to another one."""
    order = rng.sample(letters, len(letters))
    return dict(zip(order, [*order[1:], order[0]], strict=True))


def searchable(out: Path, image: Pixels, sheet: Sheet, words: Iterable[Placed], *, quality: int = 70) -> Path:
    """Write a page that is an image with words over it in ink that leaves no trace, as OCR programs do."""
    packed = io.BytesIO()
    Image.fromarray(image).save(packed, "JPEG", quality=quality)
    content = [f"q {sheet.width} 0 0 {sheet.height} 0 0 cm /I Do Q BT 3 Tr"]
    for word, box in words:
        text = word.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        high = max((box.bottom - box.top) * sheet.height, 1.0)
        wide = max((box.right - box.left) * sheet.width, 1.0)
        stretch = 100 * wide / (0.6 * high * len(word))  # Courier's letters are 0.6 of its size wide
        place = f"{box.left * sheet.width:.2f} {(1 - box.bottom) * sheet.height:.2f}"
        content.append(f"/F {high:.2f} Tf {stretch:.1f} Tz 1 0 0 1 {place} Tm ({text.decode('cp1252')}) Tj")
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(sheet.width, sheet.height))
        picture = pdf.make_stream(packed.getvalue())
        picture.Type, picture.Subtype, picture.Filter = (
            pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DCTDecode,
        )  # fmt: skip
        picture.Width, picture.Height, picture.BitsPerComponent = image.shape[1], image.shape[0], 8
        picture.ColorSpace = pikepdf.Name.DeviceGray
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Courier,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )  # fmt: skip
        page.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(F=font), XObject=pikepdf.Dictionary(I=pdf.make_indirect(picture))
        )
        page.Contents = pdf.make_stream("\n".join([*content, "ET"]).encode("cp1252"))
        pdf.save(out)
    return out


def moved(words: Iterable[Placed], across: float, down: float) -> list[Placed]:
    """Return the words elsewhere (fractions of the page); those that fall off it are left out."""
    found = []
    for word, box in words:
        left, top, right, bottom = box.left + across, box.top + down, box.right + across, box.bottom + down
        if min(left, top) >= 0 and max(right, bottom) <= 1:
            found.append((word, Box(left, top, right, bottom)))
    return found


def misread(words: Iterable[Placed], rate: float, rng: random.Random) -> list[Placed]:
    """Return the words with this share of their letters read wrongly, as a poor engine would."""
    found = []
    for word, box in words:
        letters = [rng.choice("etaoinlIrc1s5") if rng.random() < rate else letter for letter in word]
        found.append(("".join(letters), box))
    return found


def worn(image: Pixels, rng: random.Random, *, blur: float, noise: float) -> Pixels:
    """Return an image blurred (pixels) and noisy (grays), as a poor scan is."""
    import cv2  # noqa: PLC0415  # heavy; only this one needs it

    chance = np.random.default_rng(rng.randrange(2**32))
    soft = cv2.GaussianBlur(image, (0, 0), blur).astype(np.float32) if blur else image.astype(np.float32)
    return (soft + chance.normal(0, noise, image.shape)).clip(0, 255).astype(np.uint8)
