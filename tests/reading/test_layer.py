from __future__ import annotations

import io
from pathlib import Path

import pytest

from pdfs import line, write_pdf
from readingroom.engines.font_files import copy_font
from readingroom.engines.pdf import PdfPages
from readingroom.formats.pdf_writer import Font, PdfWriter
from readingroom.model.geometry import Box
from readingroom.reading.layer import Layer, Unseen, places, quality, read_layer


def read(path: Path) -> Layer:
    source = PdfPages(path)
    page = source.page(1)
    try:
        return read_layer(page)
    finally:
        page.close()
        source.close()


def typed(path: Path, text: str) -> Layer:
    """A page with this text, written with a font and a Unicode map."""
    out = io.BytesIO()
    writer = PdfWriter(out)
    page = writer.page(612, 792)
    page.text(72, 92, text, Font.load(copy_font()), 12)
    writer.end_page(page)
    writer.close()
    path.write_bytes(out.getvalue())
    return read(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Operación naïve", "Operación naïve"),
        ("e\u0301te\u0301", "été"),
        ("ﬁnd ﬂow", "find flow"),
        ("zero\u200bwidth", "zerowidth"),
        ("\u202ebidi\u202c x", "bidi x"),
        ("中文 ok", "中文 ok"),
        ("שלום ok", "שלום ok"),
        ("😀 ok", "😀 ok"),
        ("blocks ██ stay", "blocks ██ stay"),
    ],
)
def test_letters_of_every_kind_are_kept(tmp_path: Path, text: str, expected: str) -> None:
    found = typed(tmp_path / "page.pdf", text)
    assert found.words.text == expected
    assert found.hidden == ()


def test_lines_follow_each_other_and_words_have_their_boxes(tmp_path: Path) -> None:
    found = read(write_pdf(tmp_path / "page.pdf", line("One two") + line("three", y=680)))
    assert found.words.text == "One two\nthree"
    one, two, three = (found.words.box(index) for index in range(3))
    assert one.right < two.left
    assert three.top > one.bottom
    assert list(found.words.lines)[:2] == [0, 0]
    assert found.words.lines[2] > 0
    assert (found.garbage, quality(found)) == (0, 1)


def test_a_page_without_text_gives_nothing(tmp_path: Path) -> None:
    found = read(write_pdf(tmp_path / "page.pdf", "0 g 60 590 200 30 re f\n"))
    assert (len(found.words), found.hidden, found.garbage) == (0, (), 0)


def test_text_written_twice_a_little_apart_is_read_once(tmp_path: Path) -> None:
    letters = "".join(line(letter, x=72 + 12 * n) + line(letter, x=72.3 + 12 * n) for n, letter in enumerate("Plan"))
    found = read(write_pdf(tmp_path / "page.pdf", letters))
    assert "".join(found.words) == "Plan"


def test_places_are_joined_by_line_and_reason_and_tell_no_word() -> None:
    box = [Box(0.1 * n, 0.1, 0.1 * n + 0.05, 0.2) for n in range(5)]
    unseen = [
        Unseen("secret", 3, 0, box[0], "covered"),
        Unseen("word", 4, 0, box[1], "covered"),
        Unseen("white", 5, 0, box[2], "invisible"),
        Unseen("far", 7, 0, box[3], "invisible"),
        Unseen("below", 8, 1, box[4], "invisible"),
    ]
    found = places(unseen)
    assert [(place.reason, place.count) for place in found] == [
        ("covered", 2),
        ("invisible", 1),
        ("invisible", 1),
        ("invisible", 1),
    ]
    assert found[0].box == box[0].union(box[1])
    assert "secret" not in repr(unseen)


def test_a_text_to_be_read_in_place_of_the_drawn_one_gives_only_its_case(tmp_path: Path) -> None:
    marked = "/Span <</ActualText ({})>> BDC " + line("Small plan") + "EMC\n"
    assert read(write_pdf(tmp_path / "case.pdf", marked.format("SMALL plan"))).words.text == "SMALL plan"
    assert read(write_pdf(tmp_path / "other.pdf", marked.format("Great plan"))).words.text == "Small plan"
    assert read(write_pdf(tmp_path / "longer.pdf", marked.format("Small plan of Kowalski"))).words.text == "Small plan"
