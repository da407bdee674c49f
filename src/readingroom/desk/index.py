"""Index: what was read becomes searchable. A projection of the readings that can be thrown away at any time."""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import Connection, bindparam, func, or_, select, update

from readingroom.desk.gaps import tokens_on
from readingroom.desk.room import Room
from readingroom.desk.words import words
from readingroom.engines.fulltext import Entry, FullText
from readingroom.errors import RoomBusyError, RoomError
from readingroom.model.answers import Audience, Progress
from readingroom.model.ids import PageId
from readingroom.store.catalogue import room_fact, set_room_fact
from readingroom.store.decisions import last_decision
from readingroom.store.schema import DECISIONS, PAGES

#: Seconds between commits while pages are read: how long a page that is read may stay unfound.
COMMIT_SECONDS = 3.0

#: Pages between commits when there is nothing to wait for.
COMMIT_PAGES = 5000

#: Pages taken through the door at a time.
TOGETHER = 400

#: How often an index is opened: a writer may tidy away a file between the moments its list and it are read.
TRIES = 3

_AUDIENCE: Audience = "room"
_FACT = "index"


def _generation(room: Room) -> str:
    """Name of the folder of the index in use; empty when there is none of this version."""
    from readingroom.engines.fulltext.tantivy import VERSION  # noqa: PLC0415  # only those who search or add load it

    with room.catalogue.connect() as connection:
        version, _colon, name = room_fact(connection, _FACT).partition(":")
    there = name and version == str(VERSION) and (room.paths.index / name / "pages").is_dir()
    return name if there else ""


def reader(room: Room) -> FullText | None:
    """Return the index as of its last commit, or None when there is none yet (or only one of another version)."""
    from readingroom.engines.fulltext.tantivy import Tantivy  # noqa: PLC0415  # only those who search load it

    name = _generation(room)
    if not name:
        return None
    for _try in range(TRIES):
        kept = room.cached.get(_FACT)
        try:
            if isinstance(kept, _Opened) and kept.name == name:
                kept.index.refresh()
                return kept.index
            beside = _beside(room.paths.index / name)
            index = Tantivy(Path(beside.name) if beside else room.paths.index / name)
        except RoomError:
            room.cached.pop(_FACT, None)
            continue
        room.cached[_FACT] = _Opened(name, index, beside)
        return index
    return None


class _Opened:
    """An index that stays open between two searches, and the folder it belongs to."""

    def __init__(self, name: str, index: FullText, beside: tempfile.TemporaryDirectory[str] | None = None) -> None:
        self.name, self.index, self._beside = name, index, beside

    def close(self) -> None:
        """Take away the folder that stood for a read-only one."""
        if self._beside:
            self._beside.cleanup()


def _beside(folder: Path) -> tempfile.TemporaryDirectory[str] | None:
    """Return a folder that leads to the files of `folder`, or None where that can be written: readers leave a lock."""
    if os.access(folder, os.W_OK):
        return None
    beside = tempfile.TemporaryDirectory(prefix="readingroom-", ignore_cleanup_errors=True)
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.endswith(".lock"):
            place = Path(beside.name) / path.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                place.symlink_to(path.resolve())
            except OSError:  # Windows grants links to few
                shutil.copyfile(path, place)
    return beside


