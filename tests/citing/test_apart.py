from __future__ import annotations

import pytest

from readingroom.citing.apart import check_over
from readingroom.model.words import MARK, Words
from typed import page

#: A born-digital transcript: the number of each line stands before it in the text of the file.
PAGE = page(
    "1 the witness said that no inspector of the agency had",
    "2 been told of the sec-",
    "3 ond shaft before the 14 days in which",
    "4 the water came in",
)
NUMBERS = frozenset(index for index, word in enumerate(PAGE) if word in {"1", "2", "3", "4"})


def asked(words: str, covered: frozenset[int] = frozenset(), there: Words = PAGE) -> str:
    return check_over(words, there, NUMBERS, covered=covered).verdict


@pytest.mark.parametrize(
    "words",
    [
        "no inspector of the agency had been told of the second shaft",
        "before the 14 days in which the water came in",
        "the agency had 2 been told",  # as it stands in the file
        "2 been told",
    ],
)
def test_a_quotation_runs_over_the_numbers_of_lines(words: str) -> None:
    assert asked(words) == "exact"


@pytest.mark.parametrize(
    "words",
    [
        "no inspector of the agency had not been told of the second shaft",
        "no inspector of the agency had been told of the first shaft",
        "before the days in which the water came in",  # 14 is no number of a line
        "before the 15 days in which the water came in",
        "inspector of the agency been told of the second shaft",
        "the agency had 3 been told",
    ],
)
def test_an_altered_one_does_not_hold_because_of_them(words: str) -> None:
    assert asked(words) == "not_found"


def test_places_and_differences_are_those_of_the_whole_page() -> None:
    found = check_over("of the agency had been told", PAGE, NUMBERS)
    assert [PAGE.word(found.first), PAGE.word(found.last)] == ["of", "told"]
    found = check_over("said that no inspector of the agency had been sold of the second shaft", PAGE, NUMBERS)
    assert [(one.asked, one.read) for one in found.differences] == [("sold", "told")]
    assert PAGE.word(found.differences[0].first) == "told"


@pytest.mark.parametrize("after", ["had", "2"])
def test_a_covered_place_beside_a_number_is_still_one(after: str) -> None:
    covered = frozenset({list(PAGE).index(after)})
    assert asked("the agency had been told", covered) == "not_found"
    assert asked(f"the agency had {MARK} been told", covered) == "exact"


def test_a_covered_place_before_all_words_stays_there() -> None:
    assert asked("the witness said", frozenset({-1})) == "exact"
