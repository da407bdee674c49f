"""Notes and tags: on pages, passages and documents, by people, with a history that nothing wipes out."""

from __future__ import annotations

import csv
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from pdfs import line, write_pdf
from readingroom.desk.acts import acts_on_note, acts_on_tag, latest_acts, take_back
from readingroom.desk.add import add
from readingroom.desk.correct import correct
from readingroom.desk.decided import blank_covered
from readingroom.desk.executor import InProcess
from readingroom.desk.export import export_tables
from readingroom.desk.export_pdf import export_pdfs
from readingroom.desk.notes import beside, edit_note, list_notes, the_note, withdraw_note, write_note
from readingroom.desk.person import join, people
from readingroom.desk.receive import Given
from readingroom.desk.room import Room, enter_room, make_room, open_room
from readingroom.desk.tags import (
    describe_tag,
    list_tags,
    merge_tags,
    pages_of_tag,
    pages_tagged,
    rename_tag,
    tag_pages,
    tag_words,
    tags_meant,
    tags_on,
    the_tag,
    untag_pages,
)
from readingroom.desk.words import words
from readingroom.desk.worker import READ_VERSION
from readingroom.errors import DoesNotHoldError, WrongUseError
from readingroom.model.geometry import Box
from readingroom.model.ids import PageId
from readingroom.model.layout import Region
from readingroom.model.page import Content
from readingroom.model.words import words_from
from readingroom.store.packing import pack
from readingroom.store.schema import NOTES, PAGES, TAGGED, TRAIL


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pile = tmp_path_factory.mktemp("pile")
    write_pdf(pile / "plan.pdf", *[line(f"The Bureau sent {number} records to Chicago") for number in range(1, 6)])
    write_pdf(pile / "memo.pdf", line("The plan of the Bureau"))
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


def pages(room: Room, path: str = "plan.pdf") -> list[PageId]:
    with room.catalogue.connect() as connection:
        every = [PageId(page) for page in connection.scalars(select(PAGES.c.page_id).order_by(PAGES.c.page_id))]
    return [text.facts.page for text in words(room, every, "room") if text.facts.path == path]


def on(room: Room, page: PageId) -> tuple[list[str], list[str]]:
    [text] = words(room, [page], "room")
    found = beside(room, text)
    return [one.note.text for one in found.notes], [one.name for one in found.tags]


def test_a_note_on_a_passage_a_page_and_a_document(room: Room) -> None:
    first, second, *_rest = pages(room)
    passage = write_note(room, second, "Twice?", words=(2, 4), seen="sent 2 records")
    page = write_note(room, second, "Ask about this.\nSoon.", me="Bea")
    document = write_note(room, second, "The plan they denied", document=True)
    assert (passage.about, passage.words, passage.person, passage.page) == ("passage", "sent 2 records", "Ana", second)
    assert (page.person, page.text) == ("Bea", "Ask about this.\nSoon.")
    assert (document.about, document.page) == ("document", first)
    assert on(room, second)[0] == ["Ask about this.\nSoon.", "The plan they denied", "Twice?"]
    assert on(room, first)[0] == ["The plan they denied"]
    assert on(room, pages(room, "memo.pdf")[0]) == ([], [])
    [text] = words(room, [second], "room")
    [place] = [one.place for one in beside(room, text).notes if one.note.number == passage.number]
    assert place is not None
    assert (place.state, place.words, place.text) == ("stands", (2, 3, 4), "sent 2 records")
    with room.catalogue.connect() as connection:
        trail = connection.execute(select(TRAIL).where(TRAIL.c.action == "note")).all()
    assert len(trail) == 3
    assert "Twice" not in "".join(row.details + row.subject for row in trail)


def test_a_note_after_its_words_were_corrected_or_changed_meanwhile(room: Room) -> None:
    page = pages(room)[0]
    write_note(room, page, "Right?", words=(2, 4))
    correct(room, page, 3, 3, "11")
    [text] = words(room, [page], "room")
    [one] = beside(room, text).notes
    assert one.place is not None
    assert (one.place.state, one.place.text, one.note.words) == ("other", "sent 11 records", "sent 1 records")
    with pytest.raises(WrongUseError, match="changed meanwhile"):
        write_note(room, page, "Right?", words=(2, 4), seen="sent 1 records")


