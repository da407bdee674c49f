from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from attack_pages import HIDING, KEPT, SHOWING, Attack, write

from pdfs import line, write_pdf
from readingroom.engines.pdf import PdfPages
from readingroom.engines.pdf_page import PdfPage
from readingroom.model.geometry import Box
from readingroom.reading.layer import Layer, read_layer

#: Pages of many makers, with tables, figures, frames, shadows, several layers.
REAL = {
    "tables_misc/federal-register-2020-17221.pdf": (1, 2, 5, 9),
    "govdocs1/303226.pdf": (1, 9),
    "govdocs1/507618.pdf": (1, 3, 12),
    "govdocs1/225188.pdf": (1,),
    "foia/elgin_predpol_saas_agreement.pdf": (1, 5),
    "foia/letters/_Rick_Roderick.pdf": (1, 2),
    "foia/boston_pd_cobwebs_emails_redacted.pdf": (1, 3),
    "foia/ice_foia_14-06388_facility_adp_fy07-12.pdf": (1,),
    "foia/chicago_police_board_email_1960s-2011.pdf": (1,),
    "bad_redactions/bad_cross_hatched_redactions.pdf": (1,),
    "bad_redactions/gov.uscourts.cacd.719911.55.32_1.pdf": (1, 2, 3),
    "bad_redactions/gov.uscourts.cand.288207.440.0.pdf": (1, 16),
    "bad_redactions/redaction-test-rotated.pdf": (1, 2, 3, 4),
    "tables_icdar2013/eu-013.pdf": (5,),
    "tables_icdar2013/us-020.pdf": (1,),
    "tables_icdar2013/us-024.pdf": (1,),
}


def layer(path: Path, content: str, **options) -> Layer:
    return read(write_pdf(path / "page.pdf", content, **options))


def read(path: Path, number: int = 1, *, careful: bool = False) -> Layer:
    source = PdfPages(path)
    page = source.page(number)
    try:
        return read_layer(page, careful=careful)
    finally:
        page.close()
        source.close()


@pytest.mark.parametrize("attack", HIDING, ids=lambda attack: attack.name)
def test_words_that_are_not_seen_leave_only_their_place(tmp_path: Path, attack: Attack) -> None:
    path = write(attack, tmp_path / "page.pdf")
    for careful in (False, True):
        found = read(path, careful=careful)
        assert not {"hidden", "secret"} & set(found.words.text.split()), careful
        assert sorted(found.words) == sorted([*KEPT, *attack.extra]), careful
        assert {place.reason for place in found.hidden} == ({attack.reason} if attack.reason else set()), careful
        assert "secret" not in repr(found), careful


@pytest.mark.parametrize("attack", SHOWING, ids=lambda attack: attack.name)
def test_words_that_are_seen_stay(tmp_path: Path, attack: Attack) -> None:
    path = write(attack, tmp_path / "page.pdf")
    for careful in (False, True):
        found = read(path, careful=careful)
        assert sorted(found.words) == sorted([*KEPT, "hidden", "secret"]), careful
        assert found.hidden == (), careful


def test_a_word_half_under_a_box_is_dropped_whole(tmp_path: Path) -> None:
    found = layer(tmp_path, line("Confidential") + "0 g 72 695 30 18 re f\n")
    assert list(found.words) == []
    assert [(place.reason, place.count) for place in found.hidden] == [("covered", 1)]


def test_a_word_of_two_text_objects_is_dropped_whole_when_one_is_covered(tmp_path: Path) -> None:
    found = layer(tmp_path, line("Confi") + line("dential", x=98) + "0 g 97 695 60 18 re f\n")
    assert list(found.words) == []


def test_places_hold_only_words_that_follow_each_other(tmp_path: Path) -> None:
    found = layer(tmp_path, line("one two three") + "0 g 71 695 23 18 re f 115 695 40 18 re f\n")
    assert list(found.words) == ["two"]
    assert [place.count for place in found.hidden] == [1, 1]


