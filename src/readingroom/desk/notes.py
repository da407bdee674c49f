"""Notes: what people of the room write on pages, passages and documents. Text, never markup; nothing is wiped out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from readingroom.annotating.acts import note_subject
from readingroom.annotating.typed import folded, note_text, tag_key
from readingroom.desk.acts import keep_act, the_act
from readingroom.desk.anchored import in_order, kept_of, passage_of, placed
from readingroom.desk.audience import refuse_public
from readingroom.desk.decided import refuse_changed, run_of, the_page
from readingroom.desk.person import person
from readingroom.desk.room import Room
from readingroom.desk.words import words as page_words
from readingroom.errors import RoomError, WrongUseError
from readingroom.locale import _
from readingroom.model.answers import Audience, PageText
from readingroom.model.ids import DocumentId, PageId
from readingroom.model.notes import About, Act, Beside, Change, ListedNote, Note, NoteList, PlacedNote, TagOn
from readingroom.store.catalogue import now
from readingroom.store.notes import (
    Wanted,
    add_note,
    change_note,
    count_notes,
    deciding,
    listed_notes,
    note_row,
    note_writers,
    notes_beside,
)
from readingroom.store.schema import DOCUMENT_PARTS, PAGES, PEOPLE
from readingroom.store.tags import tag_by_key, tags_beside


def write_note(
    room: Room,
    page: PageId,
    text: str,
    *,
    words: tuple[int, int] | None = None,
    document: bool = False,
    me: str = "",
    seen: str = "",
) -> Note:
    """Write a note on a page, on some of its words, or on the document that it belongs to.

    Args:
        room: opened for writing.
        page: which page.
        text: of the note.
        words: first and last word as shown, from 0; the whole page when None.
        document: on the document instead, which is named by its first page.
        me: who writes; the person of the room when empty.
        seen: the words that this person saw there, when they may have changed since.

    Raises:
        WrongUseError: there is no such page, there are no such words, the text is none, or nobody is named.
    """
    who, written = person(room, me), note_text(text)
    about, on, anchor = _place_for(room, page, words, document=document, seen=seen)
    with deciding(room.catalogue) as connection:
        number = add_note(connection, who, on, about, anchor=anchor, text=written, folded=folded(written))
        change = Change({"standing": (0, 1)}, wrote=written)
        keep_act(connection, who, "note", note_subject(number), change)
        return _note(_row(connection, number))


def edit_note(room: Room, number: int, text: str, *, me: str = "", seen: str | None = None) -> Note:
    """Put other text in the place of a note's; what it said before stays in its history.

    Args:
        room: opened for writing.
        number: of the note.
        text: what it says now.
        me: who changes it; the person of the room when empty.
        seen: the text that this person saw, when somebody else may have changed it since.

    Raises:
        WrongUseError: there is no such note, it was changed since or withdrawn, or the text is none or the same.
    """
    who, written = person(room, me), note_text(text)
    with deciding(room.catalogue) as connection:
        row = _row(connection, number)
        _refuse_withdrawn(row)
        if seen is not None and note_text(seen) != row.text:
            raise WrongUseError(
                _("This note was changed meanwhile, by {person}.", person=row.editor or row.person),
                _("Look at it as it is now, then change it."),
            )
        if written == row.text:
            raise WrongUseError(_("The note says this already."), _("Change its text, or leave it as it is."))
        change = Change({"text": (row.text, written), "folded": (row.folded, folded(written))})
        kept = keep_act(connection, who, "note_edited", note_subject(number), change)
        change_note(connection, number, text=written, folded=folded(written), **_edited(connection, who, kept.at))
        return _note(_row(connection, number))


def withdraw_note(room: Room, number: int, *, me: str = "") -> Act:
    """Withdraw a note: it is shown no more, but stays in the history and can come back.

    Raises:
        WrongUseError: there is no such note, or it was withdrawn already.
    """
    who = person(room, me)
    with deciding(room.catalogue) as connection:
        row = _row(connection, number)
        _refuse_withdrawn(row)
        change_note(connection, number, standing=0)
        kept = keep_act(connection, who, "note_withdrawn", note_subject(number), Change({"standing": (1, 0)}))
    act = the_act(room, kept.number)
    assert act is not None  # it was written just now, and nothing is ever wiped out
    return act


def the_note(room: Room, number: int, *, audience: Audience = "room") -> Note:
    """Return a note, also one that was withdrawn.

    Raises:
        WrongUseError: there is none of that number.
        DoesNotHoldError: it was asked for the public.
    """
    refuse_public(audience)
    with room.catalogue.connect() as connection:
        return _note(_row(connection, number))


def beside(room: Room, text: PageText, *, audience: Audience = "room") -> Beside:
    """Return the notes and tags on a page, its passages and its document, each with its place as the page is now.

    Args:
        room: the room.
        text: the page, as the one door gave it out.
        audience: for whom.

    Raises:
        DoesNotHoldError: they were asked for the public.
    """
    refuse_public(audience)
    with room.catalogue.connect() as connection:
        notes = notes_beside(connection, text.facts.page)
        tags = tags_beside(connection, [text.facts.page])
    places = [placed(text, row.anchor) for row in notes]
    ordered = tuple(PlacedNote(_note(notes[index]), places[index]) for index in in_order(places))
    carried = tuple(
        TagOn(row.tagged_id, row.name, row.meaning, row.about, row.person, row.at, placed(text, row.anchor))
        for row in tags
    )
    return Beside(ordered, carried)


def list_notes(
    room: Room,
    *,
    person_named: str = "",
    tag: str = "",
    text: str = "",
    withdrawn: bool = False,
    limit: int = 50,
    offset: int = 0,
    audience: Audience = "room",
) -> NoteList:
    """Return notes of the room, the newest first.

    Args:
        room: the room.
        person_named: only those of this person.
        tag: only those on pages with this tag.
        text: only those that hold this, whatever its capitals and accents.
        withdrawn: those that were withdrawn, instead of those that stand.
        limit: most notes to return.
        offset: notes to leave out at the beginning.
        audience: for whom.

    Raises:
        DoesNotHoldError: they were asked for the public.
    """
    refuse_public(audience)
    with room.catalogue.connect() as connection:
        carried = tag_by_key(connection, tag_key(tag)) if tag.strip() else None
        number = (carried.tag_id if carried else 0) if tag.strip() else None
        wanted = Wanted(person_named, number, folded(" ".join(text.split())), int(not withdrawn))
        rows = listed_notes(connection, wanted, limit=limit, offset=offset)
        names = _names_on(connection, [row.page_id for row in rows])
        return NoteList(
            count_notes(connection, wanted),
            count_notes(connection, Wanted()),
            count_notes(connection, Wanted(standing=0)),
            tuple(_listed(row, names.get(row.page_id, ())) for row in rows),
            tuple(note_writers(connection)),
        )


def _place_for(
    room: Room, page: PageId, words: tuple[int, int] | None, *, document: bool, seen: str
) -> tuple[About, PageId, str]:
    """Return what a note is on: page, passage or document; the page that names it; the passage as it is kept."""
    if words is not None:
        text = the_page(room, page)
        run = run_of(text, *words)
        refuse_changed(run, seen)
        return "passage", page, passage_of(text, run.first, run.last)
    [text] = page_words(room, [page], "room")  # it exists; a page that could not be read can be noted too
    return ("document", first_page(room, text.facts.document, page), "") if document else ("page", page, "")


def first_page(room: Room, document: DocumentId, page: PageId) -> PageId:
    """Return the first page of a document; `page`, one of its pages, where the document is not known."""
    part = select(DOCUMENT_PARTS).where(DOCUMENT_PARTS.c.document_id == document).order_by(DOCUMENT_PARTS.c.sequence)
    with room.catalogue.connect() as connection:
        row = connection.execute(part.limit(1)).first()
        if row is None:
            return page
        found = connection.scalar(
            select(PAGES.c.page_id).where(
                PAGES.c.file_id == row.file_id, PAGES.c.paging == row.paging, PAGES.c.number == row.first_page
            )
        )
    return PageId(found or page)


def _names_on(connection: Connection, pages: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in tags_beside(connection, sorted(set(pages))):
        names = found.setdefault(row.page_id, [])
        if row.name not in names:
            names.append(row.name)
    return {page: tuple(names) for page, names in found.items()}


def _row(connection: Connection, number: int) -> Row[Any]:
    row = note_row(connection, number)
    if row is None:
        raise WrongUseError(
            _("There is no note {number} in this room.", number=number),
            _("readingroom note ROOM --list shows them."),
            _("Choose one from the list of notes."),
        )
    return row


def _refuse_withdrawn(row: Row[Any]) -> None:
    if not row.standing:
        raise WrongUseError(
            _("Note {number} was withdrawn.", number=row.note_id),
            _("To bring it back, take back the decision that withdrew it; it stands in the note's history."),
        )


def _edited(connection: Connection, who: str, at: str) -> dict[str, Any]:
    person_id = connection.scalar(select(PEOPLE.c.person_id).where(PEOPLE.c.name == who))
    return {"edited_by": person_id, "edited_at": at or now()}


def _note(row: Row[Any]) -> Note:
    kept = kept_of(row.anchor)
    if row.about not in ("page", "passage", "document"):
        raise RoomError(
            _("Note {number} in catalogue.db can't be read.", number=row.note_id),
            _("Put catalogue.db back from a backup; what was read is untouched."),
        )
    return Note(
        row.note_id,
        PageId(row.page_id),
        row.about,
        row.text,
        row.person,
        row.at,
        row.editor or "",
        row.edited_at,
        bool(row.standing),
        kept.said if kept else "",
        kept.anchor.boxes if kept else (),
    )


def _listed(row: Row[Any], tags: tuple[str, ...]) -> ListedNote:
    return ListedNote(
        _note(row), row.path or "", row.number or 0, DocumentId(row.document_id or ""), row.production or "", tags
    )