def test_a_note_is_edited_withdrawn_and_brought_back_with_its_history(room: Room) -> None:
    page = pages(room)[0]
    number = write_note(room, page, "One").number
    assert (edit_note(room, number, "Two", me="Bea").edited_by, the_note(room, number).person) == ("Bea", "Ana")
    with pytest.raises(WrongUseError, match="changed meanwhile, by Bea"):
        edit_note(room, number, "Three", seen="One")
    with pytest.raises(WrongUseError, match="says this already"):
        edit_note(room, number, " Two ")
    gone = withdraw_note(room, number, me="Cy")
    assert on(room, page)[0] == []
    assert (list_notes(room).total, list_notes(room, withdrawn=True).total) == (0, 1)
    with pytest.raises(WrongUseError, match="was withdrawn"):
        edit_note(room, number, "Four")
    with pytest.raises(WrongUseError, match="was withdrawn"):
        withdraw_note(room, number)
    back = take_back(room, gone.number)
    assert on(room, page)[0] == ["Two"]
    history = acts_on_note(room, number)
    assert [(act.kind, act.person, act.before, act.after, act.undone) for act in history] == [
        ("note", "Ana", "", "One", False),
        ("note_edited", "Bea", "One", "Two", False),
        ("note_withdrawn", "Cy", "", "", True),
        ("taken_back", "Ana", "", "", False),
    ]
    assert (history[3].replaces, history[3].replaced) == (gone.number, "note_withdrawn")
    with pytest.raises(WrongUseError, match="taken back already, by Ana"):
        take_back(room, gone.number)
    take_back(room, back.number)  # and so it is withdrawn again
    assert on(room, page)[0] == []


def test_an_edit_is_taken_back_but_not_over_a_later_one(room: Room) -> None:
    number = write_note(room, pages(room)[0], "One").number
    edit_note(room, number, "Two")
    edit_note(room, number, "Three")
    _wrote, second, third = acts_on_note(room, number)
    with pytest.raises(WrongUseError, match="a later one took its place"):
        take_back(room, second.number)
    take_back(room, third.number, me="Bea")
    assert (the_note(room, number).text, the_note(room, number).edited_by) == ("Two", "Bea")
    take_back(room, second.number)
    assert the_note(room, number).text == "One"


def test_notes_are_listed_by_person_tag_and_text(room: Room) -> None:
    first, second, *_rest = pages(room)
    write_note(room, first, "Contraseña del AÑO")
    write_note(room, second, "100 % of_it", me="Bea")
    tag_pages(room, "to ask", [second])
    assert [one.note.text for one in list_notes(room).notes] == ["100 % of_it", "Contraseña del AÑO"]
    assert [one.note.text for one in list_notes(room, text="ano").notes] == ["Contraseña del AÑO"]
    assert list_notes(room, text="0 % of_").total == 1
    assert list_notes(room, text="0 %of").total == 0
    assert list_notes(room, text="o%i").total == 0  # no sign is a joker
    bea = list_notes(room, person_named="Bea")
    assert (bea.total, bea.everything, bea.people) == (1, 2, (("Ana", 1), ("Bea", 1)))
    [tagged] = list_notes(room, tag="To Ask").notes
    assert (tagged.path, tagged.page_number, tagged.tags) == ("plan.pdf", 2, ("to ask",))
    assert list_notes(room, tag="nothing").total == 0
    assert (list_notes(room, limit=1, offset=1).notes[0].note.page, list_notes(room, limit=1).total) == (first, 2)


