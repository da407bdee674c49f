from __future__ import annotations

import threading
import time
import zipfile
from pathlib import Path

import pytest

from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess, Spawned
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room, open_room
from readingroom.desk.status import status
from readingroom.desk.words import words
from readingroom.errors import DoesNotHoldError, RoomBusyError, RoomError, WrongUseError
from readingroom.model.ids import page_id
from readingroom.store.room_lock import PATIENCE_SECONDS, hold


def quiet(_step: object) -> None:
    pass


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    """Two productions: PDFs, a zip in a zip, the same bytes twice, damaged, encrypted, empty and unknown files."""
    folder = tmp_path / "pile"
    march, april = folder / "2018-03 first batch", folder / "second batch"
    march.mkdir(parents=True)
    april.mkdir()
    plan = write_pdf(march / "plan.pdf", line("Operation plan"), line("Second page"))
    (april / "again.pdf").write_bytes(plan.read_bytes())
    write_pdf(april / "locked.pdf", line("x"), password="secret")
    (april / "empty.pdf").write_bytes(b"")
    (april / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (april / "data.bin").write_bytes(bytes(range(256)))
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.write(write_pdf(tmp_path / "report.pdf", line("Daily report")), "r/report.pdf")
    with zipfile.ZipFile(april / "outer.zip", "w") as archive:
        archive.write(inner, "inner.zip")
    return folder


@pytest.fixture(params=["in process", "spawned"])
def executor(request):
    return InProcess() if request.param == "in process" else Spawned(2, 800)


def test_a_pile_becomes_pages_and_every_failure_has_its_line(tmp_path: Path, pile: Path, executor) -> None:
    room = tmp_path / "room"
    make_room(room, me="Ana")
    report = add(room, [pile], Given(sender="District"), quiet, executor=executor)
    assert (report.new, report.again, report.pages) == (6, 1, 3)
    errors = {failure.path: failure.error for failure in report.failures}
    assert set(errors) == {"second batch/locked.pdf", "second batch/empty.pdf", "second batch/broken.pdf"}
    assert "password" in errors["second batch/locked.pdf"]
    assert [(file.path, file.production) for file in report.kept] == [("second batch/data.bin", "second batch")]
    assert "a file of unknown type; this version has no reader for it." in report.kept[0].error
    with open_room(room) as opened:
        assert status(opened).kept == report.kept
        first, second = status(opened).productions
        assert (first.name, first.received, first.sender, first.pages, first.read) == (
            "2018-03 first batch",
            "2018-03",
            "District",
            2,
            2,
        )
        assert (second.files, second.read, second.files_failed, second.files_kept) == (7, 1, 3, 1)


def test_again_adds_only_what_is_new(tmp_path: Path, pile: Path) -> None:
    room = tmp_path / "room"
    make_room(room)
    add(room, [pile], Given(), quiet, executor=InProcess())
    write_pdf(pile / "second batch" / "new.pdf", line("New"))
    report = add(room, [pile], Given(), quiet, executor=InProcess())
    assert (report.new, report.again, report.pages) == (1, 0, 1)


def test_a_run_lists_what_failed_of_its_own_files_and_counts_the_others(tmp_path: Path, pile: Path) -> None:
    room = tmp_path / "room"
    make_room(room)
    add(room, [pile], Given(), quiet, executor=InProcess())
    fine = write_pdf(tmp_path / "fine.pdf", line("Fine"))
    report = add(room, [fine], Given(), quiet, executor=InProcess())
    assert (report.failures, report.kept, report.older) == ((), (), 3)
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("worse.pdf", b"%PDF-1.7\nworse")
        archive.writestr("box", b"From a@b.org Mon\nFrom: a@b.org\nTo: b@b.org\nSubject: x\n\nx\n")
    report = add(room, [tmp_path / "bad.zip"], Given(), quiet, executor=InProcess())
    assert [failure.path for failure in report.failures] == ["bad.zip/worse.pdf"]
    assert [file.path for file in report.kept] == ["bad.zip/box"]
    assert "mailbox (mbox)" in report.kept[0].error
    again = add(room, [pile / "second batch"], Given(), quiet, executor=InProcess())
    assert (len(again.failures), len(again.kept), again.older) == (3, 1, 1)
    assert add(room, [], Given(), quiet, executor=InProcess()).older == 4


def test_words_leave_by_the_one_door_and_never_for_the_public(tmp_path: Path) -> None:
    room = tmp_path / "room"
    make_room(room)
    path = write_pdf(tmp_path / "plan.pdf", line("Operation plan") + line("secret", y=600) + "0 g 60 590 200 30 re f\n")
    add(room, [path], Given(), quiet, executor=InProcess())
    with open_room(room) as opened:
        import hashlib

        page = page_id(hashlib.sha256(path.read_bytes()).hexdigest(), 1)
        [found] = words(opened, [page], "room")
        assert found.words.text == "Operation plan"
        assert [place.reason for place in found.facts.hidden] == ["covered"]
        with pytest.raises(DoesNotHoldError):
            list(words(opened, [page], "public"))
    everything = b"".join(p.read_bytes() for p in room.glob("*.db*"))
    assert b"secret" not in everything


def test_wrong_use_is_said_in_words(tmp_path: Path) -> None:
    room = tmp_path / "room"
    with pytest.raises(WrongUseError, match="no room"):
        add(room, [], Given(), quiet)
    make_room(room)
    with pytest.raises(WrongUseError, match="There is no"):
        add(room, [tmp_path / "nothing"], Given(), quiet, executor=InProcess())
    with pytest.raises(RoomError, match="inside"):
        add(room, [tmp_path], Given(), quiet, executor=InProcess())
    with hold(room / "room.lock"), pytest.raises(RoomBusyError):
        add(room, [], Given(), quiet, executor=InProcess())


def test_a_room_that_is_held_for_a_turn_is_waited_for(tmp_path: Path) -> None:
    make_room(tmp_path / "room")
    held = threading.Event()

    def turn() -> None:
        with hold(tmp_path / "room" / "room.lock"):
            held.set()
            time.sleep(PATIENCE_SECONDS * 1.5)

    other = threading.Thread(target=turn)
    other.start()
    assert held.wait(60)
    assert add(tmp_path / "room", [], Given(), quiet, executor=InProcess()).pages == 0
    other.join()
