"""Whatever stops an `add` - a person, the system, a full disk -, the same command goes on and nothing is lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.export import export_tables
from readingroom.desk.receive import Given
from readingroom.desk.room import Room, make_room, open_room
from readingroom.desk.status import status
from readingroom.errors import DiskFullError, RoomError
from readingroom.store.queue import counts
from readingroom.store.room_lock import hold

#: Enough that an `add` can be stopped in the middle.
PAGES = 500

READINGROOM = [sys.executable, "-m", "readingroom"]


def quiet(_step: object) -> None:
    pass


@pytest.fixture(scope="module")
def pile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A long PDF, so that work takes a while, and two zips that share a member."""
    tmp_path = tmp_path_factory.mktemp("survival")
    folder = tmp_path / "pile"
    folder.mkdir()
    many = "".join(line(f"word{n} and more words on this line", y=760 - 12 * n, size=7) for n in range(30))
    write_pdf(folder / "long.pdf", *(many + line(f"Page {n}", y=30) for n in range(PAGES)))
    shared = write_pdf(tmp_path / "shared.pdf", line("Shared"))
    for name in "ab":
        with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
            archive.write(shared, f"{name}/shared.pdf")
            archive.writestr("own.txt", name)
    return folder


def tables(room: Path, out: Path) -> dict[str, bytes]:
    with open_room(room) as opened:
        export_tables(opened, out, "csv", quiet)
    return {path.name: path.read_bytes() for path in out.glob("*.csv")}


def waiting(room: Path) -> dict[tuple[str, str], int]:
    with open_room(room) as opened, opened.catalogue.connect() as connection:
        return counts(connection)


def begun(room: Path, pile: Path) -> subprocess.Popen[str]:
    """Start an `add` and wait until some pages are read and some are not."""
    make_room(room)
    process = subprocess.Popen(
        [*READINGROOM, "add", str(room), str(pile)], stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    until = time.monotonic() + 100
    while time.monotonic() < until:
        states = waiting(room)
        if states.get(("read", "done"), 0) and states.get(("read", "leased"), 0):
            return process
        assert process.poll() is None, "it was done before it could be stopped"
        time.sleep(0.02)
    raise AssertionError("no page was read")


@pytest.fixture(scope="module")
def undisturbed(pile: Path) -> dict[str, bytes]:
    """The tables of a run that nothing stopped."""
    calm = pile.parent / "calm"
    make_room(calm)
    add(calm, [pile], Given(), quiet, executor=InProcess())
    return tables(calm, pile.parent / "out")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")
def test_interrupted_it_gives_its_leases_back_and_goes_on_later(tmp_path: Path, pile: Path, undisturbed) -> None:
    room = tmp_path / "room"
    process = begun(room, pile)
    os.killpg(process.pid, signal.SIGINT)
    talk = process.communicate(timeout=60)[1]
    assert (process.returncode, "Traceback" in talk) == (130, False)
    assert "Nothing is lost" in talk
    states = waiting(room)
    assert states.get(("read", "leased"), 0) == 0
    assert states[("read", "waiting")] > 0
    assert subprocess.run([*READINGROOM, "add", str(room)], check=False, capture_output=True).returncode == 0
    assert tables(room, tmp_path / "out") == undisturbed


def test_killed_with_all_its_children_it_goes_on_later(tmp_path: Path, pile: Path, undisturbed) -> None:
    room = tmp_path / "room"
    process = begun(room, pile)
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    for member in family:
        member.kill()
    process.communicate(timeout=60)
    psutil.wait_procs(family, timeout=10)
    assert waiting(room).get(("read", "leased"), 0) > 0
    done = subprocess.run([*READINGROOM, "add", str(room), str(pile)], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, done.stderr)
    assert tables(room, tmp_path / "out") == undisturbed


def test_a_child_killed_by_somebody_costs_nothing(tmp_path: Path, pile: Path, undisturbed) -> None:
    room = tmp_path / "room"
    process = begun(room, pile)
    killed = 0
    for child in psutil.Process(process.pid).children():
        if "resource_tracker" not in " ".join(child.cmdline()):
            child.kill()
            killed += 1
    assert killed >= 1
    process.communicate(timeout=100)
    assert process.returncode == 0
    assert tables(room, tmp_path / "out") == undisturbed


def test_a_second_add_on_the_room_ends_with_4(tmp_path: Path, pile: Path) -> None:
    room = tmp_path / "room"
    make_room(room)
    # The lock that the first one holds is held here: an `add` may be over before another program has started.
    with hold(room / "room.lock"):
        second = subprocess.run(
            [*READINGROOM, "add", str(room), str(pile)], check=False, capture_output=True, text=True
        )
        state = subprocess.run([*READINGROOM, "status", str(room)], check=False, capture_output=True, text=True)
    assert second.returncode == 4
    assert second.stderr.splitlines()[0].startswith("Another program is adding")
    assert state.returncode == 0


#: How often the disk is looked at before it is too full: while files are received, unpacked, and read.
LOOKS = {"receiving": 3, "unpacking": 8, "reading": 22}


@pytest.mark.parametrize("part", LOOKS)
def test_a_disk_that_fills_up_stops_the_run_and_blames_no_file(
    tmp_path: Path, pile: Path, part: str, monkeypatch
) -> None:
    pile = Path(shutil.copytree(pile, tmp_path / "pile", ignore=shutil.ignore_patterns("*.pdf")))
    calm, asked, looks = tmp_path / "calm", [], LOOKS[part]
    make_room(calm)
    add(calm, [pile], Given(), quiet, executor=InProcess())

    def usage(_path: object) -> SimpleNamespace:
        asked.append(1)
        return SimpleNamespace(free=10**13 if len(asked) <= looks else 10**6)

    room = tmp_path / "room"
    make_room(room)
    from readingroom.desk import pipeline

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", usage)
        patched.setattr(pipeline, "WRITE_SECONDS", 0.0)
        with pytest.raises(DiskFullError, match="nearly full") as refused:
            add(room, [pile], Given(), quiet, executor=InProcess())
    assert refused.value.exit_code == 4
    assert "run the same command again" in refused.value.next_step
    with open_room(room) as opened:
        assert status(opened).failures == ()
    states = waiting(room)
    assert {state for _stage, state in states} <= {"waiting", "done"}
    stopped_in = "reading" if ("read", "waiting") in states else "unpacking" if ("open", "waiting") in states else ""
    assert (stopped_in or "receiving") == part or (part, stopped_in) == ("receiving", "unpacking")
    add(room, [pile], Given(), quiet, executor=InProcess())
    assert tables(room, tmp_path / "out") == tables(calm, tmp_path / "calm_out")


def test_a_write_that_finds_no_space_is_said_in_words(tmp_path: Path, pile: Path, monkeypatch) -> None:
    from readingroom.store.readings import Readings

    make_room(tmp_path / "room")

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Readings, "keep", full)
        with pytest.raises(DiskFullError, match="is full"):
            add(tmp_path / "room", [pile], Given(), quiet, executor=InProcess())
    with pytest.raises(DiskFullError, match="is full"), open_room(tmp_path / "room", write=True) as room:
        fill(room)


