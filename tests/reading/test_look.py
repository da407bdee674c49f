from __future__ import annotations

import pytest

from readingroom.model.geometry import Box
from readingroom.model.layout import Doubt, Region
from readingroom.model.look import LOOK_REASONS
from readingroom.model.page import Reading, Sheet
from readingroom.model.words import Words, words_from
from readingroom.reading.fitted import threshold
from readingroom.reading.look import with_look

ONE = words_from([("word", Box(0.1, 0.1, 0.2, 0.2), 0.9, 0)])
PAPER = Sheet(612, 792)


def look(quality: float | None = 0.99, words: Words = ONE, sheet: Sheet = PAPER, **more: object) -> tuple[str, ...]:
    return with_look(Reading("engine", "ocr", words, sheet, quality, **more)).look


def test_a_good_page_has_no_reason() -> None:
    assert look() == ()
    assert look(layer="good") == ()
    assert look(quality=None, words=Words()) == ()


def test_a_page_is_poor_below_the_threshold_and_not_at_it() -> None:
    assert look(threshold("poor") - 0.001) == ("poor",)
    assert look(threshold("poor")) == ()


def test_a_rejected_layer_is_a_reason_where_the_image_could_not_be_read_well_either() -> None:
    assert look(layer="old") == ()
    assert look(0.2, layer="old") == ("poor", "layer_rejected")
    assert look(None, Words(), layer="encoding") == ("layer_rejected",)


def test_a_turned_page_is_listed_where_it_reads_badly() -> None:
    turned = Sheet(792, 612, 90)
    assert look(sheet=turned) == ()
    assert look(0.2, sheet=turned) == ("poor", "turned")


def test_handwriting_doubts_and_large_pictures_are_reasons() -> None:
    assert look(regions=(Region("handwriting", Box(0.1, 0.1, 0.2, 0.2)),)) == ("handwriting",)
    assert look(doubts=(Doubt(0, "ward", "name"),)) == ("doubts",)
    assert look(regions=(Region("picture", Box(0.0, 0.0, 1.0, 0.5)),)) == ("picture",)
    assert look(regions=(Region("picture", Box(0.1, 0.1, 0.2, 0.2)),)) == ()
    assert look(regions=(Region("box", Box(0.0, 0.0, 1.0, 1.0)),)) == ()


def test_what_was_noted_before_stays_and_the_gravest_comes_first() -> None:
    noted = look(0.1, look=("damaged", "nothing_read"), regions=(Region("handwriting", Box(0.1, 0.1, 0.2, 0.2)),))
    assert noted == ("nothing_read", "poor", "damaged", "handwriting")
    assert look(look=("a_later_code",)) == ("a_later_code",)


@pytest.mark.parametrize("code", LOOK_REASONS)
def test_every_reason_has_a_sentence_and_a_short_form(code: str) -> None:
    from readingroom.desk.look import short, why

    assert why(code).endswith(".")
    assert short(code)
    assert why(code) != code
