from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.model.ids import FileId, PageId, document_id, page_id, page_order, parse_page_id

FILE = FileId("ab" * 32)


@given(st.integers(1, 10**6), st.integers(1, 99))
def test_a_page_id_says_its_parts_again(number: int, paging: int) -> None:
    assert (FILE, number, paging) == parse_page_id(page_id(FILE, number, paging))


@pytest.mark.parametrize(
    "text", ["", "p0001", f"{FILE}/p001", f"{FILE}/p0000", f"{FILE}/p00001", f"{FILE}~1/p0001", f"{FILE}/p0001\n"]
)
def test_other_spellings_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a page id"):
        parse_page_id(text)


def test_page_10000_sorts_after_page_9999() -> None:
    pages = [page_id(FILE, 10000), page_id(FILE, 9999), page_id(FILE, 2)]
    assert [parse_page_id(page)[1] for page in sorted(pages, key=page_order)] == [2, 9999, 10000]


def test_a_document_id_never_changes() -> None:
    assert document_id(PageId(f"{FILE}/p0001")) == "d37fb3ab6f41e01c8"
