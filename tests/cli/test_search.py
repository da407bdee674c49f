from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from pdfs import line, write_pdf
from readingroom.cli.main import main
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("here")
    make_room(folder / "room", me="Ana")
    plan = write_pdf(folder / "plan.pdf", line("The operation plan was not approved"), line("Two plans"))
    memo = write_pdf(folder / "memo.pdf", line("A memo on the plan"))
    add(folder / "room", [plan, memo], Given(), lambda _step: None, executor=InProcess())
    return folder / "room"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def runner(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["readingroom", *arguments])
        monkeypatch.setenv("READINGROOM_LANG", "en")
        code = 0
        try:
            main()
        except SystemExit as left:
            code = int(left.code or 0)
        out = capsys.readouterr()
        return code, out.out, out.err

    return runner


def test_a_list_of_queries_is_answered_as_csv_and_an_error_stops_none_of_the_others(run, room: Path, tmp_path) -> None:
    listed, out = tmp_path / "list.txt", tmp_path / "out.csv"
    listed.write_text("\ufeffplan\r\n\r\n(plan\r\nzebra\r\n" + "x" * 3000 + '\r\n"=1+1"\r\n', encoding="utf-8")
    code, printed, err = run("search", str(room), "--queries", str(listed), "--csv", str(out))
    assert (code, printed) == (0, "")
    assert "5 queries were asked" in err
    assert "2 queries could not be understood" in err
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["line"], row["pages"], row["documents"]) for row in rows] == [
        ("1", "3", "2"),
        ("3", "", ""),
        ("4", "0", "0"),
        ("5", "", ""),
        ("6", "0", "0"),
    ]
    assert "plan.pdf, page 1" in rows[0]["first_places"]
    assert len(rows[0]["first_page_ids"].split(";")) == 3
    assert "character 1" in rows[1]["error"]
    assert "2000" in rows[3]["error"]
    assert rows[4]["query"] == '\'"=1+1"'
    assert "Name a new file" in run("search", str(room), "--queries", str(listed), "--csv", str(out))[2]


def test_a_list_of_queries_is_printed(run, room: Path, tmp_path) -> None:
    (tmp_path / "list.txt").write_text("plan\n(\n", encoding="utf-16")
    code, out, _err = run("search", str(room), "--queries", str(tmp_path / "list.txt"))
    assert code == 0
    assert out.splitlines()[0].startswith("plan: 3 pages in 2 documents; ")
    _code, out, _err = run("search", str(room), "--queries", str(tmp_path / "list.txt"), "--json")
    rows = [json.loads(row) for row in out.splitlines()]
    assert [(row["pages"], row["position"]) for row in rows] == [(3, None), (None, 0)]


def test_what_is_no_list_of_queries_is_refused_with_a_sentence(run, room: Path, tmp_path) -> None:
    for data, said in ((b"\n\n", "no query"), (b"a\n" * 10_001, "10001 queries"), (b"x" * 4_000_001, "larger than")):
        (tmp_path / "list").write_bytes(data)
        code, _out, err = run("search", str(room), "--queries", str(tmp_path / "list"))
        assert (code, said in err) == (2, True)
    assert run("search", str(room), "--queries", str(tmp_path))[0] == 2
    assert run("search", str(room))[0] == 2
    assert run("search", str(room), "plan", "--csv", "x.csv")[0] == 2


def test_hits_can_be_had_in_parts(run, room: Path) -> None:
    parts = [run("search", str(room), "plan", "--json", "--limit", "2", "--offset", at)[1] for at in ("0", "2")]
    rows = [json.loads(row)["page_id"] for part in parts for row in part.splitlines()]
    assert len(rows) == len(set(rows)) == 3


def test_a_search_is_saved_listed_and_asked_by_its_name(run, room: Path) -> None:
    code, out, err = run("search", str(room), "memo", "--save", "Memos")
    assert (code, "Saved as “Memos”" in err, out.startswith("memo.pdf, page 1")) == (0, True, True)
    assert run("search", str(room), "memo", "--save", "memos")[0] == 2
    code, out, _err = run("search", str(room), "--saved")
    assert (code, out.splitlines()[:1]) == (0, ["Memos: 1 page"])
    code, out, err = run("search", str(room), "--saved", "memos")
    assert (code, out.startswith("memo.pdf, page 1"), err.splitlines()[0]) == (0, True, "memo")
    (row,) = [json.loads(one) for one in run("search", str(room), "--saved", "--json")[1].splitlines()]
    assert (row["name"], row["query"], row["pages"], row["person"]) == ("Memos", "memo", 1, "Ana")
    assert row["looked"]
    assert run("search", str(room), "--saved", "nothing")[0] == 2
    assert run("search", str(room), "memo", "--saved", "Memos")[0] == 2


def test_an_answer_can_be_divided(run, room: Path) -> None:
    code, out, _err = run("search", str(room), "plan file:pdf", "--facets", "--json")
    assert code == 0
    assert json.loads(out.splitlines()[0]) == {
        "facet": "file",
        "value": "pdf",
        "pages": 3,
        "query": "plan",
        "chosen": True,
    }
    assert run("search", str(room), "plan file:pdf", "--facets")[1].splitlines()[:2] == ["file:", "        3  pdf *"]
    assert run("search", str(room), "--facets", "--saved")[0] == 2


def test_pages_like_another_are_told_with_the_words_they_share(run, tmp_path: Path) -> None:
    make_room(tmp_path / "room")
    shared = "culvert estuary gangway lighter"
    pages = [line(f"{shared} {more}") for more in ("first", "second")]
    plan = write_pdf(tmp_path / "plan.pdf", *pages, line("nothing of the kind"))
    add(tmp_path / "room", [plan], Given(), lambda _step: None, executor=InProcess())
    code, out, err = run("search", str(tmp_path / "room"), "--like", "plan.pdf:1")
    assert (code, out.splitlines()[0]) == (0, "plan.pdf, page 2")
    assert "1 page is like it" in err
    assert "culvert (2)" in err
    assert "nothing can be said" in run("search", str(tmp_path / "room"), "--like", "plan.pdf:3")[2]
    assert run("search", str(tmp_path / "room"), "--like", "plan.pdf:9")[0] == 2
