"""The index while another program writes it, and after that program was killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, update

from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.index import bring_up_to_date, unindexed
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room, open_room
from readingroom.desk.search import search
from readingroom.engines.fulltext.tantivy import TantivyWriter
from readingroom.errors import RoomError
from readingroom.store.schema import PAGES

PAGES_MADE = 24

#: Takes one page after the other and commits after each third, saying so on stdout; waits for a line before it goes on.
WRITER = """
import sys
from pathlib import Path
from sqlalchemy import select
from readingroom.desk.index import Indexing
from readingroom.desk.room import open_room
from readingroom.store.room_lock import hold
from readingroom.store.schema import PAGES
with open_room(Path(sys.argv[1]), write=True) as room, hold(room.paths.lock):
    with room.catalogue.connect() as connection:
        pages = list(connection.scalars(select(PAGES.c.page_id).where(PAGES.c.indexed.is_(None))))
    indexing = Indexing(room)
    for number, page in enumerate(pages, 1):
        indexing.take([page])
        if number % 3 == 0:
            indexing.commit()
        print(number, flush=True)
        sys.stdin.readline()
    indexing.close()
"""


@pytest.fixture
def room(tmp_path: Path) -> Path:
    made = tmp_path / "room"
    make_room(made)
    write_pdf(tmp_path / "plan.pdf", *(line(f"Operation plan number{n}") for n in range(PAGES_MADE)))
    add(made, [tmp_path / "plan.pdf"], Given(), lambda _step: None, executor=InProcess())
    with open_room(made, write=True) as opened, opened.catalogue.begin() as connection:
        connection.execute(update(PAGES).values(indexed=None))
    return made


def _writer(room: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(room)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _step(writer: subprocess.Popen[str]) -> str:
    assert writer.stdin
    assert writer.stdout
    said = writer.stdout.readline()
    writer.stdin.write("\n")
    writer.stdin.flush()
    return said


def _total(room: Path, query: str) -> tuple[int, int]:
    with open_room(room) as opened:
        answer = search(opened, query)
        return answer.total, answer.waiting


@pytest.mark.parametrize("steps", [2, 7])
def test_killed_while_it_writes_nothing_is_lost_or_doubled(room: Path, steps: int) -> None:
    with _writer(room) as writer:
        for _number in range(steps):
            _step(writer)
        writer.kill()
    # What was there before is still found: pages taken again replace themselves.
    assert _total(room, "operation") == (PAGES_MADE, 0)
    bring_up_to_date(room, lambda _step: None)
    with open_room(room, write=True) as opened:
        assert unindexed(opened) == 0
        with opened.catalogue.connect() as connection:
            rows = list(connection.execute(select(PAGES.c.indexed, PAGES.c.reading_id)))
    add(room, [], Given(), lambda _step: None, executor=InProcess())
    with open_room(room) as opened, opened.catalogue.connect() as connection:
        rows = list(connection.execute(select(PAGES.c.indexed, PAGES.c.reading_id)))
    assert all(row.indexed == row.reading_id for row in rows)
    assert _total(room, "operation") == (PAGES_MADE, 0)
    assert _total(room, "number7") == (1, 0)


def test_a_killed_first_index_is_finished_by_the_next_search(room: Path) -> None:
    with open_room(room, write=True) as opened:
        _forget(opened.paths.index)
    with _writer(room) as writer:
        for _number in range(8):
            _step(writer)
        total, waiting = _total(room, "operation")
        assert 3 <= total <= 8
        assert total + waiting == PAGES_MADE
        writer.kill()
    # Told eight times to go on, it may have taken and committed a ninth page before it was killed.
    assert bring_up_to_date(room, lambda _step: None) >= PAGES_MADE - 9
    assert _total(room, "operation") == (PAGES_MADE, 0)


def _forget(index: Path) -> None:
    for folder in index.iterdir():
        folder.rename(index / "gone")


def test_searching_goes_on_while_another_program_adds(room: Path) -> None:
    with open_room(room, write=True) as opened:
        _forget(opened.paths.index)
    with _writer(room) as writer, open_room(room) as opened:
        seen = []
        for _number in range(PAGES_MADE):
            assert _step(writer)
            answer = search(opened, '"operation plan"')
            assert answer.total + answer.waiting == PAGES_MADE
            assert len(answer.hits) == min(answer.total, 20)
            seen.append(answer.total)
        writer.wait()
        assert seen == sorted(seen)
        assert seen[0] < seen[-1]
        assert search(opened, "operation").total == PAGES_MADE


def test_a_room_that_may_not_be_written_can_be_searched(tmp_path: Path, monkeypatch) -> None:
    import os

    make_room(tmp_path / "room")
    path = write_pdf(tmp_path / "plan.pdf", line("Operation plan"))
    add(tmp_path / "room", [path], Given(), lambda _step: None, executor=InProcess())
    for lock in (tmp_path / "room" / "cache").rglob("*.lock"):
        lock.unlink()
    before = sorted((tmp_path / "room" / "cache").rglob("*"))
    asked = os.access
    monkeypatch.setattr(os, "access", lambda place, mode: mode != os.W_OK and asked(place, mode))
    with open_room(tmp_path / "room") as room:
        assert search(room, "operation").total == 1
        beside = Path(room.cached["index"]._beside.name)
        assert beside.is_dir()
    assert not beside.exists()
    assert sorted((tmp_path / "room" / "cache").rglob("*")) == before


def test_reading_goes_on_when_the_index_can_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_writer: object) -> None:
        raise RoomError("The disk is full.")

    made = tmp_path / "room"
    make_room(made)
    write_pdf(tmp_path / "plan.pdf", *(line(f"Operation plan {n}") for n in range(3)))
    with monkeypatch.context() as patch:
        patch.setattr(TantivyWriter, "commit", full)
        with pytest.raises(RoomError, match="disk is full"):
            add(made, [tmp_path / "plan.pdf"], Given(), lambda _step: None, executor=InProcess())
    assert _total(made, "plan") == (0, 3)
    assert bring_up_to_date(made, lambda _step: None) == 3
    assert _total(made, "plan") == (3, 0)
