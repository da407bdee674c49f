from __future__ import annotations

import csv
import shutil
from array import array
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from pdfs import line, write_pdf
from readingroom.desk import index
from readingroom.desk.add import add
from readingroom.desk.correct import beside_covered, correct
from readingroom.desk.decided import history, runs_of, the_page
from readingroom.desk.executor import InProcess
from readingroom.desk.export import export_tables
from readingroom.desk.index import Indexing, bring_up_to_date, corrected_since
from readingroom.desk.looked import looked
from readingroom.desk.pipeline import Run
from readingroom.desk.quote import quote
from readingroom.desk.rebuild import rebuild, reread
from readingroom.desk.receive import Given
from readingroom.desk.room import Room, enter_room, hold_room, make_room, open_room
from readingroom.desk.search import matches, search
from readingroom.desk.undo import undo
from readingroom.desk.words import words
from readingroom.desk.worker import READ_VERSION
from readingroom.errors import WrongUseError
from readingroom.model.geometry import Box
from readingroom.model.ids import PageId
from readingroom.model.layout import Doubt, Region
from readingroom.model.page import Content
from readingroom.model.words import Words, words_from
from readingroom.store.packing import pack
from readingroom.store.schema import DECISIONS, PAGES, TRAIL

PAGE = line("The Bureau sent 1901 records to Chicago", y=700) + line("and shall deport nobody before 1901.", y=680)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pile = tmp_path_factory.mktemp("pile")
    write_pdf(pile / "one.pdf", PAGE)
    write_pdf(pile / "two.pdf", line("Another page names the Bureau"))
    made = tmp_path_factory.mktemp("rooms") / "room"
    make_room(made, me="Ana")
    add(made, [pile], Given(), lambda _step: None, executor=InProcess())
    return made


@pytest.fixture
def room(folder: Path, tmp_path: Path) -> Iterator[Room]:
    shutil.copytree(folder, tmp_path / "room")
    opened = enter_room(tmp_path / "room", write=True)
    yield opened
    opened.close()


def the(room: Room, path: str = "one.pdf") -> PageId:
    with room.catalogue.connect() as connection:
        pages = [PageId(page) for page in connection.scalars(select(PAGES.c.page_id))]
    return next(text.facts.page for text in words(room, pages, "room") if text.facts.path == path)


def shown(room: Room) -> str:
    [text] = words(room, [the(room)], "room")
    return text.shown.text


def put(room: Room, read: str, right: str, **settings: str) -> int:
    run = runs_of(the_page(room, the(room)), read)[0]
    return correct(room, the(room), run.first, run.last, right, **settings).number


def read_as(room: Room, **parts: object) -> None:
    """Let the page have been read by another engine, off its image, with other regions, doubts or words."""
    [text] = words(room, [the(room)], "room")
    starts, ends, boxes, confidence, lines = text.words.columns()
    seen = Words(text.words.text, starts, ends, boxes, array("f", [0.9] * len(confidence)), lines)
    content = replace(Content(seen), **parts)
    [(page, number)] = room.readings.keep([(the(room), "other", READ_VERSION, "t", pack(content))]).items()
    with room.catalogue.begin() as connection:
        change = update(PAGES).where(PAGES.c.page_id == page)
        connection.execute(change.values(reading_id=number, source="ocr", layer="", indexed=None))


def found(room: Room, query: str) -> int:
    bring_up_to_date(room.path, lambda _step: None)
    return search(room, query).total


def test_a_correction_is_shown_and_what_was_read_stays(room: Room) -> None:
    number = put(room, "sent 1901", "sent 1991")
    [text] = words(room, [the(room)], "room")
    assert text.shown.text.startswith("The Bureau sent 1991 records")
    assert text.words.text.startswith("The Bureau sent 1901 records")
    [row] = history(room, [the(room)])
    assert (row.decision.number, row.decision.person, row.state) == (number, "Ana", "stands")
    with room.catalogue.connect() as connection:
        trail = connection.execute(select(TRAIL).where(TRAIL.c.action == "correction")).one()
    assert (trail.who, trail.subject) == ("Ana", the(room))
    assert "1991" not in trail.details


