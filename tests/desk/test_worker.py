from __future__ import annotations

import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.browse import original
from readingroom.desk.executor import Failed, InProcess, Job, run
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room, open_room
from readingroom.desk.status import failures
from readingroom.desk.words import words
from readingroom.desk.worker import OpenFile, open_file
from readingroom.errors import TamperedError
from readingroom.model.ids import page_id
from readingroom.store.vault import Vault


def added(tmp_path: Path, *paths: Path):
    room = tmp_path / "room"
    if not room.exists():
        make_room(room)
    return add(room, list(paths), Given(), lambda _step: None, executor=InProcess())


def test_a_mail_and_what_it_carries_are_read(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "ana@example.org", "Plan"
    mail.set_content("See the plan.\n")
    pdf = write_pdf(tmp_path / "plan.pdf", line("Operation plan"))
    mail.add_attachment(pdf.read_bytes(), maintype="application", subtype="pdf", filename="plan.pdf")
    mail.add_attachment("id,name,place\n1,Ana,Leeds\n", subtype="csv", filename="list.csv")
    (tmp_path / "mail.eml").write_bytes(mail.as_bytes())
    report = added(tmp_path, tmp_path / "mail.eml")
    assert (report.pages, report.failures) == (3, ())
    with open_room(tmp_path / "room") as room:
        rows = room.catalogue.connect()
        with rows as connection:
            found = connection.exec_driver_sql(
                "select path, media_type, state, pages from files join sightings using (file_id) order by path"
            ).all()
    assert [tuple(row) for row in found] == [
        ("mail.eml", "message/rfc822", "read", 1),
        ("mail.eml/list.csv", "text/csv", "read", 1),
        ("mail.eml/plan.pdf", "application/pdf", "read", 1),
    ]


def test_a_damaged_part_of_a_mail_is_named(tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(
        b"From: a@x.org\nSubject: Plan\nMIME-Version: 1.0\nContent-Type: application/pdf; name=plan.pdf\n"
        b"Content-Transfer-Encoding: base64\n\nJVBERi0xLj"
    )
    report = added(tmp_path, tmp_path / "mail.eml")
    errors = {failure.path: failure.error for failure in report.failures}
    assert "plan.pdf is damaged or cut off" in errors["mail.eml"]
    assert "damaged" in errors["mail.eml/plan.pdf"]


def test_containers_too_deep_are_kept_with_a_line(tmp_path: Path) -> None:
    path = tmp_path / "0.txt"
    path.write_bytes(b"innermost words")
    for depth in range(1, 19):
        outer = tmp_path / f"{depth}.zip"
        with zipfile.ZipFile(outer, "w") as archive:
            archive.write(path, path.name)
        path = outer
    report = added(tmp_path, path)
    [failure] = report.failures
    assert "17 containers deep" in failure.error
    assert failure.path.count("/") == 17


def test_an_archive_that_holds_itself_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from readingroom.intake import open as opening
    from readingroom.model.file import Member, Opened

    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x", "y")

    def itself(path: Path, _keep, _limits) -> Opened:
        return Opened("application/zip", members=(Member("a.zip", path.name, path.stat().st_size),))

    monkeypatch.setattr(opening, "open_zip", itself)
    assert added(tmp_path, path).failures == ()


def test_changed_bytes_in_the_vault_are_noticed_when_they_are_read(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_bytes(b"The plan as received.\n")
    added(tmp_path, text)
    with open_room(tmp_path / "room") as room:
        [file] = [file for file in room.vault.files() if room.vault.place(file).read_bytes() == text.read_bytes()]
        [found] = words(room, [page_id(file, 1)], "room")
        assert found.words.text == "The plan as received."
        assert original(room, file).path.read_bytes() == text.read_bytes()
        place = room.vault.place(file)
        place.chmod(0o644)
        place.write_bytes(b"The plan as changed!!\n")
        job = Job(open_file, OpenFile(room.vault.root, 0, file), [file], 60)
        [(_unit, value)] = list(run(job))
        assert isinstance(value, Failed)
        assert "have changed" in value.why
        with pytest.raises(TamperedError, match="have changed"):
            original(room, file)


def test_a_file_is_hashed_once_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(tmp_path / "vault")
    (tmp_path / "a").write_bytes(b"words")
    with (tmp_path / "a").open("rb") as stream:
        file, _size = vault.put(stream)
    looked = []
    check = Vault.check
    monkeypatch.setattr(Vault, "check", lambda self, name: (looked.append(name), check(self, name)))
    for _time in range(3):
        assert Vault(tmp_path / "vault").verified(file) == vault.place(file)
    assert looked == [file]


def test_nothing_of_a_pile_of_odd_files_is_lost(tmp_path: Path) -> None:
    pile = tmp_path / "pile"
    pile.mkdir()
    (pile / "scan.pdf").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    (pile / "speaks of pdf.txt").write_bytes(b"A PDF begins with %PDF-1.4, they say.\n")
    (pile / "random.eml").write_bytes(bytes(range(256)) * 4)
    (pile / "cut.zip").write_bytes(b"PK\x03\x04 nothing more")
    (pile / "blank.txt").write_bytes(b" \n")
    report = added(tmp_path, pile)
    errors = {failure.path for failure in report.failures}
    assert errors == {"scan.pdf", "cut.zip"}
    with open_room(tmp_path / "room") as room:
        assert len(failures(room)) == 2
        with room.catalogue.connect() as connection:
            states = dict(
                connection.exec_driver_sql("select path, state from files join sightings using (file_id)").all()
            )
    assert states == {
        "scan.pdf": "failed",
        "cut.zip": "failed",
        "speaks of pdf.txt": "read",
        "blank.txt": "read",
        "random.eml": "kept",
    }
