from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from readingroom.formats.paging import LANDSCAPE, PORTRAIT, Layout, Row, labelled, layout_of, text_pages, wrapped

SMALL = Layout(100, 100, 10, 3, 0, 0)


def texts(*lines: str, layout: Layout = SMALL) -> list[list[str]]:
    return [[row.text for row in page] for page in text_pages(lines, layout)]


@given(st.text(st.sampled_from("ab "), max_size=60), st.integers(1, 12))
def test_rows_joined_give_the_line_again_and_break_no_word_that_fits(line: str, columns: int) -> None:
    rows = list(wrapped(line, columns))
    assert "".join(row.text for row in rows) == line
    assert all(len(row.text.rstrip(" ")) <= columns for row in rows)
    for before, row in pairwise(rows):
        if row.turn == "inside":
            tail = before.text.rpartition(" ")[2] + row.text.partition(" ")[0]
            assert len(tail) > columns
        else:
            assert before.text.endswith(" ")


def test_lines_are_kept_and_pages_have_a_fixed_number_of_rows() -> None:
    assert texts("a\n", "\n", "b\n", "c\n") == [["a", "", "b"], ["c"]]


def test_a_form_feed_begins_a_page() -> None:
    assert texts("a\n", "\fb\n") == [["a"], ["b"]]
    assert texts("a\n", "\f\n", "b\n") == [["a"], ["b"]]
    assert texts("a\f\fb\n") == [["a"], [], ["b"]]
    assert texts("a\n", "\f\n") == [["a"]]
    assert texts("\fa\n") == [[], ["a"]]


def test_blank_ends_of_sheets_are_left_out_and_there_is_always_a_page() -> None:
    assert texts() == [[]]
    assert texts("\n", " \n", "\t\n") == [[]]
    assert texts("a\n", *["\n"] * 20) == [["a"]]
    assert texts("a\n", *["\n"] * 5, "b\n") == [["a", "", ""], ["", "", ""], ["b"]]


def test_continued_rows_are_marked_also_over_pieces_of_a_long_line() -> None:
    [page] = text_pages(["one two three\n", "abcdefghijkl\n"], Layout(1, 1, 10, 9, 0, 0))
    assert page == [Row("one two "), Row("three", "between"), Row("abcdefghij"), Row("kl", "inside")]
    [page] = text_pages(["piece ", "of a line\n", "next\n"], Layout(1, 1, 20, 9, 0, 0))
    assert page == [Row("piece "), Row("of a line", "between"), Row("next")]


def test_tabs_stand_at_every_eighth_column() -> None:
    assert texts("a\tb\tc\n", layout=PORTRAIT) == [["a       b       c"]]


def test_labels_set_their_text_in() -> None:
    rows = list(labelled("Subject:", "one two", 16))
    assert rows == [Row("Subject:    one ", label=8), Row("            two", "between")]


def test_the_page_is_turned_where_most_long_lines_fit_then() -> None:
    assert layout_of([]) == PORTRAIT
    assert layout_of(["x" * 96 + "\n"] * 3) == PORTRAIT
    assert layout_of(["x" * 97 + "\n"]) == LANDSCAPE
    assert layout_of(["x" * 90 + "\tx\n"]) == LANDSCAPE
    assert layout_of(["x" * 97 + "\fx" + "x" * 132 + "\n"]) == PORTRAIT
    assert layout_of(["x" * 97 + "\n"] * 2 + ["x" * 133 + "\n"]) == LANDSCAPE


def test_the_promised_pages() -> None:
    assert (PORTRAIT.columns, PORTRAIT.rows, LANDSCAPE.columns, LANDSCAPE.rows) == (96, 60, 132, 46)
