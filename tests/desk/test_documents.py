from __future__ import annotations

import pytest

from readingroom.desk.add import add
from readingroom.desk.documents import document_named, documents, pages_of
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import enter_room, make_room
from readingroom.errors import WrongUseError
from readingroom.model.ids import document_id, file_id, page_id
from serving import make_pile


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return tmp_path_factory.mktemp("documents"), {}


@pytest.fixture(scope="module")
def room(files):
    place, names = files
    names |= make_pile(place / "pile" / "first")
    make_room(place / "room")
    add(place / "room", [place / "pile"], Given(), lambda _step: None, executor=InProcess())
    opened = enter_room(place / "room")
    yield opened
    opened.close()


def test_documents_come_by_path_in_parts_and_by_production(room) -> None:
    everything = documents(room, limit=100)
    assert [one.path for one in everything.rows] == sorted(one.path for one in everything.rows)
    assert everything.total == len(everything.rows)
    part = documents(room, limit=2, offset=1)
    assert (part.total, part.rows) == (everything.total, everything.rows[1:3])
    name = everything.rows[0].production
    assert {one.production for one in documents(room, production=name, limit=100).rows} == {name}
    assert documents(room, production="nothing", limit=100).total == 0


def test_a_document_is_named_by_its_first_page(room, files) -> None:
    first = page_id(file_id(files[1]["plan"]), 1)
    found = document_named(room, document_id(first))
    assert (found.first, found.pages) == (first, 12)
    with pytest.raises(WrongUseError, match="d0"):
        document_named(room, "d0")


def test_pages_of_a_file_and_of_its_document_are_the_same_in_order(room, files) -> None:
    file = file_id(files[1]["plan"])
    total, pages = pages_of(room, file=file, limit=3, offset=9)
    assert total == 12
    assert pages == tuple(page_id(file, number) for number in (10, 11, 12))
    assert pages_of(room, document=document_id(page_id(file, 1)), limit=3, offset=9) == (total, pages)
    with pytest.raises(ValueError, match="name a file or a document"):
        pages_of(room, limit=1)
