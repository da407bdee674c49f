from __future__ import annotations

import datetime as dt
import io
import os
import sys
import unicodedata
import zipfile
from pathlib import Path

import pytest

from pdfs import line, write_pdf
from readingroom.desk.add import AddReport, add
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given, checked, find_files, receive
from readingroom.desk.room import hold_room, make_room, open_room
from readingroom.desk.status import status
from readingroom.desk.worker import OPEN_VERSION
from readingroom.errors import RoomError, WrongUseError
from readingroom.store.schema import SIGHTINGS


def quiet(_step: object) -> None:
    pass


def added(room: Path, *paths: Path, **given: str) -> AddReport:
    make_room(room)
    return add(room, paths, Given(**given), quiet, executor=InProcess())


def seen(room: Path) -> list[tuple[str, str, str]]:
    """(path, production, received) of every sighting."""
    with open_room(room) as opened, opened.catalogue.connect() as connection:
        rows = connection.execute(SIGHTINGS.select()).all()
    return sorted((row.path, row.production, row.received) for row in rows)


@pytest.mark.parametrize("text", ["2018-3-2", "02.03.2018", "20180302", "2018-02-30", "March 2018", "2018-03"])
def test_a_date_that_is_none_is_refused_before_anything_is_done(tmp_path: Path, text: str) -> None:
    with pytest.raises(WrongUseError, match=r"is no date.*YYYY-MM-DD"):
        added(tmp_path / "room", received=text)


def test_a_date_in_the_future_is_a_slip() -> None:
    assert checked(Given(received="2018-03-02")).received == "2018-03-02"
    far = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=3)
    with pytest.raises(WrongUseError, match="in the future"):
        checked(Given(received=far.isoformat()))


def test_a_date_is_read_off_a_folder_only_when_it_is_one(tmp_path: Path) -> None:
    for name in ("2018-03-02 first", "2018-02-31 second", "box 2018.04", "1234"):
        (tmp_path / "pile" / name).mkdir(parents=True)
        (tmp_path / "pile" / name / "x.txt").write_text(name)
    added(tmp_path / "room", tmp_path / "pile")
    dates = {production: received for _path, production, received in seen(tmp_path / "room")}
    assert dates == {"2018-03-02 first": "2018-03-02", "2018-02-31 second": "", "box 2018.04": "2018-04", "1234": ""}


def test_a_folder_that_holds_files_is_one_production_with_all_below_it(tmp_path: Path) -> None:
    for name in ("letter.txt", "mail/one.txt", "plans/deep/two.txt"):
        path = tmp_path / "2019-05 release" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    added(tmp_path / "room", tmp_path / "2019-05 release")
    assert seen(tmp_path / "room") == [
        (name, "2019-05 release", "2019-05") for name in ("letter.txt", "mail/one.txt", "plans/deep/two.txt")
    ]


@pytest.mark.parametrize("left", [".DS_Store", "Thumbs.db", "desktop.ini"])
def test_what_a_file_manager_left_makes_no_production_of_a_set_and_is_received(tmp_path: Path, left: str) -> None:
    for name in ("March/one.txt", "April/two/three.txt", left):
        path = tmp_path / "pile" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    added(tmp_path / "room", tmp_path / "pile")
    productions = {path: production for path, production, _received in seen(tmp_path / "room")}
    assert productions == {"March/one.txt": "March", "April/two/three.txt": "April", left: "pile"}


def test_a_production_grows_and_that_is_said(tmp_path: Path) -> None:
    for name, text in (("one", "a"), ("two", "b")):
        (tmp_path / name / "March").mkdir(parents=True)
        (tmp_path / name / "March" / f"{name}.txt").write_text(text)
    assert added(tmp_path / "room", tmp_path / "one" / "March").notes == ()
    assert added(tmp_path / "room", tmp_path / "one" / "March").notes == ()
    [note] = added(tmp_path / "room", tmp_path / "two" / "March").notes
    assert note.startswith("The production “March” was here already: 1 of these files joined the 1 it had.")
    assert "--production" in note
    assert added(tmp_path / "room", tmp_path / "two" / "March", production="April").notes == ()
    with open_room(tmp_path / "room") as opened:
        assert [(row.name, row.files) for row in status(opened).productions] == [("March", 2)]


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="only Linux takes any bytes as a name")
def test_a_name_that_is_no_text_is_kept_as_far_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "pile").mkdir()
    for name in (b"caf\xe9.txt", b"two\nlines.txt", unicodedata.normalize("NFD", "año.txt").encode()):
        (tmp_path / "pile" / os.fsdecode(name)).write_bytes(name)
    report = added(tmp_path / "room", tmp_path / "pile")
    assert report.new == 3
    assert [path for path, *_rest in seen(tmp_path / "room")] == ["año.txt", "caf\ufffd.txt", "two\ufffdlines.txt"]


def test_what_can_not_be_read_has_its_line_and_the_others_go_on(tmp_path: Path, monkeypatch) -> None:
    pile = tmp_path / "pile"
    (pile / "closed").mkdir(parents=True)
    (pile / "a.txt").write_text("a")
    (pile / "b.txt").write_text("b")
    real_walk, real_open = os.scandir, Path.open

    def scandir(path):
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return real_walk(path)

    def opened(self, *arguments, **named):
        if self.name == "a.txt":
            raise OSError(5, "Input/output error", str(self))
        return real_open(self, *arguments, **named)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(Path, "open", opened)
    report = added(tmp_path / "room", pile)
    assert report.new == 1
    lost = {failure.path: failure.error for failure in report.failures if not failure.file}
    assert "Permission denied" in lost["closed"]
    assert "Input/output error" in lost["a.txt"]
    assert str(tmp_path) not in "".join(lost.values())


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right that few have on Windows")
def test_a_link_is_not_followed_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "pile").mkdir()
    (tmp_path / "secret.txt").write_text("elsewhere")
    (tmp_path / "pile" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "pile" / "folder").symlink_to(tmp_path / "elsewhere")
    report = added(tmp_path / "room", tmp_path / "pile")
    assert (report.new, [failure.path for failure in report.failures]) == (0, ["folder", "link.txt"])
    assert "link" in report.failures[0].error