def test_search_finds_both_and_boxes_the_right_place(room: Room) -> None:
    put(room, "sent 1901", "sent 1991")
    bring_up_to_date(room.path, lambda _step: None)
    [text] = words(room, [the(room)], "room")
    assert search(room, "1991").total == 1
    assert search(room, '"Bureau sent 1901 records"').total == 1
    assert search(room, '"Bureau sent 1991 records"').total == 1
    [hit] = search(room, "1991").hits
    assert hit.boxes == (text.words.box(3),)
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["1991"]
    [mark] = hit.corrections
    assert (hit.snippet[mark.start : mark.end], mark.read, mark.person) == ("sent 1991", "sent 1901", "Ana")
    # As it was read the number stood in two places; both are boxed, once each.
    both = matches(room, the(room), "1901")
    assert both == ((text.words.box(3),), (text.words.box(12),))
    assert search(room, "Bureau").hits[0].boxes
    assert len(matches(room, the(room), "Bureau")) == 1
    # No phrase and no near word reaches from the corrected page into the page as read.
    assert search(room, '"before 1901 The Bureau"').total == 0
    assert search(room, "1901 NEAR/20 nobody").total == 1


def test_a_correction_indexes_its_own_page_only(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[PageId] = []
    before = Indexing.take
    monkeypatch.setattr(Indexing, "take", lambda self, pages: (taken.extend(pages), before(self, pages))[1])
    put(room, "sent 1901", "sent 1991")
    assert corrected_since(room) == 1
    assert found(room, "1991") == 1
    assert taken == [the(room)]
    assert corrected_since(room) == 0


def test_a_correction_made_while_the_page_is_indexed_is_not_lost(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    put(room, "sent 1901", "sent 1991")
    before = index._entries

    def meanwhile(opened: Room, pages: list[PageId]) -> Iterator[object]:
        entries = list(before(opened, pages))
        monkeypatch.setattr(index, "_entries", before)
        put(room, "Chicago", "Boston")
        yield from entries

    monkeypatch.setattr(index, "_entries", meanwhile)
    with hold_room(room.path) as held:
        indexing = Indexing(held)
        indexing.catch_up(lambda _step: None)
        indexing.close()
    assert corrected_since(room) == 1
    assert found(room, "Boston") == 1


def test_decisions_outlive_every_rebuild_and_reading_anew(room: Room) -> None:
    put(room, "sent 1901", "sent 1991")
    looked(room, the(room))
    room.close()
    rebuild(room.path, lambda _step: None)
    reread(room.path, lambda _step: None, executor=InProcess())
    with open_room(room.path) as opened:
        assert shown(opened).startswith("The Bureau sent 1991 records")
        assert [row.state for row in history(opened, [the(opened)])] == ["stands", "stands"]
        assert search(opened, "1991").total == 1
        assert search(opened, "1901").total == 1


def test_a_correction_that_no_longer_fits_is_shown_and_settled_by_a_person(room: Room) -> None:
    number = put(room, "sent 1901", "sent 1991")
    [text] = words(room, [the(room)], "room")
    rows = zip(text.words, map(text.words.box, range(13)), text.words.confidence, text.words.lines, strict=True)
    read_as(
        room, words=words_from((("19O1" if k == 3 else word), b, 0.9, at) for k, (word, b, _s, at) in enumerate(rows))
    )
    assert shown(room).startswith("The Bureau sent 19O1 records")
    assert [row.state for row in history(room, [the(room)])] == ["lost"]
    again = put(room, "19O1", "1991")
    assert [(row.decision.number, row.state) for row in history(room, [the(room)])] == [
        (number, "replaced"),
        (again, "stands"),
    ]
    undo(room, again)
    undo(room, again + 1)  # the undo
    assert shown(room).startswith("The Bureau sent 1991 records")


def test_words_are_put_in_split_joined_and_taken_away(room: Room) -> None:
    put(room, "shall deport", "shall not deport")
    put(room, "Bureau", "Bu reau")
    put(room, "to Chicago", "toChicago")
    put(room, "records", "")
    assert shown(room) == "The Bu reau sent 1901 toChicago\nand shall not deport nobody before 1901."


def test_a_correction_of_a_correction_takes_all_of_it(room: Room) -> None:
    first = put(room, "shall deport nobody", "shall not deport anybody")
    second = put(room, "not", "never")
    assert "shall never deport anybody" in shown(room)
    assert [row.state for row in history(room, [the(room)])] == ["replaced", "stands"]
    with pytest.raises(WrongUseError):
        undo(room, first)
    undo(room, second)
    assert "shall not deport anybody" in shown(room)
    undo(room, first)
    assert "and shall deport nobody" in shown(room)
    with pytest.raises(WrongUseError):
        undo(room, first)


def test_what_can_not_be_decided_is_said(room: Room) -> None:
    page = the(room)
    for first, last, right in [
        (3, 3, "1901"),
        (3, 13, "x"),
        (-1, 0, "x"),
        (4, 3, "x"),
        (3, 3, "a\u202eb"),
        (3, 3, "█"),
    ]:
        with pytest.raises(WrongUseError):
            correct(room, page, first, last, right)
    with pytest.raises(WrongUseError, match="changed meanwhile"):
        correct(room, page, 3, 3, "1991", seen="1902")
    with pytest.raises(WrongUseError):
        undo(room, 99)
    with pytest.raises(WrongUseError):
        correct(room, page, 3, 3, " ".join(["x"] * 401))
    with room.catalogue.connect() as connection:
        assert connection.execute(select(DECISIONS)).all() == []


def test_nobody_decides_without_a_name(tmp_path: Path) -> None:
    make_room(tmp_path / "room")
    with open_room(tmp_path / "room", write=True) as room, pytest.raises(WrongUseError, match="whose decision"):
        correct(room, PageId("a" * 64 + "/p0001"), 0, 0, "x")


def test_another_person_is_named_for_one_decision(room: Room) -> None:
    put(room, "sent 1901", "sent 1991", me="  Bea   Ruiz ")
    [row] = history(room, [the(room)])
    assert row.decision.person == "Bea Ruiz"


def test_nothing_is_put_where_something_covers_the_page(room: Room) -> None:
    [text] = words(room, [the(room)], "room")
    sent, year, records = (text.words.box(k) for k in (2, 3, 4))
    between = Box(sent.right + 0.001, sent.top, year.left - 0.001, sent.bottom)
    read_as(room, regions=(Region("box", between), Region("box", records)))
    for read, right in [("sent 1901", "sent it 1991"), ("records", "files"), ("sent", "sent it"), ("1901", "in 1901")]:
        with pytest.raises(WrongUseError, match="covers this place"):
            put(room, read, right)
    assert beside_covered(the_page(room, the(room)), 3, 3)
    put(room, "1901", "1991")
    assert shown(room).startswith("The Bureau sent 1991 records")


def test_decisions_are_exported_as_a_table(room: Room, tmp_path: Path) -> None:
    put(room, "sent 1901", "sent 1991")
    undo(room, 1)
    looked(room, the(room))
    export_tables(room, tmp_path / "out", "csv", lambda _step: None)
    rows = list(csv.DictReader((tmp_path / "out" / "decisions.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["kind"], row["state"], row["read"], row["words"], row["replaces"], row["person"]) for row in rows] == [
        ("correction", "undone", "sent 1901", "sent 1991", "", "Ana"),
        ("undo", "stands", "", "", "1", "Ana"),
        ("looked", "stands", "", "", "", "Ana"),
    ]
    assert 0 < float(rows[0]["left"]) < float(rows[0]["right"]) < 1


def test_words_found_to_be_covered_later_leave_the_decisions_too(tmp_path: Path) -> None:
    write_pdf(tmp_path / "plan.pdf", line("The agent secretname did it", y=700) + line("at noon", y=650))
    make_room(tmp_path / "room", me="Ana")
    add(tmp_path / "room", [tmp_path / "plan.pdf"], Given(), lambda _step: None, executor=InProcess())
    with open_room(tmp_path / "room", write=True) as room:
        page = the(room, "plan.pdf")
        correct(room, page, 2, 2, "secretname2")
        correct(room, page, 5, 5, "in")
        [text] = words(room, [page], "room")
        content = Content(
            words_from([("at", Box(0.1, 0.2, 0.2, 0.22), 0.9, 0)]), regions=(Region("box", text.words.box(2)),)
        )
        [number] = room.readings.keep([(page, "other", READ_VERSION, "t", pack(content))]).values()
        from readingroom.desk.decided import blank_covered

        with room.catalogue.begin() as connection:
            connection.execute(update(PAGES).values(reading_id=number))
        blank_covered(room, [page])
        with room.catalogue.connect() as connection:
            values = list(connection.scalars(select(DECISIONS.c.value)))
        assert "secretname" not in "".join(values)
        assert '"in"' in values[1]
        assert [row.state for row in history(room, [page])] == ["lost", "lost"]


def test_a_quotation_rests_on_what_is_known_of_its_words(room: Room) -> None:
    with room.catalogue.begin() as connection:
        connection.execute(update(PAGES).values(layer="good"))
    assert quote(room, "The Bureau sent").rests_on == "visible_text"
    with room.catalogue.begin() as connection:
        connection.execute(update(PAGES).values(layer=""))
    assert quote(room, "The Bureau sent", the(room)).rests_on == "one_reading"


def test_a_quotation_of_two_readings_that_agree(room: Room) -> None:
    [text] = words(room, [the(room)], "room")
    places = [text.words.box(k) for k in range(13)]
    other = [
        "The",
        "Bureau",
        "sent",
        "1991",
        "records",
        "to",
        "Chicago.",
        "and",
        "sball",
        "deport",
        "nobody",
        "before",
        "1901",
    ]
    second = words_from((word, box, 0.5, 0) for word, box in zip(other, places, strict=True))
    read_as(room, second=second, second_engine="other", doubts=(Doubt(3, "1991", "digit"),))
    assert quote(room, "The Bureau sent", the(room)).rests_on == "two_readings"
    assert quote(room, "records to Chicago", the(room)).rests_on == "two_readings"
    assert quote(room, "and shall", the(room)).rests_on == "one_reading"
    answer = quote(room, "Bureau sent 1901 records", the(room))
    assert answer.rests_on == "one_reading"
    assert [(one.words, one.on, one.other) for one in answer.support] == [
        ("Bureau sent", "two_readings", ""),
        ("1901", "one_reading", "1991"),
        ("records", "two_readings", ""),
    ]
    looked(room, the(room), (3, 3))
    answer = quote(room, "Bureau sent 1901 records", the(room))
    assert answer.rests_on == "two_readings"
    assert answer.support[1].person == "Ana"


def test_a_word_that_only_the_second_engine_reads_is_no_agreement(room: Room) -> None:
    [text] = words(room, [the(room)], "room")
    rows = [(word, text.words.box(k), 0.9, text.words.lines[k]) for k, word in enumerate(text.words)]
    shall, deport = text.words.box(8), text.words.box(9)
    between = Box(shall.right, shall.top, deport.left, shall.bottom)
    read_as(
        room,
        second=words_from([*rows[:9], ("ever", between, 0.9, text.words.lines[8]), *rows[9:]]),
        second_engine="other",
    )
    assert quote(room, "shall deport nobody", the(room)).rests_on == "one_reading"
    assert quote(room, "and shall", the(room)).rests_on == "two_readings"
    assert quote(room, "deport nobody before", the(room)).rests_on == "two_readings"


def test_words_that_only_the_second_engine_parts_are_no_agreement(room: Room) -> None:
    [text] = words(room, [the(room)], "room")
    rows = [(word, text.words.box(k), 0.9, text.words.lines[k]) for k, word in enumerate(text.words)]
    joined = [("TheBureau", text.words.box(0).union(text.words.box(1)), 0.9, text.words.lines[0])]
    read_as(room, second=words_from([*joined, *rows[2:]]), second_engine="other")
    assert quote(room, "The Bureau sent", the(room)).rests_on == "one_reading"
    assert quote(room, "to Chicago", the(room)).rests_on == "two_readings"


def test_a_quotation_that_a_person_corrected_away_does_not_hold(room: Room) -> None:
    read_as(room)
    put(room, "1901", "1991")
    bring_up_to_date(room.path, lambda _step: None)
    wrong = quote(room, "The Bureau sent 1901 records")
    assert wrong.verdict == "not_found"
    [difference] = wrong.differences
    assert (difference.asked, difference.read, difference.person, difference.machine) == ("1901", "1991", "Ana", "1901")
    right = quote(room, "The Bureau sent 1991 records")
    assert (right.verdict, right.rests_on) == ("exact", "one_reading")
    [corrected] = [one for one in right.support if one.on == "person"]
    assert (corrected.words, corrected.person, corrected.corrected, corrected.machine) == ("1991", "Ana", True, "1901")
    looked(room, the(room))
    assert quote(room, "The Bureau sent 1991 records").rests_on == "person"


def test_a_word_that_a_person_put_there_is_never_noise(room: Room) -> None:
    read_as(room)
    put(room, "Chicago", "Chlcago")
    assert quote(room, "records to Chicago", the(room)).verdict == "not_found"
    assert quote(room, "records to Chlcago", the(room)).verdict == "exact"


def test_a_quotation_that_runs_over_a_solid_box_does_not_hold(room: Room) -> None:
    [text] = words(room, [the(room)], "room")
    sent, year = text.words.box(2), text.words.box(3)
    read_as(room, regions=(Region("box", Box(sent.right + 0.001, sent.top, year.left - 0.001, sent.bottom)),))
    assert quote(room, "Bureau sent 1901", the(room)).verdict == "not_found"
    assert quote(room, "Bureau sent █ 1901", the(room)).verdict == "exact"
    assert quote(room, "1901 records to Chicago", the(room)).verdict == "exact"


def test_a_page_corrected_while_files_are_added_is_found_at_the_end(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pdf(tmp_path / "three.pdf", line("A third page"))
    before = Run._write

    def meanwhile(run: Run) -> None:
        before(run)
        if not history(room, [the(room)]):
            put(room, "Chicago", "Boston")

    monkeypatch.setattr(Run, "_write", meanwhile)
    add(room.path, [tmp_path / "three.pdf"], Given(), lambda _step: None, executor=InProcess())
    assert corrected_since(room) == 0
    assert search(room, "Boston").total == 1
