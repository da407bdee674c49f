from __future__ import annotations

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
    make_room(folder / "room")
    plan = write_pdf(folder / "plan.pdf", line("The operation plan was not approved"), line("Two plans"))
    add(folder / "room", [plan], Given(), lambda _step: None, executor=InProcess())
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


def test_a_search_prints_one_object_a_hit(run, room: Path) -> None:
    code, out, err = run("search", str(room), "plan", "--json", "--limit", "1")
    (hit,) = [json.loads(row) for row in out.splitlines()]
    assert code == 0
    promised = ["page_id", "path", "number", "document_id", "score", "snippet", "boxes"]
    assert list(hit)[:7] == promised
    assert (hit["path"], hit["number"], hit["snippet"]) == ("plan.pdf", 1, "The operation plan was not approved")
    assert len(hit["boxes"]) == 1
    assert "2 pages match; 1 is shown" in err
    assert "plans" in err


def test_a_search_reads_well(run, room: Path) -> None:
    code, out, err = run("search", str(room), '"operation plan"')
    assert code == 0
    assert out.splitlines()[:2] == ["plan.pdf, page 1", "  The operation plan was not approved"]
    assert "1 page matches." in err


def test_no_hit_is_no_error_and_a_wrong_query_is(run, room: Path) -> None:
    code, out, err = run("search", str(room), "zzzz", "--json")
    assert (code, out) == (0, "")
    assert "stands nowhere" in err
    code, out, err = run("search", str(room), "plan (")
    assert (code, out) == (2, "")
    assert "character 6" in err


def test_an_answer_names_few_words_that_stand_nowhere_and_says_what_was_not_searched(run, room: Path) -> None:
    (room.parent / "empty.pdf").touch()
    add(room, [room.parent / "empty.pdf"], Given(), lambda _step: None, executor=InProcess())
    _code, _out, err = run("search", str(room), " OR ".join(f"q{number}x" for number in range(100)))
    assert err.count("stands nowhere in this room") == 12
    assert "88 more words stand nowhere." in err
    assert "Not searched: 1 file that could not be read." in err
    _code, _out, err = run("search", str(room), "bates:ABC")
    assert "~1" not in err


def test_a_quotation_has_a_verdict_and_an_exit_code(run, room: Path) -> None:
    code, out, _err = run("quote", str(room), "operation plan was not approved", "--json")
    answer = json.loads(out)
    assert (code, answer["verdict"], answer["differences"], len(answer["boxes"])) == (0, "exact", [], 1)
    assert list(answer)[:4] == ["verdict", "page_id", "boxes", "differences"]
    page = answer["page_id"]
    code, out, _err = run("quote", str(room), "operation plan was approved", "--page", page, "--json")
    answer = json.loads(out)
    assert (code, answer["verdict"], answer["differences"]) == (1, "not_found", [{"asked": "", "read": "not"}])
    assert (answer["path"], answer["number"]) == ("plan.pdf", 1)
    code, out, _err = run("quote", str(room), "operation plan was not approved")
    assert (code, out.splitlines()[1]) == (0, f"plan.pdf, page 1  {page[:8]}/p0001")
    code, out, _err = run("quote", str(room), "no such words at all")
    assert (code, "look at the page image before you conclude" in out, "nearest" in out) == (1, True, False)
    code, out, _err = run("quote", str(room), "operation plan was approved")
    assert code == 1
    assert f"the nearest place is plan.pdf, page 1  {page[:8]}/p0001" in out
    assert "read “not”" in out
    assert run("quote", str(room), "")[0] == 2


def test_the_index_is_rebuilt_and_reading_anew_asks_first(run, room: Path) -> None:
    code, _out, err = run("rebuild", str(room))
    assert (code, err) == (0, "2 pages are indexed.\n")
    code, _out, err = run("rebuild", str(room), "--reread")
    assert code == 2
    assert "--yes" in err
    assert "Reading 2 pages anew takes about" in err


def test_a_crash_is_never_taken_for_a_check_that_did_not_hold(run, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError("words of a page")

    monkeypatch.setattr("readingroom.desk.quote.quote", broken)
    code, out, err = run("quote", str(room), "not approved")
    assert (code, out) == (4, "")
    assert "ZeroDivisionError" in err
    assert "words of a page" not in err


def test_a_page_can_be_named_as_it_is_shown(run, room: Path) -> None:
    shown = run("search", str(room), "two")[1].splitlines()[2].strip()
    assert len(shown) == len("899563d7/p0002")
    for name in (shown, shown.replace("/p000", "/"), "plan.pdf:2", "plan.pdf, page 2", "plan.pdf, página 2"):
        assert run("text", str(room), name) == (0, "Two plans\n", ""), name
        assert run("quote", str(room), "Two plans", "--page", name)[0] == 0
    for name in ("plan.pdf:9", "plan.pdf:0", "other.pdf:1", "0000/p1", "plan.pdf", ""):
        assert run("text", str(room), name)[0] == 2, name
    assert "plan.pdf:2" in run("text", str(room), "nonsense")[2]


def test_a_quotation_is_looked_for_in_one_file_or_production(run, room: Path) -> None:
    words = ("quote", str(room), "operation plan was not")
    _code, out, _err = run("search", str(room), "plan", "--json")
    production = json.loads(out.splitlines()[0])["production"]
    for narrowed in (("--file", "plan.pdf"), ("--production", production)):
        code, out, _err = run(*words, *narrowed)
        assert (code, out.split(":")[0]) == (0, "exact")
    code, _out, err = run(*words, "--file", "plan.pdf", "--production", "nowhere")
    assert code == 2
    assert "There is no such file or production" in err
    code, _out, err = run(*words, "--file", "other.pdf")
    assert code == 2
    assert "names no file with pages" in err
    code, _out, err = run(*words, "--file", "plan.pdf", "--page", "plan.pdf:1")
    assert code == 2
    assert "--page names the place already" in err


def test_a_search_without_hits_says_how_to_allow_for_wrong_letters(run, room: Path) -> None:
    hint = "try it with ~1 behind it"
    code, _out, err = run("search", str(room), "operafion")
    assert code == 0
    assert hint in err
    assert hint not in run("search", str(room), "operation")[2]
