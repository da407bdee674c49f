from __future__ import annotations

import functools
import hashlib
import importlib.util
import io
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from readingroom.errors import UnreadableError
from readingroom.formats.pdf_images import group4
from readingroom.formats.pdf_writer import Font, PdfWriter


def package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


FONTS = {
    "mono": lambda: package("matplotlib") / "mpl-data" / "fonts" / "ttf" / "DejaVuSansMono.ttf",
    "truetype": lambda: package("font_source_serif_pro") / "files" / "SourceSerifPro-Regular.ttf",
    "cff": lambda: package("font_hanken_grotesk") / "files" / "HankenGrotesk-Regular.otf",
}


@functools.cache
def font(name: str) -> Font:
    return Font.load(FONTS[name]())


def written(*lines: str, face: str = "mono", rotate: int = 0) -> bytes:
    out = io.BytesIO()
    writer = PdfWriter(out)
    page = writer.page(612, 792, rotate=rotate)
    for number, line in enumerate(lines):
        page.text(72, 100 + 20 * number, line, font(face), 12)
    writer.end_page(page)
    writer.close()
    return out.getvalue()


def layer(data: bytes, number: int = 0) -> str:
    return pdfium.PdfDocument(data)[number].get_textpage().get_text_range().replace("\r\n", "\n")


@pytest.mark.parametrize("face", FONTS)
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_words_and_their_places_are_read_back(face: str, rotate: int) -> None:
    data = written("Operation plan (für) März \\ é", face=face, rotate=rotate)
    assert layer(data) == "Operation plan (für) März \\ é"
    page = pdfium.PdfDocument(data)[0]
    assert page.get_size() == (612, 792)
    image = page.render(scale=1).to_numpy()[:, :, 0]
    dark = (image < 128).nonzero()
    assert 88 <= dark[0].min() < dark[0].max() <= 106
    width = font(face).width("Operation plan (für) März \\ é", 12)
    assert dark[1].min() == pytest.approx(73, abs=1.5)
    assert dark[1].max() == pytest.approx(72 + width, abs=2.5)


@pytest.mark.parametrize("face", FONTS)
def test_letters_that_the_font_lacks_are_boxes_and_stay_themselves(face: str) -> None:
    data = written("漢字 \U0001f600\U0001f9ff ꙮ", face=face)
    assert layer(data) == "漢字 \U0001f600\U0001f9ff ꙮ"
    image = pdfium.PdfDocument(data)[0].render(scale=4).to_numpy()[:, :, 0]
    box = 0.6 * 12 * 4
    for cell in (0, 1, 3, 4, 6):
        left = int(72 * 4 + (cell - (cell > 2) - (cell > 5)) * box)
        left += round(((cell > 2) + (cell > 5)) * font(face).width(" ", 12) * 4)
        assert (image[92 * 4 : 102 * 4, left : int(left + box)] < 128).any()


@pytest.mark.parametrize("face", FONTS)
def test_other_programs_find_nothing_to_complain_about(face: str) -> None:
    with pikepdf.open(io.BytesIO(written("Plan", "漢字 e\u0301", face=face))) as pdf:
        assert pdf.check_pdf_syntax() == []


def test_the_same_pages_give_the_same_bytes() -> None:
    data = written("Operation plan", "漢字")
    assert data == written("Operation plan", "漢字")
    assert b"Date" not in data
    assert data != written("Operation plans", "漢字")


@given(st.text(st.characters(categories=["L", "N", "P", "S"], max_codepoint=0x2FF), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_latin_text_is_read_back(text: str) -> None:
    assert layer(written(text)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("line", ["שלום עולם", "plan (שלום, אח) end", "مرحبا 2017 عالم"])
def test_words_from_right_to_left_come_back_as_they_were(line: str) -> None:
    assert layer(written(line)) == line


def test_a_text_of_more_letters_than_one_font_can_name_goes_on_in_another() -> None:
    letters = [chr(code) for code in (*range(0x3400, 0xD800), *range(0x20000, 0x2A6D0))]
    out = io.BytesIO()
    writer = PdfWriter(out)
    for first in range(0, 70_000, 10_000):
        page = writer.page(612, 792)
        page.text(10, 100, "".join(letters[first : first + 10_000]), font("mono"), 1)
        writer.end_page(page)
    page = writer.page(612, 792)
    page.text(10, 100, letters[59_999] + letters[60_000] + letters[0], font("mono"), 12)
    writer.end_page(page)
    writer.close()
    assert layer(out.getvalue(), 7) == letters[59_999] + letters[60_000] + letters[0]


def test_many_pages_make_a_balanced_tree_and_stream_out() -> None:
    out = io.BytesIO()
    writer = PdfWriter(out)
    for number in range(5000):
        page = writer.page(200, 100)
        page.text(10, 50, f"page {number + 1}", font("mono"), 12)
        writer.end_page(page)
        assert number < 100 or out.tell() > number * 100
    writer.close()
    assert (layer(out.getvalue(), 0), layer(out.getvalue(), 4999)) == ("page 1", "page 5000")
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) == 5000
        assert max(len(kid.Kids) for kid in pdf.Root.Pages.Kids) <= 64


def test_images_are_drawn_where_they_should_be() -> None:
    jpeg = io.BytesIO()
    Image.new("RGB", (20, 10), (200, 0, 0)).save(jpeg, "JPEG")
    half = Image.new("1", (64, 32), 1)
    half.paste(0, (0, 0, 32, 32))
    out = io.BytesIO()
    writer = PdfWriter(out)
    page = writer.page(200, 200)
    page.image(0, 0, 100, 50, jpeg.getvalue())
    page.image(100, 0, 64, 32, half.tobytes(), encoding="bits", pixels=(64, 32))
    page.image(100, 100, 64, 32, group4(half), encoding="g4", pixels=(64, 32))
    with pytest.raises(ValueError, match="pixels"):
        page.image(0, 0, 1, 1, b"", encoding="bits")
    writer.end_page(page)
    writer.close()
    image = pdfium.PdfDocument(out.getvalue())[0].render(scale=1, rev_byteorder=True).to_numpy()
    assert image[25, 50].tolist()[0] > 180
    for top in (16, 116):
        assert (image[top, 110, 0], image[top, 150, 0]) == (0, 255)
    assert image[190, 190, 0] == 255


def test_wrong_use_is_refused(tmp_path: Path) -> None:
    writer = PdfWriter(io.BytesIO())
    with pytest.raises(ValueError, match="45"):
        writer.page(1, 1, rotate=45)
    with pytest.raises(ValueError, match="page"):
        writer.close()
    (tmp_path / "no.ttf").write_bytes(b"no font")
    with pytest.raises(UnreadableError, match=r"no\.ttf"):
        Font.load(tmp_path / "no.ttf")


def test_the_bytes_stay_what_they_were() -> None:
    # Access copies are for ever: this fails when a change makes them differ. Compression aside, which zlib decides.
    data = written("Operation plan", "漢字", "é")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        parts = [bytes(thing.read_bytes()) for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]
    assert hashlib.sha256(b"\0".join(parts)).hexdigest()[:16] == "fabd087198b3b82c"
