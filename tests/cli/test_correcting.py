from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from sqlalchemy import select, update

from pdfs import line, write_pdf
from readingroom.cli.main import main
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room, open_room
from readingroom.store.schema import DECISIONS


@pytest.fixture
def room(tmp_path: Path) -> Path:
    make_room(tmp_path / "room", me="Ana")
    plan = write_pdf(tmp_path / "plan.pdf", line("The plan of 1901 and the plan of 1901. It shall stand"))
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


@pytest.fixture
def page(run, room: Path) -> str:
    return json.loads(run("search", room, "plan", "--json")[1])["page_id"]


def test_words_that_stand_twice_are_asked_for_by_their_number(run, room: Path, page: str) -> None:
    code, _out, err = run("correct", room, page, "1901", "1991")
    assert code == 2
    assert "--at 3  … The plan of [1901] and the plan of …" in err
    assert "--at 8" in err
    code, _out, err = run("correct", room, page, "1901", "1991", "--at", 8)
    assert (code, err) == (0, "“1901.” is corrected to “1991.”. Decision 1, by Ana.\n")
    assert run("correct", room, page, "1901", "1991", "--at", 4)[0] == 2


def test_a_correction_is_listed_searched_quoted_and_taken_back(run, room: Path, page: str) -> None:
    code, out, _err = run("correct", room, page, "It shall", "It shall not", "--me", "Bea", "--json")
    made = json.loads(out)
    assert (code, made["person"], made["right"], made["decision_id"]) == (0, "Bea", "It shall not", 1)
    assert "“It shall not” corrected by Bea; read “It shall”" in run("search", room, '"shall not"')[1]
    code, out, _err = run("quote", room, "It shall not stand", "--json")
    answer = json.loads(out)
    assert (answer["verdict"], answer["rests_on"]) == ("exact", "person")
    assert [one["on"] for one in answer["support"]] == ["person", "person", "visible_text"]
    assert run("text", room, page)[1].endswith("It shall stand\n")
    assert run("text", room, page, "--corrected")[1].endswith("It shall not stand\n")
    assert json.loads(run("text", room, page, "--corrected", "--json")[1])["words"][11]["text"] == "not"
    code, out, _err = run("quote", room, "It shall stand")
    assert code == 1
    assert "asked nothing, but Bea corrected it to “not”" in out
    assert "1 " in run("correct", room, "--list")[1]
    assert run("correct", room, "--undo", 1)[0] == 0
    rows = [json.loads(row) for row in run("correct", room, page, "--list", "--json")[1].splitlines()]
    assert [(row["kind"], row["state"]) for row in rows] == [("correction", "undone"), ("undo", "stands")]
    assert run("quote", room, "It shall stand")[0] == 0


def test_a_page_or_words_that_somebody_looked_at(run, room: Path, page: str) -> None:
    told = run("looked", room, page, "It shall")[2]
    assert told == "“It shall” on plan.pdf, page 1: compared with the image and right. Decision 1, by Ana.\n"
    assert "compared with the image by Ana" in run("quote", room, "It shall")[1]
    told = run("looked", room, page)[2]
    assert told.startswith("plan.pdf, page 1: the whole page was compared with its image; its words are right. Dec")
    answer = json.loads(run("quote", room, "The plan of 1901", "--json")[1])
    assert (answer["rests_on"], answer["support"][0]["person"]) == ("person", "Ana")
    assert run("looked", room, page, "nowhere here")[0] == 2


def test_what_is_missing_is_said(run, room: Path, page: str) -> None:
    for arguments in [(), (page,), (page, "1901"), ("nonsense", "a", "b"), (page, "zebra", "x")]:
        code, out, err = run("correct", room, *arguments)
        assert (code, out) == (2, ""), err
    assert run("correct", room, "--list")[2] == "Nothing was decided yet.\n"


def test_a_second_undo_says_who_took_it_back_and_how_to_turn_that_round(run, room: Path, page: str) -> None:
    run("correct", room, page, "It shall", "It shall not")
    run("correct", room, "--undo", 1, "--me", "Bea")
    code, _out, err = run("correct", room, "--undo", 1)
    assert code == 2
    assert "Decision 1 was taken back already, by Bea on " in err
    assert f"readingroom correct {room} --undo 2" in err
    assert run("correct", room, "--undo", 2)[0] == 0
    assert run("text", room, page, "--corrected")[1].endswith("It shall not stand\n")


def test_one_decision_that_no_longer_fits_is_one(run, room: Path, page: str) -> None:
    run("correct", room, page, "It shall", "It shall not")
    with open_room(room, write=True) as opened, opened.catalogue.begin() as connection:
        moved = connection.scalar(select(DECISIONS.c.value)).replace('"It"', '"At"')
        connection.execute(update(DECISIONS).values(value=moved.replace('"not"', '"nor"')))
    assert "1 decision no longer fits" in run("correct", room, "--list")[2]


def test_a_page_without_words_can_be_looked_at(run, room: Path, tmp_path: Path) -> None:
    blank = write_pdf(tmp_path / "blank.pdf", "")
    add(room, [blank], Given(), lambda _step: None, executor=InProcess())
    page = f"{hashlib.sha256(blank.read_bytes()).hexdigest()}/p0001"
    code, _out, err = run("looked", room, page)
    assert (code, err) == (
        0,
        "blank.pdf, page 1: the page was looked at; it has no words, as was read. Decision 1, by Ana.\n",
    )
    assert "holds" in run("correct", room, page, "--list")[1]
    assert run("looked", room, page, "words")[0] == 2
    assert "readingroom looked" in run("correct", room, page, "a", "b")[2]
