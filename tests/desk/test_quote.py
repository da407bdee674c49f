from __future__ import annotations

import shutil
import time
from array import array
from pathlib import Path

import pytest
from sqlalchemy import select, update

import lying
from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.correct import correct
from readingroom.desk.executor import InProcess
from readingroom.desk.quote import quote
from readingroom.desk.receive import Given
from readingroom.desk.resting import unsettled
from readingroom.desk.room import Room, enter_room, make_room, open_room
from readingroom.desk.words import words
from readingroom.desk.worker import READ_VERSION
from readingroom.errors import DoesNotHoldError, WrongUseError
from readingroom.model.answers import Difference
from readingroom.model.ids import PageId, parse_page_id
from readingroom.model.page import Content
from readingroom.model.words import MARK, Words
from readingroom.store.packing import pack
from readingroom.store.schema import PAGES

ONE = [
    line("The Field Office shall not deport any person", y=700)
    + line("unless the Director has approved the opera-", y=680)
    + line("tion plan in writing.", y=660),
    line("Tbe Burcau of lnvesligation sent 2O18 records", y=700),
]
TWO = [line("Again: the Director has approved the operation plan in writing.", y=700)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pile = tmp_path_factory.mktemp("pile")
    write_pdf(pile / "one.pdf", *ONE)
    write_pdf(pile / "two.pdf", *TWO)
    made = tmp_path_factory.mktemp("rooms") / "room"
    make_room(made)
    add(made, [pile], Given(), lambda _step: None, executor=InProcess())
    recognised(made)
    return made


def recognised(folder: Path) -> None:
    """Let the second page of one.pdf be read off an image: only what a machine recognised can be noise."""
    with open_room(folder, write=True) as room:
        page = _pages(room)["one.pdf 2"]
        [text] = words(room, [page], "room")
        starts, ends, boxes, confidence, lines = text.words.columns()
        seen = Words(text.words.text, starts, ends, boxes, array("f", [0.9] * len(confidence)), lines)
        room.readings.keep([(page, text.facts.engine, READ_VERSION, "2026-11-24T00:00:00Z", pack(Content(seen)))])


@pytest.fixture
def room(folder: Path, tmp_path: Path):
    shutil.copytree(folder, tmp_path / "room")
    opened = enter_room(tmp_path / "room", write=True)
    yield opened
    opened.close()


def _pages(room: Room) -> dict[str, PageId]:
    with room.catalogue.connect() as connection:
        pages = [PageId(page) for page in connection.scalars(select(PAGES.c.page_id))]
    return {f"{text.facts.path} {text.facts.number}": text.facts.page for text in words(room, pages, "room")}


def test_a_quotation_is_found_on_every_page_where_it_stands(room: Room) -> None:
    pages = _pages(room)
    answer = quote(room, "the Director has approved the operation plan")
    assert (answer.verdict, answer.page, answer.pages) == ("exact", pages["one.pdf 1"], (pages["two.pdf 1"],))
    assert (answer.source, answer.differences, answer.unread) == ("layer", (), 0)
    assert len(answer.boxes) == 2
    assert answer.boxes[0].bottom < answer.boxes[1].top


def test_a_damaged_quotation_is_found_without_naming_its_page(room: Room) -> None:
    answer = quote(room, "The Bureau of Investigation sent 2018 records")
    assert (answer.verdict, answer.page) == ("within_ocr_noise", _pages(room)["one.pdf 2"])
    assert answer.differences == (
        Difference("The", "Tbe"),
        Difference("Bureau", "Burcau"),
        Difference("Investigation", "lnvesligation"),
        Difference("2018", "2O18"),
    )


def test_what_stands_in_the_file_as_text_is_never_noise(tmp_path: Path) -> None:
    made = tmp_path / "born digital"
    make_room(made)
    page = write_pdf(tmp_path / "three.pdf", line("It named lnvesligation and $S,000"))
    add(made, [page], Given(), lambda _step: None, executor=InProcess())
    with open_room(made) as room:
        assert quote(room, "named lnvesligation").verdict == "exact"
        assert quote(room, "named Investigation").verdict == "not_found"
        assert quote(room, "and $5,000").verdict == "not_found"


def test_a_quotation_of_damaged_words_alone_is_found(room: Room) -> None:
    assert quote(room, "The Bureau").verdict == "within_ocr_noise"


@pytest.mark.parametrize(
    "asked",
    [
        "The Field Office shall deport any person",
        "the Director had approved the operation plan",
        "the Director has not approved the operation plan",
        "The Bureau of Investigation sent 2019 records",
        "the Director has approved the operation plan in writting.",
        "zzzz yyyy xxxx",
    ],
)
def test_an_altered_quotation_is_not_found(room: Room, asked: str) -> None:
    assert quote(room, asked).verdict == "not_found"


def test_the_nearest_place_is_shown(room: Room) -> None:
    answer = quote(room, "The Field Office shall deport any person")
    assert (answer.page, answer.differences) == (_pages(room)["one.pdf 1"], (Difference("", "not"),))
    assert answer.boxes
    assert quote(room, "zzzz yyyy xxxx").page is None


def test_a_quotation_is_checked_on_the_page_named(room: Room) -> None:
    pages = _pages(room)
    asked = "the Director has approved the operation plan"
    assert quote(room, asked, pages["two.pdf 1"]).page == pages["two.pdf 1"]
    assert quote(room, asked, pages["one.pdf 2"]).verdict == "not_found"
    shutil.rmtree(room.paths.index)
    assert quote(room, asked, pages["two.pdf 1"]).verdict == "exact"
    without = quote(room, asked)
    assert (without.verdict, without.page, without.unread) == ("not_found", None, 3)


def test_nothing_is_claimed_of_pages_that_are_not_read(room: Room) -> None:
    page = _pages(room)["two.pdf 1"]
    with room.catalogue.begin() as connection:
        connection.execute(update(PAGES).where(PAGES.c.page_id == page).values(state="failed"))
    assert quote(room, "zzzz yyyy").unread == 1
    assert quote(room, "zzzz yyyy", page).unread == 1


def test_wrong_use_is_said(room: Room) -> None:
    for asked in ("", "  ", "—", "x" * 20_001):
        with pytest.raises(WrongUseError):
            quote(room, asked)
    with pytest.raises(WrongUseError):
        quote(room, "the plan", "nonsense")
    with pytest.raises(DoesNotHoldError):
        quote(room, "the plan", audience="public")


def test_a_quotation_that_runs_over_covered_words_does_not_hold(tmp_path: Path) -> None:
    covered = line("The agent did not strike the man", y=700) + "0 g 148 696 19 14 re f "
    (tmp_path / "pile").mkdir()
    write_pdf(tmp_path / "pile" / "plan.pdf", covered + line("Then he did run at noon", y=650))
    make_room(tmp_path / "room")
    add(tmp_path / "room", [tmp_path / "pile"], Given(), lambda _step: None, executor=InProcess())
    with open_room(tmp_path / "room") as room:
        answer = quote(room, "The agent did strike the man")
        assert (answer.verdict, answer.differences) == ("not_found", (Difference("", MARK),))
        assert quote(room, f"agent did {MARK} strike the man").verdict == "exact"
        assert quote(room, "Then he did run at noon").verdict == "exact"


def test_a_heading_in_capitals_that_breaks_over_two_lines_is_found_in_the_room(tmp_path: Path) -> None:
    (tmp_path / "pile").mkdir()
    write_pdf(tmp_path / "pile" / "plan.pdf", line("DISTRICT OPERA-", y=700) + line("TION PLAN NORTH and more", y=680))
    write_pdf(tmp_path / "pile" / "other.pdf", *[line("DISTRICT PLAN NORTH PLAN")] * 60)
    make_room(tmp_path / "room")
    add(tmp_path / "room", [tmp_path / "pile"], Given(), lambda _step: None, executor=InProcess())
    with open_room(tmp_path / "room") as room:
        assert quote(room, "DISTRICT OPERATION PLAN NORTH").verdict == "exact"
        assert quote(room, "OPERATION").verdict == "exact"
        assert quote(room, "DISTRICT OPERATIONS PLAN NORTH").verdict == "not_found"


@pytest.mark.parametrize("source", ["layer", "mixed"])
def test_a_gap_that_something_covers_is_kept_whatever_else_was_read_on_the_page(tmp_path: Path, source: str) -> None:
    # A page is `mixed` when a stamp or a picture was read beside its own text.
    words_of = line("The agent was paid by") + line("secretname", x=220) + line("of the Bureau", x=300)
    (tmp_path / "pile").mkdir()
    write_pdf(tmp_path / "pile" / "one.pdf", words_of + "0 g 215 695 75 16 re f\n")
    make_room(tmp_path / "room", me="Ana")
    add(tmp_path / "room", [tmp_path / "pile"], Given(), lambda _step: None, executor=InProcess())
    with open_room(tmp_path / "room", write=True) as room:
        with room.catalogue.begin() as connection:
            connection.execute(update(PAGES).values(source=source))
        [page] = _pages(room).values()
        answer = quote(room, "paid by of the Bureau", page)
        assert (answer.verdict, answer.differences) == ("not_found", (Difference("", MARK),))
        assert quote(room, f"paid by {MARK} of the Bureau", page).verdict == "exact"
        with pytest.raises(WrongUseError):
            correct(room, page, 4, 4, "by nobody")


def test_a_quotation_is_looked_for_in_a_file_or_a_production_only(room: Room) -> None:
    pages = _pages(room)
    asked = "the Director has approved the operation plan"
    [second] = [page for name, page in pages.items() if name == "two.pdf 1"]
    answer = quote(room, asked, file=parse_page_id(second)[0])
    assert (answer.verdict, answer.page, answer.pages) == ("exact", second, ())
    assert quote(room, "shall not deport", file=parse_page_id(second)[0]).page is None
    with room.catalogue.begin() as connection:
        connection.execute(update(PAGES).where(PAGES.c.page_id == pages["one.pdf 2"]).values(state="failed"))
    assert quote(room, "zzzz", file=parse_page_id(second)[0]).unread == 0
    assert quote(room, "zzzz", file=parse_page_id(pages["one.pdf 1"])[0]).unread == 1
    with pytest.raises(WrongUseError):
        quote(room, asked, production="none")


def test_no_figure_that_the_page_does_not_show_is_text_that_is_seen(tmp_path: Path) -> None:
    lines = (
        "In 1966 the office sent 66 letters to 16 agents and 11 jurors.",
        "The sum of 9 dollars was paid to the witness; 71 pages were lost.",
        "Boxes of paper were moved in 1974 by the bureau at its own cost.",
    )
    pile = tmp_path / "pile"
    pile.mkdir()
    honest = lying.page(pile / "a honest.pdf", lines)
    lying.renamed(honest, pile / "b lying.pdf", {"9": "6"})
    lying.two_codes(honest, pile / "c lying.pdf", "6", "9")
    make_room(tmp_path / "room")
    add(tmp_path / "room", [pile], Given(), lambda _step: None, executor=InProcess())
    with open_room(tmp_path / "room") as room:
        pages = _pages(room)
        for asked, true in (("In 1666 the office", "In 1966 the office"), ("The sum of 6 dollars", "sum of 9 dollars")):
            assert quote(room, asked).verdict == "not_found"
            for name in ("a honest.pdf 1", "b lying.pdf 1", "c lying.pdf 1"):
                assert quote(room, asked, pages[name]).verdict == "not_found"
                found = quote(room, true, pages[name])
                assert found.verdict == "exact"
                assert found.rests_on == ("visible_text" if name == "a honest.pdf 1" else "one_reading")


def test_a_word_with_a_letter_that_nobody_saw_rests_on_one_reading(tmp_path: Path) -> None:
    lying.page(tmp_path / "page.pdf", ("The report of the Ведомство has 19 pages.", "Jackets and boxes were kept."))
    make_room(tmp_path / "room")
    add(tmp_path / "room", [tmp_path / "page.pdf"], Given(), lambda _step: None, executor=InProcess())
    with open_room(tmp_path / "room") as room:
        found = quote(room, "of the Ведомство has")
        assert (found.verdict, found.rests_on) == ("exact", "one_reading")
        assert [one.on for one in found.support] == ["visible_text", "one_reading", "visible_text"]
        assert quote(room, "and boxes were kept").rests_on == "visible_text"


def test_pages_that_repeat_the_words_over_and_over_cost_a_bounded_time_and_are_named(tmp_path: Path) -> None:
    pile = tmp_path / "pile"
    pile.mkdir()
    rows = [line("copy " * 20, y=780 - 8 * row, size=6) for row in range(90)]
    names = [f"{name}.pdf" for name in "abcdefghijkl"]
    for name in names:
        write_pdf(pile / name, "".join([*rows, line(f"sheet {name}", y=30)]))
    make_room(tmp_path / "room")
    add(tmp_path / "room", [pile], Given(), lambda _step: None, executor=InProcess())
    with open_room(tmp_path / "room") as room:
        begun = time.process_time()
        answer = quote(room, "copy " * 900 + "deny")
        assert time.process_time() - begun < 15, "seconds; 12 such pages took a minute before"
        assert answer.verdict == "not_found"
        assert len(answer.unsettled) == 12
        said = unsettled(answer)
        assert said.startswith("12 pages repeat these words over and over.")
        assert "a.pdf, page 1" in said
        assert "and 7 more" in said
        found = quote(room, "copy " * 900 + "sheet")
        assert (found.verdict, found.unsettled) == ("exact", ()), "exact words are found whatever it costs"


def test_a_quotation_runs_over_the_line_numbers_of_a_pleading(tmp_path: Path) -> None:
    said = [
        "the witness said that no inspector of the agency had",
        "been told of the second shaft before the day on which",
        "the water came in and that the order to leave the old",
        "gallery was given twice and was not heard by those who",
    ] * 6
    numbered = "".join(
        line(str(at + 1), x=50, y=740 - 24 * at) + line(text, x=90, y=740 - 24 * at) for at, text in enumerate(said)
    )
    path = write_pdf(tmp_path / "pleading.pdf", numbered)
    make_room(tmp_path / "room")
    add(tmp_path / "room", [path], Given(), lambda _step: None, executor=InProcess())
    with open_room(tmp_path / "room") as room:
        answer = quote(room, "no inspector of the agency had been told of the second shaft")
        assert (answer.verdict, answer.differences) == ("exact", ())
        assert len(answer.boxes) == 2
        assert quote(room, "no inspector of the agency had been told of the third shaft").verdict == "not_found"
