from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, insert, update

from pdfs import line, write_pdf
from readingroom.cli.main import commands
from readingroom.desk.add import add
from readingroom.desk.doctor import NAMED, Look, examine, machine
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room, open_room
from readingroom.engines.ocr import models
from readingroom.store.readings import READINGS
from readingroom.store.schema import DOCUMENT_PARTS, FILES, PAGES, SIGHTINGS, TASKS


def quiet(_step: object) -> None:
    pass


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A healthy room: a plan, a zip with a report, an empty zip, an empty file and one of a type without reader."""
    pile = tmp_path / "pile"
    pile.mkdir()
    write_pdf(pile / "plan.pdf", line("Operation plan"), line("Second page"))
    with zipfile.ZipFile(pile / "zip.zip", "w") as archive:
        archive.write(write_pdf(tmp_path / "report.pdf", line("Report")), "report.pdf")
    with zipfile.ZipFile(pile / "nothing.zip", "w"):
        pass
    (pile / "empty.pdf").write_bytes(b"")
    (pile / "data.bin").write_bytes(bytes(range(256)))
    make_room(tmp_path / "room")
    add(tmp_path / "room", [pile], Given(), quiet, executor=InProcess())
    return tmp_path / "room"


def looks(room: Path, *, quick: bool = False) -> list[Look]:
    with open_room(room) as opened:
        return list(examine(opened, quiet, quick=quick))


def wrong(room: Path, **options: bool) -> list[tuple[str, str]]:
    found = [look for look in looks(room, **options) if look.state == "wrong"]
    assert all(look.next_step for look in found)
    return [(look.about, look.what) for look in found]


def test_a_healthy_room_has_nothing_wrong(room: Path) -> None:
    found = {look.about: look for look in looks(room)}
    assert [look for look in found.values() if look.state == "wrong"] == []
    assert found["vault"].what == "6 files are as received."
    assert found["tables"].what == "6 files and 3 pages fit together."
    assert found["index"].what.startswith("written 20")


def original(room: Path, path: str) -> Path:
    with open_room(room) as opened, opened.catalogue.connect() as connection:
        file = connection.execute(SIGHTINGS.select().where(SIGHTINGS.c.path == path)).one().file_id
        return opened.vault.place(file)


def test_an_original_that_changed_or_went_is_named_with_its_place(room: Path) -> None:
    plan, report = original(room, "plan.pdf"), original(room, "zip.zip/report.pdf")
    plan.write_bytes(plan.read_bytes()[:-1] + b"!")
    report.unlink()
    found = wrong(room)
    assert found == [("vault", f"plan.pdf has changed: {plan}"), ("vault", f"zip.zip/report.pdf is missing: {report}")]
    assert wrong(room, quick=True) == found[1:]
    # What the next step says is true: moved away and added again, the room is whole.
    plan.unlink()
    add(room, [room.parent / "pile", room.parent / "report.pdf"], Given(), quiet, executor=InProcess())
    assert wrong(room) == []


def test_bytes_that_nothing_refers_to_are_worth_a_note(room: Path) -> None:
    with open_room(room, write=True) as opened:
        import io

        file, _size = opened.vault.put(io.BytesIO(b"left over"))
    [note] = [look for look in looks(room) if look.about == "vault" and look.state == "note"]
    assert file in note.what


BREAK = {
    "has 2 pages and 1 rows": delete(PAGES).where(PAGES.c.number == 2),
    "was never received": insert(FILES).values(file_id="a" * 64, size=1, state="failed", error="x"),
    "no reason for it": update(FILES).where(FILES.c.state == "kept").values(error=""),
    "is in no queue": delete(TASKS).where(TASKS.c.stage == "read", TASKS.c.number == 2),
    "which is no page": update(TASKS).where(TASKS.c.stage == "read", TASKS.c.number == 2).values(input="nowhere"),
    "does not say so": update(PAGES).where(PAGES.c.number == 2).values(state="waiting"),
    "belongs to no document": delete(DOCUMENT_PARTS),
}


@pytest.mark.parametrize("says", BREAK)
def test_what_does_not_fit_together_is_said(room: Path, says: str) -> None:
    with open_room(room, write=True) as opened, opened.catalogue.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.execute(BREAK[says])
        connection.commit()
    assert any(about == "tables" and says in what for about, what in wrong(room))


def test_words_that_are_gone_and_pages_that_can_not_be_found(room: Path) -> None:
    with open_room(room, write=True) as opened, opened.readings.engine.begin() as connection:
        connection.execute(delete(READINGS).where(READINGS.c.page_id.like("%p0002")))
    assert [about for about, _what in wrong(room)] == ["readings"]
    import shutil

    shutil.rmtree(room / "cache")
    assert [about for about, _what in wrong(room)] == ["readings", "index"]


def test_a_damaged_database_is_said(room: Path) -> None:
    whole = (room / "readings.db").read_bytes()
    (room / "readings.db").write_bytes(whole[:4096] + b"\xff" * 4096 + whole[8192:])
    found = CliRunner().invoke(commands, ["doctor", str(room)])
    assert found.exit_code != 0 or found.exception


def test_many_of_a_kind_are_counted(room: Path) -> None:
    with open_room(room, write=True) as opened, opened.catalogue.begin() as connection:
        rows = [{"file_id": f"{n:064x}", "size": 1, "state": "failed", "error": "x"} for n in range(NAMED + 5)]
        connection.execute(insert(FILES), rows)
    found = looks(room, quick=True)
    assert sum("was never received" in look.what for look in found) == NAMED
    assert "and 5 more of these" in [look.what for look in found]


def test_the_machine_is_described_and_a_changed_model_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {look.about: look for look in machine()}
    assert {"readingroom", "python", "system", "memory", "cores", "reading of images", "models"} <= set(found)
    assert found["reading of images"].what.split()[0] in {"openvino", "onnxruntime"}
    assert found["models"].state == "fine"
    monkeypatch.setitem(models.HASHES, "ppocrv6/ppocrv6_dict.txt", "0" * 64)
    again = {look.about: look for look in machine()}
    assert (again["models"].state, "ppocrv6_dict" in again["models"].what) == ("wrong", True)


def test_the_command_ends_with_1_when_something_does_not_hold(room: Path) -> None:
    good = CliRunner().invoke(commands, ["doctor", str(room), "--json"])
    assert good.exit_code == 0
    assert {"about", "state", "what", "next_step"} == set(json.loads(good.stdout.splitlines()[-1]))
    original(room, "plan.pdf").unlink()
    bad = CliRunner().invoke(commands, ["doctor", str(room)])
    assert bad.exit_code == 1
    assert "! vault: plan.pdf is missing" in bad.stdout
    assert CliRunner().invoke(commands, ["doctor"]).exit_code == 0
