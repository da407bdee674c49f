from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.model.agree import Other, others
from readingroom.model.geometry import Box
from readingroom.model.words import Words, words_from


def laid(*lines: str, shift: float = 0.0) -> Words:
    """Lines of words on a typewriter's grid: the words of two readings of one page stand in the same places."""
    rows = []
    for number, line in enumerate(lines):
        at = 0
        for word in line.split(" "):
            if word:
                box = Box(at / 100 + shift, number / 20, (at + len(word)) / 100 + shift, (number + 0.8) / 20)
                rows.append((word, box, 0.9, number))
            at += len(word) + 1
    return words_from(rows)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Plan of March", "Plan of March", ["same", "same", "same"]),
        ("Plan, of “March”", 'plan. of "march"', ["same", "same", "same"]),
        ("arrested 412 people", "arrested 472 people", ["same", "other", "same"]),
        ("inthe north", "in the north", ["same", "same"]),
        ("in the north", "in~the north", ["same", "same", "same"]),
        ("of 1991 and", "of~1997 and", ["same", "other", "same"]),
        ("shall not leave", "shall     leave", ["same", "nothing", "same"]),
        ("a b", "", ["nothing", "nothing"]),
        ("we are not able to", "we are notable to", ["same", "same", "other", "other", "same"]),
        ("of 1 200 men", "of 1~200 men", ["same", "other", "other", "same"]),
        ("rose by -5 degrees", "rose by 5 degrees", ["same", "same", "other", "same"]),
        ("loss (1,200) paid", "loss 1,200 paid", ["same", "other", "same"]),
        ("loss ($1,200) paid", "loss ($1,200). paid", ["same", "same", "same"]),
        ("in 5001 cases", "in 500¹ cases", ["same", "other", "same"]),
    ],
)
def test_what_the_other_reads_there(one: str, other: str, expected: list[str]) -> None:
    second = laid(other.replace("~", " "))
    if "~" in other:  # one word over the place of two
        whole = laid(other.replace("~", "x"))
        second = words_from((w.replace("x", ""), whole.box(i), 0.9, 0) for i, w in enumerate(whole))
    assert expected == [found.verdict for found in others(laid(one), second)]


def test_what_only_the_other_reads_is_told_at_the_word_before_it() -> None:
    found = others(laid("officers shall     leave"), laid("officers shall not leave"))
    assert found[1] == Other("same", "shall", "not")
    assert [other.after for other in found] == ["", "not", ""]


def test_what_only_the_other_reads_before_a_line_or_in_one_of_its_own_is_told_at_the_word_after_it() -> None:
    found = others(laid("they were found", "    guilty"), laid("they were found", "not guilty"))
    assert [other.before for other in found] == ["", "", "", "not"]
    found = others(laid("they were found", "", "guilty"), laid("they were found", "never", "guilty"))
    assert [other.before for other in found] == ["", "", "", "never"]


def test_words_that_the_other_parts_are_marked() -> None:
    found = others(laid("inthe north"), laid("in the north"))
    assert [(other.verdict, other.parted) for other in found] == [("same", True), ("same", False)]


def test_another_line_is_another_place() -> None:
    found = others(laid("first line", "second line"), laid("", "second line"))
    assert [other.verdict for other in found] == ["nothing", "nothing", "same", "same"]


WORD = st.text("abcD1,", min_size=1, max_size=6)


@given(st.lists(st.lists(WORD, min_size=1, max_size=8), max_size=6))
def test_a_reading_agrees_with_itself(lines: list[list[str]]) -> None:
    words = laid(*[" ".join(line) for line in lines])
    assert all(other == Other("same", word) for word, other in zip(words, others(words, words), strict=True))


@given(
    st.lists(st.tuples(WORD, *[st.floats(0, 1)] * 4), max_size=12), st.lists(st.tuples(WORD, *[st.floats(0, 1)] * 4))
)
def test_words_anywhere_never_break_it(first: list, second: list) -> None:
    def words(rows: list) -> Words:
        return words_from(
            (w, Box(min(a, b), min(c, d), max(a, b), max(c, d)), 0.5, line) for line, (w, a, b, c, d) in enumerate(rows)
        )

    assert len(others(words(first), words(second))) == len(first)
