from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from pdfs import line, write_pdf
from readingroom.cli.main import main


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def runner(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["readingroom", *map(str, arguments)])
        monkeypatch.setenv("READINGROOM_LANG", "en")
        code = 0
        try:
            main()
        except SystemExit as left:
            code = int(left.code or 0)
        out = capsys.readouterr()
        return code, out.out, out.err

    return runner


def test_a_room_that_is_there_is_not_called_new(tmp_path: Path, run) -> None:
    room = tmp_path / "room"
    assert run("init", room)[2] == f"The room {room} is ready.\n"
    code, _out, err = run("init", room, "--me", "Ana", "--name", "Other")
    assert (code, err.splitlines()) == (
        0,
        [
            f"The room {room} was there already; what it holds is as it was.",
            "Decisions are kept under the name Ana from now on.",
            f"Its name was not changed; it stands in {room / 'room.toml'}.",
        ],
    )
    assert 'name = "room"' in (room / "room.toml").read_text(encoding="utf-8")


def test_one_is_said_as_one(tmp_path: Path, run) -> None:
    room = tmp_path / "room"
    run("init", room)
    write_pdf(tmp_path / "plan.pdf", line("Plan"))
    assert run("add", room, tmp_path / "plan.pdf")[2] == "1 new file, 0 received again, 1 page read.\n"
    assert ": 1 file, 1 page; 1 read" in run("status", room)[1]
    assert run("rebuild", room)[2] == "1 page is indexed.\n"


def test_an_old_failure_is_counted_and_a_kept_file_is_named(tmp_path: Path, run) -> None:
    room = tmp_path / "room"
    run("init", room)
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7\nnothing")
    code, _out, err = run("add", room, tmp_path / "bad.pdf", "--production", "April")
    assert code == 3
    assert "“April”: bad.pdf: " in err
    with zipfile.ZipFile(tmp_path / "letter.docx", "w") as office:
        office.writestr("[Content_Types].xml", "<x/>")
        office.writestr("word/document.xml", "<x/>")
    (tmp_path / "plans").mkdir()
    write_pdf(tmp_path / "plans" / "plan.pdf", line("Plan"))
    code, _out, err = run("add", room, tmp_path / "plans", tmp_path / "letter.docx", "--production", "May")
    assert (code, err.splitlines()) == (
        0,
        [
            "2 new files, 0 received again, 1 page read.",
            (
                "“May”: letter.docx: It is a Word document (docx); this version has no reader for it. "
                "It is kept as received; open the original."
            ),
            f"1 older failure: readingroom status {room}",
        ],
    )
    _code, out, _err = run("status", room)
    assert "“May”: letter.docx: It is a Word document" in out
    assert "“April”: bad.pdf: " in out
