from __future__ import annotations

import itertools
from array import array
from dataclasses import replace

import numpy as np

from readingroom.model.layout import Block
from readingroom.model.page import Sheet
from readingroom.model.words import Words
from readingroom.reading.arrange import arranged
from readingroom.reading.layout import blocks_of
from readingroom.reading.pieces import pieces_of, straight_boxes
from readingroom.reading.tables import Rules, rules_from

from .test_layout import HEIGHT, LONG, WIDTH, Print, page, scan


def grid(words: Words, blocks: tuple[Block, ...]) -> dict[tuple[int, int, int], str]:
    found: dict[tuple[int, int, int], str] = {}
    for one in blocks:
        if one.kind == "cell":
            assert (one.table, one.row, one.column) not in found
            found[one.table, one.row, one.column] = words.text[words.starts[one.first] : words.ends[one.last]]
    return found


def table(rows: list[list[str]], lefts: list[float], top: float, pitch: float = 16.0) -> list[Print]:
    return [
        (lefts[column], top + pitch * row, cell)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if cell
    ]


ROWS = [["Office", "Asked", "Received"], ["Zinc Hollow", "12", "9"], ["Nickel Rise", "7", ""], ["Agate", "30", "28"]]
LEFTS = [72.0, 250.0, 400.0]
TRUE = {(1, row, column): cell for row, cells in enumerate(ROWS, 1) for column, cell in enumerate(cells, 1) if cell}


def test_an_unruled_table_keeps_rows_and_columns_where_a_cell_is_empty() -> None:
    prints = [(72.0, 150.0, LONG), (72.0, 164.0, LONG), *table(ROWS, LEFTS, 200), (72.0, 300.0, LONG)]
    words = page(*prints)
    assert grid(words, blocks_of(words, WIDTH, HEIGHT)) == TRUE
    assert grid(*arranged(scan(*prints, angle=0.03), Sheet(WIDTH, HEIGHT))) == TRUE


def test_a_table_that_a_file_gives_column_by_column_is_the_same_table() -> None:
    words = page(*sorted(table(ROWS, LEFTS, 200)))
    assert grid(words, blocks_of(words, WIDTH, HEIGHT)) == TRUE


def test_a_cell_of_several_lines_is_one_cell_and_read_to_its_end() -> None:
    rows = table(ROWS, LEFTS, 200, 30)
    wrapped: list[Print] = [*rows, (72.0, 242.0, "winding house")]
    found = grid(*arranged(scan(*wrapped), Sheet(WIDTH, HEIGHT)))
    assert found == TRUE | {(1, 2, 1): "Zinc Hollow\nwinding house"}


def test_rules_tell_what_is_one_row() -> None:
    rows = table([["Code", "Meaning"], ["b6", "privacy of"], ["", "persons"], ["b5", "drafts"]], [72.0, 250.0], 200, 14)
    levels = np.array([(212.5, 70.0, 400.0), (240.5, 70.0, 400.0)])
    words = page(*rows)
    blocks = blocks_of(words, WIDTH, HEIGHT, rules=Rules(levels))
    found = {(one.row, one.column) for one in blocks if one.kind == "cell"}
    assert found == {(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2)}


def test_the_numbers_of_a_tables_rows_are_no_line_numbers() -> None:
    rows = [[str(row), f"DISTRICT {row:03}", "Y"] for row in range(1, 21)]
    prints = table(rows, LEFTS, 150)
    words = page(*prints)
    assert len(grid(words, blocks_of(words, WIDTH, HEIGHT))) == 60
    assert grid(*arranged(scan(*prints), Sheet(WIDTH, HEIGHT)))[1, 20, 1] == "20"


def test_running_text_in_two_columns_is_no_table() -> None:
    half = LONG[:40]
    prints = [(left, 150.0 + 14 * row, half) for left in (60.0, 330.0) for row in range(12)]
    words = page(*prints)
    assert not grid(words, blocks_of(words, WIDTH, HEIGHT))
    assert not grid(*arranged(scan(*prints), Sheet(WIDTH, HEIGHT)))


def test_words_that_are_set_wide_are_no_table() -> None:
    prints = [
        (72.0, 200.0, "Dear Sir,"), (400.0, 200.0, "4 May 2020"), (72.0, 240.0, LONG), (72.0, 254.0, LONG),
    ]  # fmt: skip
    words = page(*prints)
    assert not grid(words, blocks_of(words, WIDTH, HEIGHT))


def test_thin_things_of_a_pdf_are_rules() -> None:
    boxes = np.array([(0.1, 0.5, 0.9, 0.501), (0.2, 0.1, 0.2005, 0.9), (0.1, 0.1, 0.9, 0.9), (np.nan,) * 4])
    found = rules_from(boxes, WIDTH, HEIGHT)
    assert len(found.across) == len(found.down) == 1
    assert not len(rules_from(boxes[:0], WIDTH, HEIGHT).down)


def test_a_table_across_columns_of_text_is_read_whole_with_its_title() -> None:
    lefts = [60.0, 180.0, 330.0, 450.0]
    rows = [["Action", "Labor", "Parts", "Cost"], ["Wiring", "79", "3,790", "10,505"], ["Sensor", "40", "0", "3,400"]]
    column = [LONG[:40]] * 12
    over = [(left, 100.0 + 14 * row, line) for left in (60.0, 330.0) for row, line in enumerate(column)]
    under = [(left, 380.0 + 14 * row, line) for left in (60.0, 330.0) for row, line in enumerate(column)]
    prints = [*over, (238.0, 278.0, "Estimated costs"), *table(rows, lefts, 301, 14), *under]
    rule = Rules(np.array([(312.5, 58.0, 500.0)]))
    words, blocks = arranged(scan(*prints), Sheet(WIDTH, HEIGHT), lambda _angle: rule)
    assert len(words) == len(page(*prints))
    cells = [one for one in blocks if one.kind == "cell"]
    assert [(one.row, one.column) for one in cells] == [(row, at) for row in (1, 2, 3) for at in (1, 2, 3, 4)]
    assert "Estimated costs Action Labor Parts Cost Wiring 79 3,790 10,505" in " ".join(words)


