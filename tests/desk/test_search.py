from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select, update

from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.index import Indexing, bring_up_to_date, reader, unindexed
from readingroom.desk.receive import Given
from readingroom.desk.room import Room, enter_room, make_room, open_room
from readingroom.desk.search import hits_in, matches, search
from readingroom.desk.words import words
from readingroom.errors import DoesNotHoldError, QueryError
from readingroom.model.ids import page_id
from readingroom.store.room_lock import hold
from readingroom.store.schema import PAGES


def quiet(_step: object) -> None:
    pass


PLAN = [
    line("Operation plan for the deportation of records", y=700)
    + line("The special", y=680)
    + line("agent agreed.", y=660),
    line("A memo: deported on 3 May by e-mail of the opera-", y=700)
    + line("tion plan under \\(b\\)\\(7\\)\\(E\\).", y=680),
    line("Nothing here but agents", y=700),
]
REPORT = [line("Daily report of special agents", y=700), line("")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pile = tmp_path_factory.mktemp("pile")
    (pile / "2018-03 March release").mkdir()
    (pile / "second").mkdir()
    write_pdf(pile / "2018-03 March release" / "plan.pdf", *PLAN)
    write_pdf(pile / "second" / "report.pdf", *REPORT)
    made = tmp_path_factory.mktemp("rooms") / "room"
    make_room(made)
    add(made, [pile], Given(), quiet, executor=InProcess())
    return made


@pytest.fixture
def room(folder: Path, tmp_path: Path):
    shutil.copytree(folder, tmp_path / "room")
    opened = enter_room(tmp_path / "room", write=True)
    yield opened
    opened.close()


def _found(room: Room, query: str) -> list[str]:
    return [f"{hit.path.rsplit('/', 1)[-1]} {hit.number}" for hit in search(room, query, order="page").hits]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("deportation", ["plan.pdf 1", "plan.pdf 2"]),
        ('"deportation"', ["plan.pdf 1"]),
        ("deported", ["plan.pdf 1", "plan.pdf 2"]),
        ("deport*", ["plan.pdf 1", "plan.pdf 2"]),
        ("operation plan", ["plan.pdf 1", "plan.pdf 2"]),
        ('"operation plan"', ["plan.pdf 1", "plan.pdf 2"]),
        ('"special agent"', ["plan.pdf 1"]),
        ("special agent", ["plan.pdf 1", "report.pdf 1"]),
        ('"agents"', ["plan.pdf 3", "report.pdf 1"]),
        ("agents NOT special", ["plan.pdf 3"]),
        ("NOT agents", ["plan.pdf 2", "report.pdf 2"]),
        ("memo OR daily", ["plan.pdf 2", "report.pdf 1"]),
        ("email", ["plan.pdf 2"]),
        ("e-mail", ["plan.pdf 2"]),
        ("(b)(7)(E)", ["plan.pdf 2"]),
        ("b7E", ["plan.pdf 2"]),
        ('"b7E"', []),
        ("special NEAR/0 agreed", []),
        ("special NEAR/1 agreed", ["plan.pdf 1"]),
        ("agreed NEAR/1 special", ["plan.pdf 1"]),
        ('"special agent" NEAR/0 agreed', ["plan.pdf 1"]),
        ("deportatoin", []),
        ("deportatoin~1", ["plan.pdf 1"]),
        ('"specail agnet"~', ["plan.pdf 1", "report.pdf 1"]),
        ('"dai ly reprot"~', ["report.pdf 1"]),
        ("production:march agents", ["plan.pdf 1", "plan.pdf 3"]),
        ("production:second", ["report.pdf 1", "report.pdf 2"]),
        ("production:sec*", ["report.pdf 1", "report.pdf 2"]),
        ("production:april", []),
        ("date:2018 agents", ["plan.pdf 1", "plan.pdf 3"]),
        ("date:2018-02..2018-04 memo", ["plan.pdf 2"]),
        ("date:2019", []),
        ("kind:letter", []),
        ("agents NOT kind:letter", ["plan.pdf 1", "plan.pdf 3", "report.pdf 1"]),
        ("zzzz", []),
    ],
)
def test_these_pages_are_found(room: Room, query: str, expected: list[str]) -> None:
    assert _found(room, query) == expected


def test_a_hit_shows_its_words_on_the_page(room: Room) -> None:
    (hit,) = search(room, '"special agent"').hits
    assert hit.snippet == "Operation plan for the deportation of records The special agent agreed."
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["special agent"]
    (text,) = words(room, [hit.page], "room")
    told = list(text.words)
    assert hit.boxes == (text.words.box(told.index("special")), text.words.box(told.index("agent")))
    assert (hit.path, hit.number, hit.production) == ("2018-03 March release/plan.pdf", 1, "2018-03 March release")


