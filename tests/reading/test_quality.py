from __future__ import annotations

import cv2
import numpy as np
import pytest

from readingroom.engines.ocr import AGREE, DIFFER, ONCE, Recognised
from readingroom.model.geometry import Box
from readingroom.model.words import BORN_DIGITAL, words_from
from readingroom.reading.fitted import judge, odds, threshold
from readingroom.reading.ink import ink_of, letter_ink, shape_signs
from readingroom.reading.quality import (
    PAGE_SIGNS,
    READERS,
    WORD_SIGNS,
    f1_signs,
    mended_quality,
    page_signs,
    with_quality,
    word_quality,
    word_readers,
    word_signs,
)

TEXT = ["The", "plan", "of", "the", "district", "office", "was", "sent", "to", "every", "desk", "this", "morning"]


def page(sure: float, *, step: float | None = None, agreed: int = ONCE, words: list[str] | None = None, lines: int = 6):
    """A page of equal lines, each word as sure as said."""
    texts = words or TEXT
    rows = [
        (text, Box(0.1 + 0.06 * at, 0.1 + 0.05 * line, 0.15 + 0.06 * at, 0.12 + 0.05 * line), sure, line)
        for line in range(lines)
        for at, text in enumerate(texts)
    ]
    tops = 0.1 + 0.05 * np.arange(lines)
    corners = np.array([[(0.1, top), (0.9, top), (0.9, top + 0.02), (0.1, top + 0.02)] for top in tops])
    count = len(rows)
    found = Recognised(
        tuple(rows),
        corners,
        signs=np.tile([sure, step if step is not None else sure], (count, 1)),
        strengths=np.full(lines, 200.0),
        readers=np.zeros(lines, np.int64),
        margins=np.full(count, sure),
        gaps=np.zeros(count),
        agreed=np.full(count, agreed),
    )
    return found, np.full((1100, 850), 255, np.uint8)


def rated(sure: float) -> Recognised:
    found, image = page(sure)
    return with_quality(found, image, ink_of(image, found.lines))


def signs_of(found: Recognised, image: np.ndarray, sure: np.ndarray) -> dict[str, float]:
    return dict(zip(PAGE_SIGNS, page_signs(found, sure, image, ink_of(image, found.lines)), strict=True))


def test_a_word_that_read_well_is_likelier_right_than_one_that_did_not() -> None:
    good, bad = (float(word_quality(*page(sure)).mean()) for sure in (0.99, 0.6))
    assert good > 0.95
    assert bad < 0.5


def test_the_same_word_is_worth_less_on_a_page_that_reads_badly() -> None:
    whole, image = page(0.97)
    rows = [(text, box, 0.97 if line == 0 else 0.55, line) for text, box, _sure, line in whole.rows]
    signs = np.array([[row[2], row[2]] for row in rows])
    mixed = Recognised(
        tuple(rows), whole.lines, 0, None, signs, whole.strengths, whole.readers, signs[:, 0], whole.gaps, whole.agreed
    )
    first = len(TEXT)
    assert word_quality(mixed, image)[:first].mean() < word_quality(whole, image)[:first].mean() - 0.02


def test_two_models_that_differ_make_a_word_less_sure() -> None:
    agree, differ = (float(word_quality(*page(0.9, agreed=code)).mean()) for code in (AGREE, DIFFER))
    assert agree > differ


def test_qualities_lie_between_none_and_certainty_and_words_stay_as_read() -> None:
    for sure in (0.0, 1e-9, 0.5, 1.0):
        found, image = page(sure)
        better = with_quality(found, image, ink_of(image, found.lines))
        assert all(0 <= row[2] <= 1 for row in better.rows)
        assert [row[0] for row in better.rows] == [row[0] for row in found.rows]
        assert better.quality is not None
        assert 0 <= better.quality <= 1


def test_a_page_that_reads_well_is_good_and_one_that_reads_badly_is_poor() -> None:
    assert rated(0.995).quality > 0.95
    assert rated(0.55).quality < threshold("poor")


