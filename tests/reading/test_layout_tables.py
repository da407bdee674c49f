from __future__ import annotations

import numpy as np

from readingroom.model.layout import Block
from readingroom.model.page import Sheet
from readingroom.model.words import Words
from readingroom.reading.arrange import arranged
from readingroom.reading.layout import blocks_of
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
