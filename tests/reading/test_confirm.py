from __future__ import annotations

import numpy as np
import pytest

from readingroom.model.geometry import Box
from readingroom.model.words import words_from
from readingroom.reading.confirm import still_hidden
from readingroom.reading.layer import Unseen

PLACE = Box(0.2, 0.2, 0.4, 0.25)
PAPER = np.full((400, 400), 255, np.uint8)
BOX = np.zeros((400, 400), np.uint8)
INK = np.where(np.arange(400) % 4 < 2, 255, 0).astype(np.uint8)[None].repeat(400, 0)


def unseen(word: str, reason="invisible") -> Unseen:
    return Unseen(word, 0, 0, PLACE, reason)


def left(word: Unseen, read: list[tuple[str, Box]], image=PAPER, *, scan=True) -> tuple[Unseen, ...]:
    words = words_from((text, box, 0.9, 0) for text, box in read)
    return still_hidden([word], words, lambda: image, scan=scan)


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("Chicago", [("Chicago", PLACE)]),
        ("Chicago", [("ChIcag0", PLACE)]),
        ("Chicago", [("Chi", Box(0.2, 0.2, 0.29, 0.25)), ("cago", Box(0.3, 0.2, 0.4, 0.25))]),
        ("l", [("I", PLACE)]),
    ],
)
def test_old_recognition_that_the_image_shows_hides_nothing(word: str, read: list[tuple[str, Box]]) -> None:
    assert left(unseen(word), read) == ()
    assert left(unseen(word, "covered"), read) == ()


def test_a_word_that_the_image_spells_otherwise_stays_hidden() -> None:
    hidden = unseen("Kowalski")
    assert left(hidden, [("(b)(6)", PLACE)]) == (hidden,)


def test_a_word_under_paper_or_a_box_stays_hidden_but_a_speck_that_was_read_does_not() -> None:
    hidden = unseen("Kowalski")
    assert left(hidden, [], PAPER) == (hidden,)
    assert left(hidden, [], BOX) == (hidden,)
    assert left(hidden, [], INK) == ()


def test_what_lies_outside_or_under_a_box_of_a_born_digital_page_stays() -> None:
    for word, scan in ((unseen("Chicago", "outside"), True), (unseen("Chicago", "covered"), False)):
        assert left(word, [("Chicago", PLACE)], INK, scan=scan) == (word,)


def test_the_page_is_not_drawn_when_nothing_is_hidden() -> None:
    def never() -> np.ndarray:
        raise AssertionError

    assert still_hidden([], words_from([]), never, scan=True) == ()
