"""Words that two engines read differently are marked where a person reads them, until one looks."""

from __future__ import annotations

import hashlib
import html
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.correct import correct
from readingroom.desk.executor import InProcess
from readingroom.desk.looked import looked
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room, open_room
from readingroom.desk.words import words
from readingroom.desk.worker import READ_VERSION
from readingroom.model.ids import FileId, page_id
from readingroom.model.layout import Doubt
from readingroom.model.page import Content
from readingroom.model.words import Words
from readingroom.store.packing import pack
from serving import Served, run_server


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Served]:
    """A page of which another engine read a figure and a name differently and no `not`."""
    plan = write_pdf(tmp_path / "plan.pdf", line("Ana Hansen did not pay 412 dollars"))
    file = hashlib.sha256(plan.read_bytes()).hexdigest()
    make_room(tmp_path / "room", me="Ana")
    add(tmp_path / "room", [plan], Given(), lambda _step: None, executor=InProcess())
    page = page_id(FileId(file), 1)
    with open_room(tmp_path / "room", write=True) as room:
        [text] = words(room, [page], "room")
        starts, ends, boxes, confidence, lines = text.words.columns()
        seen = Words(text.words.text, starts, ends, boxes, array("f", [0.9] * len(confidence)), lines)
        doubts = (Doubt(1, "<Hanson>", "name"), Doubt(3, "", "negation"), Doubt(5, "472", "digit"))
        kept = Content(seen, doubts=doubts, second_engine="tesseract 5")
        room.readings.keep([(page, text.facts.engine, READ_VERSION, "2026-11-25T00:00:00Z", pack(kept))])
    yield from run_server(tmp_path / "room", {"plan": file})


def test_each_word_is_marked_says_what_was_read_and_leads_to_its_place(own: Served) -> None:
    text = own.get(f"/page/{own.page('plan')}").text
    marked = '<span class="disputed" title="the second engine reads: 472" aria-describedby="dispute-6">412</span>'
    assert marked in text
    assert text.count('aria-describedby="dispute-') == text.count('<path class="disputed-line"') == 3
    listed = html.unescape(text.partition('id="disputed"')[2])
    assert listed.startswith(">3 words that two engines read differently")
    assert f'<li id="dispute-4"><a href="/page/{own.page("plan")}?w=3-3#chosen" lang="">not</a>' in listed
    assert "the second engine reads nothing there" in listed
    assert "&lt;Hanson&gt;" in text
    assert "<Hanson>" not in text
    plain = text.partition('id="words"')[2].partition('<div class="passage"')[0]
    assert html.unescape("".join(part.partition(">")[2] for part in plain.split("<"))).strip() == (
        "Ana Hansen did not pay 412 dollars"
    )


def test_who_corrects_or_looks_settles_it(own: Served) -> None:
    page = own.page("plan")
    with open_room(own.path, write=True) as room:
        correct(room, page, 5, 5, "472")
        looked(room, page, (3, 3))
    text = own.get(f"/page/{page}").text
    assert "1 word that two engines read differently" in text
    assert 'aria-describedby="dispute-2">Hansen</span>' in text
    assert 'class="corrected"' in text


def test_it_is_said_in_spanish(own: Served) -> None:
    text = own.get(f"/page/{own.page('plan')}", accept_language="es").text
    assert "el segundo motor lee: 472" in text
    assert "second engine" not in text