def test_the_room_is_not_added_to_itself(tmp_path: Path) -> None:
    make_room(tmp_path / "room")
    with pytest.raises(RoomError, match="inside"):
        added(tmp_path / "room", tmp_path)
    with pytest.raises(WrongUseError, match="part of the room"):
        added(tmp_path / "room", tmp_path / "room" / "vault")


#: Names that Windows reserves, can't hold, or shortens, and names that climb.
BAD = [
    "CON", "aux.txt", "nul", "COM1.pdf", "ends with dot.", "ends with space ", "a:stream.txt", "x" * 300 + ".txt",
    "line\nbreak.txt", "question?.txt", "star*.txt", "pipe|.txt", 'quote".txt', "../climb.txt", "/root.txt",
    "C:\\windows\\win.ini", "..\\..\\up.txt", "deep/" * 60 + "deep.txt",
]  # fmt: skip


def test_no_name_that_came_is_ever_a_name_on_disk(tmp_path: Path) -> None:
    archive = tmp_path / "names.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for number, name in enumerate(BAD):
            target.writestr(zipfile.ZipInfo(name), f"text {number}")
        target.write(write_pdf(tmp_path / "plan.pdf", line("Plan")), "LPT1.pdf")
    before = set(tmp_path.iterdir())
    report = added(tmp_path / "room", archive)
    assert [failure.error for failure in report.failures if "Not unpacked" in failure.error] == []
    assert set(tmp_path.iterdir()) - before == {tmp_path / "room"}
    paths = [path for path, *_rest in seen(tmp_path / "room")]
    assert len(paths) == 1 + len(BAD) + 1
    assert [path for path in paths if "\n" in path or ".." in path.split("/") or "\\" in path or ":" in path[:12]] == []
    room = tmp_path / "room"
    inside = [path.relative_to(room).as_posix() for path in room.rglob("*")]
    names = {"readings.db", "catalogue.db", "room.toml", "room.lock", "incoming", "vault", "cache", "index", "images"}
    own = {part for path in inside for part in path.split("/") if not path.startswith(("vault/", "cache/"))}
    assert {name.removesuffix("-wal").removesuffix("-shm") for name in own} <= names
    for path in inside:
        if path.startswith("vault/") and path != "vault/incoming":
            folder, *file = path.removeprefix("vault/").split("/")
            assert len(folder) == 2
            assert all(len(name) == 64 and name.startswith(folder) for name in file)


def test_a_room_far_down_works(tmp_path: Path) -> None:
    room = tmp_path.joinpath(*["a folder with a long name"] * 9, "room")
    assert len(str(room)) > 260
    path = write_pdf(tmp_path / "plan.pdf", line("Plan"))
    assert added(room, path).pages == 1


def nested(name: str, data: bytes, depth: int) -> bytes:
    for _level in range(depth):
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w") as target:
            target.writestr(name, data)
        name, data = "inner.zip", whole.getvalue()
    return data


def test_what_lay_too_deep_is_opened_when_it_is_unpacked_and_added(tmp_path: Path) -> None:
    room, outer, inner = tmp_path / "room", tmp_path / "outer.zip", tmp_path / "unpacked.zip"
    inner.write_bytes(nested("note.txt", b"words far down", 2))
    outer.write_bytes(nested("inner.zip", inner.read_bytes(), 17))
    [failure] = added(room, outer).failures
    assert "17 containers deep. Unpack it by hand and add it." in failure.error
    report = add(room, [inner], Given(), quiet, executor=InProcess())
    assert (report.new, report.again, report.pages, report.failures) == (0, 1, 1, ())


@pytest.mark.parametrize("lost", [True, False])
def test_an_original_that_was_lost_or_changed_is_read_after_it_is_added_again(tmp_path: Path, *, lost: bool) -> None:
    room, path = tmp_path / "room", tmp_path / "note.txt"
    path.write_bytes(b"words of a note")
    make_room(room)
    with hold_room(room) as opened:
        receive(opened, next(find_files([path], lambda *_told: None)), Given(), version=OPEN_VERSION, who="")
        [file] = opened.vault.files()
        kept = opened.vault.place(file)
    kept.unlink() if lost else kept.write_bytes(b"others of a note")
    [failure] = add(room, [], Given(), quiet, executor=InProcess()).failures
    assert "add the original again" in failure.error
    report = add(room, [], Given(), quiet, executor=InProcess())
    assert (report.failures, report.older) == ((), 1)
    report = add(room, [path], Given(), quiet, executor=InProcess())
    assert (report.new, report.pages, report.failures) == (0, 1, ())
    assert kept.read_bytes() == b"words of a note"


def test_a_name_that_is_no_text_is_kept_with_a_mark(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("note")
    added(tmp_path / "room", tmp_path / "note.txt", production="a\udcffb\x1b[31m", sender="\udcff")
    assert seen(tmp_path / "room") == [("note.txt", "a\ufffdb\ufffd[31m", "")]
