from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from readingroom.engines.ocr import Recognised
from readingroom.model.geometry import Box, clamped
from readingroom.model.layout import Block
from readingroom.model.page import Sheet
from readingroom.model.words import BORN_DIGITAL, Words, words_from
from readingroom.reading.arrange import arranged
from readingroom.reading.layout import blocks_of

#: A page of US letter, points; width of a letter and of a space, height of a line.
WIDTH, HEIGHT, LETTER, SPACE, HIGH = 612.0, 792.0, 5.0, 3.0, 9.0

Print = tuple[float, float, str]
"""Left, top, text of a line or of a cell, points."""


def boxes_of(left: float, top: float, text: str) -> list[tuple[str, tuple[float, float, float, float]]]:
    placed = []
    for word in text.split():
        right = left + LETTER * len(word)
        placed.append((word, (left, top, right, top + HIGH)))
        left = right + SPACE
    return placed


def page(*prints: Print) -> Words:
    """Born-digital words in the order given, each print a line of its own."""
    return words_from(
        (word, Box(box[0] / WIDTH, box[1] / HEIGHT, box[2] / WIDTH, box[3] / HEIGHT), BORN_DIGITAL, line)
        for line, (left, top, text) in enumerate(prints)
        for word, box in boxes_of(left, top, text)
    )