def test_pages_are_tagged_and_untagged_together_and_it_is_taken_back_at_once(room: Room) -> None:
    every = pages(room)
    done = tag_pages(room, "Withheld whole", every[:3])
    assert (done.kind, done.pages, done.name) == ("tagged", 3, "Withheld whole")
    more = tag_pages(room, "withheld WHOLE", every, me="Bea")
    assert more.pages == 2
    assert [(tag.name, tag.pages, tag.documents) for tag in list_tags(room)] == [("Withheld whole", 5, 1)]
    with pytest.raises(WrongUseError, match="carry the tag"):
        tag_pages(room, "withheld whole", every)
    off = untag_pages(room, "withheld whole", every[1:4])
    assert (off.pages, pages_tagged(room, "withheld whole")) == (3, {every[0], every[4]})
    take_back(room, off.number)
    assert pages_tagged(room, "withheld whole") == set(every)
    [put] = [one for one in pages_of_tag(room, "withheld whole", limit=9)[1] if one.page == every[3]]
    assert put.person == "Bea"
    take_back(room, done.number)
    assert pages_tagged(room, "withheld whole") == {every[3], every[4]}
    assert [act.kind for act in acts_on_tag(room, the_tag(room, "withheld whole").number)] == [
        "tagged", "tagged", "untagged", "taken_back", "taken_back",
    ]  # fmt: skip
    assert [act.number for act in latest_acts(room, limit=1)] == [max(act.number for act in latest_acts(room, limit=9))]


def test_a_tag_on_words_and_on_a_document(room: Room) -> None:
    every = pages(room)
    tag_words(room, "check", every[0], 3, 4)
    tag_pages(room, "check", [every[0]])
    with pytest.raises(WrongUseError, match="These words carry"):
        tag_words(room, "check", every[0], 3, 4)
    [text] = words(room, [every[0]], "room")
    found = beside(room, text).tags
    assert [(one.about, one.place.text if one.place else "") for one in found] == [
        ("passage", "1 records"),
        ("page", ""),
    ]
    tag = the_tag(room, "check")
    assert (tag.pages, tag.passages) == (1, 1)
    untag_pages(room, "check", [every[0]], only=[found[0].number])
    assert on(room, every[0])[1] == ["check"]
    tag_pages(room, "whole", [every[2]], document=True)
    assert pages_tagged(room, "whole") == set(every)
    assert tags_on(room, every[:2]) == {every[0]: ("check", "whole"), every[1]: ("whole",)}


def test_a_tag_is_renamed_described_and_merged(room: Room) -> None:
    every = pages(room)
    tag_pages(room, "depor", every[:2], me="Bea")
    tag_pages(room, "deportation", every[1:3])
    describe_tag(room, "deportation", "Pages about  removal")
    assert the_tag(room, "Deportation").meaning == "Pages about removal"
    with pytest.raises(WrongUseError, match="tag “deportation” already"):
        rename_tag(room, "depor", "Deportation")
    merged = merge_tags(room, "depor", "deportation")
    assert (merged.before, merged.after, merged.pages) == ("depor", "deportation", 2)
    assert pages_tagged(room, "deportation") == set(every[:3])
    assert [tag.name for tag in list_tags(room)] == ["deportation"]
    [first] = [one for one in pages_of_tag(room, "deportation", limit=9)[1] if one.page == every[0]]
    assert first.person == "Bea"
    take_back(room, merged.number)
    assert (pages_tagged(room, "depor"), pages_tagged(room, "deportation")) == (set(every[:2]), set(every[1:3]))
    renamed = rename_tag(room, "depor", "removal")
    assert tags_meant(room, "removal") == ("removal",)
    tag_pages(room, "depor", [every[4]])
    with pytest.raises(WrongUseError, match="another tag “depor”"):
        take_back(room, renamed.number)


def test_a_merge_is_not_taken_back_over_a_new_tag_of_the_name(room: Room) -> None:
    tag_pages(room, "a", pages(room)[:1])
    tag_pages(room, "b", pages(room)[1:2])
    merged = merge_tags(room, "a", "b")
    tag_pages(room, "a", pages(room)[2:3])
    with pytest.raises(WrongUseError, match="another tag “a”"):
        take_back(room, merged.number)
    assert pages_tagged(room, "b") == set(pages(room)[:2])