def test_two_words_of_one_line_have_two_boxes(room: Room) -> None:
    (hit,) = search(room, "operation for").hits
    assert len(hit.boxes) == 2
    assert hit.boxes[0].right < hit.boxes[1].left


def test_the_answer_says_which_words_were_searched(room: Room) -> None:
    assert search(room, "agent").expansions == {"agent": ("agent", "agents")}
    assert search(room, "depor*").expansions == {"depor*": ("deportation", "deported")}
    assert search(room, "deportatoin~1").expansions == {"deportatoin~": ("deportation",)}
    assert search(room, "zzzz").expansions == {"zzzz": ()}
    assert search(room, '"agent"').expansions == {}


def test_fields_without_values_and_dates_are_explained(room: Room) -> None:
    (note,) = search(room, "kind:letter").notes
    assert "no page has one yet" in note
    (note,) = search(room, "date:2018").notes
    assert "received" in note
    assert "1 files" in note


def test_limit_and_offset_page_through_the_hits(room: Room) -> None:
    everything = [hit.page for hit in search(room, "NOT zzzz").hits]
    assert len(everything) == 5
    for order in ("relevance", "page"):
        parts = [search(room, "NOT zzzz", limit=2, offset=start, order=order) for start in (0, 2, 4)]
        assert [part.total for part in parts] == [5, 5, 5]
        assert {hit.page for part in parts for hit in part.hits} == set(everything)
    assert search(room, "agents", limit=0).total == 3


def test_pages_that_were_not_searched_are_counted(room: Room) -> None:
    with room.catalogue.begin() as connection:
        two = list(connection.scalars(select(PAGES.c.page_id).limit(2)))
        connection.execute(update(PAGES).where(PAGES.c.page_id == two[0]).values(state="waiting"))
        connection.execute(update(PAGES).where(PAGES.c.page_id == two[1]).values(state="failed"))
    answer = search(room, "zzzz")
    assert (answer.total, answer.waiting, answer.failed) == (0, 1, 1)


def test_boxes_of_one_page_and_pages_of_one_file(room: Room) -> None:
    hits = search(room, "agents", order="page").hits
    file = hits[0].page.split("/")[0]
    pages = hits_in(room, "agents", file=hits[0].page.split("/")[0])
    assert pages == (page_id(file, 1), page_id(file, 3))
    assert hits_in(room, "agents", document=hits[0].document) == pages
    assert sum(matches(room, hits[0].page, "agents"), ()) == hits[0].boxes
    assert matches(room, page_id(file, 2), "agents") == ()
    [over_two_lines] = matches(room, page_id(file, 1), '"specail agnet"~')
    assert len(over_two_lines) == 2


def test_the_public_sees_nothing_yet(room: Room) -> None:
    with pytest.raises(DoesNotHoldError):
        search(room, "agents", audience="public")
    with pytest.raises(QueryError):
        search(room, "agents (")


def test_without_an_index_nothing_is_claimed_and_it_is_made_again(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    shutil.rmtree(copy / "cache")
    with open_room(copy) as room:
        answer = search(room, "agents")
        assert (answer.total, answer.waiting) == (0, 5)
        assert "rebuild" in answer.notes[0]
    with hold(copy / "room.lock"):
        assert bring_up_to_date(copy, quiet) == 0
    assert bring_up_to_date(copy, quiet) == 5
    assert bring_up_to_date(copy, quiet) == 0
    with open_room(copy) as room:
        answer = search(room, "agents")
        assert (answer.total, answer.waiting, answer.notes) == (3, 0, ())


def test_an_open_reader_sees_what_is_committed_and_a_new_index(room: Room) -> None:
    index = reader(room)
    assert index is not None
    assert index.count() == 5
    with room.catalogue.begin() as connection:
        connection.execute(update(PAGES).values(indexed=None))
    indexing = Indexing(room)
    assert indexing.catch_up(quiet) == 5
    indexing.close()
    again = reader(room)
    assert again is index
    assert again.count() == 5
    indexing = Indexing(room, anew=True)
    assert indexing.catch_up(quiet) == 5
    assert reader(room) is index
    indexing.close()
    fresh = reader(room)
    assert fresh is not None
    assert fresh is not index
    assert fresh.count() == 5
    assert len(list(room.paths.index.iterdir())) == 1
    assert unindexed(room) == 0


def test_killed_between_the_commit_and_its_note_nothing_is_doubled(room: Room) -> None:
    pages = [hit.page for hit in search(room, "NOT zzzz").hits]
    with room.catalogue.begin() as connection:
        connection.execute(update(PAGES).where(PAGES.c.page_id.in_(pages[:2])).values(indexed=None))
    indexing = Indexing(room)
    assert indexing.catch_up(quiet) == 2
    indexing.close()
    assert search(room, "NOT zzzz").total == 5
