from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from pdfs import line, write_pdf
from readingroom.desk import by_document
from readingroom.desk.add import add
from readingroom.desk.by_document import search_documents
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import Room, make_room, open_room
from readingroom.desk.search import hits_in, search
from readingroom.errors import DoesNotHoldError, QueryError
from readingroom.store.schema import DOCUMENT_PARTS, PAGES


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    make_room(tmp_path / "room")
    for name, day, texts in (
        ("b.pdf", "2018-03-01", ["warrant", "a warrant and another warrant", "nothing", "warrant here"]),
        ("a.pdf", "2019-05-02", ["the warrant of a long line with many more words than that", "nothing"]),
        ("c.pdf", "", ["nothing", "no warrant was found on this line of words"]),
    ):
        made = write_pdf(tmp_path / name, *map(line, texts))
        add(tmp_path / "room", [made], Given(received=day), lambda _step: None, executor=InProcess())
    with open_room(tmp_path / "room", write=True) as opened:
        yield opened


def names(answer) -> list[tuple[str, int, list[int]]]:
    return [(row.path, row.pages, [hit.number for hit in row.hits]) for row in answer.rows]


def test_each_document_stands_once_with_its_best_pages_and_how_many_it_has(room: Room) -> None:
    found = search_documents(room, "warrant")
    assert (found.total, found.answer.total, len(found.answer.hits)) == (3, 5, 4)
    assert {name for name, _pages, _hits in names(found)} == {"a.pdf", "b.pdf", "c.pdf"}
    (b,) = [row for row in found.rows if row.path == "b.pdf"]
    best = [hit for hit in search(room, "warrant").hits if hit.path == "b.pdf"]
    assert (b.pages, b.hits) == (3, tuple(best[:2]))
    assert [row.hits[0].score for row in found.rows] == sorted((row.hits[0].score for row in found.rows), reverse=True)


def test_documents_come_in_parts_and_in_every_order(room: Room) -> None:
    whole = [row.document for row in search_documents(room, "warrant").rows]
    parts = [search_documents(room, "warrant", limit=1, offset=at).rows[0].document for at in range(3)]
    assert parts == whole
    assert search_documents(room, "warrant", offset=3).rows == ()
    by_date = names(search_documents(room, "warrant", order="date"))
    assert [name for name, _pages, _hits in by_date] == ["a.pdf", "b.pdf", "c.pdf"]
    assert [name for name, _p, _h in names(search_documents(room, "warrant", order="page"))] == [
        "a.pdf",
        "b.pdf",
        "c.pdf",
    ]
    assert [hit.path for hit in search(room, "warrant", order="date").hits] == ["a.pdf", *["b.pdf"] * 3, "c.pdf"]


def test_a_window_that_is_too_small_grows(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = names(search_documents(room, "warrant"))
    monkeypatch.setattr(by_document, "WINDOW", 1)
    assert names(search_documents(room, "warrant")) == whole


def test_a_file_of_several_documents_is_counted_by_document(room: Room) -> None:
    (b,) = [row for row in search_documents(room, "warrant").rows if row.path == "b.pdf"]
    with room.catalogue.begin() as connection:
        connection.execute(update(DOCUMENT_PARTS).where(DOCUMENT_PARTS.c.file_id == b.file).values(last_page=3))
        connection.execute(
            insert(DOCUMENT_PARTS).values(
                document_id="d2", sequence=1, file_id=b.file, paging=1, first_page=4, last_page=4
            )
        )
        connection.execute(update(PAGES).where(PAGES.c.page_id == f"{b.file}/p0004").values(document_id="d2"))
    found = search_documents(room, "warrant")
    assert found.total == 4
    parts = {pages: sorted(numbers) for name, pages, numbers in names(found) if name == "b.pdf"}
    assert parts == {1: [4], 2: [1, 2]}
    inside = search(room, "warrant", document=b.document)
    assert (inside.total, [hit.number for hit in inside.hits]) == (2, [1, 2])
    assert [page[-5:] for page in hits_in(room, "warrant", document=b.document)] == ["p0001", "p0002"]


def test_what_is_nowhere_is_in_no_document_and_the_public_sees_none(room: Room) -> None:
    found = search_documents(room, "zebra")
    assert (found.total, found.rows, found.answer.expansions) == (0, (), {"zebra": ()})
    with pytest.raises(QueryError):
        search_documents(room, "(warrant")
    with pytest.raises(DoesNotHoldError):
        search_documents(room, "warrant", audience="public")
