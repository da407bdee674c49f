from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from pdfs import line, write_pdf
from readingroom.cli.main import main
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import hold_room, make_room
from readingroom.store.schema import PAGES
from serving import Served, run_server

MARKS = {1: ("handwriting", 0.985), 2: ("poor;turned", 0.4), 4: ("nothing_read", None)}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("look")
    write_pdf(place / "<b>plan.pdf", *(line(f"Page {number} of the plan") for number in range(1, 5)))
    make_room(place / "room", me="Ana")
    add(place / "room", [place / "<b>plan.pdf"], Given("April"), lambda _step: None, executor=InProcess())
    with hold_room(place / "room") as held, held.catalogue.begin() as connection:
        for number, (codes, quality) in MARKS.items():
            connection.execute(update(PAGES).where(PAGES.c.number == number).values(look=codes, quality=quality))
    return place / "room"


@pytest.fixture(scope="module")
def listed(room: Path) -> Iterator[Served]:
    yield from run_server(room, {})


def test_the_room_leads_to_the_list(listed: Served) -> None:
    assert '<a href="/look">3 pages</a>' in listed.get("/").text


def test_the_list_says_why_and_leads_to_the_pages(listed: Served) -> None:
    text = listed.get("/look").text
    assert "&lt;b&gt;plan.pdf</bdi>, page 4" in text
    assert text.index("page 4") < text.index("page 2") < text.index("page 1")
    assert "no word could be read" in text
    assert "More than one word in ten may be wrong or missing. It lay on its side" in text
    assert text.count('href="/page/') == 3
    assert 'scope="row"' in text
    assert "<caption" in text


def test_a_reason_is_chosen_by_a_link(listed: Served) -> None:
    text = listed.get("/look?reason=handwriting").text
    assert "page 1" in text
    assert "page 4" not in text
    assert re.findall(r'aria-current="true">([^<]+)<', text) == ["handwriting "]
    assert 'aria-current="true">all reasons' in listed.get("/look").text
    assert "of 100</td>" in text
    assert listed.get("/look?reason=ugly").status == 404
    assert "page 2" in listed.get("/look?production=April").text
    assert "page 2" not in listed.get("/look?production=May").text
    assert "page 4" in listed.get("/look?at=99").text


def test_the_viewer_says_the_quality_in_words_and_the_reasons(listed: Served) -> None:
    pages = {name.split("/")[-1]: name for name in _addresses(listed)}
    good, poor = listed.get(pages["p0001"]).text, listed.get(pages["p0002"]).text
    assert "quality good (98 of 100)" in good or "quality good (99 of 100)" in good
    assert "written by hand, which is not read" in good
    assert "quality poor (40 of 100: more than one word in ten may be wrong or missing)" in poor
    about = listed.get(pages["p0002"].replace("/page/", "/about/")).text
    assert "Reasons to look at the image" in about
    assert "about 40 of 100 words" in about


def test_the_list_is_in_spanish_too(listed: Served) -> None:
    text = listed.get("/look", accept_language="es").text
    assert "Páginas por revisar" in text
    for english in ("Pages to look", "Why<", "Quality", "may be wrong", "all reasons"):
        assert english not in text


def _addresses(listed: Served) -> list[str]:
    return re.findall(r'href="(/page/[0-9a-f]{64}/p[0-9]+)"', listed.get("/look").text)


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_the_command_lists_the_same(
    options: tuple[str, ...], room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["readingroom", "look", str(room), *options])
    monkeypatch.setenv("READINGROOM_LANG", "en")
    main()
    out = capsys.readouterr()
    if options:
        rows = [json.loads(row) for row in out.out.splitlines()]
        assert [row["number"] for row in rows] == [4, 2, 1]
        assert rows[0]["reasons"] == ["nothing_read"]
        assert rows[0]["quality"] is None
        assert rows[1]["page_id"].endswith("/p0002")
        assert rows[1]["looked"] is None
    else:
        assert "  It lay on its side or head" in out.out
    assert "3 pages to look at.\nnothing read: 1, poorly read: 1, handwriting: 1, turned: 1\n" in out.err
