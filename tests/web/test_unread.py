"""Places without words that are trusted are marked on the image, said beside it, and can be taken off."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room, open_room
from readingroom.desk.words import words
from readingroom.desk.worker import READ_VERSION
from readingroom.model.geometry import Box
from readingroom.model.ids import FileId, page_id
from readingroom.model.layout import Region
from readingroom.model.page import Content
from readingroom.store.packing import pack
from serving import Served, run_server


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Served]:
    """A page with two notes by hand, a picture and a solid box."""
    plan = write_pdf(tmp_path / "plan.pdf", line("Ana Hansen paid 412 dollars"))
    file = hashlib.sha256(plan.read_bytes()).hexdigest()
    make_room(tmp_path / "room", me="Ana")
    add(tmp_path / "room", [plan], Given(), lambda _step: None, executor=InProcess())
    page = page_id(FileId(file), 1)
    regions = [Region("handwriting", Box(0.1, 0.5, 0.4, 0.6)), Region("handwriting", Box(0.5, 0.5, 0.9, 0.6))]
    regions += [Region("picture", Box(0.1, 0.7, 0.4, 0.9)), Region("box", Box(0.5, 0.7, 0.9, 0.9))]
    with open_room(tmp_path / "room", write=True) as room:
        [text] = words(room, [page], "room")
        kept = Content(text.words, regions=tuple(regions))
        room.readings.keep([(page, text.facts.engine, READ_VERSION, "2026-11-25T00:00:00Z", pack(kept))])
    yield from run_server(tmp_path / "room", {"plan": file})


def test_places_without_trusted_words_are_marked_and_said(own: Served) -> None:
    text = own.get(f"/page/{own.page('plan')}").text
    assert text.count('class="unread"') == text.count("<title>written by hand, not read</title>") + 1 == 3
    assert '<span class="dashed">2 places</span> written by hand, not read.' in text
    assert '<span class="dashed">1 place</span> a picture, not read.' in text


def test_the_marks_can_be_taken_off_the_image(own: Served) -> None:
    text = own.get(f"/page/{own.page('plan')}?places=off").text
    assert 'class="unread"' not in text
    assert '<span class="dashed">2 places</span>' in text


def test_a_reader_of_spanish_is_told_so(own: Served) -> None:
    assert "con escritura a mano, sin leer" in own.get(f"/page/{own.page('plan')}?lang=es").text
