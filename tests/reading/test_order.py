from __future__ import annotations

import numpy as np
import pytest

from readingroom.reading.order import Lines, in_order, skew, straight


def lines(*places: tuple[float, float, float], words: int = 6, numbers: dict[int, int] | None = None) -> Lines:
    """Lines 10 high from (left, top, right) on a page 600 wide."""
    boxes = np.array([(left, top, right, top + 10) for left, top, right in places], float)
    counted = np.full(len(places), -1)
    counts = np.full(len(places), float(words))
    for place, number in (numbers or {}).items():
        counted[place], counts[place] = number, 1
    return Lines(boxes, counts, counted, 600.0)


def column(left: float, right: float, top: float, count: int, ragged: float = 0) -> list[tuple[float, float, float]]:
    return [(left, top + 14 * row, right - ragged * (row % 3)) for row in range(count)]


def test_a_page_of_one_column_is_read_from_top_to_bottom() -> None:
    page = lines(*column(50, 550, 50, 30, ragged=20))
    assert in_order(page) == [[row] for row in range(30)]


def test_two_columns_are_read_one_after_the_other_between_what_spans_both() -> None:
    places = [(50, 10, 550), *column(50, 290, 50, 12, 8), *column(310, 550, 50, 12, 8), (50, 300, 550)]
    shuffled = np.random.default_rng(1).permutation(len(places))
    order = in_order(lines(*[places[at] for at in shuffled]))
    assert [[int(shuffled[at]) for at in row] for row in order] == [[at] for at in range(26)]


def test_columns_of_unlike_length_and_grid_are_told_apart() -> None:
    places = [*column(50, 290, 50, 20), *[(310, top + 5, right) for _l, top, right in column(310, 550, 50, 8)]]
    assert in_order(lines(*places)) == [[at] for at in range(28)]


def test_four_columns_of_a_spread_are_read_in_turn() -> None:
    places = [*column(20, 140, 50, 14), *column(150, 270, 50, 20), *column(320, 440, 50, 20), *column(450, 570, 50, 20)]
    assert in_order(lines(*places, words=4)) == [[at] for at in range(74)]


def test_a_table_is_read_across_its_rows() -> None:
    places = [
        (left, 50 + 14 * row, left + wide) for row in range(12) for left, wide in ((50, 90), (250, 60), (450, 50))
    ]
    assert in_order(lines(*places, words=1)) == [[3 * row, 3 * row + 1, 3 * row + 2] for row in range(12)]


def test_a_form_of_labels_and_values_is_read_across_its_rows() -> None:
    places = [(50, 50 + 20 * row, 100) for row in range(8)] + [(150, 50 + 20 * row, 300 + 25 * row) for row in range(8)]
    assert in_order(lines(*places, words=3)) == [[row, row + 8] for row in range(8)]


def test_line_numbers_of_a_transcript_are_kept_out_of_its_sentences() -> None:
    numbers = [(30, 50 + 24 * row, 45) for row in range(25)]
    text = [(80, 50 + 24 * row, 500) for row in range(25)]
    page = lines(*numbers, *text, numbers={row: row + 1 for row in range(25)})
    assert in_order(page) == [[at] for at in range(50)]


def test_numbers_that_do_not_count_stay_in_their_rows() -> None:
    numbers = [(30, 50 + 24 * row, 45) for row in range(10)]
    text = [(80, 50 + 24 * row, 500) for row in range(10)]
    page = lines(*numbers, *text, numbers={row: (row * 7) % 23 for row in range(10)})
    assert in_order(page) == [[row, row + 10] for row in range(10)]


def test_codes_in_the_right_margin_come_after_the_paragraph() -> None:
    codes = lines((560, 78, 590), (560, 120, 590), words=1)
    body = lines(*column(50, 540, 50, 12))
    both = Lines(
        np.vstack([body.boxes, codes.boxes]), np.r_[body.words, codes.words], np.r_[body.numbers, codes.numbers], 600.0
    )
    assert in_order(both) == [[at] for at in range(14)]


@pytest.mark.parametrize("angle", [-0.05, 0.0, 0.03])
def test_a_skewed_page_is_laid_straight(angle: float) -> None:
    flat = np.array([[(50, top), (500, top), (500, top + 10), (50, top + 10)] for top in range(50, 400, 20)], float)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    askew = flat @ turn
    assert skew(askew) == pytest.approx(angle, abs=1e-6)
    boxes = straight(askew)
    assert boxes[:, 3] - boxes[:, 1] == pytest.approx(np.full(len(flat), 10), abs=0.01)
    assert np.ptp(boxes[:, 0]) < 0.01
    assert np.all(np.diff(boxes[:, 1]) > 19)


def test_nothing_has_no_order() -> None:
    assert in_order(lines()) == []
    assert straight(np.zeros((0, 4, 2))).shape == (0, 4)


def test_a_page_number_under_the_gutter_is_no_part_of_the_columns() -> None:
    # its left edge is almost that of the longest line
    places = [*column(50, 290.4, 50, 12), (290.2, 300, 300), *column(310, 550, 50, 12)]
    page = lines(*places)
    assert in_order(page) == [*([at] for at in range(12)), *([at] for at in range(13, 25)), [12]]


def test_a_column_of_text_with_numbers_at_the_ends_of_its_lines_is_read_down() -> None:
    left, right = column(50, 290, 50, 14), column(310, 500, 50, 14)
    numbers = [(530, top, 550) for _left, top, _right in right]
    page = lines(*left, *right, *numbers, words=4)
    page.words[28:] = 1
    assert in_order(page) == [*([at] for at in range(14)), *([at, at + 14] for at in range(14, 28))]
