from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.annotating.anchor import anchored, page_lines
from readingroom.annotating.layer import lay
from readingroom.annotating.spread import spread
from readingroom.annotating.written import decision_from, value_of
from readingroom.errors import RoomError
from readingroom.model.decision import Anchor, Decision
from readingroom.model.geometry import Box
from readingroom.model.ids import PageId
from readingroom.model.words import Words, words_from
from typed import page

PAGE = PageId("x")
READ = page(
    """the Bureau sent 1901 records
and shall deport nobody in the opera-
tion plan of 1901"""
)


def correction(number: int, words: Words, first: int, last: int, text: str, *replaces: int) -> Decision:
    anchor = anchored(words, first, last)
    return Decision(number, PAGE, "correction", "Ana", "t", anchor, tuple(text.split()), replaces=replaces)


def test_a_correction_that_was_blanked_takes_no_sign_of_the_page_away() -> None:
    words = page("paid by \u2588 of")
    anchor = Anchor(("\u2588",), (words.box(2),))
    laid = lay(words, [Decision(1, PAGE, "correction", "Ana", "t", anchor)])
    assert list(laid.words) == list(words)
    assert [one.number for one in laid.lost] == [1]


def undo(number: int, *of: int) -> Decision:
    return Decision(number, PAGE, "undo", "Ana", "t", replaces=of)


def moved(words: Words, right: float = 0.0, down: float = 0.0) -> Words:
    boxes = [words.box(i) for i in range(len(words))]
    there = [Box(b.left + right, b.top + down, b.right + right, b.bottom + down) for b in boxes]
    return words_from(
        (word, box, sure, line)
        for word, box, sure, line in zip(words, there, words.confidence, words.lines, strict=True)
    )


def reread(**changed: str) -> Words:
    """The page as another engine reads it, with words changed by their number."""
    rows = []
    for index, word in enumerate(READ):
        rows.append((changed.get(f"w{index}", word), READ.box(index), 0.5, READ.lines[index]))
    return words_from(rows)


@pytest.mark.parametrize(
    ("first", "last", "text", "expected"),
    [
        (3, 3, "1991", "sent 1991 records"),
        (3, 3, "", "sent records"),
        (6, 7, "shall not deport", "and shall not deport nobody"),
        (2, 4, "sentrecords", "Bureau sentrecords\nand"),
        (1, 1, "Bu reau", "the Bu reau sent"),
        (0, 0, "In the", "In the Bureau"),
        (11, 12, "operation", "in the operation\nplan of"),
    ],
)
def test_a_correction_stands_in_the_text(first: int, last: int, text: str, expected: str) -> None:
    found = lay(READ, [correction(1, READ, first, last, text)])
    assert expected in found.words.text
    assert [(one.decision.number, one.first, one.last) for one in found.standing] == [(1, first, last)]
    assert [state for _one, state in found.states] == ["stands"]
    words = list(found.words)
    assert [words[i] for i in sorted(found.by)] == text.split()


def test_words_that_nobody_corrected_keep_everything() -> None:
    found = lay(READ, [correction(1, READ, 3, 3, "1991")])
    for index, (first, last) in enumerate(found.read):
        if index != 3:
            assert (found.words.word(index), found.words.box(index)) == (READ.word(first), READ.box(last))
            assert found.words.confidence[index] == READ.confidence[first]
    assert found.words.confidence[3] == 1.0
    assert found.words.box(3) == READ.box(3)


def test_a_page_read_anew_keeps_what_still_fits_and_shows_the_rest() -> None:
    decided = [correction(1, READ, 3, 3, "1991"), correction(2, READ, 15, 15, "1903")]
    found = lay(reread(w15="19O1"), decided)
    assert "sent 1991 records" in found.words.text
    assert "of 19O1" in found.words.text
    assert [(one.number, state) for one, state in found.states] == [(1, "stands"), (2, "lost")]
    assert [one.number for one in found.lost] == [2]


def test_a_correction_is_never_laid_over_the_same_word_elsewhere() -> None:
    decided = [correction(1, READ, 15, 15, "1903")]  # the same word stands in the first line too
    found = lay(reread(w15="plan"), decided)
    assert found.words.text == reread(w15="plan").text
    assert [state for _one, state in found.states] == ["lost"]


def test_an_engine_that_now_reads_what_the_person_saw_agrees_with_it() -> None:
    found = lay(reread(w3="1991"), [correction(1, READ, 3, 3, "1991")])
    assert "sent 1991 records" in found.words.text
    assert [state for _one, state in found.states] == ["stands"]
    assert found.by[3].person == "Ana"


