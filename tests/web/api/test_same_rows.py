"""Programs get the same rows from the command line and from the API: the same names with the same values."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest

from readingroom.cli.main import main
from readingroom.desk.look import LookList
from readingroom.model.ids import file_id, page_id
from readingroom.model.look import Looked, ToLook
from readingroom.web.api.room import Look

Rows = list[dict[str, Any]]


@pytest.fixture
def told(served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def run(command: str, *arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["readingroom", command, str(served.path), *arguments])
        monkeypatch.setenv("READINGROOM_LANG", "en")
        with contextlib.suppress(SystemExit):  # a quotation that does not stand there
            main()
        return capsys.readouterr().out

    return run


@pytest.fixture
def printed(told) -> Callable[..., Rows]:
    return lambda *arguments: [json.loads(row) for row in told(*arguments, "--json").splitlines()]


def answered(served, path: str) -> Any:
    return json.loads(served.get("/api/v1" + path).body)


def same(here: Any, there: Any, where: str = "") -> None:
    """What the command line prints stands in the answer of the API too; what is empty may be left out of a line."""
    if isinstance(here, dict):
        assert set(here) <= set(there), where
        assert [name for name in set(there) - set(here) if there[name]] == [], where
        for name, value in here.items():
            same(value, there[name], f"{where}.{name}")
    elif isinstance(here, list):
        assert len(here) == len(there), where
        for number, (one, other) in enumerate(zip(here, there, strict=True)):
            same(one, other, f"{where}[{number}]")
    else:
        assert here == there, where


@pytest.mark.parametrize("query", ["warrant", '"the warrant" NOT page', "warrants NEAR/5 served"])
def test_hits(served, printed, query: str) -> None:
    rows = printed("search", query, "--limit", "3")
    assert rows
    same(rows, answered(served, f"/search?limit=3&q={query}")["items"])


@pytest.mark.parametrize("words", ["The warrant was served", "The warrant was not served", "plan pages 1", "zzzz"])
def test_quotations(served, printed, words: str) -> None:
    (row,) = printed("quote", words)
    same(row, answered(served, f"/quote?words={words}"))


@pytest.mark.parametrize("name", ["plan", "hidden"])
def test_words_and_text(served, told, printed, name: str) -> None:
    page = served.page(name)
    (row,) = printed("text", page)
    assert row["words"]
    same(row, answered(served, f"/pages/{page}/words"))
    assert told("text", page) == served.get(f"/api/v1/pages/{page}/text").text + "\n"


def test_facets(served, printed) -> None:
    rows = [{"facet": one["name"], **value} for one in answered(served, "/facets?q=warrant") for value in one["values"]]
    assert rows
    same(printed("search", "warrant", "--facets"), rows)


@pytest.mark.parametrize("looked", [None, Looked("Ana", "2026-01-02T03:04:05Z")])
def test_pages_to_look_at(served, printed, monkeypatch: pytest.MonkeyPatch, looked: Looked | None) -> None:
    file = file_id(served.files["plan"])
    one = ToLook(page_id(file, 2), file, 2, "plan.pdf", "March", ("poor",), 0.4, 9, looked)
    monkeypatch.setattr("readingroom.desk.look.to_look", lambda *_asked, **_more: LookList(1, 0, {"poor": 1}, (one,)))
    (row,) = printed("look")
    assert (row.pop("file"), row.pop("looked")) == (
        file,
        looked and dataclasses.asdict(looked),
    )  # as it was named first
    same(row, Look.of(one).model_dump(mode="json"))