def fill(room: Room) -> None:
    """Write until SQLite finds no more space."""
    with room.catalogue.begin() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1")
        for _n in range(2000):
            connection.exec_driver_sql("INSERT INTO room (name, value) VALUES (hex(randomblob(900)), 'x')")


@pytest.mark.parametrize(
    ("change", "code", "says"),
    [
        ("typo", 2, "langauges"),
        ("not toml", 2, "can't be read"),
        ("missing path", 2, "There is no"),
        ("room is a file", 2, "There is no room"),
        ("no room", 2, "readingroom init"),
        ("damaged", 4, "damaged"),
        ("too new", 4, "newer program"),
    ],
)
def test_a_mistake_has_its_line_and_its_exit_code(tmp_path: Path, change: str, code: int, says: str) -> None:
    room = tmp_path / "room"
    make_room(room)
    toml, catalogue = room / "room.toml", room / "catalogue.db"
    target = tmp_path / "nothing"
    if change == "typo":
        toml.write_text(toml.read_text() + 'langauges = ["en"]\n')
    elif change == "not toml":
        toml.write_text("name = ")
    elif change == "room is a file":
        room = tmp_path / "file"
        room.write_text("x")
    elif change == "no room":
        room = tmp_path / "elsewhere"
    elif change == "damaged":
        catalogue.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    elif change == "too new":
        import sqlite3

        with sqlite3.connect(catalogue) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.close()
    done = subprocess.run([*READINGROOM, "add", str(room), str(target)], check=False, capture_output=True, text=True)
    assert (done.returncode, says in done.stderr, "Traceback" in done.stderr) == (code, True, False), done.stderr


def test_a_room_that_may_not_be_written_can_still_be_read(tmp_path: Path, pile: Path, monkeypatch) -> None:
    """As on a read-only disk: nothing may be made beside the databases, and the lock's file can't be opened."""
    from readingroom.store import database, room_lock

    room = tmp_path / "room"
    make_room(room)
    add(room, [pile / "a.zip"], Given(), quiet, executor=InProcess())
    before = sorted(room.iterdir())

    def refused(*_arguments: object, **_named: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(database, "_writable", lambda _folder: False)
    monkeypatch.setattr(room_lock.FileLock, "acquire", refused)
    with open_room(room) as opened:
        assert sum(row.read for row in status(opened).productions) == 2
        assert not status(opened).busy
    assert tables(room, tmp_path / "out")["pages.csv"].count(b"\n") == 3
    assert sorted(room.iterdir()) == before
    with pytest.raises(RoomError, match="Read-only file system") as told:
        add(room, [], Given(), quiet, executor=InProcess())
    assert (told.value.exit_code, "can be read" in told.value.next_step) == (4, True)


@pytest.mark.parametrize("where", ["before anything is written", "between words and catalogue"])
def test_an_interruption_in_the_middle_of_a_write_leaves_no_lease(
    tmp_path: Path, pile: Path, where: str, monkeypatch
) -> None:
    from readingroom.desk import pipeline
    from readingroom.store.readings import Readings

    keep, calls = Readings.keep, []

    def interrupted(self, rows):
        calls.append(len(rows))
        if len(calls) == 1:
            if where == "between words and catalogue":
                keep(self, rows)
            raise KeyboardInterrupt
        return keep(self, rows)

    make_room(tmp_path / "room")
    with monkeypatch.context() as patched:
        patched.setattr(Readings, "keep", interrupted)
        patched.setattr(pipeline, "WRITE_SECONDS", 0.0)
        with pytest.raises(KeyboardInterrupt):
            add(tmp_path / "room", [pile / "a.zip"], Given(), quiet, executor=InProcess())
    states = waiting(tmp_path / "room")
    assert states[("read", "waiting")] > 0
    assert "leased" not in {state for _stage, state in states}
    add(tmp_path / "room", [], Given(), quiet, executor=InProcess())
    assert {state for _stage, state in waiting(tmp_path / "room")} == {"done"}
    with open_room(tmp_path / "room") as room, room.readings.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT count(*), count(DISTINCT page_id) FROM readings").one()
        assert kept[0] == kept[1]
