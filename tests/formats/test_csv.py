from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.formats.csv import guarded, plain, read_table, write_table

#: As OWASP lists them, with the full-width forms.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


def table(rows, header=("a", "b")) -> str:
    target = io.StringIO(newline="")
    write_table(target, header, rows)
    return target.getvalue()


def test_a_table_is_rfc_4180() -> None:
    text = table([('one "two"', 3), ("a,b", None), ("two\nlines", 0.5)])
    assert text == 'a,b\r\n"one ""two""",3\r\n"a,b",\r\n"two\nlines",0.5\r\n'


def test_numbers_are_plain_and_short() -> None:
    assert table([(0.1 + 0.2, 1.0), (-1, 12345678)]) == "a,b\r\n0.3,1\r\n-1,12345678\r\n"


@pytest.mark.parametrize("start", FORMULA)
def test_nothing_runs_in_a_spreadsheet(start: str) -> None:
    [[_header], [cell]] = list(csv.reader(io.StringIO(table([(start + "HYPERLINK(1)",)], ("a",)), newline="")))
    assert cell == "'" + start + "HYPERLINK(1)"
    # A spreadsheet that splits at ; or at tabs, whatever the quotation marks around.
    assert guarded("x;" + start + "cmd")[2] == "'"
    assert guarded('x;"' + start + "cmd")[2] == "'"


@given(st.text(alphabet="=+-@'\";,\t\r\n a＝", max_size=12))  # noqa: RUF001
def test_what_is_guarded_can_be_had_back(text: str) -> None:
    assert plain(guarded(text)) == text
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(table([(text,)], ("a",)), newline=""), delimiter=delimiter):
            assert [cell for cell in row if cell.lstrip('"').startswith(FORMULA)] == []


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))), max_size=4))
def test_a_table_comes_back_as_it_was(rows: list[tuple[str]]) -> None:
    again = [tuple(row.values()) for row in read_table(io.StringIO(table(rows, ("a",)), newline=""))]
    assert again == rows


def test_a_row_of_another_width_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        table([("x",)])
