"""Export: what the room knows, as tables for other programs. Internal until the release gate exists."""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, func, literal, select

from readingroom.annotating.written import KINDS
from readingroom.desk.anchored import kept_of
from readingroom.desk.decided import history
from readingroom.desk.room import Room
from readingroom.errors import RoomError, WrongUseError
from readingroom.formats.csv import Cell, write_table
from readingroom.formats.parquet import need_parquet, write_parquet
from readingroom.locale import _
from readingroom.model.answers import Progress
from readingroom.model.geometry import Box
from readingroom.model.ids import PageId
from readingroom.model.tables import TABLES, Table
from readingroom.store.decisions import subjects_decided
from readingroom.store.notes import stream_notes
from readingroom.store.schema import DOCUMENT_PARTS, FILES, HIDDEN, PAGES, SIGHTINGS
from readingroom.store.tags import stream_tagged

#: Rows taken out of the catalogue at a time.
TOGETHER = 2000

#: Pages of which decisions are taken out at a time, with their words.
FEW = 200

#: The file that says for whom an export is.
STAMP = "INTERNAL.txt"


def export_tables(room: Room, out: Path, form: str, progress: Callable[[Progress], None]) -> dict[str, int]:
    """Write every table into the folder `out`; the same room gives the same bytes. Return rows by table.

    All tables show the room at one moment, also while another program adds to it. If the work is stopped, what was
    written is taken away again.

    Args:
        room: open.
        out: new or empty, outside the room.
        form: csv or parquet.
        progress: told as rows are written.

    Raises:
        WrongUseError: the folder is not empty or lies in the room, or the package for the form is not installed.
        RoomError: the folder can't be written.
    """
    if form == "parquet":
        need_parquet()  # said before anything is written
    made = prepare(room, out)
    written: list[Path] = []
    try:
        written.append(out / STAMP)
        (out / STAMP).write_text(_stamp(room), encoding="utf-8", newline="\n")
        with room.catalogue.connect() as connection:
            # One transaction, so that all tables show the same moment.
            connection.exec_driver_sql("BEGIN")
            rows = {}
            for table in TABLES:
                path = out / f"{table.name}.{form}"
                # Under another name until it is whole: nobody takes half a table for all of it.
                part = out / f"{table.name}.{form}.part"
                written += [part, path]
                source = _SOURCES.get(table.name)
                made_of = source(connection, room) if source else iter(())
                rows[table.name] = _write(part, form, table, _told(made_of, table.name, progress))
                part.replace(path)
            return rows
    except BaseException as error:
        for path in written:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        if made:
            with contextlib.suppress(OSError):
                out.rmdir()
        if isinstance(error, OSError):
            raise unwritable(out, error) from error
        raise


def prepare(room: Room, out: Path) -> bool:
    """Make sure that `out` is an empty folder outside the room; return whether it was made now.

    Raises:
        WrongUseError: it is not.
        RoomError: it can't be written.
    """
    if out.resolve().is_relative_to(room.path.resolve()):
        raise WrongUseError(
            _("{out} lies inside the room.", out=out), _("Name a folder outside it; a room holds only its own files.")
        )
    try:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise WrongUseError(
                _("{out} is not an empty folder.", out=out), _("Name a new folder, so that nothing is overwritten.")
            )
        made = not out.exists()
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(out, error) from error
    return made


def unwritable(out: Path, error: OSError) -> RoomError:
    """Return the error to raise when the folder of an export can't be written."""
    return RoomError(
        _("{out} can't be written: {reason}.", out=out, reason=error.strerror or error),
        _("Choose a folder you may write to, on a disk with room; the room itself is untouched."),
    )


def _stamp(room: Room) -> str:
    return (
        f"INTERNAL: tables of the reading room “{room.name}”.\n\n"
        "For the people who work in that room. Nothing here was checked for release: names of files, paths inside\n"
        "what was received, senders, reasons, and who decided what may be private. Nothing that this version writes\n"
        "out is public.\n"
    )


def _write(path: Path, form: str, table: Table, rows: Iterator[Sequence[Cell]]) -> int:
    if form == "parquet":
        return write_parquet(path, table, rows)
    with path.open("w", encoding="utf-8", newline="") as target:
        count = write_table(target, table.header, rows)
        target.flush()
        os.fsync(target.fileno())
    return count


def _told(rows: Iterator[Sequence[Cell]], name: str, progress: Callable[[Progress], None]) -> Iterator[Sequence[Cell]]:
    for done, row in enumerate(rows, 1):
        yield row
        if done % TOGETHER == 0:
            progress(Progress("write", done, 0, path=name))


def _stream(connection: Connection, query: Select[Any]) -> Iterator[Any]:
    """Rows of a query, a few at a time."""
    yield from connection.execution_options(yield_per=TOGETHER).execute(query)


