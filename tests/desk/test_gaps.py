"""A page with a box in mid-sentence, born digital and scanned: nothing is found over it as if it were not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.correct import correct
from readingroom.desk.executor import InProcess
from readingroom.desk.index import bring_up_to_date
from readingroom.desk.quote import quote
from readingroom.desk.receive import Given
from readingroom.desk.room import Room, make_room, open_room
from readingroom.desk.search import hits_in, matches, search
from readingroom.model.answers import Parted
from readingroom.model.words import MARK
from readingroom.sample.ink import font_file

SENTENCE = ("The agent did", "strike the man at noon")


def born_digital(folder: Path) -> None:
    covered = line("The agent did secretname strike the man at noon") + "0 g 146 696 64 14 re f\n"
    write_pdf(folder / "plan.pdf", covered + line("Then he did strike a match", y=650))


def taken_out(folder: Path) -> None:
    """What redaction does as it should: nothing stands under the box."""
    text = line("The agent did") + line("strike the man at noon", x=216) + "0 g 146 696 64 14 re f\n"
    white = "0 g 60 590 400 20 re f\n1 g " + line("White heads on black ground", x=72, y=596) + "0 g\n"
    write_pdf(folder / "plan.pdf", text + line("Then he did strike a match", y=650) + white)


def labelled(folder: Path) -> None:
    """As most redaction tools leave it: the box and its white label come last in the file."""
    text = line("The agent did") + line("strike the man at noon", x=216) + line("Then he did strike a match", y=650)
    white = "0 g 60 590 400 20 re f\n1 g " + line("White heads on black ground", x=72, y=596)
    write_pdf(
        folder / "plan.pdf", text + white + "0 g 146 696 64 14 re f\n1 g " + line("\\(b\\)\\(5\\)", x=160) + "0 g\n"
    )


def scanned(folder: Path) -> None:
    image = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(font_file("matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf"), 34)
    end = 150 + draw.textlength(SENTENCE[0], font=font)
    draw.text((150, 300), SENTENCE[0], fill=0, font=font)
    draw.rectangle((end + 14, 298, end + 170, 344), fill=0)
    draw.text((end + 186, 300), SENTENCE[1], fill=0, font=font)
    draw.text((150, 500), "Then he did strike a match", fill=0, font=font)
    image.save(folder / "plan.png", dpi=(150, 150))


@pytest.fixture(scope="module", params=[born_digital, taken_out, labelled, scanned])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("gaps")
    (place / "pile").mkdir()
    request.param(place / "pile")
    make_room(place / "room", me="Ana")
    add(place / "room", [place / "pile"], Given(), lambda _step: None, executor=InProcess())
    return place / "room"


@pytest.fixture
def room(folder: Path):
    with open_room(folder) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"agent did strike the man"', 0),
        ('"did strike"', 1),  # on the other line
        ('"did strike the"', 0),
        (f'"did {MARK} strike the man"', 1),
        ('"the man at noon"', 1),
        ("agent NEAR/1 strike", 0),
        ("agent NEAR/2 strike", 1),
        ('"agent did strike"~', 0),
        (f"{MARK}", 1),
        (f'"agent did {MARK} stvike"~', 1),
    ],
)
def test_a_phrase_does_not_run_over_a_covered_place(room: Room, query: str, found: int) -> None:
    answer = search(room, query)
    assert (answer.total, len(hits_in(room, query))) == (found, found)
    for hit in answer.hits:
        assert sum(matches(room, hit.page, query), ()) == hit.boxes
    assert not any("\ue001" in form for forms in answer.expansions.values() for form in forms)


def test_the_snippet_shows_the_place_and_the_boxes_leave_it_out(room: Room) -> None:
    [hit] = search(room, '"the man at noon"').hits
    assert re.match(f"The agent did {MARK} strike the man at noon", hit.snippet)
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["the man at noon"]
    [near] = search(room, "agent NEAR/2 strike").hits
    assert [near.snippet[start:end] for start, end in near.marks][:2] == ["agent", "strike"]
    assert len(near.boxes) == 2


def test_the_ground_of_white_print_covers_nothing(room: Room) -> None:
    for hit in search(room, "heads").hits:
        assert "White heads on black ground" in hit.snippet
        assert MARK not in hit.snippet


def test_the_answer_says_where_a_phrase_is_parted(room: Room) -> None:
    [told] = search(room, '"did strike the man"').parted
    assert told == Parted('"did strike the man"', 1, (f'"did {MARK} strike the man"',))
    assert search(room, '"the man at"').parted == ()
    assert search(room, 'noon NOT "did strike the man"').parted == ()


def test_a_quotation_over_it_is_shown_where_it_would_stand(room: Room) -> None:
    answer = quote(room, "The agent did strike the man at noon")
    assert (answer.verdict, [(one.asked, one.read) for one in answer.differences]) == ("not_found", [("", MARK)])
    assert quote(room, f"The agent did {MARK} strike the man at noon").verdict == "exact"


def test_a_corrected_page_is_parted_as_read_and_as_corrected(folder: Path) -> None:
    with open_room(folder, write=True) as room:
        [hit] = search(room, "noon").hits
        correct(room, hit.page, 4, 4, "these")
    bring_up_to_date(folder, lambda _step: None)
    with open_room(folder) as room:
        for words in ("the", "these"):
            assert search(room, f'"did strike {words} man"').total == 0
            [hit] = search(room, f'"did {MARK} strike {words} man"').hits
            assert hit.snippet.startswith(f"The agent did {MARK} strike these man")
            [told] = hit.corrections
            assert hit.snippet[told.start : told.end] == "these"