def test_boxes_lie_on_the_upright_visible_page(tmp_path: Path) -> None:
    words = layer(tmp_path, line("Plan", x=172, y=600), crop=[100, 400, 500, 700]).words
    assert pytest.approx([72 / 400, 1 / 3], abs=0.03) == [words.box(0).left, words.box(0).bottom]
    turned = layer(tmp_path, line("Plan", x=72, y=700), rotate=90).words
    assert turned.box(0).left > 0.85
    assert turned.box(0).top < 0.15


def test_a_page_of_much_overlapping_text_needs_few_drawings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    honest = PdfPage._gray
    monkeypatch.setattr(PdfPage, "_gray", lambda self, *args, **more: drawn.append(1) or honest(self, *args, **more))
    content = "".join(line(f"row {x} {y}", x=72 + x * 3, y=100 + y * 4) for x in range(40) for y in range(40))
    layer(tmp_path, content)
    assert 2 < len(drawn) < 40


def test_more_text_in_one_place_than_can_be_told_apart_is_not_shown(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("readingroom.reading.overlaps.MOST_PAIRS", 10)
    found = layer(tmp_path, line("Plan for the district") + line("Reports of the week", x=73))
    assert list(found.words) == []
    assert sum(place.count for place in found.hidden) >= 8


@pytest.mark.records
def test_both_ways_of_judging_agree(records: Path) -> None:
    differ = []
    for name, numbers in REAL.items():
        for number in numbers:
            quick, careful = (read(records / name, number, careful=careful) for careful in (False, True))
            # pdfium's boxes of fonts that are not embedded vary by a thousandth with what was drawn before.
            same = quick.words.boxes == pytest.approx(careful.words.boxes, abs=0.002)
            places = [[(place.reason, place.count) for place in found.hidden] for found in (quick, careful)]
            if quick.words.text != careful.words.text or not same or places[0] != places[1]:
                differ.append((name, number))
    assert differ == []


@pytest.mark.records
def test_words_under_failed_redactions_are_never_kept(records: Path) -> None:
    """Every box of the truth (x-ray's findings, boxes in points from the top left) holds no kept word's middle."""
    truth = json.loads((records / "truth" / "bad_redactions.json").read_text())["files"]
    kept, dropped = [], 0
    for name, pages in truth.items():
        source = PdfPages(records / "bad_redactions" / name)
        for number, places in pages.items():
            page = source.page(int(number))
            sheet = page.sheet
            found = read_layer(page)
            page.close()
            size = (sheet.width, sheet.height) * 2
            boxes = [[edge / whole for edge, whole in zip(box, size, strict=True)] for box, _words in places]
            kept += [name for index in range(len(found.words)) if inside(found.words.box(index), boxes)]
            dropped += sum(inside(word.box, boxes) for word in found.unseen)
        source.close()
    assert kept == []
    assert dropped > 200


def inside(box: Box, boxes: list[list[float]]) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)


@pytest.mark.records
def test_pages_that_hide_nothing_lose_no_word(records: Path) -> None:
    for name in (
        "foia/nist_list_foia_exemptions.pdf",
        "foia/elgin_predpol_saas_agreement.pdf",
        "foia/dhs_2021-HQFO-00060_denial_letter.pdf",
        "foia/ice_foia_14-06388_facility_adp_fy07-12.pdf",
        "bad_redactions/multi_line_redaction_ok.pdf",
        "bad_redactions/rect_ordering_0.8.pdf",
        "bad_redactions/no_bad_redactions.6.2.pdf",
        "bad_redactions/redaction-test-rotated.pdf",
        "bad_redactions/whitespace_redactions.pdf",
        "tables_icdar2013/us-028.pdf",
        "tables_misc/background-checks.pdf",
    ):
        source = PdfPages(records / name)
        for number in range(1, source.pages + 1):
            assert read(records / name, number).hidden == (), (name, number)
        source.close()


@pytest.mark.records
def test_hard_failed_redactions_are_found(records: Path) -> None:
    """Looked at as images: 90 words under hatched boxes; two words of a stamp under others; eight white dates."""
    folder = records / "bad_redactions"
    assert sum(place.count for place in read(folder / "bad_cross_hatched_redactions.pdf").hidden) == 90
    assert sum(place.count for place in read(folder / "hidden_text_on_visible_text.pdf").hidden) == 2
    assert sum(place.count for place in read(folder / "no_bad_redactions.8.1.pdf").hidden) == 8
