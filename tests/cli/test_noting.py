from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pdfs import line, write_pdf
from readingroom.cli.main import main
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room


@pytest.fixture
def room(tmp_path: Path) -> Path:
    make_room(tmp_path / "room", me="Ana")
    plan = write_pdf(
        tmp_path / "plan.pdf",
        line("The plan of 1901 and the plan of 1901"),
        line("Second page of the plan") + line("secretname", y=600) + "0 g 60 590 200 30 re f\n",
    )
    add(tmp_path / "room", [plan], Given(), lambda _step: None, executor=InProcess())
    return tmp_path / "room"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def runner(*arguments: object) -> tuple[int, str, str]:
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


def rows(told: tuple[int, str, str]) -> list[dict]:
    code, out, err = told
    assert code == 0, err
    return [json.loads(row) for row in out.splitlines()]


def test_notes_are_kept_listed_and_taken_back(run, room: Path) -> None:
    assert run("note", room, "plan.pdf:2", "Who\nsigned?") == (0, "", "Note 1 is kept. Decision 1, by Ana.\n")
    [made] = rows(run("note", room, "plan.pdf:1", "Twice?", "--words", "of 1901", "--at", 2, "--me", "Bea", "--json"))
    assert (made["note_id"], made["about"], made["words"], made["person"]) == (2, "passage", "of 1901", "Bea")
    assert len(made["boxes"]) == 2
    rows(run("note", room, "plan.pdf:2", "The whole plan", "--document"))
    code, out, err = run("note", room, "--list")
    assert (code, err) == (0, "3 notes.\n")
    assert "Bea  plan.pdf, page 1, “of 1901”\n    Twice?\n" in out
    assert "Ana  plan.pdf, page 2\n    Who\n    signed?\n" in out
    assert "Ana  document of plan.pdf, page 1\n    The whole plan\n" in out
    listed = rows(run("note", room, "--list", "--json"))
    assert [(one["note_id"], one["path"], one["number"]) for one in listed] == [
        (3, "plan.pdf", 1), (2, "plan.pdf", 1), (1, "plan.pdf", 2),
    ]  # fmt: skip
    [undone] = rows(run("note", room, "--undo", made["decision_id"], "--json"))
    assert (undone["kind"], undone["replaces"], undone["person"]) == ("taken_back", made["decision_id"], "Ana")
    assert len(rows(run("note", room, "--list", "--json"))) == 2
    code, out, _err = run("note", room, "--history")
    assert [row.split("  ", 2)[2] for row in out.splitlines()] == [
        "Ana  Decision 2 taken back",
        "Ana  wrote note 3: The whole plan",
        "Bea  wrote note 2: Twice? (taken back)",
        "Ana  wrote note 1: Who signed?",
    ]


def test_a_note_says_when_other_words_are_read_in_its_place(run, room: Path) -> None:
    rows(run("note", room, "plan.pdf:1", "Twice?", "--words", "of 1901", "--at", 2))
    assert run("correct", room, "plan.pdf:1", "1901", "1991", "--at", 3)[0] == 0
    code, out, _err = run("note", room, "plan.pdf:1", "--list")
    assert (code, "“of 1901” (other words are read there now)" in out) == (0, True)
    [one] = rows(run("note", room, "plan.pdf:1", "--list", "--json"))
    assert (one["place"], one["words"], one["now"]) == ("other", "of 1901", "of 1991")


