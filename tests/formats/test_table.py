from __future__ import annotations

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from readingroom.formats.paging import FINE, LANDSCAPE
from readingroom.formats.table import cells, separator, table_layout, table_rows


def rows(text: str, columns: int = 132) -> list[str]:
    from dataclasses import replace

    return [row.text for row in table_rows(cells(io.StringIO(text), ","), replace(LANDSCAPE, columns=columns))]


def test_a_table_is_told_by_its_names_and_equal_rows() -> None:
    assert separator("id,name,date\n1,a,b\n", whole=True) == ","
    assert separator("id;name\n1;a\n", whole=True) == ";"
    assert separator("id\tname\n1\ta\n2\tb", whole=False) == "\t"
    assert separator('id,name,note\n1,a,"with, comma\nand line"\n', whole=True) == ","


def test_what_only_looks_like_a_table_stays_text() -> None:
    assert separator("Dear Ana,\nthe plan, the report, and the list.\n", whole=True) == ""
    assert separator("1,2,3\n4,5,6\n", whole=True) == ""
    assert separator("a,b,c\n1,2\n", whole=True) == ""
    assert separator("a,b,c\n", whole=True) == ""
    assert separator("", whole=True) == ""


def test_cells_stand_in_columns_and_names_come_once() -> None:
    assert rows("id,name,place\n1,Ana,Leeds\n22,B,York\n") == ["id  name  place", "1   Ana   Leeds", "22  B     York"]
    text = "id,name,place\n" + "1,Ana,Leeds\n" * 200
    assert sum("name" in row for row in rows(text)) == 1


def test_long_cells_are_wrapped_in_their_column_and_drawn_whole() -> None:
    found = list(table_rows([["no", "what"], ["1", "one two three"], ["2", "x"]], type(LANDSCAPE)(1, 1, 10, 9, 0, 0)))
    assert [row.text for row in found] == ["no  what", "1   one", "    two", "    three", "2   x"]
    assert [row.record for row in found] == [0, 2, 2, 2, 0]
    assert found[2].cells == ((4, "two"),)


def test_a_table_too_wide_for_any_page_follows_as_lines_with_ticks() -> None:
    wide = [[f"name{n}" for n in range(40)], [f"value{n}" for n in range(40)]]
    found = list(table_rows(wide, LANDSCAPE))
    assert " ".join(row.text for row in found).split() == wide[0] + wide[1]
    assert found[0].ticks[0] == 6
    assert table_layout(wide) == LANDSCAPE
    assert table_layout([["a" * 60, "b " * 40], ["c" * 60, "d " * 40]]) == FINE


def test_a_quotation_mark_that_never_closes_loses_nothing() -> None:
    body = "".join(f"{n},a,b\n" for n in range(300_000))
    found = list(cells(io.StringIO('id,x,y\n1,"open,b\n' + body), ","))
    words = " ".join(cell for row in found for cell in row)
    assert found[0] == ["id", "x", "y"]
    assert "299999" in words
    assert words.count("150000,a,b") + words.count("150000 a b") == 1


@given(st.lists(st.lists(st.text(st.sampled_from('ab 1,"\n'), max_size=12), min_size=3, max_size=3), max_size=8))
@settings(max_examples=100)
def test_every_word_of_every_cell_is_on_a_row(table: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(table)
    found = table_rows(cells(io.StringIO(out.getvalue()), ","), LANDSCAPE)
    drawn = []
    for row in found:
        drawn += row.text.split()
    assert sorted(drawn) == sorted(word for row in table for cell in row for word in cell.split())