def scan(*prints: Print, angle: float = 0.0) -> Recognised:
    """The same as it is read off an image that lies askew (radians), lines in an order of their own."""
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])

    def laid(corners: Sequence[tuple[float, float]]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        return np.asarray((np.array(corners) - (WIDTH / 2, HEIGHT / 2)) @ turn + (WIDTH / 2, HEIGHT / 2))

    rows, lines = [], []
    order = np.random.default_rng(4).permutation(len(prints)).tolist()
    for number, at in enumerate(order):
        placed = boxes_of(*prints[at])
        for word, (left, top, right, bottom) in placed:
            corners = laid([(left, top), (right, top), (right, bottom), (left, bottom)]) / (WIDTH, HEIGHT)
            rows.append((word, clamped(*corners.min(0).tolist(), *corners.max(0).tolist()), 0.9, number))
        (left, top, _right, _bottom), (_left, _top, right, bottom) = placed[0][1], placed[-1][1]
        lines.append(laid([(left, top), (right, top), (right, bottom), (left, bottom)]) / (WIDTH, HEIGHT))
    return Recognised(tuple(rows), np.array(lines).reshape(-1, 4, 2))


def shown(words: Words, blocks: Sequence[Block]) -> list[tuple[str, str]]:
    return [(one.kind, words.text[words.starts[one.first] : words.ends[one.last]]) for one in blocks]


def both_ways(*prints: Print, angle: float = 0.0) -> list[tuple[str, str]]:
    """Kinds and texts of the blocks; they must be alike whether the page is born digital or read off an image."""
    words = page(*prints)
    digital = shown(words, blocks_of(words, WIDTH, HEIGHT))
    assert shown(*arranged(scan(*prints, angle=angle), Sheet(WIDTH, HEIGHT))) == digital
    return digital


LONG = "the inspectors went down into the old gallery and counted every lamp that was lit there again"
PROSE = [(72.0, 200.0 + 14 * row, LONG) for row in range(6)]


def test_lines_of_running_text_are_one_paragraph() -> None:
    assert both_ways(*PROSE) == [("paragraph", "\n".join([LONG] * 6))]


def test_a_short_line_a_gap_and_an_indent_end_a_paragraph() -> None:
    short = (72.0, 214.0, "and came back.")
    text = [(72.0, 200.0, LONG), short, (72.0, 228.0, LONG), (72.0, 242.0, LONG)]
    gap = [(72.0, 280.0, LONG), (72.0, 294.0, LONG)]
    indent = [(92.0, 308.0, LONG[:-6].capitalize()), (72.0, 322.0, LONG), (72.0, 336.0, LONG)]
    assert [text.count("\n") + 1 for _kind, text in both_ways(*text, *gap, *indent)] == [2, 2, 2, 3]


def test_items_of_a_list_are_paragraphs_of_their_own() -> None:
    items = [(72.0, 200.0 + 14 * row, f"({letter}) {LONG[:-4]}") for row, letter in enumerate("abc")]
    assert [kind for kind, _text in both_ways(*items)] == ["paragraph"] * 3


def test_head_and_foot_are_set_apart() -> None:
    found = both_ways((250.0, 30.0, "CASE 4:20 Document 7"), *PROSE, (300.0, 750.0, "Page 3 of 9"))
    assert [kind for kind, _text in found] == ["header", "paragraph", "footer"]


def test_text_that_begins_at_the_head_of_the_page_is_no_header() -> None:
    assert [kind for kind, _text in both_ways(*[(72.0, 40.0 + 14 * row, LONG) for row in range(52)])] == ["paragraph"]


def test_line_numbers_are_kept_apart_from_the_sentences_beside_them() -> None:
    numbers = [(50.0 if row < 9 else 45.0, 150.0 + 24 * row, str(row + 1)) for row in range(20)]
    text = [(80.0, 150.0 + 24 * row, LONG) for row in range(20)]
    found = both_ways(*numbers, *text)
    assert [kind for kind, _text in found] == ["number"] * 20 + ["paragraph"]


def test_a_note_in_the_margin_is_read_after_the_paragraph_it_stands_beside() -> None:
    notes = [(560.0, 214.0, "see A")]
    after = [(72.0, 320.0 + 14 * row, LONG) for row in range(4)]
    found = shown(*arranged(scan(*PROSE, *notes, *after), Sheet(WIDTH, HEIGHT)))
    assert [kind for kind, _text in found] == ["paragraph", "margin", "paragraph"]


def test_exemption_codes_alone_are_labels() -> None:
    found = both_ways(*PROSE, (72.0, 320.0, "(b)(6), (b)(7)(C)"), (72.0, 350.0, LONG))
    assert [kind for kind, _text in found] == ["paragraph", "label", "paragraph"]
    assert both_ways(*PROSE, (72.0, 320.0, "(b) is the rule"))[-1][0] == "paragraph"


def test_writing_up_the_page_stands_in_the_margin() -> None:
    words = page(*PROSE)
    up = [("District", Box(0.03, 0.5, 0.04, 0.6), BORN_DIGITAL, 90), ("Court", Box(0.03, 0.4, 0.04, 0.49), 0.9, 90)]
    rows = [(words.word(at), words.box(at), BORN_DIGITAL, words.lines[at]) for at in range(len(words))]
    both = words_from([*rows, *up])
    assert [one.kind for one in blocks_of(both, WIDTH, HEIGHT)] == ["paragraph", "margin"]


@pytest.mark.parametrize("angle", [-0.09, -0.03, 0.05])
def test_a_page_askew_has_the_same_blocks(angle: float) -> None:
    assert [kind for kind, _text in both_ways(*PROSE, angle=angle)] == ["paragraph"]


@pytest.mark.parametrize("angle", [math.pi / 4, -math.pi / 4, math.pi / 2, 3.0])
def test_a_page_at_any_angle_keeps_all_its_words(angle: float) -> None:
    found = scan(*PROSE, (72.0, 400.0, "12"), angle=angle)
    words, blocks = arranged(found, Sheet(WIDTH, HEIGHT))
    assert sorted(words) == sorted(row[0] for row in found.rows)
    assert [at for one in blocks for at in range(one.first, one.last + 1)] == list(range(len(words)))


def test_nothing_has_no_blocks() -> None:
    assert blocks_of(Words(), WIDTH, HEIGHT) == ()
    assert arranged(Recognised((), np.zeros((0, 4, 2))), Sheet(WIDTH, HEIGHT)) == (Words(), ())


@pytest.mark.parametrize("seed", range(12))
def test_whatever_stands_on_a_page_every_word_is_in_one_block(seed: int) -> None:
    random = np.random.default_rng(seed)
    count = int(random.integers(1, 120))
    rows = []
    for number in range(count):
        left, top = random.random(2)
        wide, high = random.random(2) ** 4
        word = str(random.choice(["a", "12", "(b)(6)", "word", "•"]))
        line = number // int(random.integers(1, 4))
        rows.append((word, clamped(left, top, left + wide, top + high), 0.5, line))
    rows.sort(key=lambda row: row[3])
    words = words_from(rows)
    blocks = blocks_of(words, WIDTH, HEIGHT)
    assert [at for one in blocks for at in range(one.first, one.last + 1)] == list(range(len(words)))


def test_lines_of_an_item_hang_beside_its_mark() -> None:
    prints = [(72.0, 200.0, f"A) {LONG}"), (90.0, 214.0, "of the bank."), (72.0, 228.0, f"B) {LONG}")]
    assert [text.replace("\n", " ") for _kind, text in both_ways(*prints)] == [f"A) {LONG} of the bank.", f"B) {LONG}"]


def test_line_numbers_stand_apart_where_a_question_stands_apart_from_its_mark() -> None:
    said = ["Yeah. There was a processing area so", "I do not get confused now", "Was it there?", "It was."]
    prints: list[Print] = []
    for row in range(12):
        prints.append((40.0, 200.0 + 24 * row, str(row + 1)))
        if row % 4 != 1:
            prints.append((90.0, 200.0 + 24 * row, "AAQA"[row % 4] + "."))
        prints.append((90.0 if row % 4 == 1 else 120.0, 200.0 + 24 * row, said[row % 4]))
    found = shown(*arranged(scan(*prints), Sheet(WIDTH, HEIGHT)))
    assert found[:12] == [("number", str(row + 1)) for row in range(12)]
    assert [(kind, text.replace("\n", " ")) for kind, text in found[12:15]] == [
        ("paragraph", f"A. {said[0]} {said[1]}"), ("paragraph", f"Q. {said[2]}"), ("paragraph", f"A. {said[3]}"),
    ]  # fmt: skip


def test_a_foot_with_the_number_of_the_page_may_stand_higher() -> None:
    assert both_ways(*PROSE, (72.0, 0.87 * HEIGHT, "Research Section Page 3 of 8"))[-1][0] == "footer"
    assert both_ways(*PROSE, (72.0, 0.87 * HEIGHT, "Sincerely yours"))[-1][0] == "paragraph"


def test_a_code_beside_a_withheld_line_is_read_where_that_line_stood() -> None:
    codes = [(560.0, 214.0, "b6"), (560.0, 300.0, "b6 b7C")]
    prints = [*PROSE, (72.0, 316.0, "Inspector of Workings"), (72.0, 330.0, "Safety Corps"), *codes]
    found = shown(*arranged(scan(*prints), Sheet(WIDTH, HEIGHT)))
    assert [text.split("\n")[0] for _kind, text in found][-3:] == ["b6 b7C", "Inspector of Workings", "Safety Corps"]


def test_codes_stand_in_the_margin_where_the_text_ends_earlier() -> None:
    text = [(72.0, 200.0 + 14 * row, LONG[:60]) for row in range(6)]
    codes = [(525.0, 200.0 + 14 * row, "b6 b7C") for row in range(6)]
    found = shown(*arranged(scan(*text, *codes), Sheet(WIDTH, HEIGHT)))
    assert {kind for kind, _text in found} == {"paragraph", "label"}


@pytest.mark.parametrize(
    "lines",
    [
        ["the whole of it was read anew and all of it was counted by hand, reestablish-", "ment of the lamps."],
        ["the whole of it was read anew and all of it was counted by hand and by", "the winding house."],
    ],
    ids=["hyphen", "sentence"],
)
def test_a_line_that_stands_in_goes_on_with_its_sentence(lines: list[str]) -> None:
    prints = [(72.0, 200.0, lines[0]), (90.0, 214.0, lines[1]), (72.0, 240.0, LONG)]
    assert len(both_ways(*prints)) == 2


def test_a_short_last_line_under_several_pieces_is_part_of_their_paragraph() -> None:
    pieces = [(72.0, 228.0, LONG[:40]), (285.0, 228.0, "nineteenth"), (350.0, 228.0, LONG[:30]), (72.0, 242.0, "town.")]
    words = page(*PROSE[:2], *pieces)
    assert len(blocks_of(words, WIDTH, HEIGHT)) == 1


def test_items_that_are_numbered_like_b2_are_paragraphs_of_their_own() -> None:
    prints = [
        (72.0, 200.0, f"B1 {LONG}."),
        (72.0, 214.0, f"B2 {LONG}"),
        (90.0, 228.0, "and counted."),
        (72.0, 242.0, LONG),
    ]
    found = [text.replace("\n", " ") for _kind, text in both_ways(*prints)]
    assert found == [f"B1 {LONG}.", f"B2 {LONG} and counted.", LONG]
