from __future__ import annotations

import pytest

from readingroom.errors import QueryError
from readingroom.searching.narrowed import narrowed


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("plan", []),
        ("plan file:pdf", [("file:pdf", "plan")]),
        ("file:pdf plan year:2018", [("file:pdf", "plan year:2018"), ("year:2018", "file:pdf plan")]),
        ('"a b" production:"March release" x', [('production:"March release"', '"a b" x')]),
        ("plan NOT file:mail", [("NOT file:mail", "plan")]),
        ("plan AND file:pdf", [("file:pdf", "plan")]),
        ("file:pdf AND plan", [("file:pdf", "plan")]),
        ("(a OR b) file:pdf", [("file:pdf", "(a OR b)")]),
        ("a file:pdf OR b", []),
        ("(a file:pdf) b", []),
        ("file:(pdf OR mail) plan", [("file:(pdf OR mail)", "plan")]),
        ("file:pdf", [("file:pdf", "")]),
        ("plan NOT NOT file:pdf", []),
    ],
)
def test_each_field_that_narrows_all_of_a_query_and_what_is_left_without_it(query: str, found) -> None:
    assert [(one.typed, one.rest) for one in narrowed(query)] == found


def test_a_query_that_is_cut_off_is_refused() -> None:
    with pytest.raises(QueryError):
        narrowed('plan "file:pdf')
