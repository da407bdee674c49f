"""The index of a room that is served: brought up to date in turns, and whoever adds meanwhile gets in between."""

from __future__ import annotations

import logging
import shutil
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import update

from pdfs import line, write_pdf
from readingroom.desk import turns
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.index import unindexed
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room, open_room
from readingroom.desk.search import search
from readingroom.desk.turns import index_in_turns
from readingroom.store.room_lock import hold, is_held
from readingroom.store.schema import PAGES

PAGES_MADE = 24


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A room without an index, of which each turn takes three pages."""
    made = tmp_path / "room"
    make_room(made)
    write_pdf(tmp_path / "plan.pdf", *(line(f"Operation plan number{n}") for n in range(PAGES_MADE)))
    add(made, [tmp_path / "plan.pdf"], Given(), lambda _step: None, executor=InProcess())
    shutil.rmtree(made / "cache" / "index")
    monkeypatch.setattr(turns, "TOGETHER", 3)
    monkeypatch.setattr(turns, "TURN_SECONDS", 0.0)
    return made


def _total(room: Path, query: str) -> tuple[int, int]:
    with open_room(room) as opened:
        answer = search(opened, query)
        return answer.total, answer.waiting


def test_the_room_is_free_between_two_turns_and_all_pages_are_taken(room: Path) -> None:
    found = []

    def rest(_seconds: float) -> None:
        assert not is_held(room / "room.lock")
        found.append(_total(room, "operation"))

    assert index_in_turns(room, rest=rest) == PAGES_MADE
    assert found == [(taken, PAGES_MADE - taken) for taken in range(3, PAGES_MADE, 3)]
    assert _total(room, "operation") == (PAGES_MADE, 0)
    assert index_in_turns(room, rest=rest) == 0


def test_another_command_adds_while_the_index_is_made(room: Path, tmp_path: Path) -> None:
    write_pdf(tmp_path / "memo.pdf", line("Operation memo"))
    begun = threading.Event()

    def rest(_seconds: float) -> None:
        begun.set()
        time.sleep(turns.REST_SECONDS)

    indexing = threading.Thread(target=index_in_turns, args=(room,), kwargs={"rest": rest})
    indexing.start()
    assert begun.wait(60)
    assert indexing.is_alive()
    add(room, [tmp_path / "memo.pdf"], Given(), lambda _step: None, executor=InProcess())
    indexing.join(60)
    assert not indexing.is_alive()
    assert _total(room, "operation") == (PAGES_MADE + 1, 0)


def test_it_goes_on_after_another_command_has_added(room: Path, tmp_path: Path) -> None:
    write_pdf(tmp_path / "memo.pdf", line("Operation memo"))
    rests = []

    def rest(seconds: float) -> None:
        rests.append(seconds)
        if len(rests) == 1:
            add(room, [tmp_path / "memo.pdf"], Given(), lambda _step: None, executor=InProcess())
            with open_room(room, write=True) as opened, opened.catalogue.begin() as connection:
                connection.execute(update(PAGES).values(indexed=None))

    assert index_in_turns(room, rest=rest) == 3 + PAGES_MADE + 1
    assert _total(room, "operation") == (PAGES_MADE + 1, 0)


def test_it_waits_while_another_program_holds_the_room(room: Path) -> None:
    held = hold(room / "room.lock")
    held.__enter__()
    rests = []

    def rest(seconds: float) -> None:
        rests.append(seconds)
        if len(rests) == 1:
            held.__exit__(None, None, None)

    assert index_in_turns(room, rest=rest) == PAGES_MADE
    assert rests[0] == turns.AGAIN_SECONDS


@pytest.mark.parametrize("broken", ["catalogue", "settings", "index"])
def test_what_can_not_be_done_is_a_line_and_no_traceback(
    room: Path, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    if broken == "index":
        (room / "cache" / "index").write_text("no folder", encoding="utf-8")
    else:
        name = {"catalogue": "catalogue.db", "settings": "room.toml"}[broken]
        assert (room / name).exists()
        (room / name).write_bytes(b"mode = 3 \0 nothing of the kind" * 400)
    with caplog.at_level(logging.WARNING):
        assert index_in_turns(room) == 0
    [record] = caplog.records
    assert record.exc_info is None
    assert str(room) in record.getMessage()


def test_a_room_that_is_up_to_date_is_not_held(room: Path) -> None:
    index_in_turns(room)
    with hold(room / "room.lock"):
        assert index_in_turns(room) == 0
    with open_room(room) as opened:
        assert unindexed(opened) == 0
