"""Correcting in the browser: by forms alone, by whoever sees our pages, and never for another site."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from pdfs import write_pdf
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room
from serving import Answer, Served, make_pile, run_server


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Served]:
    """A room of its own, because these tests change it."""
    files = make_pile(tmp_path / "pile" / "production")
    make_room(tmp_path / "room", name="Fictional room", me="Ana")
    add(tmp_path / "room", [tmp_path / "pile" / "production"], Given(), lambda _s: None, executor=InProcess())
    yield from run_server(tmp_path / "room", files)


def fields(text: str) -> dict[str, str]:
    inputs = re.findall(r"<input[^>]*>", text.partition('class="amend"')[2])
    found = {}
    for one in inputs:
        named, value = re.search(r'name="(\w+)"', one), re.search(r'value="([^"]*)"', one)
        if named:
            found.setdefault(named[1], html.unescape(value[1]) if value else "")
    return found


def send(served: Served, address: str, origin: str = "", **values: str) -> Answer:
    headers = {"origin": origin or served.address, "sec_fetch_site": "same-origin"}
    headers["content_type"] = "application/x-www-form-urlencoded"
    return served.send(address, urlencode(values), **headers)


def test_a_word_is_corrected_without_javascript(own: Served) -> None:
    page = own.page("plan", 2)
    assert f'href="/correct/{page}"' in own.get(f"/page/{page}").text
    choose = own.get(f"/correct/{page}").text
    assert 'href="?w=5-5">warrant</a>' in choose
    form = own.get(f"/correct/{page}?w=5-5")
    assert form.headers["referrer-policy"] == "same-origin"
    assert "/strip/" in form.text
    ready = fields(form.text)
    assert (ready["right"], ready["seen"], ready["me"], ready["first"]) == ("warrant", "warrant", "Ana", "5")
    done = send(own, f"/correct/{page}", **ready | {"right": "warrants", "what": "correct"})
    assert (done.status, done.headers["location"]) == (303, f"/page/{page}?w=5-5")
    shown = own.get(f"/page/{page}?w=5-5").text
    assert 'class="corrected" title="read “warrant”; corrected by Ana on ' in shown
    assert "corrected by Ana on" in shown.partition("What the marked words rest on")[2]
    assert "4 of 15 pages have it" in own.get("/search?q=warrant").text
    result = own.get('/search?q="warrants"').text
    assert "1 of 15 pages has it" in result
    assert re.search(r'<span class="corrected" title="read “warrant”; [^"]*"><mark>warrants</mark></span>', result)
    again = own.get(f"/correct/{page}").text
    number = re.search(r'name="number" value="(\d+)"', again)[1]
    back = send(own, f"/correct/{page}", **fields(again) | {"number": number, "what": "undo"})
    assert back.status == 303
    assert 'class="corrected"' not in own.get(f"/page/{page}").text


def test_a_page_is_looked_at(own: Served) -> None:
    page = own.page("plan", 2)
    ready = fields(own.get(f"/correct/{page}").text)
    assert send(own, f"/correct/{page}", **ready | {"what": "looked", "me": "Bea"}).status == 303
    assert "compared with the image by Bea" in own.get(f"/page/{page}?w=3-6").text


def test_nobody_vouches_for_words_that_were_changed_since(own: Served) -> None:
    page = own.page("plan", 2)
    whole = fields(own.get(f"/correct/{page}").text)
    one = fields(own.get(f"/correct/{page}?w=5-5").text)
    # Another person puts two words in the place of one before it: word 5 is another one now.
    other = fields(own.get(f"/correct/{page}?w=1-1").text)
    assert send(own, f"/correct/{page}", **other | {"right": "quite another", "what": "correct"}).status == 303
    for stale in (one, whole):
        answer = send(own, f"/correct/{page}", **stale | {"what": "looked"})
        assert answer.status == 400
        assert "changed meanwhile" in answer.text
    assert "compared with the image" not in own.get(f"/page/{page}?w=5-6").text
    again = fields(own.get(f"/correct/{page}?w=6-6").text)
    assert again["seen"] == one["seen"]
    assert send(own, f"/correct/{page}", **again | {"what": "looked"}).status == 303


def test_what_is_wrong_is_said_and_what_was_typed_stays(own: Served) -> None:
    page = own.page("plan", 2)
    ready = fields(own.get(f"/correct/{page}?w=5-5").text)
    stale = send(own, f"/correct/{page}", **ready | {"right": "other", "seen": "older", "what": "correct"})
    assert stale.status == 400
    assert "These words were changed meanwhile" in stale.text
    assert 'value="other"' in stale.text
    same = send(own, f"/correct/{page}", **ready | {"what": "correct"})
    assert same.status == 400
    assert "press “These words are right”" in same.text
    assert "readingroom " not in same.text.partition("<main")[2]
    assert send(own, f"/correct/{page}", **ready | {"right": "x", "what": "dance"}).status == 400
    assert own.get(f"/correct/{page}?w=5000-6000").status == 200


def test_another_site_or_an_old_form_changes_nothing(own: Served) -> None:
    page = own.page("plan", 2)
    ready = fields(own.get(f"/correct/{page}?w=5-5").text) | {"right": "other", "what": "correct"}
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1"):
        assert send(own, f"/correct/{page}", origin, **ready).status == 403
    for token in ("", "0" * 64, fields(own.get(f"/correct/{own.page('plan', 3)}").text)["token"]):
        refused = send(own, f"/correct/{page}", **ready | {"token": token})
        assert refused.status == 404
        assert "Nothing was changed" in refused.text
    large = send(own, f"/correct/{page}", **ready | {"right": "x" * 300_000})
    assert large.status == 404
    assert own.send(f"/correct/{page}", "{}", origin=own.address, sec_fetch_site="same-origin").status == 404
    assert 'class="corrected"' not in own.get(f"/page/{page}").text


def test_words_of_a_record_and_of_people_are_never_markup(own: Served) -> None:
    page = own.page("hostile")
    text = own.get(f"/correct/{page}?w=0-2").text
    assert "<script>document" not in text
    ready = fields(own.get(f"/correct/{page}?w=0-0").text)
    hostile = {"right": "<b>bold</b>", "me": '<i>"Ana', "what": "correct"}
    assert send(own, f"/correct/{page}", **ready | hostile).status == 303
    for address in (f"/page/{page}?w=0-0", f"/correct/{page}", f"/correct/{page}?w=0-0"):
        text = own.get(address).text
        assert "<b>bold" not in text
        assert "<i>&#34;Ana" not in text
        assert '<i>"Ana' not in text
        assert "unsafe" not in own.get(address).headers["content-security-policy"]


def test_a_page_without_words_has_nothing_to_correct(own: Served) -> None:
    assert own.get(f"/correct/{own.files['plan']}/p0099").status == 404
    assert own.get("/correct/nonsense").status == 404


def test_a_blank_page_is_looked_at(tmp_path: Path) -> None:
    blank = write_pdf(tmp_path / "blank.pdf", "")
    make_room(tmp_path / "room", me="Ana")
    add(tmp_path / "room", [blank], Given(), lambda _step: None, executor=InProcess())
    named = {"blank": hashlib.sha256(blank.read_bytes()).hexdigest()}
    for own in run_server(tmp_path / "room", named):
        page = own.page("blank")
        assert f'href="/correct/{page}">Say that you looked' in own.get(f"/page/{page}").text
        form = own.get(f"/correct/{page}").text
        assert "Nothing stands there to be read" in form
        assert "Choose the word" not in form
        assert send(own, f"/correct/{page}", **fields(form) | {"what": "looked"}).status == 303
        assert 'class="stands"' in own.get(f"/correct/{page}").text
