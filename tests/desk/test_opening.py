"""The order in which what containers hold is written down."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

from pdfs import line, write_pdf
from readingroom.desk import pipeline
from readingroom.desk.add import add
from readingroom.desk.executor import Event, InProcess, Job, run
from readingroom.desk.export import export_tables
from readingroom.desk.opening import Opening
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room, open_room
from readingroom.model.file import Member, Opened
from readingroom.model.ids import FileId
from readingroom.store.catalogue import make_catalogue, open_catalogue
from readingroom.store.queue import Task, add_tasks
from readingroom.store.schema import SIGHTINGS


def quiet(_step: object) -> None:
    pass


class Shuffled(InProcess):
    """Runs up to four jobs at once and tells of them in any order, as children do; some die on their first try."""

    slots = 4

    def __init__(self, seed: int, *, deaths: float = 0.0) -> None:
        super().__init__()
        self._random, self._deaths, self._died = random.Random(seed), deaths, set()

    def free(self) -> int:
        return self.slots - len(self._jobs)

    def events(self, seconds: float) -> list[Event]:  # noqa: ARG002
        job: Job = self._jobs.pop(self._random.randrange(len(self._jobs)))
        unit = job.units[0]
        if len(job.units) == 1 and unit not in self._died and self._random.random() < self._deaths:
            self._died.add(unit)
            return [Event(job, "died", unit, "crashed"), Event(job, "done")]
        return [*(Event(job, "result", name or unit, value) for name, value in run(job)), Event(job, "done")]


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    """Six zips that share members and a zip, nested, named so that order by name, hash and size all differ."""
    folder = tmp_path / "pile"
    folder.mkdir()
    shared = [write_pdf(tmp_path / f"s{n}.pdf", line(f"Shared {n}")) for n in range(4)]
    with zipfile.ZipFile(tmp_path / "inner.zip", "w") as archive:
        for path in shared:
            archive.write(path, f"inner/{path.name}")
    for n in range(6):
        with zipfile.ZipFile(folder / f"{n}.zip", "w") as archive:
            archive.writestr("own.txt", f"{n}" * (600 - 100 * n))
            if n % 2:
                archive.write(tmp_path / "inner.zip", f"in{n}.zip")
            for path in shared[n % 3 :]:
                archive.write(path, f"{n}/{path.name}")
    return folder


def tables(where: Path, pile: Path, executor) -> dict[str, bytes]:
    make_room(where / "room")
    add(where / "room", [pile], Given(), quiet, executor=executor)
    with open_room(where / "room") as room:
        export_tables(room, where / "out", "csv", quiet)
    return {path.name: path.read_bytes() for path in (where / "out").iterdir()}


@pytest.mark.parametrize("deaths", [0.0, 0.3])
def test_the_tables_do_not_depend_on_which_child_is_faster_or_dies(tmp_path: Path, pile: Path, deaths: float) -> None:
    expected = tables(tmp_path / "one", pile, InProcess())
    assert expected["files.csv"].count(b"\r\n") == 1 + 6 + 6 + 4 + 1  # header, zips, own texts, shared, inner
    for seed in range(5):
        assert tables(tmp_path / f"{seed}", pile, Shuffled(seed, deaths=deaths)) == expected


def test_a_crash_between_two_containers_changes_nothing(tmp_path: Path, pile: Path, monkeypatch) -> None:
    expected = tables(tmp_path / "one", pile, InProcess())
    opened, calls = pipeline.Run._opened, []

    def crash(self, connection, task, found) -> None:
        opened(self, connection, task, found)
        calls.append(task)
        if len(calls) % 5 == 4:
            raise KeyboardInterrupt

    make_room(tmp_path / "two" / "room")
    with monkeypatch.context() as patched:
        patched.setattr(pipeline.Run, "_opened", crash)
        for seed in range(40):
            try:
                add(tmp_path / "two" / "room", [pile], Given(), quiet, executor=Shuffled(seed))
                break
            except KeyboardInterrupt:
                continue
    assert len(calls) > 10
    with open_room(tmp_path / "two" / "room") as room:
        export_tables(room, tmp_path / "two" / "out", "csv", quiet)
    assert {path.name: path.read_bytes() for path in (tmp_path / "two" / "out").iterdir()} == expected


def test_a_container_waits_for_all_before_it(tmp_path: Path) -> None:
    make_catalogue(tmp_path / "catalogue.db")
    engine = open_catalogue(tmp_path / "catalogue.db", write=True)
    holds = Opened("application/zip", members=(Member("x", FileId("x"), 1),))
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        for name in "cab":
            connection.execute(SIGHTINGS.insert().values(file_id=name, path=name))
            add_tasks(connection, [Task("open", name, name)], 1)
        opening = Opening("me")
        first, second, third = (opening.next(connection) for _ in range(3))
        assert [task.input for task in (first, second, third)] == ["c", "a", "b"]
        assert opening.next(connection) is None
    opening.hold(third, holds)
    opening.hold(second, holds)
    assert opening.ready() == []
    opening.again(first)
    opening.settled(first)
    assert [task.input for task, _opened in opening.ready()] == ["a", "b"]
    assert opening.ready() == []
    engine.dispose()
