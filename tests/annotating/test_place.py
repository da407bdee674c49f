"""Passages keep their place, whatever reads the page later; checked on pages that are read anew in many ways."""

from __future__ import annotations

import random

import pytest

from readingroom.annotating.anchor import BLANK, anchored
from readingroom.annotating.place import anchor_from, anchor_text, blanked, place, turn
from readingroom.model.decision import Anchor
from readingroom.model.geometry import Box
from readingroom.model.words import MARK, Words, words_from

Row = tuple[str, Box, float, int]

ROUNDS = 60


def page(rng: random.Random) -> list[Row]:
    """A page of some lines, with words that come again."""
    rows: list[Row] = []
    for line in range(rng.randint(1, 12)):
        left, top = 0.1, 0.05 + 0.07 * line
        for _word in range(rng.randint(1, 8)):
            text = rng.choice(["the", "Bureau", "warrant", "año", "1901", "was", "served"])
            width = 0.012 * len(text)
            rows.append((text, Box(left, top, left + width, top + 0.02), 0.9, line))
            left += width + 0.01
    return rows


def jittered(rng: random.Random, rows: list[Row]) -> list[Row]:
    """The same words with boxes as another engine draws them, a little off."""

    def off(size: float) -> float:
        return rng.uniform(-0.2, 0.2) * size

    return [
        (
            text,
            Box(
                box.left + off(box.width),
                box.top + off(box.height),
                box.right + off(box.width),
                box.bottom + off(box.height),
            ),
            sure,
            line,
        )
        for text, box, sure, line in rows
    ]


def chosen(rng: random.Random, words: Words) -> range:
    first = rng.randrange(len(words))
    return range(first, rng.randint(first, min(len(words) - 1, first + 9)) + 1)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_passage_stands_where_its_words_are_read_again(seed: int) -> None:
    rng = random.Random(seed)
    rows = page(rng)
    words = words_from(rows)
    run = chosen(rng, words)
    anchor = anchored(words, run[0], run[-1])
    assert place(words, anchor).words == tuple(run)
    again = place(words_from(jittered(rng, rows)), anchor)
    assert (again.state, again.words) == ("stands", tuple(run))
    # Through the catalogue, which keeps five digits.
    kept = anchor_from(anchor_text(anchor, "x"))
    assert place(words, kept.anchor).words == tuple(run)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_passage_read_otherwise_keeps_its_place_and_takes_no_other(seed: int) -> None:
    """Its words are misread, split or lost; what stands elsewhere is never taken, even where it reads the same."""
    rng = random.Random(1000 + seed)
    rows = page(rng)
    words = words_from(rows)
    run = chosen(rng, words)
    anchor = anchored(words, run[0], run[-1])
    fresh: list[Row] = []
    inside: set[int] = set()
    for index, (text, box, sure, line) in enumerate(rows):
        if index not in run:
            fresh.append((text, box, sure, line))
            continue
        how = rng.choice(["misread", "split", "lost"])
        if how == "misread":
            inside.add(len(fresh))
            fresh.append((text[:-1] + "#", box, sure, line))
        elif how == "split" and len(text) > 1:
            middle = (box.left + box.right) / 2
            inside |= {len(fresh), len(fresh) + 1}
            fresh.append((text[0], Box(box.left, box.top, middle, box.bottom), sure, line))
            fresh.append((text[1:], Box(middle, box.top, box.right, box.bottom), sure, line))
    if not fresh:
        fresh.append(("elsewhere", Box(0.8, 0.95, 0.9, 0.97), 0.9, 0))
    now = place(words_from(fresh), anchor)
    assert now.state == ("other" if inside else "gone")
    assert set(now.words) == inside
    # What is marked on the image is the paper under the words, no more.
    for box in now.boxes:
        assert any(box.overlap(words.box(index)) > 0 for index in run)
    area = sum(words.box(index).area for index in run)
    assert sum(box.area for box in now.boxes) <= 2 * area + 0.01


def test_the_same_words_elsewhere_on_the_page_are_not_taken() -> None:
    row = [("the", Box(0.1, 0.1, 0.15, 0.12), 0.9, 0), ("plan", Box(0.16, 0.1, 0.2, 0.12), 0.9, 0)]
    lower = [("the", Box(0.1, 0.5, 0.15, 0.52), 0.9, 1), ("plan", Box(0.16, 0.5, 0.2, 0.52), 0.9, 1)]
    anchor = anchored(words_from(row), 0, 1)
    assert place(words_from(lower), anchor).state == "gone"
    assert place(words_from(row + lower), anchor).words == (0, 1)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_that_is_turned_takes_its_passages_along(degrees: int) -> None:
    rows = [("Bureau", Box(0.1, 0.2, 0.3, 0.22), 0.9, 0), ("sent", Box(0.31, 0.2, 0.4, 0.22), 0.9, 0)]
    anchor = anchored(words_from(rows), 0, 1)
    turned = [(text, turn(box, degrees), sure, line) for text, box, sure, line in rows]
    assert place(words_from(turned), anchor, degrees).words == (0, 1)
    if degrees:
        assert place(words_from(turned), anchor).state != "stands"
    assert turn(turn(rows[0][1], degrees), 360 - degrees).left == pytest.approx(0.1)


def test_a_quarter_turn_is_clockwise() -> None:
    # What stands at the top left comes to the top right.
    box = turn(Box(0.0, 0.0, 0.2, 0.1), 90)
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx((0.9, 0.0, 1.0, 0.2))


def test_a_gap_that_something_covers_is_said() -> None:
    rows = [("paid", Box(0.1, 0.1, 0.15, 0.12), 0.9, 0), ("in", Box(0.4, 0.1, 0.45, 0.12), 0.9, 0)]
    words = words_from(rows)
    assert place(words, anchored(words, 0, 1), covered=frozenset({0, 1})).text == f"paid {MARK} in"


def test_words_under_a_place_that_is_covered_leave_the_anchor_and_it_keeps_its_place() -> None:
    anchor = Anchor(("secret", "plan"), (Box(0.1, 0.1, 0.2, 0.12), Box(0.21, 0.1, 0.3, 0.12)))
    assert blanked(anchor, 0, [Box(0.5, 0.5, 0.6, 0.6)]) == anchor
    cut = blanked(anchor, 0, [Box(0.09, 0.09, 0.21, 0.13)])
    assert (cut.words, cut.boxes) == ((BLANK, BLANK), anchor.boxes)
    turned = [turn(Box(0.09, 0.09, 0.21, 0.13), 90)]
    assert blanked(anchor, 90, turned).words == (BLANK, BLANK)
    # A page that shows the sign itself is not taken for it.
    shown = words_from([(BLANK, anchor.boxes[0], 0.9, 0), (BLANK, anchor.boxes[1], 0.9, 0)])
    assert place(shown, cut).state == "other"


@pytest.mark.parametrize("kept", ["{", "[]", "{}", '{"words":["a"],"boxes":[]}', '{"words":["a"],"boxes":[[2,0,3,1]]}',
                                  '{"words":["a"],"boxes":[[0,0,1,1]],"turned":45}', '"x"', "3"])  # fmt: skip
def test_what_is_no_anchor_is_refused(kept: str) -> None:
    with pytest.raises(ValueError, match=r"anchor|box|JSON|Expecting|property"):
        anchor_from(kept)
