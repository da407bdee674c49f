from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.model.geometry import Box
from readingroom.model.words import line_boxes, words_from

BOX = Box(0.1, 0.1, 0.2, 0.2)


@given(st.lists(st.tuples(st.text(min_size=1).filter(lambda t: not any(map(str.isspace, t))), st.integers(0, 3))))
def test_offsets_name_each_word(rows: list[tuple[str, int]]) -> None:
    rows.sort(key=lambda row: row[1])
    words = words_from([(word, BOX, 1.0, line) for word, line in rows])
    assert len(rows) == len(words)
    assert words.text.split() == list(words) or any(not word.isprintable() for word, _line in rows)
    assert [words.word(i) for i in range(len(words))] == list(words)


def test_lines_are_joined_by_newlines_and_words_by_spaces() -> None:
    words = words_from([("Operation", BOX, 1.0, 0), ("plan", BOX, 1.0, 0), ("2017", BOX, 1.0, 1)])
    assert words.text == "Operation plan\n2017"


@pytest.mark.parametrize("word", ["", "two words", "line\nbreak"])
def test_what_is_not_one_word_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="not one word"):
        words_from([(word, BOX, 1.0, 0)])


def test_a_quotation_over_two_lines_has_two_boxes() -> None:
    words = words_from([("a", Box(0, 0, 0.1, 0.1), 1, 0), ("b", Box(0.2, 0, 0.3, 0.1), 1, 0), ("c", BOX, 1, 1)])
    assert [Box(0, 0, 0.3, 0.1), BOX] == [
        Box(*(round(edge, 3) for edge in (b.left, b.top, b.right, b.bottom))) for b in line_boxes(words, [0, 1, 2])
    ]


def test_a_line_that_runs_askew_has_boxes_that_do_not_reach_over_its_neighbours() -> None:
    high, step = 0.012, 0.0025  # a line of 3 degrees, as words of a tenth of the page stand in it
    rows = [("word", Box(k / 10, 0.1 + k * step, k / 10 + 0.09, 0.1 + k * step + high), 0.9, 0) for k in range(9)]
    words = words_from(rows)
    boxes = line_boxes(words, range(9))
    assert len(boxes) == 3
    assert all(box.height <= 1.5 * high + 1e-6 for box in boxes)
    assert all(any(box.intersection(word) > 0.99 * word.area for box in boxes) for word in map(words.box, range(9)))
    straight = words_from([("x,", Box(0, 0.1, 0.1, 0.112), 1, 0), ("By", Box(0.2, 0.098, 0.3, 0.115), 1, 0)])
    assert len(line_boxes(straight, range(2))) == 1
