from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.rebuild import estimate, rebuild, reread
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room, open_room
from readingroom.desk.search import search
from readingroom.desk.worker import READ_VERSION
from readingroom.errors import RoomBusyError, WrongUseError
from readingroom.model.answers import Progress
from readingroom.model.page import Reading
from readingroom.model.words import Words
from readingroom.reading.page import read_page
from readingroom.store.packing import unpack
from readingroom.store.readings import READINGS
from readingroom.store.room_lock import hold
from readingroom.store.schema import PAGES, TASKS


@pytest.fixture
def room(tmp_path: Path) -> Path:
    made = tmp_path / "room"
    make_room(made)
    plan = write_pdf(tmp_path / "plan.pdf", line("Operation plan"), line("Second page"))
    add(made, [plan], Given(), lambda _step: None, executor=InProcess())
    return made


def _total(room: Path, query: str) -> int:
    with open_room(room) as opened:
        return search(opened, query).total


def test_an_index_that_is_gone_or_damaged_is_made_again(room: Path) -> None:
    steps: list[Progress] = []
    (index,) = (room / "cache" / "index").iterdir()
    for file in (index / "pages").iterdir():
        file.write_bytes(b"damaged")
    with open_room(room) as opened:
        answer = search(opened, "plan")
        assert (answer.total, answer.waiting) == (0, 2)
    assert rebuild(room, steps.append) == 2
    assert (steps[-1].stage, steps[-1].done, steps[-1].total) == ("index", 2, 2)
    assert _total(room, "plan") == 1
    assert len(list((room / "cache" / "index").iterdir())) == 1


def test_a_rebuild_that_breaks_leaves_the_old_index(room: Path) -> None:
    def stop(_step: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(room, stop)
    assert _total(room, "plan") == 1
    assert rebuild(room, lambda _step: None) == 2
    assert len(list((room / "cache" / "index").iterdir())) == 1


def test_a_room_that_is_being_added_to_is_not_rebuilt(room: Path) -> None:
    with hold(room / "room.lock"), pytest.raises(RoomBusyError):
        rebuild(room, lambda _step: None)
    with pytest.raises(WrongUseError):
        rebuild(room / "nowhere", lambda _step: None)


def test_pages_are_read_anew_in_place(room: Path) -> None:
    report = reread(room, lambda _step: None, executor=InProcess())
    assert (report.pages, report.failures) == (2, ())
    with open_room(room) as opened, opened.catalogue.connect() as connection:
        assert set(connection.scalars(select(TASKS.c.state))) == {"done"}
        assert len(list(connection.scalars(select(PAGES.c.page_id)))) == 2
        assert None not in set(connection.scalars(select(PAGES.c.indexed)))
    assert _total(room, "plan") == 1
    assert _total(room, "NOT zzzz") == 2


def test_what_an_older_version_read_is_gone_once_a_page_is_read_anew(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def blind(*given: object, **named: object) -> Reading:
        return replace(read_page(*given, **named), words=Words())  # type: ignore[arg-type]  # as it was called

    with open_room(room) as opened, opened.readings.engine.connect() as connection:
        before = list(connection.scalars(select(READINGS.c.words)))
    assert len(before) == 2
    for place in ("add", "pipeline"):
        monkeypatch.setattr(f"readingroom.desk.{place}.READ_VERSION", READ_VERSION + 1)
    monkeypatch.setattr("readingroom.reading.page.read_page", blind)
    assert add(room, [], Given(), lambda _step: None, executor=InProcess()).pages == 2
    with open_room(room) as opened, opened.readings.engine.connect() as connection:
        rows = connection.execute(select(READINGS.c.version, READINGS.c.words)).all()
    assert {row.version for row in rows} == {READ_VERSION + 1}
    assert [len(unpack(row.words).words) for row in rows] == [0, 0]
    left = b"".join(path.read_bytes() for path in room.glob("readings.db*"))
    assert [blob for blob in before if blob in left] == []
    assert _total(room, "plan") == 0


def test_an_estimate_reads_a_few_pages_and_keeps_nothing(room: Path, tmp_path: Path) -> None:
    found = estimate(room, executor=InProcess())
    assert found.pages == 2
    assert 0 < found.seconds < 60
    make_room(tmp_path / "empty")
    with pytest.raises(WrongUseError):
        estimate(tmp_path / "empty", executor=InProcess())
