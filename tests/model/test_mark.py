from __future__ import annotations

import pytest

from readingroom.model.ids import file_id, page_id
from readingroom.model.mark import Mark, mark_from, ranges_of

FILE = file_id("a" * 64)


def test_a_mark_has_every_page_received_up_to_it_but_those_that_were_open() -> None:
    mark = Mark(7, {3: ranges_of([(1, 1), (1, 2), (1, 4)]), 5: ""})
    had = {
        (first, number) for first in (2, 3, 5, 8) for number in range(1, 6) if mark.had(first, page_id(FILE, number))
    }
    assert had == {(2, 1), (2, 2), (2, 3), (2, 4), (2, 5), (3, 1), (3, 2), (3, 4)}
    assert mark_from(mark.text()) == mark


def test_only_the_last_paging_of_a_file_counts() -> None:
    ranges = ranges_of([(1, 1), (2, 1), (2, 2)])
    assert ranges == "2:1-2"
    mark = Mark(7, {3: ranges})
    assert mark.had(3, page_id(FILE, 2, 2))
    assert not mark.had(3, page_id(FILE, 1))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"upto": null, "open": {}}', '{"upto": 1, "open": 3}', "null"])
def test_what_is_no_mark_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a mark"):
        mark_from(text)
