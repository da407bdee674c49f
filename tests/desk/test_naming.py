"""Pages by the beginning of their id or by file name and number; never a guess between two."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert

from readingroom.desk.naming import page_called, short_ids
from readingroom.desk.room import Room, make_room, open_room
from readingroom.errors import WrongUseError
from readingroom.model.ids import FileId, page_id
from readingroom.store.schema import FILES, SIGHTINGS

ONE, TWO, THREE = (
    FileId(beginning + "0" * (64 - len(beginning))) for beginning in ("abcdef0123", "abcdef0199", "beef")
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
