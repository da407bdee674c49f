from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdfs import line, write_pdf
from readingroom.desk.same_words import received_boxes, same_order, unmatched
from readingroom.engines.pdf import PdfPages
from readingroom.engines.pdf_text import PlainWords, plain_words
from readingroom.formats.searchable_pdf import BlankFont, Place, add_layer, free_name, received
from readingroom.model.geometry import Box
from readingroom.model.words import Words, words_from


def words_of(*lines: str) -> Words:
    rows = []
    for number, text in enumerate(lines):
        for at, word in enumerate(text.split()):
            left, top = 0.1 + 0.11 * at, 0.1 + 0.07 * number
            rows.append((word, Box(left, top, left + 0.1, top + 0.02), 0.9, number))
    return words_from(rows)


def layered(path: Path, words: Words, turned: int) -> None:
    """Put words over the only page of a file."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0].obj
        left, bottom, right, top = (float(edge) for edge in page.get("/CropBox", page.MediaBox))
        place = Place(left, bottom, right, top, (int(page.get("/Rotate", 0)) + turned) % 360)
        font, blank = pdf.make_indirect(pikepdf.Dictionary()), BlankFont()
        rows = ((words.word(index), words.box(index)) for index in range(len(words)))
        add_layer(pdf, page, font, "Blank", blank.layer(rows, place, b"Blank"))
        blank.write(pdf, font)
        pdf.save(path)


def taken_out(path: Path, *, invisible: bool = True) -> PlainWords:
    pages = PdfPages(path)
    page = pages.page(1)
    try:
        return plain_words(page, invisible=invisible)
    finally:
        page.close()
        pages.close()


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_words_come_out_where_they_were_put_however_the_page_lies(tmp_path: Path, rotate: int, turned: int) -> None:
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(612, 792)).obj
        page.MediaBox = pikepdf.Array([-50, 100, 700, 1000])
        page.CropBox = pikepdf.Array([-20, 200, 500, 900])
        page.Rotate = rotate
        page.UserUnit = 2
        # A page that moves its own coordinates and never puts them back.
        page.Contents = pdf.make_stream(b"q 3 0 0 3 40 40 cm q 0 g")
        pdf.save(path)
    words = words_of("Federal Bureau of Investigation", "Date: 08/14/2002 (b)(6)", "a of the wide iiiiiiii WWWW")
    layered(path, words, turned)
    there = taken_out(path)
    assert unmatched(words, there, turned) == ([], [])
    assert same_order(words, there)
    ours = received_boxes(words, turned)
    order = there.objects.argsort(kind="stable")
    assert abs(ours - there.boxes[order]).max() < 0.004
    assert taken_out(path, invisible=False).words == []


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_another_program_finds_the_words_too(tmp_path: Path, rotate: int) -> None:
    path = write_pdf(tmp_path / "a.pdf", "0 g", rotate=rotate)
    words = words_of("Federal Bureau of Investigation", "Zürich 漢字 Ω ﬁne \U0001f600")
    layered(path, words, 0)
    got = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout.decode()
    assert got.replace("ﬁ", "fi").split() == words.text.replace("ﬁ", "fi").split()


def touching(turned: int) -> Words:
    """Words whose boxes leave hardly any space, or lap over each other, as boxes of tight print do."""
    rows = []
    for number, text in enumerate(("Office of the American and foreign papers", "it was not of any use to us at all")):
        left, top = 0.1, 0.1 + 0.07 * number
        for at, word in enumerate(text.split()):
            # letters .6 as wide as the line is high, also where the page lies on its side
            right = left + 0.012 * len(word) * (792 / 612 if not turned % 180 else 612 / 792)
            rows.append((word, Box(left, top, right, top + 0.02), 0.9, number))
            left = right + (0.002, -0.001, 0.0)[at % 3]
    return words_from(rows)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
@pytest.mark.parametrize("raw", [["-raw"], []])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_another_program_keeps_words_apart_that_hardly_leave_a_space(
    tmp_path: Path, rotate: int, raw: list[str]
) -> None:
    path = write_pdf(tmp_path / "a.pdf", "0 g", rotate=rotate)
    words = touching(rotate)
    layered(path, words, 0)
    got = subprocess.run(["pdftotext", *raw, path, "-"], capture_output=True, check=True).stdout.decode()
    assert got.split() == words.text.split()
    assert unmatched(words, taken_out(path), 0) == ([], [])


def test_words_that_hardly_leave_a_space_get_one_and_lose_little_of_their_width() -> None:
    words = touching(0)
    rows = [(words.word(index), words.box(index)) for index in range(len(words))]
    operators = BlankFont().layer(rows, Place(0, 0, 612, 792, 0), b"B").splitlines()[1:-1]
    ends = []
    for part, (word, box) in zip(operators, rows, strict=True):
        size, _b, _c, _d, x, _y, _tm, scale, *_rest = part.split()
        width = float(scale) / 100 * len(word) * 0.5 * float(size)
        assert 0.75 * box.width * 612 <= width <= box.width * 612 + 0.01
        ends.append((float(x), float(x) + width, float(size)))
    for at in range(1, len(words)):
        if words.lines[at] == words.lines[at - 1]:
            assert ends[at][0] - ends[at - 1][1] >= 0.19 * ends[at][2]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z", "M"]), min_size=1, max_size=9)))
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_letters_come_out_again(tmp_path: Path, letters: list[str]) -> None:
    plain = [word for word in letters if not word.isspace()]
    words = words_of(*(" ".join(plain[at : at + 7]) for at in range(0, min(len(plain), 70), 7)))
    path = write_pdf(tmp_path / "a.pdf", "0 g")
    layered(path, words, 0)
    missing, _extra = unmatched(words, taken_out(path), 0)
    # pdfium turns runs of right-to-left letters and pairs of brackets round by its own rules, and folds some forms.
    odd = [words.word(index) for index in missing]
    assert all(not word.isascii() for word in odd)
    assert len(odd) <= len(words) // 2


def test_hebrew_and_arabic_words_come_out_as_they_are_read(tmp_path: Path) -> None:
    words = words_of("שלום עולם", "مرحبا 2017")
    path = write_pdf(tmp_path / "a.pdf", "0 g")
    layered(path, words, 0)
    assert unmatched(words, taken_out(path), 0) == ([], [])


@pytest.mark.parametrize("change", ["word", "digit", "dropped", "added", "moved", "swapped", "nothing"])
def test_the_check_notices(tmp_path: Path, change: str) -> None:
    words = words_of("never before 2002 was this", "so plain")
    lines = {
        "word": ["ever before 2002 was this", "so plain"],
        "digit": ["never before 2003 was this", "so plain"],
        "dropped": ["never before 2002 was", "so plain"],
        "added": ["never before 2002 was this", "so plain x"],
        "moved": ["never before 2002 was", "so plain this"],
        "swapped": ["before never 2002 was this", "so plain"],
        "nothing": ["never before 2002 was this", "so plain"],
    }
    path = write_pdf(tmp_path / "a.pdf", "0 g")
    layered(path, words_of(*lines[change]), 0)
    there = taken_out(path)
    holds = unmatched(words, there, 0) == ([], []) and same_order(words, there)
    assert holds == (change == "nothing")


def test_the_font_is_never_one_of_the_page_s_own(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", line("x"))
    with pikepdf.open(path) as pdf:
        fonts = pdf.pages[0].Resources.Font
        fonts["/Blank"] = fonts["/F"]
        fonts["/Blank2"] = fonts["/F"]
        assert free_name([page.obj for page in pdf.pages]) == "Blank3"


def test_turning_back_is_the_opposite_of_turning() -> None:
    # The top left corner of the upright page, and where it was before the page was turned clockwise.
    assert [received(0, 0, angle) for angle in (0, 90, 180, 270)] == [(0, 0), (0, 1), (1, 1), (1, 0)]


def test_a_font_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readingroom.formats.searchable_pdf.MOST_CODES", 3)
    font = BlankFont()
    assert font.codes("abca") == b"0001000200030001"
    with pytest.raises(ValueError, match="at most"):
        font.codes("d")
