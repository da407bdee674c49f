"""Taking back what was done with tags, when others went on meanwhile: nothing is left where nobody finds it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pdfs import line, write_pdf
from readingroom.desk.acts import latest_acts, take_back
from readingroom.desk.add import add
from readingroom.desk.documents import documents, pages_of
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import Room, make_room, open_room
from readingroom.desk.tags import list_tags, merge_tags, pages_tagged, tag_pages, tags_on, untag_pages
from readingroom.errors import WrongUseError
from readingroom.model.ids import PageId


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    write_pdf(tmp_path / "plan.pdf", *[line(f"Page {number} of the plan") for number in range(1, 5)])
    make_room(tmp_path / "room", me="Ana")
    add(tmp_path / "room", [tmp_path / "plan.pdf"], Given(), lambda _step: None, executor=InProcess())
    with open_room(tmp_path / "room", write=True) as opened:
        yield opened


def pages(room: Room) -> tuple[PageId, ...]:
    [one] = documents(room, limit=9).rows
    return pages_of(room, document=one.document, limit=9)[1]


def everywhere(room: Room) -> dict[PageId, tuple[str, ...]]:
    """The tags on each page; each is in the list of tags and is found by a search for it."""
    carried = tags_on(room, pages(room))
    for tag in {tag for tags in carried.values() for tag in tags}:
        assert tag in [one.name for one in list_tags(room)]
        assert pages_tagged(room, tag) == {page for page, tags in carried.items() if tag in tags}
    return carried


def test_a_merge_is_not_done_again_into_a_tag_that_is_gone(room: Room) -> None:
    first, second, third, _last = pages(room)
    for tag, page in (("a", first), ("b", second), ("c", third)):
        tag_pages(room, tag, [page])
    back = take_back(room, merge_tags(room, "a", "b").number)
    merge_tags(room, "b", "c")
    count = len(latest_acts(room, limit=99))
    with pytest.raises(WrongUseError, match="“b” would stand on pages again"):
        take_back(room, back.number)
    assert everywhere(room) == {first: ("a",), second: ("c",), third: ("c",)}
    assert len(latest_acts(room, limit=99)) == count


def test_a_merge_is_not_done_again_over_pages_tagged_since(room: Room) -> None:
    first, second, third, _last = pages(room)
    tag_pages(room, "a", [first])
    tag_pages(room, "b", [second])
    back = take_back(room, merge_tags(room, "a", "b").number)
    tag_pages(room, "a", [third])
    with pytest.raises(WrongUseError, match="“a” would stand on pages again"):
        take_back(room, back.number)
    assert everywhere(room) == {first: ("a",), second: ("b",), third: ("a",)}


def test_what_was_taken_off_does_not_come_back_under_a_tag_that_was_merged_since(room: Room) -> None:
    first, second, *_rest = pages(room)
    tag_pages(room, "a", [first, second])
    tag_pages(room, "b", [second])
    off = untag_pages(room, "a", [first])
    merged = merge_tags(room, "a", "b")
    with pytest.raises(WrongUseError, match="“a” would stand on pages again"):
        take_back(room, off.number)
    assert everywhere(room) == {second: ("b",)}
    take_back(room, merged.number)
    take_back(room, off.number)
    assert everywhere(room) == {first: ("a",), second: ("a", "b")}
