"""Doctor: what this machine has, and whether a room is whole. It looks and says; it changes nothing."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil
from sqlalchemy import Connection, func, select

from readingroom import __version__
from readingroom.desk.executor import children_for
from readingroom.desk.index import unindexed
from readingroom.desk.room import Room
from readingroom.engines.ocr.models import HASHES, model_file
from readingroom.engines.ocr.runtime import best_runtime
from readingroom.errors import RoomError, TamperedError
from readingroom.locale import _
from readingroom.model.answers import Progress
from readingroom.model.ids import FileId
from readingroom.store.place import refuse_unsafe
from readingroom.store.room_lock import is_held
from readingroom.store.schema import DOCUMENT_PARTS, FILES, PAGES, SIGHTINGS, TASKS
from readingroom.store.settings import Settings

State = Literal["fine", "note", "wrong"]

#: Names that say most are enough; the rest is counted.
NAMED = 20


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found.

    Attributes:
        about: what was looked at.
        state: fine; note (worth knowing, nothing is lost); wrong (something does not hold).
        what: what is there, as a sentence or a value.
        next_step: what to do about it; empty when nothing is to be done.
    """

    about: str
    state: State
    what: str
    next_step: str = ""


def machine() -> Iterator[Look]:
    """Look at this machine: what the program runs on and with."""
    yield Look("readingroom", "fine", __version__)
    yield Look("python", "fine", f"{platform.python_implementation()} {platform.python_version()}")
    yield Look("system", "fine", f"{platform.system()} {platform.release()} {platform.machine()}")
    memory, most = psutil.virtual_memory(), Settings(name="").child_megabytes
    children = children_for(most)
    enough = memory.available >= most * 10**6
    yield Look(
        "memory",
        "fine" if enough else "note",
        _(
            "{free} of {total} MB are free; {count} reading processes of {most} MB fit.",
            free=memory.available // 10**6,
            total=memory.total // 10**6,
            count=children,
            most=most,
        ),
        "" if enough else _("Close other programs before adding many pages."),
    )
    yield Look("cores", "fine", str(os.cpu_count() or 1))
    try:
        yield Look("reading of images", "fine", best_runtime()[0])
    except ImportError as error:
        yield Look(
            "reading of images", "wrong", str(error), _("Install the locked packages again (start.py does that).")
        )
    for name in HASHES:
        try:
            model_file(name)
        except RoomError as error:
            yield Look("models", "wrong", error.what, error.next_step)
            break
    else:
        yield Look("models", "fine", _("{count} files, as tested.", count=len(HASHES)))
    for program, found in _others():
        absent = _("not here; needed only for second opinions") if program == "tesseract" else ""
        absent = absent or _("not here; nothing in this version needs it")
        yield Look(program, "fine", str(found) if found else absent)


def _others() -> Iterator[tuple[str, Path | None]]:
    """Other programs that later versions or the tests can use, and where they are."""
    names = {
        "libreoffice": ("soffice", "libreoffice"),
        "tesseract": ("tesseract",),
        "chromium": ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge"),
    }
    for program, commands in names.items():
        found = next((Path(path) for path in map(shutil.which, commands) if path), None)
        if program == "chromium" and not found and importlib.util.find_spec("playwright"):
            home = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
            found = next(iter(sorted(home.glob("chromium*"))), None)
        yield program, found


def examine(room: Room, progress: Callable[[Progress], None], *, quick: bool = False) -> Iterator[Look]:
    """Look at a room: its place, databases, originals, tables and index.

    Args:
        room: open.
        progress: told while the originals are hashed.
        quick: don't hash the originals again, only look whether they are there.
    """
    busy = is_held(room.paths.lock)
    if busy:
        yield Look("room", "note", _("Another program is adding to it; what it works on may look unfinished."))
    yield from _place(room)
    for name, engine in (("catalogue.db", room.catalogue), ("readings.db", room.readings.engine)):
        with engine.connect() as connection:
            said = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())
        step = "" if said == "ok" else _("Put {name} back from a backup; the originals are untouched.", name=name)
        yield Look(name, "fine" if said == "ok" else "wrong", said, step)
    yield from _vault(room, progress, quick=quick)
    with room.catalogue.connect() as connection:
        yield from _tables(connection)
        yield from _readings(connection, room)
    yield from _index(room, busy=busy)


def _place(room: Room) -> Iterator[Look]:
    try:
        refuse_unsafe(room.path)
        yield Look("place", "fine", _("A disk of this machine."))
    except RoomError as error:
        yield Look("place", "wrong", error.what, error.next_step)
    free, spare = shutil.disk_usage(room.path).free // 10**6, room.settings.spare_megabytes
    step = "" if free > spare else _("Free some disk before adding; reading and searching go on.")
    what = _("{free} MB are free; adding leaves {spare} MB.", free=free, spare=spare)
    yield Look("disk", "note" if step else "fine", what, step)


