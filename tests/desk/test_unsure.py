"""What a machine was unsure of is said to be so, in the words of a quotation and in the text of a page."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest
from click.testing import CliRunner

from pdfs import line, write_pdf
from readingroom.cli.main import commands
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.quote import quote
from readingroom.desk.receive import Given
from readingroom.desk.resting import sentence
from readingroom.desk.room import make_room, open_room
from readingroom.desk.words import words
from readingroom.desk.worker import READ_VERSION
from readingroom.model.geometry import Box
from readingroom.model.layout import Region
from readingroom.model.page import Content
from readingroom.model.words import Words
from readingroom.store.packing import pack


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A page of which one word was read unsurely and a box stands after `not`."""
    place = tmp_path / "room"
    make_room(place, me="Ana")
    add(
        place,
        [write_pdf(tmp_path / "plan.pdf", line("Ana did not pay 412 dollars"))],
        Given(),
        lambda _step: None,
        executor=InProcess(),
    )
    with open_room(place, write=True) as opened:
        [text] = words(opened, [next(iter(_pages(opened)))], "room")
        starts, ends, boxes, _confidence, lines = text.words.columns()
        sure = array("f", [0.99, 0.99, 0.99, 0.99, 0.2, 0.99])
        low, far = text.words.box(2), text.words.box(3)
        between = Box(low.right, low.top, max(far.left, low.right + 0.001), low.bottom)
        kept = Content(Words(text.words.text, starts, ends, boxes, sure, lines), regions=(Region("box", between),))
        opened.readings.keep([(text.facts.page, text.facts.engine, READ_VERSION, "2026-11-25T00:00:00Z", pack(kept))])
    return place


def _pages(opened):
    from readingroom.desk.browse import with_pages
    from readingroom.model.ids import page_id

    return [page_id(file, 1) for file, _path in with_pages(opened, limit=5)]


def test_a_quotation_says_which_word_the_machine_was_unsure_of(room: Path) -> None:
    with open_room(room) as opened:
        answer = quote(opened, "pay 412 dollars")
    assert answer.verdict == "exact"
    assert [(one.words, one.unsure) for one in answer.support] == [("pay", False), ("412", True), ("dollars", False)]
    assert sentence(answer.support[1]) == "“412”: read by one machine only, which was unsure. Look at the image."


@pytest.mark.parametrize("flow", [(), ("--flow",)])
def test_the_text_of_a_page_shows_where_it_is_covered(room: Path, flow: tuple[str, ...]) -> None:
    said = CliRunner().invoke(commands, ["text", str(room), "plan.pdf:1", *flow]).output
    assert " ".join(said.split()) == "Ana did not █ pay 412 dollars"
