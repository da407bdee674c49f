"""A small room of each release, made by that release and kept as it was: it must open, answer and go on for ever."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from readingroom.formats.csv import read_table

ROOMS = sorted((Path(__file__).resolve().parents[1] / "data" / "rooms").glob("*.zip"))
READINGROOM = [sys.executable, "-m", "readingroom"]


def run(*arguments: str | Path, code: int = 0) -> str:
    done = subprocess.run(
        [*READINGROOM, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (code, done.stderr)
    return done.stdout


@pytest.fixture(params=ROOMS, ids=lambda path: path.stem)
def room(request, tmp_path: Path) -> Path:
    with zipfile.ZipFile(request.param) as archive:
        archive.extractall(tmp_path / "room")
    return tmp_path / "room"


def table(out: Path, name: str) -> list[dict[str, str]]:
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(read_table(source))


def test_there_is_a_room_of_this_release_and_all_are_small() -> None:
    from readingroom import __version__

    assert ".".join(__version__.split(".")[:2]) in [path.stem for path in ROOMS]
    assert [path for path in ROOMS if path.stat().st_size > 200_000] == []


def holds(room: Path, out: Path) -> None:
    """What every such room holds, whatever program looks at it."""
    [state] = [json.loads(row) for row in run("status", room, "--json").splitlines() if '"production"' in row][:1]
    assert (state["name"], state["files"], state["pages"], state["read"]) == ("2018-03-02 March", 4, 4, 4)
    assert (state["received"], state["sender"]) == ("2018-03-02", "District office")
    run("export", room, out, "--tables", "csv")
    files = {row["path"]: row for row in table(out, "files")}
    assert set(files) == {"again.zip", "empty.pdf", "note.txt", "plan.pdf"}
    seen = [row["path"] for row in table(out, "sightings")]
    assert seen == ["again.zip", "again.zip/copy/plan again.pdf", "empty.pdf", "note.txt", "plan.pdf"]
    texts = {}
    for path in ("plan.pdf", "note.txt"):
        for number in (1, 2):
            texts[path, number] = run("text", room, f"{files[path]['file_id']}/p{number:04d}").strip()
    assert texts == {
        ("plan.pdf", 1): "Operation plan for the north district",
        ("plan.pdf", 2): "Second page of the plan",
        ("note.txt", 1): "A note from the district.",
        ("note.txt", 2): "Its second page: año.",
    }
    [leak] = table(out, "leaks")
    assert (leak["file_id"], leak["kind"]) == (files["plan.pdf"]["file_id"], "covered")


def test_a_room_of_a_release_opens_answers_and_goes_on(room: Path, tmp_path: Path) -> None:
    run("add", room, code=3)  # brings an older one up to date; what could not be opened then is tried once more
    run("add", room)  # now it is an old failure
    holds(room, tmp_path / "out")
    fresh = tmp_path / "fresh.txt"
    fresh.write_text("A fresh note.", encoding="utf-8")
    run("add", room, fresh, "--production", "Later")
    run("doctor", room)
    hits = [json.loads(row) for row in run("search", room, '"north district"', "--json").splitlines()]
    assert [hit["path"] for hit in hits if "path" in hit] == ["plan.pdf"]
    run("export", room, tmp_path / "again", "--tables", "csv")
    assert {row["path"] for row in table(tmp_path / "again", "files")} >= {"plan.pdf", "note.txt", "fresh.txt"}