def test_tags_are_put_found_listed_and_taken_off(run, room: Path) -> None:
    assert run("tag", room, "To check", "plan.pdf:1", "plan.pdf:2") == (
        0, "", "“To check” is put on 2 pages. Decision 1, by Ana.\n",
    )  # fmt: skip
    assert run("tag", room, "to CHECK", "plan.pdf:1", "--words", "The plan", "--me", "Bea")[0] == 0
    assert [row["number"] for row in rows(run("search", room, 'plan tag:"to check"', "--json"))] == [1, 2]
    assert rows(run("tag", room, "to check", "--meaning", "Compare with the image", "--json"))[0]["after"]
    assert run("tag", room, "--list") == (0, "      2  To check: Compare with the image\n", "")
    [tag] = rows(run("tag", room, "--list", "--json"))
    assert (tag["tag"], tag["pages"], tag["passages"]) == ("To check", 2, 1)
    code, out, err = run("tag", room, "to check", "--list")
    assert (code, len(out.splitlines()), err) == (0, 3, "3 places carry it.\n")
    [off] = rows(run("tag", room, "to check", "plan.pdf:1", "--remove", "--json"))
    assert (off["kind"], off["pages"]) == ("untagged", 1)
    assert [row["number"] for row in rows(run("tag", room, "to check", "--list", "--json"))] == [2]
    assert run("tag", room, "--undo", off["decision_id"])[0] == 0
    assert len(rows(run("tag", room, "to check", "--list", "--json"))) == 3


def test_a_tag_is_renamed_and_merged_as_the_message_says(run, room: Path) -> None:
    rows(run("tag", room, "a", "plan.pdf:1"))
    rows(run("tag", room, "b", "plan.pdf:2"))
    code, _out, err = run("tag", room, "a", "--rename", "B")
    assert (code, 'readingroom tag ROOM "a" --merge "b"' in err) == (2, True)
    assert run("tag", room, "a", "--merge", "b")[2] == "All that carried “a” carries “b” now. Decision 3, by Ana.\n"
    assert run("tag", room, "b", "--rename", "c")[2] == "The tag “b” is now called “c”. Decision 4, by Ana.\n"
    assert [(row["tag"], row["pages"]) for row in rows(run("tag", room, "--list", "--json"))] == [("c", 2)]


@pytest.mark.parametrize(
    "arguments",
    [
        ("note",),
        ("note", "plan.pdf:1"),
        ("note", "plan.pdf:9", "x"),
        ("note", "plan.pdf:2", "x", "--words", "secretname"),
        ("note", "plan.pdf:1", "x", "--words", "1901"),
        ("note", "plan.pdf:1", "x", "--words", "The plan", "--document"),
        ("note", "plan.pdf:1", "a\u202eb"),
        ("note", "--undo", "99"),
        ("note", "--undo", "9" * 30),
        ("note", "--list", "--limit", "-1"),
        ("tag",),
        ("tag", "x"),
        ("tag", "a,b", "plan.pdf:1"),
        ("tag", "\udcff", "--list"),
        ("tag", "nothing", "--list"),
        ("tag", "nothing", "plan.pdf:1", "--remove"),
        ("tag", "x", "plan.pdf:1", "plan.pdf:2", "--words", "The plan"),
        ("tag", "x", "plan.pdf:1", "--rename", "y"),
        ("tag", "x", "plan.pdf:1", "--remove", "--document"),
    ],
)
def test_what_can_not_be_done_is_said_in_words_and_changes_nothing(run, room: Path, arguments: tuple[str, ...]) -> None:
    code, out, err = run(arguments[0], room, *arguments[1:])
    assert (code, out) == (2, "")
    assert err.strip()
    assert "secretname" not in err.replace("“secretname”", "")
    assert run("note", room, "--history")[2] == "Nothing was done to notes and tags yet.\n"


def test_both_speak_spanish(room: Path) -> None:
    said = [
        subprocess.run(
            [sys.executable, "-m", "readingroom", command, room, *more],
            capture_output=True,
            check=True,
            encoding="utf-8",
            env=os.environ | {"READINGROOM_LANG": "es"},
        ).stderr
        for command, *more in (("note", "plan.pdf:1", "¿Quién?"), ("tag", "por revisar", "plan.pdf:1"))
    ]
    assert said[0].startswith("La nota 1 queda guardada.")
    assert said[1].startswith("«por revisar» se puso en 1 página.")
