"""Rebuild: the search index again from what was read, or every page read anew."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Row, select, update

from readingroom.desk.add import AddReport, add, refuse_missing
from readingroom.desk.executor import Executor, Job, Spawned, children_for
from readingroom.desk.index import Indexing
from readingroom.desk.receive import Given
from readingroom.desk.room import Room, hold_room, open_room
from readingroom.desk.worker import ReadPages, read_pages
from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.model.answers import Progress
from readingroom.model.ids import FileId
from readingroom.store.schema import FILES, PAGES, TASKS

#: Pages read for an estimate, of those with a text layer and of those that are images.
SAMPLE = 4

#: Seconds that reading the sample may take.
SAMPLE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many pages would be read anew, and about how many seconds that takes on this machine."""

    pages: int
    seconds: float


def rebuild(path: Path, progress: Callable[[Progress], None]) -> int:
    """Make the index again beside the one in use, which it replaces at the end; return how many pages it holds.

    Raises:
        RoomBusyError: another program adds to the room.
        RoomError: it is damaged, or can't be written.
        WrongUseError: there is no such room.
    """
    with hold_room(path) as room:
        indexing = Indexing(room, anew=True)
        try:
            count = indexing.catch_up(progress)
        except BaseException:
            indexing.abandon()
            raise
        indexing.close()
        return count


def estimate(path: Path, *, mode: str = "", second: str = "", executor: Executor | None = None) -> Estimate:
    """Read a few pages of each kind, keep nothing, and tell how long reading them all would take.

    Raises:
        WrongUseError: there is no such room.
        WrongUseError: the room has no pages.
    """
    with open_room(path) as room:
        kinds = [_pages(room, images=images) for images in (False, True)]
        if not any(kinds):
            raise WrongUseError(
                _("The room {path} has no pages.", path=path), _("Add some: readingroom add {path} FILES", path=path)
            )
        settings = room.settings
        languages = settings.languages if second or settings.second_opinion else ()
        if languages:
            refuse_missing(languages)
        runner = executor or Spawned(1, settings.child_megabytes)
        try:
            needed = 0.0
            for rows in kinds:
                step = max(1, len(rows) // SAMPLE)
                for row in rows[:1]:  # loads what the kind needs, which is paid once and not a page
                    _read(room, row, runner, mode or settings.mode, languages)
                sample = rows[::step][:SAMPLE]
                begun = time.monotonic()
                for row in sample:
                    _read(room, row, runner, mode or settings.mode, languages)
                needed += (time.monotonic() - begun) / max(len(sample), 1) * len(rows)
        finally:
            runner.close()
        return Estimate(sum(map(len, kinds)), needed / children_for(settings.child_megabytes))


def _pages(room: Room, *, images: bool) -> list[Row[tuple[object, ...]]]:
    kind = PAGES.c.source.in_(("ocr", "mixed")) if images else PAGES.c.source.not_in(("ocr", "mixed"))
    query = (
        select(PAGES.c.page_id, PAGES.c.file_id, PAGES.c.number, FILES.c.media_type, FILES.c.access_copy)
        .join(FILES, FILES.c.file_id == PAGES.c.file_id)
        .where(kind)
        .order_by(PAGES.c.page_id)
    )
    with room.catalogue.connect() as connection:
        return list(connection.execute(query))


def _read(room: Room, row: Row[tuple[object, ...]], runner: Executor, mode: str, second: tuple[str, ...]) -> None:
    kind = "application/pdf" if row.access_copy else row.media_type
    body = FileId(row.access_copy or row.file_id)
    own = bool(row.access_copy) and row.media_type != "application/pdf"
    task = ReadPages(room.vault.root, FileId(row.file_id), body, kind, (row.number,), mode, second, own)
    runner.start(Job(read_pages, task, [row.page_id], SAMPLE_SECONDS))
    while not any(event.kind == "done" for event in runner.events(SAMPLE_SECONDS)):
        pass


def reread(
    path: Path,
    progress: Callable[[Progress], None],
    *,
    mode: str = "",
    second: str = "",
    executor: Executor | None = None,
) -> AddReport:
    """Read every page anew; what was read before stays, and is searched, until its page is read again.

    Interrupted, `readingroom add` goes on where it stopped.

    Raises:
        RoomBusyError: another program adds to the room.
        RoomError: it is damaged, or can't be written.
        WrongUseError: there is no such room.
    """
    with hold_room(path) as room, room.catalogue.begin() as connection:
        if second or room.settings.second_opinion:
            refuse_missing(room.settings.languages)
        again = update(TASKS).where(TASKS.c.stage == "read")
        connection.execute(again.values(state="waiting", deaths=0, holder="", error=""))
    return add(path, [], Given(), progress, mode=mode, second=second, executor=executor)
