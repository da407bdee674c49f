"""Pages by the beginning of their id or by file name and number; never a guess between two."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert

from readingroom.desk.naming import page_called, short_ids
from readingroom.desk.room import Room, make_room, open_room
from readingroom.errors import WrongUseError
from readingroom.model.ids import FileId, page_id
from readingroom.store.schema import FILES, PAGES, SIGHTINGS

ONE, TWO, THREE, FOUR = (
    FileId(beginning + "0" * (64 - len(beginning))) for beginning in ("abcdef0123", "abcdef0199", "beef", "c0de")
)
PATHS = {ONE: "march/plan.pdf", TWO: "april/plan.pdf", THREE: "april/50%_memo.pdf"}


@pytest.fixture
def room(tmp_path: Path):
    make_room(tmp_path / "room")
    with open_room(tmp_path / "room", write=True) as opened:
        with opened.catalogue.begin() as connection:
            for file, path in PATHS.items():
                connection.execute(insert(FILES).values(file_id=file, size=1, pages=12))
                connection.execute(insert(SIGHTINGS).values(file_id=file, path=path))
        yield opened


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (page_id(ONE, 3), page_id(ONE, 3)),
        ("abcdef012/p0003", page_id(ONE, 3)),
        ("abcdef0199/12", page_id(TWO, 12)),
        ("beef~2/p0001", page_id(THREE, 1, 2)),
        ("march/plan.pdf:3", page_id(ONE, 3)),
        ("50%_memo.pdf:3", page_id(THREE, 3)),
        ("april/50%_memo.pdf, page 3", page_id(THREE, 3)),
    ],
)
def test_these_pages_are_meant(room: Room, typed: str, expected: str) -> None:
    assert page_called(room, typed) == expected


@pytest.mark.parametrize("typed", ["abcdef01/p0003", "plan.pdf:3"])
def test_two_files_are_never_taken_for_each_other(room: Room, typed: str) -> None:
    with pytest.raises(WrongUseError) as refused:
        page_called(room, typed)
    assert "abcdef012  march/plan.pdf" in str(refused.value)
    assert "abcdef019  april/plan.pdf" in str(refused.value)


@pytest.mark.parametrize("typed", ["", "plan.pdf", "lan.pdf:3", "%memo.pdf:1", "bee/p0001", "BEEF/p0001", "\0:1"])
def test_anything_else_is_no_page(room: Room, typed: str) -> None:
    with pytest.raises(WrongUseError):
        page_called(room, typed)


def test_the_shortest_beginning_of_its_own_is_shown_and_leads_back(room: Room) -> None:
    pages = [page_id(ONE, 3), page_id(TWO, 10_000), page_id(THREE, 1, 2)]
    shown = short_ids(room, pages)
    assert list(shown.values()) == ["abcdef012/p0003", "abcdef019/p10000", "beef0000~2/p0001"]
    assert [page_called(room, short) for short in shown.values()] == pages


def _file(room: Room, file: FileId, path: str, state: str) -> None:
    with room.catalogue.begin() as connection:
        connection.execute(insert(FILES).values(file_id=file, size=1, pages=0, state=state))
        connection.execute(insert(SIGHTINGS).values(file_id=file, path=path))


@pytest.mark.parametrize("state", ["received", "waiting", "failed"])
def test_a_file_of_the_same_name_that_is_not_open_may_be_meant_too(room: Room, state: str) -> None:
    _file(room, FOUR, "may/50%_memo.pdf", state)
    with pytest.raises(WrongUseError) as refused:
        page_called(room, "50%_memo.pdf:3")
    assert "beef0000  april/50%_memo.pdf" in str(refused.value)
    assert "c0de0000  may/50%_memo.pdf" in str(refused.value)
    assert page_called(room, "april/50%_memo.pdf:3") == page_id(THREE, 3)


def test_a_file_that_has_no_pages_is_not_meant(room: Room) -> None:
    _file(room, FOUR, "may/50%_memo.pdf", "kept")
    assert page_called(room, "50%_memo.pdf:3") == page_id(THREE, 3)


def test_a_name_that_only_files_without_pages_have_is_no_page(room: Room) -> None:
    _file(room, FOUR, "may/letter.pdf", "waiting")
    with pytest.raises(WrongUseError, match="names no page"):
        page_called(room, "letter.pdf:1")


def test_pages_of_two_pagings_are_never_taken_for_each_other(room: Room) -> None:
    pages = [(1, 1), (2, 1), (3, 1), (3, 2), (4, 2)]
    with room.catalogue.begin() as connection:
        for number, paging in pages:
            values = {"page_id": page_id(THREE, number, paging), "file_id": THREE, "number": number, "paging": paging}
            connection.execute(insert(PAGES).values(values))
    with pytest.raises(WrongUseError) as refused:
        page_called(room, "50%_memo.pdf, page 3")
    assert "  beef0000/p0003\n  beef0000~2/p0003" in str(refused.value)
    assert page_called(room, "beef0000~2/p0003") == page_id(THREE, 3, 2)
    assert page_called(room, "50%_memo.pdf:2") == page_id(THREE, 2)
    assert page_called(room, "50%_memo.pdf:4") == page_id(THREE, 4, 2)