def _files(connection: Connection, room: Room) -> Iterator[Sequence[Cell]]:
    first = select(func.min(SIGHTINGS.c.sighting_id)).group_by(SIGHTINGS.c.file_id)
    query = (
        select(FILES, SIGHTINGS.c.path, SIGHTINGS.c.production, SIGHTINGS.c.received, SIGHTINGS.c.parent_id)
        .join(SIGHTINGS, SIGHTINGS.c.file_id == FILES.c.file_id)
        .where(SIGHTINGS.c.sighting_id.in_(first))
        .order_by(SIGHTINGS.c.path, FILES.c.file_id)
    )
    for row in _stream(connection, query):
        yield (
            row.file_id,
            row.path.rsplit("/", 1)[-1],
            row.path,
            row.media_type,
            row.size,
            row.pages,
            row.production,
            row.received,
            row.parent_id,
            row.state,
            _without_places(row.error, room),
            row.expected or None,
            row.repair,
        )


def _sightings(connection: Connection, _room: Room) -> Iterator[Sequence[Cell]]:
    seen = SIGHTINGS.c
    columns = (seen.file_id, seen.path, seen.production, seen.received, seen.sender, seen.parent_id)
    query = select(*columns).order_by(seen.path, seen.file_id, seen.production, seen.parent_id)
    for row in _stream(connection, query):
        yield tuple(row)


def _pages(connection: Connection, _room: Room) -> Iterator[Sequence[Cell]]:
    query = select(PAGES).order_by(PAGES.c.file_id, PAGES.c.paging, PAGES.c.number)
    for row in _stream(connection, query):
        yield (
            row.page_id,
            row.file_id,
            row.number,
            row.document_id,
            None,
            None,
            row.source or "none",
            row.quality,
            row.words if row.state == "read" else None,
            None,
            row.language,
            row.state,
            None,
            row.layer,
            row.look,
            row.second,
        )


def _documents(connection: Connection, _room: Room) -> Iterator[Sequence[Cell]]:
    part = DOCUMENT_PARTS.c
    count = func.sum(part.last_page - part.first_page + literal(1))
    query = select(part.document_id, count).group_by(part.document_id).order_by(part.document_id)
    for document, pages in _stream(connection, query):
        yield (document, pages, *(None for _column in range(7)))


def _document_parts(connection: Connection, _room: Room) -> Iterator[Sequence[Cell]]:
    part = DOCUMENT_PARTS.c
    columns = (part.document_id, part.sequence, part.file_id, part.first_page, part.last_page)
    for row in _stream(connection, select(*columns).order_by(part.document_id, part.sequence)):
        yield tuple(row)


def _leaks(connection: Connection, _room: Room) -> Iterator[Sequence[Cell]]:
    box = (HIDDEN.c.left, HIDDEN.c.top, HIDDEN.c.right, HIDDEN.c.bottom)
    query = (
        select(PAGES.c.file_id, HIDDEN.c.page_id, *box, HIDDEN.c.reason)
        .join(PAGES, PAGES.c.page_id == HIDDEN.c.page_id)
        .order_by(PAGES.c.file_id, PAGES.c.paging, PAGES.c.number, HIDDEN.c.top, HIDDEN.c.left, HIDDEN.c.hidden_id)
    )
    for row in _stream(connection, query):
        yield (*row, "page")


def _decisions(connection: Connection, room: Room) -> Iterator[Sequence[Cell]]:
    pages = [PageId(page) for page in subjects_decided(connection, KINDS)]
    for start in range(0, len(pages), FEW):
        for one in sorted(history(room, pages[start : start + FEW]), key=lambda one: one.decision.number):
            made = one.decision
            around = functools.reduce(Box.union, made.anchor.boxes) if made.anchor else None
            yield (
                made.number,
                made.page,
                *((around.left, around.top, around.right, around.bottom) if around else (None,) * 4),
                made.kind,
                one.state,
                " ".join(made.anchor.words) if made.anchor else "",
                " ".join(made.text),
                ";".join(map(str, made.replaces)),
                made.person,
                made.at,
            )


def _notes(connection: Connection, _room: Room) -> Iterator[Sequence[Cell]]:
    for row in stream_notes(connection):
        place, words = _passage(row.anchor)
        told = (row.text, row.person, row.at, row.editor, row.edited_at)
        yield (row.note_id, row.page_id, row.document_id, row.about, *place, words, *told)


def _tags(connection: Connection, _room: Room) -> Iterator[Sequence[Cell]]:
    for row in stream_tagged(connection):
        place, words = _passage(row.anchor or "")
        on = (row.page_id, row.document_id, row.about)
        yield (row.name, row.meaning, *on, *place, words, row.person, row.at)


def _passage(written: str) -> tuple[tuple[float | None, ...], str]:
    """Return the edges of the place of a passage and its words; nothing for no passage."""
    kept = kept_of(written)
    if kept is None:
        return (None,) * 4, ""
    around = functools.reduce(Box.union, kept.anchor.boxes)
    return (around.left, around.top, around.right, around.bottom), kept.said


_SOURCES: dict[str, Callable[[Connection, Room], Iterator[Sequence[Cell]]]] = {
    "files": _files,
    "sightings": _sightings,
    "pages": _pages,
    "documents": _documents,
    "document_parts": _document_parts,
    "leaks": _leaks,
    "notes": _notes,
    "tags": _tags,
    "decisions": _decisions,
}


def _without_places(text: str, room: Room) -> str:
    """Take the places of this machine out of a reason: they name its user and help nobody else."""
    for place in (room.path.resolve(), room.path, Path.home()):
        if len(place.parts) > 1:
            text = text.replace(str(place), "…")
    return text