def test_what_a_search_means_by_a_tag(room: Room) -> None:
    every = pages(room)
    for index, name in enumerate(("checked", "not checked", "año", "to ask")):
        tag_pages(room, name, [every[index]])
    assert tags_meant(room, "checked") == ("checked",)  # never what is not checked
    assert tags_meant(room, "CHECKED") == ("checked",)
    assert tags_meant(room, "ano") == ("año",)
    assert set(tags_meant(room, "check*")) == {"checked", "not checked"}
    assert tags_meant(room, "ask") == ("to ask",)
    assert (len(tags_meant(room, "*")), tags_meant(room, "nothing"), tags_meant(room, "")) == (4, (), ())
    assert pages_tagged(room, "ask") == {every[3]}


@pytest.mark.parametrize(
    "wrong",
    [
        lambda room, _page: write_note(room, PageId("0" * 64 + "/p0001"), "x"),
        lambda room, page: write_note(room, page, " "),
        lambda room, page: write_note(room, page, "x", words=(3, 900)),
        lambda room, page: write_note(room, page, "x", me="\u202ename"),
        lambda room, _page: tag_pages(room, "x", [PageId("0" * 64 + "/p0001")]),
        lambda room, _page: tag_pages(room, "x", []),
        lambda room, page: tag_pages(room, "a,b", [page]),
        lambda room, page: untag_pages(room, "nothing", [page]),
        lambda room, _page: edit_note(room, 99, "x"),
        lambda room, _page: take_back(room, 99),
        lambda room, _page: rename_tag(room, "nothing", "x"),
        lambda room, page: tag_words(room, "x", page, 5, 2),
    ],
)
def test_what_can_not_be_done_changes_nothing(room: Room, wrong) -> None:
    with pytest.raises(WrongUseError):
        wrong(room, pages(room)[0])
    assert (list_notes(room).everything, list_tags(room), latest_acts(room, limit=9)) == (0, (), ())


def test_nobody_is_named_in_a_room_of_nobody(tmp_path: Path) -> None:
    make_room(tmp_path / "room")
    add(
        tmp_path / "room",
        [write_pdf(tmp_path / "plan.pdf", line("A plan"))],
        Given(),
        lambda _s: None,
        executor=InProcess(),
    )
    with open_room(tmp_path / "room", write=True) as room:
        with pytest.raises(WrongUseError, match="not known whose"):
            write_note(room, pages(room)[0], "x")
        assert join(room, " Ana  Pérez ") == (1, "Ana Pérez")
        assert write_note(room, pages(room)[0], "x", me="ana PÉREZ").person == "Ana Pérez"
        assert people(room) == ("Ana Pérez",)


def test_two_people_write_at_once(room: Room) -> None:
    every = pages(room)
    failed: list[Exception] = []

    def work(me: str) -> None:
        try:
            with open_room(room.path, write=True) as own:
                for number, page in enumerate(every):
                    write_note(own, page, f"{me} {number}", me=me)
                    tag_pages(own, f"{me} {number}", [page], me=me)
        except Exception as error:  # noqa: BLE001  # told by the test
            failed.append(error)

    workers = [threading.Thread(target=work, args=(me,)) for me in ("Ana", "Bea", "Cy")]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert failed == []
    assert list_notes(room).people == (("Ana", 5), ("Bea", 5), ("Cy", 5))
    assert len(list_tags(room)) == 15