def test_a_list_is_no_table() -> None:
    marks = [
        (left, 200.0 + 20 * row, text) for row in range(5) for left, text in ((72.0, "•"), (110.0, "Year of birth"))
    ]
    words = page(*marks)
    assert not grid(words, blocks_of(words, WIDTH, HEIGHT))
    assert not grid(*arranged(scan(*marks), Sheet(WIDTH, HEIGHT)))


def test_a_heading_under_a_table_is_none_of_its_rows() -> None:
    prints = [*table(ROWS, LEFTS, 200, 14), (72.0, 268.0, "3. Execution"), (72.0, 290.0, LONG), (72.0, 304.0, LONG)]
    words = page(*prints)
    assert grid(words, blocks_of(words, WIDTH, HEIGHT)) == TRUE
    assert grid(*arranged(scan(*prints), Sheet(WIDTH, HEIGHT))) == TRUE


def test_dots_that_lead_to_the_next_column_part_cells() -> None:
    rows = [(72.0, 200.0 + 14 * row, f"{name} .................... TB {row}") for row, name in enumerate("abcd")]
    words = page(*rows)
    found = grid(words, blocks_of(words, WIDTH, HEIGHT))
    assert [text for (_table, row, _column), text in found.items() if row == 1] == ["a ....................", "TB 0"]


def test_a_rule_parts_cells_that_nearly_touch() -> None:
    cells = [("Agate", "12"), ("Flint", "7"), ("Chert", "30")]
    prints = [
        [(72.0, 200.0 + 16 * row, one), (105.0, 200.0 + 16 * row, other)] for row, (one, other) in enumerate(cells)
    ]
    apart = page(*itertools.chain.from_iterable(prints))
    words = replace(apart, lines=array("i", [line // 2 for line in apart.lines]))
    assert not grid(words, blocks_of(words, WIDTH, HEIGHT))
    rules = Rules(down=np.array([(101.0, 190.0, 260.0)]))
    found = grid(words, blocks_of(words, WIDTH, HEIGHT, rules=rules))
    assert found == {(1, row, at): cell for row, pair in enumerate(cells, 1) for at, cell in enumerate(pair, 1)}


def test_lines_of_two_columns_that_nearly_touch_are_parted_where_the_column_begins() -> None:
    column = [LONG[:40]] * 10
    right = [(287.0, 150.0 + 14 * row, line) for row, line in enumerate(column)][1:]
    left = [(60.0, 150.0 + 14 * row, line) for row, line in enumerate(column)][1:]
    found = scan(*left, *right)
    words, _blocks = arranged(found, Sheet(WIDTH, HEIGHT))
    assert words.text.split() == " ".join(column[1:] * 2).split()


def test_a_table_of_two_rows_needs_a_rule_or_many_columns() -> None:
    two = [["Mayor", "Police Department", "Superintendent"], ["Rahm", "3510 South Street", "Eddie"]]
    words = page(*table(two, LEFTS, 200, 14))
    assert not grid(words, blocks_of(words, WIDTH, HEIGHT, rules=Rules()))
    ruled = Rules(np.array([(212.0, 70.0, 480.0)]))
    assert len(grid(words, blocks_of(words, WIDTH, HEIGHT, rules=ruled))) == 6


def test_a_table_right_under_running_text_keeps_its_first_cell() -> None:
    rows = [["Kind of working", "To visit", "Overdue"], ["Gravel pit", "61", "0"], ["Slate quarry", "18", "5"]]
    prints = [*((72.0, 150.0 + 14 * row, LONG) for row in range(6)), *table(rows, LEFTS, 234, 14)]
    words = page(*prints)
    found = grid(words, blocks_of(words, WIDTH, HEIGHT))
    assert [text for (_table, row, _column), text in found.items() if row == 1] == rows[0]


def test_a_title_over_the_first_column_is_no_row() -> None:
    prints = [(72.0, 184.0, "Line of credit"), *table(ROWS, LEFTS, 200)]
    words = page(*prints)
    assert grid(words, blocks_of(words, WIDTH, HEIGHT)) == TRUE


def test_columns_whose_gap_is_narrow_in_every_row_are_parted() -> None:
    prints = [
        (72.0, 200.0 + 16 * row, cell)
        for row, cell in enumerate(("02Aug clearing of one", "03Aug clearing of two", "04Aug paid in all"))
    ]
    words = page(*prints)
    # the second word stands two spaces away from the first: nothing else tells that it begins a column
    boxes = array("f", words.boxes)
    for at in range(len(words)):
        if at % 4:
            for edge in (4 * at, 4 * at + 2):
                boxes[edge] += 5.0 / WIDTH
    apart = replace(words, boxes=boxes)
    pieces = pieces_of(apart, straight_boxes(apart, WIDTH, HEIGHT, 0.0))
    assert len(pieces) == 6
    assert len(pieces_of(words, straight_boxes(words, WIDTH, HEIGHT, 0.0))) == 3
