"""Saved searches in the browser: from the page of results to the list, and every act with its way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room
from serving import Served, run_server


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    place = tmp_path_factory.mktemp("saved")
    plan = write_pdf(place / "plan.pdf", line("The operation plan"), line("Another plan"))
    make_room(place / "room", me="Ana")
    add(place / "room", [plan], Given(), lambda _step: None, executor=InProcess())
    yield from run_server(place / "room", {})


def send(own: Served, **fields: str):
    token = re.search(r'name="token" value="([0-9a-f]+)"', own.get("/search?q=plan+operation").text)[1]
    body = urlencode({"token": token} | fields)
    return own.send("/saved", body, content_type="application/x-www-form-urlencoded", origin=own.address)


def test_a_search_is_saved_looked_at_renamed_deleted_and_brought_back(own: Served) -> None:
    assert "Nothing is saved yet" in own.get("/saved").text
    answer = send(own, what="save", query="plan", name="<b>Plans</b>", me="Ana")
    assert (answer.status, answer.headers["location"]) == (303, "/saved")
    text = own.get("/saved").text
    assert "&lt;b&gt;Plans&lt;/b&gt;" in text
    assert "not looked at yet" in text
    assert "Saved as:" in own.get("/search?q=plan").text
    which = re.search(r'id="s-([0-9a-f]+)"', text)[1]
    answer = send(own, what="look", search=which, query="plan", me="Ana")
    assert (answer.status, answer.headers["location"]) == (303, "/search?q=plan")
    assert send(own, what="rename", search=which, name="Plans", me="Berta").status == 303
    assert send(own, what="delete", search=which, me="Berta").status == 303
    text = own.get("/saved").text
    assert f"s-{which}" not in text
    number = re.search(r'name="number" value="(\d+)"', text)[1]
    assert send(own, what="back", number=number, me="Ana").status == 303
    assert f"s-{which}" in own.get("/saved").text


def test_what_is_new_stands_first_when_a_saved_search_is_opened_again(own: Served, tmp_path) -> None:
    send(own, what="save", query="operation", name="Operations", me="Ana")
    which = re.search(r'id="s-([0-9a-f]+)">(?:(?!</tr>).)*Operations', own.get("/saved").text, re.DOTALL)[1]
    look = {"what": "look", "search": which, "query": "operation", "me": "Ana"}
    assert send(own, **look).headers["location"] == "/search?q=operation"
    more = write_pdf(tmp_path / "more.pdf", line("Another operation"))
    add(own.path, [more], Given(), lambda _step: None, executor=InProcess())
    assert "<strong>1 new page</strong>" in own.get("/saved").text
    there = send(own, **look).headers["location"]
    assert re.fullmatch(r"/search\?q=operation&since=\d+", there)
    text = own.get(there).text
    assert "new since" in text
    assert re.findall(r'<bdi class="name">([^<]+)', text) == ["more.pdf"]
    assert own.get(there.replace("operation", "plan")).status == 404
    assert send(own, **look).headers["location"] == "/search?q=operation"


def test_what_is_refused_is_said_and_what_was_typed_is_kept(own: Served) -> None:
    answer = send(own, what="save", query="(plan", name="Mine", me="Ana")
    assert answer.status == 400
    assert 'value="(plan"' in answer.text
    assert 'value="Mine"' in answer.text
    assert send(own, what="save", query="plan", name="Mine", me="").status in {303, 400}
    assert send(own, what="back", number="x", me="Ana").status == 400
    assert send(own, what="something").status == 400
    body = urlencode({"what": "delete", "token": "0" * 64})
    kind = "application/x-www-form-urlencoded"
    assert own.send("/saved", body, content_type=kind, origin=own.address).status == 404
    assert own.send("/saved", body, content_type=kind, origin="http://evil.example").status == 403
