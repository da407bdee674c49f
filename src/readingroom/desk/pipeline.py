"""The run: leases work, gives it to children, writes down what comes back. One writer a room."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from readingroom.desk.decided import blank_covered
from readingroom.desk.executor import Event, Executor, Job
from readingroom.desk.index import Indexing
from readingroom.desk.opening import Opening
from readingroom.desk.room import Room
from readingroom.desk.worker import OPEN_VERSION, READ_VERSION, OpenFile, PageRead, ReadPages, open_file, read_pages
from readingroom.errors import RoomError
from readingroom.intake.limits import Limits
from readingroom.locale import _
from readingroom.model.answers import Progress
from readingroom.model.file import Opened, Sighting
from readingroom.model.ids import FileId, PageId
from readingroom.store.catalogue import now
from readingroom.store.queue import MOST_DEATHS, Task, add_tasks, counts, died, finish, give_all_back, give_back, lease
from readingroom.store.register import (
    first_sightings,
    set_file_failed,
    set_opened,
    set_page_failed,
    set_pages_read,
    settle,
    sight,
)
from readingroom.store.schema import FILES, PAGES

#: Pages one child is given at a time; fewer when little is left, so that no child works on alone at the end.
TOGETHER = 64

#: Seconds between writes: what a power cut can cost at most.
WRITE_SECONDS = 1.0


class Run:
    """One run over the waiting work of a room."""

    def __init__(
        self, room: Room, executor: Executor, progress: Callable[[Progress], None], *, mode: str, second: str = ""
    ) -> None:
        """Prepare; the caller holds the room's lock."""
        self._room, self._executor, self._progress, self._mode = room, executor, progress, mode
        self._second = room.settings.languages if second else ()
        self._holder = uuid.uuid4().hex
        self._leased: dict[int, dict[str, Task]] = {}
        self._results: list[tuple[Task, PageRead]] = []
        self._dropped: list[PageId] = []
        self._written = self._begun = time.monotonic()
        self._done = self._failed = self._reads = 0
        self._opening = Opening(self._holder)
        self._limits = Limits()
        self._index: Indexing | None = None
        self._unindexed: RoomError | None = None

    def work(self) -> int:
        """Work until nothing waits; return how many pages were read. Interrupted, it gives its leases back.

        Raises:
            DiskFullError: less disk is left than the room spares.
            RoomError: the room can't be written; or everything was read, but the search index could not be written.
        """
        self._open_index()
        try:
            self._count()
            while True:
                self._fill()
                if not self._leased:
                    break
                for event in self._executor.events(WRITE_SECONDS):
                    self._take(event)
                if time.monotonic() - self._written >= WRITE_SECONDS:
                    self._write()
                    self._room.vault.room_for(0)
            self._write()
        finally:
            self._executor.close()
            try:
                self._write()
            finally:
                # By holder, not by what is in memory: an interruption may fall between the two.
                with self._room.catalogue.begin() as connection:
                    give_all_back(connection, self._holder)
                self._leased.clear()
                self._close_index()
        if self._unindexed:
            raise self._unindexed
        return self._done

    # An index can be made again at any time; hours of reading are never stopped by it.
    def _open_index(self) -> None:
        try:
            self._index = Indexing(self._room)
            self._index.catch_up(self._progress)
        except RoomError as error:
            self._unindexed = error

    def _to_index(self, pages: list[PageId]) -> None:
        if self._index and not self._unindexed:
            try:
                self._index.take(pages)
            except RoomError as error:
                self._unindexed = error

    def _out_of_index(self, pages: list[PageId]) -> None:
        if self._index and not self._unindexed:
            try:
                self._index.drop(pages)
            except RoomError as error:
                self._unindexed = error

    def _close_index(self) -> None:
        if self._index:
            try:
                if self._unindexed:
                    self._index.abandon()
                else:
                    self._index.catch_up(self._progress)  # pages that people corrected meanwhile
                    self._index.close()
            except RoomError as error:
                self._unindexed = error

    def _fill(self) -> None:
        while self._executor.free() > 0:
            with self._room.catalogue.begin() as connection:
                most = max(1, min(TOGETHER, self._reads // (2 * self._executor.slots)))
                file = self._opening.next(connection)
                tasks = (
                    [file]
                    if file
                    else lease(connection, "read", self._holder, most)
                    or lease(connection, "read", self._holder, 1, alone=True)
                )
                job = self._job(connection, tasks) if tasks else None
            if job is None:
                return
            self._reads -= 0 if file else len(tasks)
            self._leased[id(job)] = {task.input: task for task in tasks}
            self._executor.start(job)

    def _job(self, connection: Connection, tasks: list[Task]) -> Job:
        room, settings = self._room, self._room.settings
        units = [task.input for task in tasks]
        file = FileId(tasks[0].file)
        if tasks[0].stage == "open":
            return Job(open_file, OpenFile(room.vault.root, room.vault.spare, file), units, settings.file_seconds)
        row = connection.execute(select(FILES).where(FILES.c.file_id == file)).one()
        kind = "application/pdf" if row.access_copy else row.media_type
        numbers = tuple(task.number for task in tasks)
        body = FileId(row.access_copy or file)
        own = bool(row.access_copy) and row.media_type != "application/pdf"  # else it is a mended PDF
        broken = row.media_type == "application/pdf" and bool(row.repair or row.error)
        payload = ReadPages(room.vault.root, file, body, kind, numbers, self._mode, self._second, own, broken)
        return Job(read_pages, payload, units, settings.page_seconds)

    def _take(self, event: Event) -> None:
        tasks = self._leased.get(id(event.job), {})
        if event.kind == "done":
            # What the child did not get to (it died on an earlier unit) is given back unharmed.
            if tasks:
                with self._room.catalogue.begin() as connection:
                    give_back(connection, list(tasks.values()))
            self._leased.pop(id(event.job), None)
            return
        if event.kind == "stop":
            raise event.value
        task = tasks.pop(event.unit, None)
        if task is None:
            return
        if task.stage == "open":
            self._take_file(event, task)
        elif event.kind == "result":
            self._results.append((task, event.value))
        else:
            with self._room.catalogue.begin() as connection:
                self._given_up(connection, event, task)

    def _take_file(self, event: Event, task: Task) -> None:
        if event.kind == "result" and event.value.members:
            self._opening.hold(task, event.value)
        else:
            with self._room.catalogue.begin() as connection:
                if event.kind == "result":
                    self._opened(connection, task, event.value)
                elif not self._given_up(connection, event, task):
                    self._opening.again(replace(task, deaths=task.deaths + 1))
                    return
            self._opening.settled(task)
        for container, opened in self._opening.ready():
            with self._room.catalogue.begin() as connection:
                self._opened(connection, container, opened)

    def _given_up(self, connection: Connection, event: Event, task: Task) -> bool:
        """Write down that a task failed; return False when it only killed its child and is to be tried again."""
        if event.kind == "failed":
            self._fail(connection, task, event.value)
            finish(connection, [task], error=event.value)
        elif died(connection, task, event.value):
            self._fail(connection, task, event.value + _(" Tried {count} times.", count=MOST_DEATHS))
        else:
            return False
        return True

    def _fail(self, connection: Connection, task: Task, why: str) -> None:
        self._failed += 1
        if task.stage == "open":
            set_file_failed(connection, task.file, why)
        else:
            before = select(PAGES.c.reading_id).where(PAGES.c.page_id == task.input)
            if connection.scalar(before) is not None:
                self._dropped.append(PageId(task.input))
            set_page_failed(connection, task.input, why)
            settle(connection, [task.file])

    def _opened(self, connection: Connection, task: Task, opened: Opened) -> None:
        file = FileId(task.file)
        state = "kept" if opened.kept else "waiting" if opened.pages else "partly" if opened.error else "read"
        pages = set_opened(connection, file, opened, state)  # type: ignore[arg-type]  # one of the promised states
        add_tasks(connection, [Task("read", page, file, n) for n, page in enumerate(pages, 1)], READ_VERSION)
        self._reads += len(pages)
        if opened.members:
            self._members(connection, file, opened)
        finish(connection, [task])

    def _members(self, connection: Connection, file: FileId, opened: Opened) -> None:
        outer = first_sightings(connection, [file])[file]
        depth = connection.execute(select(FILES.c.depth).where(FILES.c.file_id == file)).scalar_one() + 1
        for member in opened.members:
            seen = Sighting(
                member.file,
                f"{outer.path}/{member.path}",
                outer.production,
                outer.received,
                outer.sender,
                file,
            )
            new, _receipt = sight(connection, seen, member.size, who=outer.added_by, depth=depth)
            if not new:
                continue
            if depth > self._limits.depth:
                why = _("It lies {depth} containers deep. Unpack it by hand and add it.", depth=depth)
                set_file_failed(connection, member.file, why)
            else:
                add_tasks(connection, [Task("open", member.file, member.file)], OPEN_VERSION)

    def _write(self) -> None:
        results, self._results, self._written = self._results, [], time.monotonic()
        dropped, self._dropped = self._dropped, []
        if dropped:
            # Words that only a later version knew to be hidden may be among what an older one read.
            self._room.readings.forget(dropped)
            self._out_of_index(dropped)
        if results:
            made = now()
            rows = [(PageId(task.input), read.engine, READ_VERSION, made, read.packed) for task, read in results]
            numbers = self._room.readings.keep(rows)
            with self._room.catalogue.begin() as connection:
                set_pages_read(
                    connection,
                    [_columns(task, read, numbers) for task, read in results],
                    {task.input: read.hidden for task, read in results},
                )
                finish(connection, [task for task, _read in results])
                settle(connection, {task.file for task, _read in results})
            self._room.readings.forget_others(numbers)
            blank_covered(self._room, list(numbers))
            self._to_index([page for page, *_rest in rows])
            self._done += len(results)
        left = self._count()
        rate = self._done / max(time.monotonic() - self._begun, 0.001)
        self._progress(Progress("read", self._done, self._done + left, self._failed, rate))

    def _count(self) -> int:
        """Count what waits; return how many pages are not read yet. Not done for each lease: it looks at every task."""
        with self._room.catalogue.connect() as connection:
            waiting = counts(connection)
        self._reads = waiting.get(("read", "waiting"), 0)
        return self._reads + waiting.get(("read", "leased"), 0)


def _columns(task: Task, read: PageRead, numbers: dict[PageId, int]) -> dict[str, Any]:
    return {
        "page_id": task.input,
        "source": read.source,
        "engine": read.engine,
        "quality": read.quality,
        "words": read.count,
        "language": read.language,
        "layer": read.layer,
        "look": ";".join(read.look),
        "second": read.second,
        "width": read.sheet.width,
        "height": read.sheet.height,
        "turned": read.sheet.turned,
        "reading_id": numbers[PageId(task.input)],
    }
