from __future__ import annotations

from pathlib import Path

import pytest

from pdfs import line, write_pdf
from readingroom.engines.pdf import PdfPages
from readingroom.reading.layer import Layer, read_layer

PLAIN = line("Operation plan for the district")
SECRET = line("hidden secret", y=600)
BOX = "{} rg 60 595 200 18 re f 0 g\n"


def layer(path: Path, content: str, **options) -> Layer:
    source = PdfPages(write_pdf(path / "page.pdf", content, **options))
    page = source.page(1)
    try:
        return read_layer(page)
    finally:
        page.close()
        source.close()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("black box", SECRET + BOX.format("0 0 0"), "covered"),
        ("white box", SECRET + BOX.format("1 1 1"), "covered"),
        ("coloured box", SECRET + BOX.format("0.2 0.4 0.9"), "covered"),
        ("label over the box", SECRET + BOX.format("0 0 0") + "1 g " + line("b\\(6\\)", y=601) + "0 g\n", "covered"),
        ("invisible ink", "3 Tr " + SECRET + "0 Tr\n", "invisible"),
        ("white ink", "1 g " + SECRET + "0 g\n", "invisible"),
        ("outside the page", line("hidden secret", y=900), "outside"),
        ("clipped away", "q 0 0 10 10 re W n " + SECRET + "Q\n", "invisible"),
    ],
)
def test_words_that_are_not_seen_leave_only_their_place(tmp_path: Path, name: str, content: str, reason: str) -> None:
    found = layer(tmp_path, PLAIN + content)
    assert [place.reason for place in found.hidden][:1] == [reason], name
    assert sum(place.count for place in found.hidden) == 2
    assert list(found.words)[:5] == ["Operation", "plan", "for", "the", "district"]
    assert "secret" not in repr(found)


def test_a_word_half_under_a_box_is_dropped_whole(tmp_path: Path) -> None:
    found = layer(tmp_path, line("Confidential") + "0 g 72 695 30 18 re f\n")
    assert list(found.words) == []
    assert [(place.reason, place.count) for place in found.hidden] == [("covered", 1)]


@pytest.mark.parametrize(
    "content",
    [
        "1 1 0 rg 60 695 300 18 re f 0 g " + PLAIN,
        "0 g 60 695 300 18 re f 1 g " + PLAIN,
        PLAIN + "0.5 w 72 698 m 300 698 l S\n",
        PLAIN + "0.5 w 72 703 m 300 703 l S\n",
        PLAIN + PLAIN,
        "q 50 600 500 150 re W n " + PLAIN + "Q\n",
    ],
    ids=["highlight", "white on black", "underlined", "struck through", "drawn twice", "inside a clip"],
)
def test_words_that_are_seen_stay(tmp_path: Path, content: str) -> None:
    found = layer(tmp_path, content)
    assert found.hidden == ()
    assert list(found.words)[:5] == ["Operation", "plan", "for", "the", "district"]


def test_boxes_lie_on_the_upright_visible_page(tmp_path: Path) -> None:
    words = layer(tmp_path, line("Plan", x=172, y=600), crop=[100, 400, 500, 700]).words
    assert pytest.approx([72 / 400, 1 / 3], abs=0.03) == [words.box(0).left, words.box(0).bottom]
    turned = layer(tmp_path, line("Plan", x=72, y=700), rotate=90).words
    assert turned.box(0).left > 0.85
    assert turned.box(0).top < 0.15


@pytest.mark.records
def test_letters_of_agencies_hide_nothing(records: Path) -> None:
    for name in (
        "nist_list_foia_exemptions.pdf",
        "elgin_predpol_saas_agreement.pdf",
        "dhs_2021-HQFO-00060_denial_letter.pdf",
    ):
        source = PdfPages(records / "foia" / name)
        for number in range(1, source.pages + 1):
            page = source.page(number)
            found = read_layer(page)
            page.close()
            assert found.hidden == (), (name, number)
        source.close()


def test_a_word_broken_at_the_end_of_a_line_is_two_words_with_their_own_boxes(tmp_path: Path) -> None:
    found = layer(tmp_path, line("of the opera-", y=700) + line("tion plan", y=680))
    words = found.words
    assert list(words) == ["of", "the", "opera-", "tion", "plan"]
    assert list(words.lines) == [0, 0, 0, 1, 1]
    assert words.box(2).bottom < words.box(3).top
