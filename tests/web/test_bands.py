from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.model.geometry import Box
from readingroom.model.layout import Block
from readingroom.model.words import words_from
from readingroom.web.bands import NARROW, WIDE, band_for, parsed, written
from readingroom.web.text import Marks, chosen_words, groups, lines
from readingroom.web.wording import number, size

edge = st.floats(0, 1)


@st.composite
def box(draw) -> Box:
    left, right = sorted((draw(edge), draw(edge)))
    top, bottom = sorted((draw(edge), draw(edge)))
    return Box(left, top, right, bottom)


@given(st.lists(box(), min_size=1, max_size=8))
def test_a_band_lies_on_the_page_and_holds_the_first_hit(boxes: list[Box]) -> None:
    band = band_for(boxes)
    assert math.isclose(band.wide.width, WIDE)
    assert math.isclose(band.narrow.width, NARROW)
    first = boxes[0]
    assert band.wide.top <= first.top
    assert first.bottom <= band.wide.bottom
    assert first in band.marks
    if first.width < WIDE - 0.04:
        assert band.wide.left <= first.left + 1e-9
        assert first.right <= band.wide.right + 1e-9


def test_a_line_of_a_letter_is_shown_whole() -> None:
    band = band_for([Box(0.6, 0.3, 0.7, 0.32)])
    assert band.wide.left < 0.1176
    assert band.wide.right > 0.8824


@given(st.lists(box(), max_size=5))
def test_boxes_survive_the_address(boxes: list[Box]) -> None:
    back = parsed(";".join(map(written, boxes)), 5)
    assert len(back) == len(boxes)
    for before, after in zip(boxes, back, strict=True):
        assert all(
            abs(getattr(before, side) - getattr(after, side)) < 1e-4 for side in ("left", "top", "right", "bottom")
        )


@pytest.mark.parametrize(
    "text", ["0,0,1", "0,0,1,nan", "0,0,inf,1", "a,b,c,d", "0,0,1,9", "0,0,1,1;0,0,1,1", "0,0,1,1,1"]
)
def test_other_addresses_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the view turns any of them into one sentence
        parsed(text, 1)


HITS = st.lists(st.lists(box(), max_size=2), max_size=4)

WORDS = words_from(
    [
        ("The", Box(0.1, 0.1, 0.2, 0.12), 0.99, 0),
        ("warant", Box(0.25, 0.1, 0.4, 0.12), 0.4, 0),
        ("was", Box(0.45, 0.1, 0.5, 0.12), 0.99, 0),
        ("served", Box(0.1, 0.2, 0.3, 0.22), math.nan, 1),
    ]
)


@given(HITS, st.integers(0, 5), st.integers(0, 5))
def test_runs_together_are_the_text(hits: list[list[Box]], first: int, last: int) -> None:
    shown = list(lines(WORDS, Marks(hits, range(first, last))))
    assert "".join(run.text for line in shown for run in line) == WORDS.text


def test_hits_doubt_and_chosen_words_are_marked_apart() -> None:
    first, second = lines(WORDS, Marks([[Box(0.24, 0.09, 0.41, 0.13)]], chosen_words("2-3", WORDS)))
    assert [(run.text, run.hit, run.doubt, run.chosen) for run in first if run.text.strip()] == [
        ("The", 0, False, False),
        ("warant", 1, True, False),
        ("was", 0, False, True),
    ]
    assert [(run.text, run.chosen) for run in second] == [("served", True)]


def test_words_before_a_covered_place_are_a_run_of_their_own() -> None:
    first, _second = lines(WORDS, Marks(covered=frozenset({0, 1})))
    assert [(run.text, run.covered) for run in first if run.text.strip()] == [("The", 1), ("warant", 2), ("was", 0)]


@pytest.mark.parametrize(
    ("text", "words"),
    [("2-3", [2, 3]), ("3-2", [2, 3]), ("3-999999", [3]), ("9-10", []), ("x", []), ("1", []), ("-1-2", [])],
)
def test_words_of_a_link_are_read_strictly(text: str, words: list[int]) -> None:
    assert list(chosen_words(text, WORDS)) == words


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (999_949, "1.0 MB"),
        (25_300_000, "25 MB"),
        (10**13, "10 TB"),
    ],
)
def test_sizes_are_said_as_people_say_them(count: int, said: str) -> None:
    assert size(count) == said


def test_numbers_are_grouped() -> None:
    assert number(1904) == "1,904"


TABLE = (
    Block("header", 0, 0),
    Block("cell", 1, 1, table=1, row=1, column=1),
    Block("cell", 2, 3, table=1, row=2, column=2),
)


@given(
    st.lists(st.lists(box(), max_size=2), max_size=4),
    st.integers(0, 5),
    st.integers(0, 5),
    st.sampled_from([(), TABLE[:1], TABLE]),
)
def test_groups_together_are_the_text(hits: list[list[Box]], first: int, last: int, blocks: tuple[Block, ...]) -> None:
    shown = list(groups(WORDS, blocks, Marks(hits, range(first, last))))
    inside = [lines for group in shown for lines in (group.lines, *(cell for row in group.rows for cell in row))]
    assert "".join(run.text for lines in inside for line in lines for run in line) == WORDS.text


def test_a_table_is_shown_as_rows_of_cells() -> None:
    head, table = groups(WORDS, TABLE, Marks())
    assert (head.kind, table.kind) == ("header", "table")
    assert [[bool(cell) for cell in row] for row in table.rows] == [[True, False], [False, True]]
    assert [len(cell) for row in table.rows for cell in row] == [1, 0, 0, 2]
