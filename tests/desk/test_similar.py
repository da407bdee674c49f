from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import Room, make_room, open_room
from readingroom.desk.search import search
from readingroom.desk.similar import similar
from readingroom.errors import DoesNotHoldError, WrongUseError
from readingroom.model.ids import page_id

COMMON = "the office keeps a register"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    texts = [
        f"{COMMON} culvert estuary gangway lighter",
        f"{COMMON} culvert estuary gangway tugboat",
        f"{COMMON} culvert estuary gangway lighter Smithson",
        f"{COMMON} culvert tugboat",
        f"{COMMON} Smithson",
    ]
    made = write_pdf(tmp_path / "plan.pdf", *map(line, texts), *(line(COMMON) for _page in range(60)))
    make_room(tmp_path / "room")
    add(tmp_path / "room", [made], Given(), lambda _step: None, executor=InProcess())
    with open_room(tmp_path / "room") as opened:
        yield opened


def page(room: Room, number: int):
    return page_id(search(room, "register", limit=1).hits[0].page.split("/")[0], number)


def test_pages_that_share_several_rare_words_are_found_those_that_share_most_first(room: Room) -> None:
    found = similar(room, page(room, 1))
    assert [hit.number for hit in found.hits] == [3, 2]
    assert found.total == 2
    assert {one.term for one in found.terms} == {"culvert", "estuary", "gangway", "lighter"}
    assert next(one.pages for one in found.terms if one.term == "culvert") == 4
    shown = found.hits[0]
    assert [shown.snippet[start:end] for start, end in shown.marks] == ["culvert", "estuary", "gangway", "lighter"]
    assert shown.boxes
    assert [hit.number for hit in similar(room, page(room, 1), limit=1, offset=1).hits] == [2]


def test_one_shared_name_leads_nowhere(room: Room) -> None:
    assert similar(room, page(room, 5)).hits == ()
    assert 5 not in [hit.number for hit in similar(room, page(room, 3)).hits]


def test_a_page_of_common_words_has_none_like_it(room: Room) -> None:
    found = similar(room, page(room, 30))
    assert (found.terms, found.total, found.hits) == ((), 0, ())


def test_no_such_page_and_no_public(room: Room) -> None:
    with pytest.raises(WrongUseError):
        similar(room, page(room, 99))
    with pytest.raises(DoesNotHoldError):
        similar(room, page(room, 1), audience="public")
