"""Notes: rows of the catalogue. What was done to each is kept as decisions; these rows are how they stand now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    and_,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
    update,
)

from readingroom.store.catalogue import add_person, now
from readingroom.store.schema import NOTES, PAGES, PEOPLE, SIGHTINGS, TAGGED


@contextmanager
def deciding(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that nobody else writes beside, from its first look on: what it saw holds until it is done."""
    with engine.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which notes a list holds; an empty text is no condition.

    Attributes:
        person: name of whoever wrote them.
        tag: number of a tag on their page.
        text: part of the folded text.
        standing: 1 for those that stand, 0 for those that were withdrawn.
    """

    person: str = ""
    tag: int | None = None
    text: str = ""
    standing: int = 1


def add_note(connection: Connection, person: str, page: str, about: str, *, anchor: str, text: str, folded: str) -> int:
    """Write a note; return its number."""
    row = insert(NOTES).values(
        page_id=page,
        about=about,
        anchor=anchor,
        text=text,
        folded=folded,
        person_id=add_person(connection, person),
        at=now(),
    )
    return int(connection.execute(row.returning(NOTES.c.note_id)).scalar_one())


def change_note(connection: Connection, number: int, **values: Any) -> None:
    """Change columns of a note."""
    connection.execute(update(NOTES).where(NOTES.c.note_id == number).values(values))


def note_row(connection: Connection, number: int) -> Row[Any] | None:
    """Return a note, or None if there is none of that number."""
    return connection.execute(_notes().where(NOTES.c.note_id == number)).first()


def notes_beside(connection: Connection, page: str) -> list[Row[Any]]:
    """Return the notes that stand on a page, on its passages, or on its document."""
    document = select(PAGES.c.document_id).where(PAGES.c.page_id == page).scalar_subquery()
    of_document = select(PAGES.c.page_id).where(PAGES.c.document_id == document)
    query = _notes().where(
        NOTES.c.standing == 1,
        or_(
            and_(NOTES.c.page_id == page, NOTES.c.about != "document"),
            and_(NOTES.c.about == "document", NOTES.c.page_id.in_(of_document)),
        ),
    )
    return list(connection.execute(query.order_by(NOTES.c.note_id)))


def listed_notes(connection: Connection, wanted: Wanted, *, limit: int, offset: int) -> list[Row[Any]]:
    """Return notes with path, number, document and production of their pages, the newest first."""
    seen = SIGHTINGS.alias("seen")
    first = select(func.min(seen.c.sighting_id)).where(seen.c.file_id == PAGES.c.file_id)
    query = (
        _notes(PAGES.c.number, PAGES.c.document_id, SIGHTINGS.c.path, SIGHTINGS.c.production)
        .outerjoin(PAGES, PAGES.c.page_id == NOTES.c.page_id)
        .outerjoin(SIGHTINGS, SIGHTINGS.c.sighting_id == first.scalar_subquery())
        .where(*_conditions(wanted))
        .order_by(NOTES.c.note_id.desc())
    )
    return list(connection.execute(query.limit(limit).offset(offset)))


def count_notes(connection: Connection, wanted: Wanted) -> int:
    """Return how many notes fit."""
    query = select(func.count()).select_from(NOTES).join(PEOPLE, PEOPLE.c.person_id == NOTES.c.person_id)
    return connection.scalar(query.where(*_conditions(wanted))) or 0


def note_writers(connection: Connection) -> list[tuple[str, int]]:
    """Return who wrote notes that stand, with how many, by name."""
    query = (
        select(PEOPLE.c.name, func.count())
        .join(NOTES, NOTES.c.person_id == PEOPLE.c.person_id)
        .where(NOTES.c.standing == 1)
        .group_by(PEOPLE.c.name)
        .order_by(PEOPLE.c.name)
    )
    return [(name, count) for name, count in connection.execute(query)]


def stream_notes(connection: Connection) -> Iterator[Row[Any]]:
    """Return every note that stands, in order, with the document of its page."""
    query = _notes(PAGES.c.document_id).outerjoin(PAGES, PAGES.c.page_id == NOTES.c.page_id)
    query = query.where(NOTES.c.standing == 1).order_by(NOTES.c.note_id)
    yield from connection.execution_options(yield_per=1000).execute(query)


def anchored_on(connection: Connection, pages: Sequence[str]) -> list[Row[Any]]:
    """Return every passage with a note or a tag, also one that stands no more: table, number, page, anchor."""
    notes = select(literal("notes").label("kept_in"), NOTES.c.note_id.label("number"), NOTES.c.page_id, NOTES.c.anchor)
    tags = select(
        literal("tagged").label("kept_in"), TAGGED.c.tagged_id.label("number"), TAGGED.c.page_id, TAGGED.c.anchor
    )
    both = union_all(
        notes.where(NOTES.c.page_id.in_(list(pages)), NOTES.c.anchor != ""),
        tags.where(TAGGED.c.page_id.in_(list(pages)), TAGGED.c.anchor != ""),
    )
    return list(connection.execute(both))


def set_anchor(connection: Connection, table: str, number: int, anchor: str) -> None:
    """Put another anchor in the place of a passage's: only to take out words that may be kept nowhere."""
    if table == "notes":
        connection.execute(update(NOTES).where(NOTES.c.note_id == number).values(anchor=anchor))
        return
    row = connection.execute(select(TAGGED).where(TAGGED.c.tagged_id == number)).one()
    twin = select(TAGGED.c.tagged_id).where(
        TAGGED.c.tag_id == row.tag_id,
        TAGGED.c.page_id == row.page_id,
        TAGGED.c.anchor == anchor,
        TAGGED.c.standing == 1,
        TAGGED.c.tagged_id != number,
    )
    # One tag stands on one place once; two passages in one place differed only in their words.
    standing = 0 if connection.execute(twin).first() else row.standing
    change = update(TAGGED).where(TAGGED.c.tagged_id == number)
    connection.execute(change.values(anchor=anchor, standing=standing))


def _notes(*more: ColumnElement[Any]) -> Select[Any]:
    editor = PEOPLE.alias("editor")
    return (
        select(NOTES, PEOPLE.c.name.label("person"), editor.c.name.label("editor"), *more)
        .select_from(NOTES)
        .join(PEOPLE, PEOPLE.c.person_id == NOTES.c.person_id)
        .outerjoin(editor, editor.c.person_id == NOTES.c.edited_by)
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [NOTES.c.standing == wanted.standing]
    if wanted.person:
        found.append(PEOPLE.c.name == wanted.person)
    if wanted.text:
        found.append(NOTES.c.folded.contains(wanted.text, autoescape=True))
    if wanted.tag is not None:
        carry = select(TAGGED.c.page_id).where(TAGGED.c.tag_id == wanted.tag, TAGGED.c.standing == 1)
        found.append(NOTES.c.page_id.in_(carry))
    return found