def test_lines_that_were_lost_and_ink_without_a_line_lower_the_quality_of_a_page() -> None:
    found, image = page(0.98)
    signs = signs_of(found, image, word_quality(found, image))
    lossy = Recognised(
        **{name: getattr(found, name) for name in found.__dataclass_fields__} | {"lost": found.lines[:3]}
    )
    fewer = signs_of(lossy, image, word_quality(found, image))
    assert fewer["lost"] > signs["lost"] == 0
    for row in range(40):
        cv2.putText(image, "unread words of a page", (100, 700 + 9 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.4, 0)
    inked = signs_of(found, image, word_quality(found, image))
    assert inked["uncovered"] > signs["uncovered"] == 0


def test_ink_is_counted_in_and_out_of_lines() -> None:
    found, image = page(0.98)
    assert letter_ink(ink_of(image, found.lines)) == (0, 0)
    cv2.putText(image, "inside", (120, 130), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 2)
    cv2.putText(image, "outside", (120, 900), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 2)
    inside, outside = letter_ink(ink_of(image, found.lines))
    assert inside >= 4
    assert outside >= 5


def test_pieces_keep_to_their_lines_when_some_lines_are_left_out() -> None:
    found, image = page(0.98)
    for line in range(6):
        cv2.putText(image, "words", (120, 128 + 55 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 2)
    ink = ink_of(image, found.lines)
    assert set(ink.lines.tolist()) == set(range(6))
    kept = ink.kept(np.array([False, True, True, False, True, False]))
    assert [kept.lines[ink.lines == line][0] for line in range(6)] == [-1, 0, 1, -1, 2, -1]


def test_joined_letters_are_fewer_pieces_than_letters() -> None:
    sheet = np.full((200, 800), 255, np.uint8)
    cv2.putText(sheet, "mum run sun", (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2)
    cv2.putText(sheet, "mum run sun", (20, 150), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2)
    cv2.line(sheet, (20, 148), (300, 148), 0, 2)
    lines = np.array([[(0, 0.1), (0.5, 0.1), (0.5, 0.4), (0, 0.4)], [(0, 0.55), (0.5, 0.55), (0.5, 0.85), (0, 0.85)]])
    signs = shape_signs(ink_of(sheet, lines), np.array([60.0, 60.0]), np.array([9.0, 9.0]))
    assert signs[0, 0] == pytest.approx(0, abs=0.2)
    assert signs[1, 0] < -1


def test_a_better_page_never_has_the_lower_quality() -> None:
    likely = judge("page_f1", ("good", "not_good")).likely(f1_signs(np.linspace(0.001, 0.999, 200)))
    assert (np.diff(likely) > 0).all()


def test_an_engine_that_says_too_little_keeps_what_it_said() -> None:
    rows = (("word", Box(0.1, 0.1, 0.2, 0.2), 0.4, 0),)
    found = Recognised(rows, np.array([[(0.1, 0.1), (0.2, 0.1), (0.2, 0.2), (0.1, 0.2)]]), quality=0.4)
    image = np.full((100, 100), 255, np.uint8)
    assert with_quality(found, image, ink_of(image, found.lines)) is found


def test_nothing_read_has_no_quality() -> None:
    found = Recognised((), np.zeros((0, 4, 2)), quality=0.3)
    image = np.full((100, 100), 255, np.uint8)
    assert with_quality(found, image, ink_of(image, found.lines)).quality is None
    assert word_signs(found, image).shape == (0, len(WORD_SIGNS))


def test_who_read_a_word_decides_who_judges_it() -> None:
    found, _image = page(0.9, agreed=DIFFER)
    assert set(word_readers(found).tolist()) == {READERS.index("both")}
    assert set(word_readers(page(0.9)[0]).tolist()) == {READERS.index("tiny")}


@pytest.mark.parametrize("name", ["word_tiny", "word_small", "word_both"])
def test_every_reader_has_a_judge(name: str) -> None:
    assert np.isfinite(judge(name, WORD_SIGNS).weights).all()


def test_a_judge_of_other_signs_is_refused() -> None:
    with pytest.raises(ValueError, match="other signs"):
        judge("page", ("mean",))


def test_odds_are_bounded() -> None:
    assert np.isfinite(odds([0.0, 1.0])).all()
    assert odds(0.5) == pytest.approx(0)


def test_a_page_whose_layer_was_mended_is_as_good_as_its_words() -> None:
    whole = words_from([("plan", Box(0.1, 0.1, 0.2, 0.2), BORN_DIGITAL, 0), ("of", Box(0.2, 0.1, 0.3, 0.2), 0.5, 0)])
    assert mended_quality(whole, 0) == pytest.approx(0.75)
    assert mended_quality(whole, 2) == pytest.approx(0.5)
    assert mended_quality(words_from([("plan", Box(0.1, 0.1, 0.2, 0.2), BORN_DIGITAL, 0)]), 0) == 1
