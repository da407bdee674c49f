from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readingroom.citing.check import check
from readingroom.citing.covered import covered_after
from readingroom.model.answers import Difference
from readingroom.model.geometry import Box
from readingroom.model.words import MARK, Words, words_from
from typed import page


def laid(*lines: str, left: float = 0.1) -> Words:
    """Lines as a page prints them: letters of a hundredth of its width, lines of a fiftieth of its height."""
    rows = []
    for number, text in enumerate(lines):
        at, top = left, 0.1 + number / 50
        for word in text.split(" "):
            if word:
                rows.append((word, Box(at, top, at + len(word) / 100, top + 0.012), 0.9, number))
            at += (len(word) + 1) / 100
    return words_from(rows)


PAGE = laid("The agent did strike the man", "at the door be-", "fore noon")


def between(one: int, other: int) -> Box:
    """A box in the gap between two words of a row."""
    left, top, _right, bottom = PAGE.boxes[4 * one : 4 * one + 4]
    start, end = PAGE.boxes[4 * one + 2], PAGE.boxes[4 * other]
    return Box(start, top, max(end, start), bottom) if other > one else Box(left, top, left, bottom)


def test_a_quotation_does_not_close_a_covered_gap_unseen() -> None:
    covered = covered_after(PAGE, [between(2, 3)])
    assert covered == {2}
    found = check("The agent did strike the man", PAGE, covered)
    assert (found.verdict, found.differences) == ("not_found", (Difference("", MARK),))
    assert check("The agent did strike the man", PAGE).verdict == "exact"


@pytest.mark.parametrize("asked", ["The agent did", "strike the man", f"agent did {MARK} strike", "door before noon"])
def test_what_stands_beside_it_is_quoted_as_before(asked: str) -> None:
    assert check(asked, PAGE, frozenset({2})).verdict == "exact"


@pytest.mark.parametrize("asked", ["tbe door", "did nol strike", f"did {MARK} {MARK} strike"])
def test_nothing_else_holds_because_of_it(asked: str) -> None:
    assert check(asked, PAGE, frozenset({2})).verdict == "not_found"


def test_a_place_at_the_end_of_a_row_belongs_to_the_word_before_it() -> None:
    row = PAGE.boxes[4 * 5 : 4 * 6]
    assert covered_after(PAGE, [Box(row[2] + 0.01, row[1], row[2] + 0.05, row[3])]) == {5}
    assert check("man at", PAGE, frozenset({5})).verdict == "not_found"


def test_a_place_with_a_word_over_it_or_in_no_row_is_no_gap() -> None:
    left, top, right, bottom = PAGE.boxes[:4]
    assert covered_after(PAGE, [Box(left, top, right, bottom), Box(0.1, 0.97, 0.2, 0.99)]) == set()
    assert covered_after(page(""), [Box(0, 0, 1, 1)]) == set()


def test_a_whole_line_that_is_covered_is_no_end_of_a_sentence() -> None:
    printed = laid("The agent did strike", "", "the man at the door")
    covered = covered_after(printed, [Box(0.1, 0.12, 0.3, 0.132)])
    assert covered == {3}
    assert check("strike the man", printed, covered).verdict == "not_found"
    assert check(f"strike {MARK} the man", printed, covered).verdict == "exact"
    assert covered_after(printed, [Box(0.6, 0.12, 0.9, 0.132)]) == set()  # in another column


def test_a_tall_place_belongs_to_every_line_that_it_stands_beside() -> None:
    printed = laid("one two", "three four", "five six", "seven")
    assert covered_after(printed, [Box(0.3, 0.1, 0.5, 0.152)]) == {1, 3, 5}
    assert covered_after(printed, [Box(0.3, 0.11, 0.5, 0.135)]) == {3}  # the middle of the first line is above it


def test_the_dark_edge_of_a_scan_and_punched_holes_cover_nothing() -> None:
    printed = laid("one two", "three four", "five six")
    hole, top = Box(0.03, 0.115, 0.06, 0.135), Box(0.5, 0, 1, 0.01)
    for edge in (Box(0, 0, 0.02, 1), Box(0.97, 0.05, 1, 0.95), hole, top):
        assert covered_after(printed, [edge]) == set()
        assert check("two three", printed, covered_after(printed, [edge])).verdict == "exact"


@pytest.mark.parametrize("at", [0.145, 0.17, 0.2])
def test_a_label_that_the_text_holds_elsewhere_does_not_close_the_gap_that_it_stands_on(at: float) -> None:
    rows = [
        ("did", Box(0.1, 0.1, 0.13, 0.112), 0.9, 0),
        ("approve", Box(0.25, 0.1, 0.32, 0.112), 0.9, 0),
        ("it", Box(0.1, 0.12, 0.12, 0.132), 0.9, 1),
    ]
    label, place = ("(b)(5)", Box(at, 0.101, at + 0.04, 0.11), 0.9, 2), Box(0.14, 0.098, 0.245, 0.113)
    late = words_from([*rows, label])
    assert covered_after(late, [place]) == {0}
    assert check("did approve", late, frozenset({0})).verdict == "not_found"
    # Where the text holds it in its place, it parts the words by itself.
    assert check("did approve", words_from([rows[0], (*label[:3], 0), *rows[1:]])).verdict == "not_found"


def test_a_covered_line_with_a_label_that_the_text_holds_elsewhere_parts_the_lines_around_it() -> None:
    lines = [("did", Box(0.1, 0.1, 0.13, 0.112), 0.9, 0), ("approve", Box(0.1, 0.14, 0.17, 0.152), 0.9, 1)]
    place, label = Box(0.1, 0.118, 0.5, 0.133), ("(b)(5)", Box(0.28, 0.121, 0.32, 0.13), 0.9, 2)
    assert covered_after(words_from([*lines, label]), [place]) == {0}
    assert covered_after(words_from([lines[0], (*label[:3], 0), (*lines[1][:3], 1)]), [place]) == set()


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_what_stands_far_away_changes_nothing(data: st.DataObject) -> None:
    edge, size = st.integers(0, 90), st.integers(0, 8)
    rows, line = [], 0
    for _word in range(data.draw(st.integers(1, 25))):
        left, top = data.draw(edge) / 100, data.draw(edge) / 200
        box = Box(left, top, left + data.draw(size) / 100, top + data.draw(size) / 200)
        rows.append(("word", box, 0.9, line))
        line += data.draw(st.booleans())
    places = []
    for _place in range(data.draw(st.integers(1, 5))):
        left, top = data.draw(edge) / 100, data.draw(edge) / 200
        places.append(Box(left, top, left + data.draw(size) / 100, top + data.draw(size) / 200))
    found = covered_after(words_from(rows), places)
    # So tall that every word might reach as far: none may be left out.
    far = ("tall", Box(0.2, 0.55, 0.3, 1.0), 0.9, line + 1)
    assert covered_after(words_from([*rows, far]), places) - {len(rows) - 1} == found - {len(rows) - 1}
    assert found == frozenset().union(*(covered_after(words_from(rows), [place]) for place in places))