class Indexing:
    """Writes the index of a room; the caller holds the room's lock.

    A page is marked as indexed only after the commit that holds it, and adding it again replaces it: killed at any
    moment, nothing is lost and nothing doubled.
    """

    def __init__(self, room: Room, *, anew: bool = False) -> None:
        """Open the index of the room, or begin an empty one.

        Args:
            room: opened for writing.
            anew: write another one beside it, which takes its place at the end.
        """
        from readingroom.engines.fulltext.tantivy import VERSION, TantivyWriter  # noqa: PLC0415  # see _generation

        self._room, self._anew = room, anew
        name = "" if anew else _generation(room)
        fresh = not name
        name = name or uuid.uuid4().hex[:12]
        self._folder, self._value = room.paths.index / name, f"{VERSION}:{name}"
        try:
            self._writer = TantivyWriter(self._folder)
        except RoomError:
            if fresh:
                raise
            # Damaged: begin another one.
            name, fresh = uuid.uuid4().hex[:12], True
            self._folder, self._value = room.paths.index / name, f"{VERSION}:{name}"
            self._writer = TantivyWriter(self._folder)
        self._added: list[PageId] = []
        self._decided: int | None = None
        self._committed = time.monotonic()
        if fresh and not anew:
            self._writer.commit()
            self._take_place(indexed=False)

    def _take_place(self, *, indexed: bool) -> None:
        with self._room.catalogue.begin() as connection:
            set_room_fact(connection, _FACT, self._value)
            connection.execute(update(PAGES).values(indexed=PAGES.c.reading_id if indexed else None))
            self._outdate(connection)
        for other in self._room.paths.index.iterdir():
            if other != self._folder:
                # Readers that still have it open keep it on Windows; the next writer tries again.
                shutil.rmtree(other, ignore_errors=True)

    def take(self, pages: Sequence[PageId]) -> None:
        """Put pages that are read into the index; commits when it is time."""
        if self._decided is None:
            with self._room.catalogue.connect() as connection:
                self._decided = last_decision(connection)
        self._writer.add(list(_entries(self._room, pages)))
        self._added += pages
        if time.monotonic() - self._committed >= COMMIT_SECONDS or len(self._added) >= COMMIT_PAGES:
            self.commit()

    def drop(self, pages: Sequence[PageId]) -> None:
        """Take pages out of the index that can no longer be read, durably."""
        self.commit()
        self._writer.remove(pages)
        self._writer.commit()
        change = update(PAGES).where(PAGES.c.page_id == bindparam("which")).values(indexed=None)
        with self._room.catalogue.begin() as connection:
            connection.execute(change, [{"which": page} for page in pages])

    def commit(self) -> None:
        """Make what was taken durable and visible, and mark it as indexed."""
        self._committed = time.monotonic()
        if not self._added:
            return
        self._writer.commit()
        added, self._added = self._added, []
        if self._anew:
            return
        change = update(PAGES).where(PAGES.c.page_id == bindparam("which")).values(indexed=PAGES.c.reading_id)
        with self._room.catalogue.begin() as connection:
            connection.execute(change, [{"which": page} for page in added])
            self._outdate(connection)
        self._decided = None

    def _outdate(self, connection: Connection) -> None:
        """Mark pages that a person corrected after their words were taken: the index holds them as they were before."""
        if self._decided is not None:
            later = select(DECISIONS.c.subject).where(DECISIONS.c.decision_id > self._decided)
            connection.execute(update(PAGES).where(PAGES.c.page_id.in_(later)).values(indexed=None))

    def catch_up(
        self, progress: Callable[[Progress], None], *, seconds: float = math.inf, together: int = TOGETHER
    ) -> int:
        """Take every page that is read and not indexed (all that are read, for an index made anew).

        Args:
            progress: told as often as pages are taken.
            seconds: after which no more pages are taken, though some are left.
            together: pages taken at a time.

        Returns:
            How many pages were taken.
        """
        self.commit()  # what was taken before is marked by what was decided before
        wanted = PAGES.c.state == "read"
        if not self._anew:
            # Pages that failed when they were read anew, by a run that was stopped before it came to the index.
            lost = select(PAGES.c.page_id).where(PAGES.c.state == "failed", PAGES.c.indexed.is_not(None))
            with self._room.catalogue.connect() as connection:
                dropped = [PageId(page) for page in connection.scalars(lost)]
            if dropped:
                self._room.readings.forget(dropped)
                self.drop(dropped)
            wanted &= or_(PAGES.c.indexed.is_(None), PAGES.c.indexed != PAGES.c.reading_id)
        with self._room.catalogue.connect() as connection:
            total = connection.scalar(select(func.count()).select_from(PAGES).where(wanted)) or 0
        done, begun = 0, time.monotonic()
        last = ""
        while total:
            with self._room.catalogue.connect() as connection:
                query = select(PAGES.c.page_id).where(wanted, PAGES.c.page_id > last).order_by(PAGES.c.page_id)
                pages = [PageId(page) for page in connection.scalars(query.limit(together))]
            if not pages:
                break
            last = pages[-1]
            self.take(pages)
            done += len(pages)
            took = time.monotonic() - begun
            progress(Progress("index", done, total, rate=done / max(took, 0.001)))
            if took >= seconds:
                break
        self.commit()
        return done

    def close(self) -> None:
        """Commit and give the index back; an index made anew takes the place of the old one."""
        try:
            self.commit()
            if self._anew:
                self._writer.commit()
                self._take_place(indexed=True)
        finally:
            self._writer.close()

    def abandon(self) -> None:
        """Give the index back without a commit."""
        self._writer.close()


def _entries(room: Room, pages: Sequence[PageId]) -> Iterator[Entry]:
    for page in words(room, pages, _AUDIENCE):
        yield Entry(page.facts.page, page.facts.file, tokens_on(page))


def unindexed(room: Room) -> int:
    """Return how many pages are read but can't be found yet."""
    with room.catalogue.connect() as connection:
        read = connection.scalar(select(func.count()).select_from(PAGES).where(PAGES.c.state == "read")) or 0
    index = reader(room)
    return max(0, read - (index.count() if index else 0))


def corrected_since(room: Room) -> int:
    """Return how many pages are found as they were before somebody corrected them."""
    outdated = PAGES.c.indexed.is_(None) | (PAGES.c.indexed != PAGES.c.reading_id)
    with room.catalogue.connect() as connection:
        return connection.scalar(select(func.count()).where(PAGES.c.state == "read", outdated)) or 0


def bring_up_to_date(path: Path, progress: Callable[[Progress], None]) -> int:
    """Index what is read and not indexed, if this program may and no other is adding; return how many pages."""
    from readingroom.desk.room import hold_room, open_room  # noqa: PLC0415  # only this function opens rooms itself

    with contextlib.suppress(RoomBusyError, OSError), open_room(path) as room:
        if not (unindexed(room) or corrected_since(room)):
            return 0
    with contextlib.suppress(RoomError, OSError), hold_room(path) as room:
        indexing = Indexing(room)
        try:
            return indexing.catch_up(progress)
        finally:
            indexing.close()
    return 0