def _vault(room: Room, progress: Callable[[Progress], None], *, quick: bool) -> Iterator[Look]:
    """Hash every file that the catalogue knows, and look for others."""
    first = select(func.min(SIGHTINGS.c.sighting_id)).group_by(SIGHTINGS.c.file_id)
    query = (
        select(FILES.c.file_id, FILES.c.access_copy, SIGHTINGS.c.path)
        .join(SIGHTINGS, SIGHTINGS.c.file_id == FILES.c.file_id)
        .where(SIGHTINGS.c.sighting_id.in_(first))
    )
    with room.catalogue.connect() as connection:
        known = {
            FileId(name): row.path if name == row.file_id else _("access copy of {path}", path=row.path)
            for row in connection.execute(query.order_by(SIGHTINGS.c.path))
            for name in (row.file_id, row.access_copy)
            if name
        }
    begun, wrong = time.monotonic(), 0
    for done, (file, path) in enumerate(known.items(), 1):
        look = _original(room, file, path, quick=quick)
        if look:
            wrong += 1
            yield look
        rate = done / max(time.monotonic() - begun, 0.001)
        progress(Progress("check", done, len(known), wrong, rate, path))
    if not wrong:
        checked = _("{count} files are there.", count=len(known)) if quick else ""
        yield Look("vault", "fine", checked or _("{count} files are as received.", count=len(known)))
    strange = [file for file in room.vault.files() if file not in known]
    for file in strange[:NAMED]:
        yield Look(
            "vault",
            "note",
            _("Nothing in the room refers to {place}.", place=room.vault.place(file)),
            _("It is left of work that was stopped. readingroom add {room} goes on with that.", room=room.path),
        )
    yield from _more(len(strange))


def _original(room: Room, file: FileId, path: str, *, quick: bool) -> Look | None:
    place = room.vault.place(file)
    if not place.is_file():
        return Look(
            "vault",
            "wrong",
            _("{path} is missing: {place}", path=path, place=place),
            _("Put the vault back from a backup, or add the original again."),
        )
    if quick:
        return None
    try:
        room.vault.check(file)
    except TamperedError:
        return Look(
            "vault",
            "wrong",
            _("{path} has changed: {place}", path=path, place=place),
            _("Move that file out of the vault; then put the vault back from a backup, or add the original again."),
        )
    return None


def _tables(connection: Connection) -> Iterator[Look]:
    """Look whether what the catalogue says of files, pages, documents and work fits together."""
    wrong = list(_misfits(connection))
    for what in wrong[:NAMED]:
        yield Look("tables", "wrong", what, _("Please report this; the originals are untouched."))
    yield from _more(len(wrong))
    if not wrong:
        files = connection.scalar(select(func.count()).select_from(FILES)) or 0
        pages = connection.scalar(select(func.count()).select_from(PAGES)) or 0
        yield Look("tables", "fine", _("{files} files and {pages} pages fit together.", files=files, pages=pages))


def _misfits(connection: Connection) -> Iterator[str]:
    file, page, task = FILES.c, PAGES.c, TASKS.c
    counted = (
        select(func.count()).where(page.file_id == file.file_id, page.paging == 1).correlate(FILES).scalar_subquery()
    )
    for row in connection.execute(select(file.file_id, file.pages, counted.label("rows")).where(file.pages != counted)):
        yield _("The file {file} has {pages} pages and {rows} rows.", file=row.file_id, pages=row.pages, rows=row.rows)
    unseen = file.file_id.not_in(select(SIGHTINGS.c.file_id))
    for name in connection.scalars(select(file.file_id).where(unseen)):
        yield _("The file {file} was never received.", file=name)
    silent = (file.pages == 0) & (file.error == "") & file.state.not_in(("received", "waiting"))
    childless = file.file_id.not_in(select(SIGHTINGS.c.parent_id))
    for name in connection.scalars(select(file.file_id).where(silent & childless)):
        yield _("The file {file} has neither pages nor members and no reason for it.", file=name)
    reads = select(task.input).where(task.stage == "read")
    for name in connection.scalars(select(page.page_id).where(page.page_id.not_in(reads))):
        yield _("The page {page} is in no queue.", page=name)
    pages = select(page.page_id)
    for name in connection.scalars(reads.where(task.input.not_in(pages))):
        yield _("Work waits for {page}, which is no page.", page=name)
    done = page.page_id.in_(reads.where(task.state == "done"))
    for name in connection.scalars(pages.where(done, page.state != "read")):
        yield _("The page {page} was read, and the catalogue does not say so.", page=name)
    for name in connection.scalars(pages.where(page.document_id.not_in(select(DOCUMENT_PARTS.c.document_id)))):
        yield _("The page {page} belongs to no document.", page=name)


def _readings(connection: Connection, room: Room) -> Iterator[Look]:
    """Look whether the words of every page that was read are there (the words themselves are not looked at)."""
    there = room.readings.numbers()
    query = select(PAGES.c.page_id, PAGES.c.reading_id).where(PAGES.c.state == "read")
    lost = [row.page_id for row in connection.execute(query) if row.reading_id not in there]
    for page in lost[:NAMED]:
        yield Look(
            "readings",
            "wrong",
            _("The words of {page} are gone.", page=page),
            _("Run: readingroom rebuild {room} --reread", room=room.path),
        )
    yield from _more(len(lost))
    if not lost:
        yield Look("readings", "fine", _("The words of every page that was read are there."))


def _index(room: Room, *, busy: bool) -> Iterator[Look]:
    missing = unindexed(room)
    folders = [path for path in room.paths.index.glob("*") if path.is_dir()] if room.paths.index.is_dir() else []
    newest = max((path.stat().st_mtime for path in folders), default=None)
    age = _("written {date}", date=time.strftime("%Y-%m-%d %H:%M", time.localtime(newest))) if newest else _("none yet")
    if missing and not busy:
        yield Look(
            "index",
            "wrong",
            _("{count} pages are read but can't be found; the index is {age}.", count=missing, age=age),
            _("Run: readingroom rebuild {room}", room=room.path),
        )
    else:
        yield Look("index", "fine", age)


def _more(count: int) -> Iterator[Look]:
    if count > NAMED:
        yield Look("...", "note", _("and {count} more of these", count=count - NAMED))