def test_words_found_to_be_covered_later_leave_notes_and_tags_too(tmp_path: Path) -> None:
    write_pdf(tmp_path / "plan.pdf", line("The agent secretname did it", y=700) + line("at noon", y=650))
    make_room(tmp_path / "room", me="Ana")
    add(tmp_path / "room", [tmp_path / "plan.pdf"], Given(), lambda _step: None, executor=InProcess())
    with open_room(tmp_path / "room", write=True) as room:
        [page] = pages(room)
        write_note(room, page, "Who?", words=(1, 2))
        tag_words(room, "who", page, 2, 2)
        tag_words(room, "when", page, 5, 6)
        [text] = words(room, [page], "room")
        content = Content(
            words_from([("at", Box(0.1, 0.2, 0.2, 0.22), 0.9, 0)]), regions=(Region("box", text.words.box(2)),)
        )
        [number] = room.readings.keep([(page, "other", READ_VERSION, "t", pack(content))]).values()
        with room.catalogue.begin() as connection:
            connection.execute(update(PAGES).values(reading_id=number))
        blank_covered(room, [page])
        with room.catalogue.connect() as connection:
            kept = list(connection.scalars(select(NOTES.c.anchor))) + list(connection.scalars(select(TAGGED.c.anchor)))
        assert "secretname" not in "".join(kept)
        assert "noon" in "".join(kept)
        assert (list_notes(room).notes[0].note.words, the_note(room, 1).text) == ("█", "Who?")
        assert on(room, page) == (["Who?"], ["when", "who"])


def test_nothing_that_people_wrote_is_handed_out_for_the_public(room: Room) -> None:
    page = pages(room)[0]
    number = write_note(room, page, "private thought", me="Ana Secreta").number
    tag_pages(room, "private tag", [page])
    [text] = words(room, [page], "room")
    for ask in (
        lambda: beside(room, text, audience="public"),
        lambda: list_notes(room, audience="public"),
        lambda: the_note(room, number, audience="public"),
        lambda: list_tags(room, audience="public"),
        lambda: the_tag(room, "private tag", audience="public"),
        lambda: pages_of_tag(room, "private tag", limit=9, audience="public"),
        lambda: pages_tagged(room, "private tag", audience="public"),
        lambda: tags_on(room, [page], audience="public"),
        lambda: acts_on_note(room, number, audience="public"),
        lambda: acts_on_tag(room, 1, audience="public"),
        lambda: latest_acts(room, limit=9, audience="public"),
    ):
        with pytest.raises(DoesNotHoldError, match="never become public"):
            ask()


def test_only_the_tables_have_notes_and_tags_and_they_are_stamped_internal(room: Room, tmp_path: Path) -> None:
    first, second, *_rest = pages(room)
    write_note(room, first, "private thought,\nwith a line", words=(2, 4), me="Ana Secreta")
    gone = write_note(room, first, "withdrawn thought")
    withdraw_note(room, gone.number)
    edit_note(room, write_note(room, second, "old", document=True).number, "new", me="Bea")
    tag_pages(room, "private tag", [second, first])
    tag_words(room, "private tag", first, 0, 1)
    describe_tag(room, "unused", "For later")
    export_tables(room, tmp_path / "out", "csv", lambda _step: None)
    assert "internal" in (tmp_path / "out" / "INTERNAL.txt").read_text(encoding="utf-8").lower()
    with (tmp_path / "out" / "notes.csv").open(encoding="utf-8", newline="") as source:
        notes = list(csv.DictReader(source))
    assert [(one["about"], one["words"], one["text"], one["person"], one["edited_by"]) for one in notes] == [
        ("passage", "sent 1 records", "private thought,\nwith a line", "Ana Secreta", ""),
        ("document", "", "new", "Ana", "Bea"),
    ]
    assert notes[0]["page_id"] == first
    assert 0 < float(notes[0]["left"]) < float(notes[0]["right"]) < 1
    with (tmp_path / "out" / "tags.csv").open(encoding="utf-8", newline="") as source:
        tags = list(csv.DictReader(source))
    assert [(one["tag"], one["meaning"], one["page_id"], one["about"], one["words"]) for one in tags] == [
        ("private tag", "", first, "page", ""),
        ("private tag", "", first, "passage", "The Bureau"),
        ("private tag", "", second, "page", ""),
        ("unused", "For later", "", "", ""),
    ]
    export_pdfs(room, tmp_path / "pdf", lambda _step: None, executor=InProcess())
    for path in [*(tmp_path / "pdf").rglob("*"), *(tmp_path / "out").rglob("*")]:
        if path.is_file() and path.name not in ("notes.csv", "tags.csv"):
            held = path.read_bytes()
            for word in (b"private t", b"Secreta", b"withdrawn thought"):
                assert word not in held, path.name