def test_a_page_that_was_turned_or_shifted_keeps_no_place() -> None:
    decided = [correction(1, READ, 3, 3, "1991")]
    assert [s for _one, s in lay(moved(READ, down=0.0004), decided).states] == ["stands"]
    assert [s for _one, s in lay(moved(READ, down=0.2), decided).states] == ["lost"]
    assert [s for _one, s in lay(moved(READ, right=0.2), decided).states] == ["lost"]


def test_the_history_is_kept_and_an_undo_can_be_undone() -> None:
    first, second = correction(1, READ, 3, 3, "1991"), correction(2, READ, 3, 3, "1961", 1)
    assert lay(READ, [first, second]).words.word(3) == "1961"
    back = lay(READ, [first, second, undo(3, 2)])
    assert back.words.word(3) == "1991"
    assert [state for _one, state in back.states] == ["stands", "undone", "stands"]
    again = lay(READ, [first, second, undo(3, 2), undo(4, 3)])
    assert again.words.word(3) == "1961"
    assert [state for _one, state in again.states] == ["replaced", "stands", "undone", "stands"]


def test_what_a_lost_correction_replaced_does_not_come_back() -> None:
    first, second = correction(1, READ, 3, 3, "1991"), correction(2, READ, 2, 4, "spent 1961 records", 1)
    found = lay(reread(w2="5ent"), [first, second])
    assert [state for _one, state in found.states] == ["replaced", "lost"]
    assert found.words.word(3) == "1901"


def test_a_look_holds_for_lines_that_still_read_so() -> None:
    look = Decision(1, PAGE, "looked", "Ana", "t", lines=page_lines(READ))
    assert set(lay(READ, [look]).seen) == set(range(len(READ)))
    assert set(lay(reread(w15="19O1"), [look]).seen) == set(range(12))
    assert [s for _one, s in lay(moved(READ, down=0.2), [look]).states] == ["lost"]
    assert "Bureau" not in value_of(look)


def test_a_look_at_words_holds_where_they_stand() -> None:
    look = Decision(1, PAGE, "looked", "Ana", "t", anchored(READ, 1, 3))
    assert set(lay(READ, [look]).seen) == {1, 2, 3}
    assert lay(reread(w2="5ent"), [look]).seen == {}


def test_a_decision_comes_back_as_it_was_written_down() -> None:
    for one in (
        correction(1, READ, 6, 7, "shall not", 4, 5),
        correction(1, READ, 6, 7, ""),
        Decision(1, PAGE, "looked", "Ana", "t", lines=page_lines(READ)),
        undo(1, 3),
    ):
        back = decision_from(1, PAGE, kind=one.kind, person="Ana", at="t", value=value_of(one))
        assert (back.text, back.replaces, back.kind) == (one.text, one.replaces, one.kind)
        assert (back.anchor is None) == (one.anchor is None)
        assert [line.digest for line in back.lines] == [line.digest for line in one.lines]


@pytest.mark.parametrize(
    "value", ["", "[]", "3", "{}", '{"words":[]}', '{"words":["a"],"boxes":[[0,0,1]]}', '{"words":["a b"],"boxes":[]}']
)
def test_a_damaged_decision_is_said(value: str) -> None:
    with pytest.raises(RoomError, match="Decision 7"):
        decision_from(7, PAGE, kind="correction", person="Ana", at="t", value=value)


WORD = st.text("abcdefghij", min_size=1, max_size=8)


@given(st.lists(WORD, min_size=1, max_size=6), st.lists(WORD, max_size=6))
def test_words_in_the_place_of_others_stay_in_their_place_and_order(old: list[str], new: list[str]) -> None:
    boxes = [Box(k / 10, 0.1, k / 10 + 0.08, 0.2) for k in range(len(old))]
    placed = list(spread(old, boxes, new))
    assert [one.text for one in placed] == new
    around = (boxes[0].left, boxes[-1].right)
    for one in placed:
        assert around[0] - 1e-9 <= one.box.left <= one.box.right <= around[1] + 1e-9
    assert [one.box.left for one in placed] == sorted(one.box.left for one in placed)


@given(st.data())
def test_any_run_can_be_corrected_and_taken_back(data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(READ) - 1))
    last = data.draw(st.integers(first, len(READ) - 1))
    text = " ".join(data.draw(st.lists(WORD, max_size=5)))
    one = correction(1, READ, first, last, text)
    found = lay(READ, [one])
    expected = [*list(READ)[:first], *text.split(), *list(READ)[last + 1 :]]
    assert list(found.words) == expected
    assert len(found.read) == len(found.words)
    assert list(lay(READ, [one, undo(2, 1)]).words) == list(READ)
    kept = decision_from(1, PAGE, kind=one.kind, person="Ana", at="t", value=value_of(one))
    assert isinstance(kept.anchor, Anchor)
    assert list(lay(READ, [kept]).words) == expected
