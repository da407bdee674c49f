"""Browsing: the files of a production, what is inside them, where they came from. Never any page content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, select

from readingroom.desk.look import emptied
from readingroom.desk.room import Room
from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.model.answers import Failure, FileFacts
from readingroom.model.file import Sighting
from readingroom.model.ids import FileId, PageId, file_id
from readingroom.model.page import Sheet
from readingroom.store.schema import FILES, PAGES, SIGHTINGS


@dataclass(frozen=True, slots=True)
class Listed:
    """A file in a list.

    Attributes:
        facts: the file, as this sighting shows it.
        read: pages read.
        failed: pages that could not be read.
        depth: how many containers it lies in.
        members: files directly inside it.
        damaged: pages of which something is lost, so that a person should look at them.
        empty: those of them on which no word is left: they were not recovered.
    """

    facts: FileFacts
    read: int
    failed: int
    depth: int
    members: int
    damaged: int = 0
    empty: int = 0


@dataclass(frozen=True, slots=True)
class FileList:
    """A part of a list of files: `rows` from `offset` on, of `total`."""

    total: int
    offset: int
    rows: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Original:
    """A file's bytes as received, for whoever asks for the original itself.

    Attributes:
        path: where the bytes lie; under their hash, never under a received name.
        name: as received, to be cleaned by whoever writes it anywhere.
        media_type: decided from the bytes.
    """

    path: Path
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Unsearched:
    """What a search can't see, beside pages that failed or are not in the index.

    Attributes:
        failed: files of which nothing could be read.
        partly: files of which a part could not be opened.
        kept: files that this version has no reader for.
        closed: files that are not opened yet.
        waiting: pages that wait to be read.
    """

    failed: int
    partly: int
    kept: int
    closed: int
    waiting: int


def files_of(room: Room, production: str, *, limit: int, offset: int = 0) -> FileList:
    """Return files of a production by path, one row a receipt, members under their containers."""
    where = SIGHTINGS.c.production == production
    with room.catalogue.connect() as connection:
        return _list(connection, where, limit, offset)


def members_of(room: Room, file: FileId, *, limit: int, offset: int = 0) -> FileList:
    """Return the files directly inside a container, by path."""
    with room.catalogue.connect() as connection:
        return _list(connection, SIGHTINGS.c.parent_id == file, limit, offset)


def file_named(text: str) -> FileId:
    """Return `text` as a file_id.

    Raises:
        WrongUseError: it is none.
    """
    try:
        return file_id(text)
    except ValueError as error:
        raise WrongUseError(
            _("“{text}” is no file id.", text=text), _("A file id is 64 digits and letters a to f.")
        ) from error


def file_facts(room: Room, file: FileId) -> Listed:
    """Return a file as its first sighting shows it.

    Raises:
        WrongUseError: it is no file of this room.
    """
    first = select(func.min(SIGHTINGS.c.sighting_id)).where(SIGHTINGS.c.file_id == file).scalar_subquery()
    with room.catalogue.connect() as connection:
        found = _listed(connection, connection.execute(_receipts().where(SIGHTINGS.c.sighting_id == first)).all())
    if not found:
        raise WrongUseError(_("There is no file {file} in this room.", file=file), _("Look it up in its production."))
    return found[0]


def sightings_of(room: Room, file: FileId) -> tuple[Sighting, ...]:
    """Return every receipt of a file, the first one first."""
    query = select(SIGHTINGS).where(SIGHTINGS.c.file_id == file).order_by(SIGHTINGS.c.sighting_id)
    with room.catalogue.connect() as connection:
        return tuple(
            Sighting(
                FileId(row.file_id),
                row.path,
                row.production,
                row.received,
                row.sender,
                FileId(row.parent_id) if row.parent_id else None,
            )
            for row in connection.execute(query)
        )


def failed_pages(room: Room, file: FileId, *, limit: int) -> tuple[Failure, ...]:
    """Return the first pages of a file that could not be read, with why."""
    query = (
        select(PAGES.c.page_id, PAGES.c.error)
        .where(PAGES.c.file_id == file, PAGES.c.state == "failed")
        .order_by(PAGES.c.paging, PAGES.c.number)
        .limit(limit)
    )
    with room.catalogue.connect() as connection:
        return tuple(Failure(file, "", PageId(row.page_id), row.error) for row in connection.execute(query))


def pages_read(room: Room) -> int:
    """Return how many pages of the room have been read: the base of every count of hits."""
    with room.catalogue.connect() as connection:
        return connection.scalar(select(func.count()).where(PAGES.c.state == "read")) or 0


def unsearched(room: Room) -> Unsearched:
    """Return what no search of this room can see."""
    with room.catalogue.connect() as connection:
        states = select(FILES.c.state, func.count().label("files")).group_by(FILES.c.state)
        files = {row.state: row.files for row in connection.execute(states)}
        # Where only pages failed they are counted as pages.
        cut_short = select(func.count()).where(FILES.c.state == "partly", FILES.c.error != "")
        partly = connection.scalar(cut_short) or 0
        waiting = connection.scalar(select(func.count()).where(PAGES.c.state == "waiting")) or 0
    return Unsearched(files.get("failed", 0), partly, files.get("kept", 0), files.get("received", 0), waiting)


def kept_files(room: Room, *, limit: int, offset: int = 0) -> FileList:
    """Return the files that this version has no reader for, each as its first sighting shows it, by path."""
    first = select(func.min(SIGHTINGS.c.sighting_id)).group_by(SIGHTINGS.c.file_id)
    kept = select(FILES.c.file_id).where(FILES.c.state == "kept")
    with room.catalogue.connect() as connection:
        where = SIGHTINGS.c.sighting_id.in_(first) & SIGHTINGS.c.file_id.in_(kept)
        return _list(connection, where, limit, offset)


def with_pages(room: Room, *, limit: int) -> tuple[tuple[FileId, str], ...]:
    """Return the first files that have pages, by path, each as its first sighting shows it."""
    first = select(func.min(SIGHTINGS.c.sighting_id)).group_by(SIGHTINGS.c.file_id)
    query = (
        select(SIGHTINGS.c.file_id, SIGHTINGS.c.path)
        .join(FILES, FILES.c.file_id == SIGHTINGS.c.file_id)
        .where(SIGHTINGS.c.sighting_id.in_(first), FILES.c.pages > 0)
        .order_by(SIGHTINGS.c.path, SIGHTINGS.c.file_id)
        .limit(limit)
    )
    with room.catalogue.connect() as connection:
        return tuple((FileId(row.file_id), row.path) for row in connection.execute(query))


def page_sizes(room: Room, pages: Sequence[PageId]) -> dict[PageId, Sheet]:
    """Return the sizes of those pages that have been read."""
    query = select(PAGES.c.page_id, PAGES.c.width, PAGES.c.height, PAGES.c.turned).where(
        PAGES.c.page_id.in_(pages), PAGES.c.width.is_not(None)
    )
    with room.catalogue.connect() as connection:
        return {PageId(row.page_id): Sheet(row.width, row.height, row.turned) for row in connection.execute(query)}


def original(room: Room, file: FileId) -> Original:
    """Return where the original of a file lies, and what it was called.

    Raises:
        WrongUseError: it is no file of this room.
        TamperedError: the vault has lost it, or its bytes have changed.
    """
    facts = file_facts(room, file).facts
    return Original(room.vault.verified(file), facts.name, facts.media_type)


def _receipts() -> Select[tuple[Any, ...]]:
    other = SIGHTINGS.alias("other")
    times = select(func.count()).where(other.c.file_id == SIGHTINGS.c.file_id).scalar_subquery()
    holder = FILES.alias("holder")
    around = select(holder.c.depth + 1).where(holder.c.file_id == SIGHTINGS.c.parent_id).scalar_subquery()
    return select(
        SIGHTINGS,
        FILES.c.size,
        FILES.c.media_type,
        FILES.c.pages,
        FILES.c.state,
        FILES.c.error,
        FILES.c.expected,
        FILES.c.repair,
        func.coalesce(around, 0).label("depth"),
        times.label("times"),
    ).join(FILES, FILES.c.file_id == SIGHTINGS.c.file_id)


def _list(connection: Connection, which: ColumnElement[bool], limit: int, offset: int) -> FileList:
    total = connection.scalar(select(func.count()).select_from(SIGHTINGS).where(which)) or 0
    # A member's path begins with its container's; with `/` before every letter the order of paths is that of the tree.
    tree = func.replace(SIGHTINGS.c.path, "/", "\x01")
    rows = connection.execute(
        _receipts().where(which).order_by(tree, SIGHTINGS.c.sighting_id).limit(limit).offset(offset)
    )
    return FileList(total, offset, _listed(connection, rows.all()))


def _listed(connection: Connection, rows: Sequence[Row[tuple[Any, ...]]]) -> tuple[Listed, ...]:
    files = [row.file_id for row in rows]
    counted = {
        row.file_id: (row.read or 0, row.failed or 0, row.damaged or 0, row.empty or 0)
        for row in connection.execute(
            select(
                PAGES.c.file_id,
                func.sum(case((PAGES.c.state == "read", 1), else_=0)).label("read"),
                func.sum(case((PAGES.c.state == "failed", 1), else_=0)).label("failed"),
                func.sum(case((PAGES.c.look.contains("damaged"), 1), else_=0)).label("damaged"),
                func.sum(case((emptied(), 1), else_=0)).label("empty"),
            )
            .where(PAGES.c.file_id.in_(files))
            .group_by(PAGES.c.file_id)
        )
    }
    inside = {
        row.parent_id: row.members
        for row in connection.execute(
            select(SIGHTINGS.c.parent_id, func.count().label("members"))
            .where(SIGHTINGS.c.parent_id.in_(files))
            .group_by(SIGHTINGS.c.parent_id)
        )
    }
    found = []
    for row in rows:
        read, failed, damaged, empty = counted.get(row.file_id, (0, 0, 0, 0))
        found.append(Listed(_facts(row), read, failed, row.depth, inside.get(row.file_id, 0), damaged, empty))
    return tuple(found)


def _facts(row: Row[tuple[Any, ...]]) -> FileFacts:
    return FileFacts(
        file=FileId(row.file_id),
        name=row.path.rsplit("/", 1)[-1],
        path=row.path,
        media_type=row.media_type,
        size=row.size,
        pages=row.pages,
        production=row.production,
        received=row.received,
        sender=row.sender,
        parent=FileId(row.parent_id) if row.parent_id else None,
        state=row.state,
        error=row.error,
        sightings=row.times,
        expected=row.expected,
        repair=row.repair,
    )
