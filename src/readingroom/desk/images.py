"""Page images: drawn on demand by children that can be killed, and kept in a cache that can be thrown away at any time.

Only the one door (`desk/words.py`) uses this.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import queue
import shutil
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from readingroom.desk.executor import Event, Executor, Job, Spawned
from readingroom.desk.worker import DrawPage, draw_page
from readingroom.errors import ReadingRoomError, UnreadableError
from readingroom.locale import _

#: Widths in pixels at which pages are drawn: a few fixed steps, so that the cache stays small.
WIDTHS = (300, 1000, 1600, 2400)

#: Longest time one page may take to be drawn.
DRAW_SECONDS = 30.0

#: Goes up when the same page would be drawn differently; images drawn by an older one are then never found again.
DRAW_VERSION = 2

#: How long a page that can't be drawn is not tried again, so that one bad page does not keep the children busy.
RETRY_SECONDS = 300.0

#: Pages that can't be drawn and are remembered as such.
_MOST_BAD = 1000

#: Children of one server: two keep up with a person who reads, and leave the machine to a running `add`.
CHILDREN = 2

#: Bytes written between two looks at the size of the cache.
_LOOK_AFTER = 32_000_000

#: A full cache is emptied to this share, so that it is not looked through at every image.
_KEEP_SHARE = 0.9


def step_for(width: int) -> int:
    """Return the smallest step of `WIDTHS` that is at least `width`, or the largest there is."""
    return next((step for step in WIDTHS if step >= width), WIDTHS[-1])


class Cache:
    """Files by name in one folder, the least recently used thrown away. Any number of processes may use it at once."""

    def __init__(self, folder: Path, most: int, *, spare: int = 0) -> None:
        """Keep about `most` bytes under `folder`; write nothing when the disk has less than `spare` bytes left."""
        self.folder = folder
        self._most = most
        self._spare = spare
        self._written = _LOOK_AFTER  # the first image looks: an earlier program may have left the cache too full

    def get(self, name: str) -> bytes | None:
        """Return what is kept under `name` and mark it as used, or None."""
        path = self._place(name)
        try:
            kept = path.read_bytes()
        except OSError:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return kept or None

    def put(self, name: str, data: bytes) -> None:
        """Keep `data`; a cache that can't be written (full disk, read-only room, deleted folder) is no error."""
        path = self._place(name)
        fresh = path.with_name(f"{uuid.uuid4().hex}.new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if shutil.disk_usage(path.parent).free - len(data) < self._spare:
                return
            if path.exists():  # another process was quicker; the same page gives the same image
                return
            fresh.write_bytes(data)
            fresh.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                fresh.unlink(missing_ok=True)
            return
        self._written += len(data)
        if self._written > _LOOK_AFTER:
            self._written = 0
            self.trim()

    def trim(self) -> None:
        """Throw away the least recently used images when there are too many."""
        found: list[tuple[float, int, Path]] = []
        for path in self.folder.glob("*/*"):
            with contextlib.suppress(OSError):  # another process threw it away
                facts = path.stat()
                found.append((facts.st_mtime, facts.st_size, path))
        size = sum(entry[1] for entry in found)
        if size <= self._most:
            return
        for _used, bytes_, path in sorted(found):
            with contextlib.suppress(OSError):  # gone, or open in another process (Windows): next time
                path.unlink()
                size -= bytes_
            if size <= self._most * _KEEP_SHARE:
                return

    def _place(self, name: str) -> Path:
        return self.folder / name[:2] / name


class Images:
    """Draws pages: asks the cache, then a child. Used by many threads; one thread of its own talks to the children."""

    def __init__(self, cache: Cache, make_executor: Callable[[], Executor]) -> None:
        """Draw with the executor that `make_executor` makes when the first image is asked for."""
        self.cache = cache
        self._make = make_executor
        self._lock = threading.Lock()
        self._asked: queue.PriorityQueue[tuple[int, int, DrawPage | None]] = queue.PriorityQueue()
        self._order = itertools.count()
        self._waiting: dict[DrawPage, Future[bytes]] = {}
        self._bad: dict[DrawPage, tuple[float, str]] = {}
        self._thread: threading.Thread | None = None
        self._closed = False

    def draw(self, task: DrawPage) -> bytes:
        """Return the page as a WebP image.

        Raises:
            UnreadableError: it can't be drawn; the message says why.
        """
        name = _name(task)
        if kept := self.cache.get(name):
            return kept
        return self._ask(task).result()

    def close(self) -> None:
        """Stop the children; whoever still waits is told that the room was closed."""
        with self._lock:
            self._closed = True
            thread = self._thread
        if thread is not None:
            self._asked.put((-1, next(self._order), None))
            thread.join(10)

    def _ask(self, task: DrawPage) -> Future[bytes]:
        with self._lock:
            if self._closed:
                raise _closed()
            since, why = self._bad.get(task, (0.0, ""))
            if why and time.monotonic() - since < RETRY_SECONDS:
                raise UnreadableError(why)
            if task in self._waiting:
                return self._waiting[task]
            future = self._waiting[task] = Future()
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="page images", daemon=True)
                self._thread.start()
            # Thumbnails stand behind the page that a person waits for.
            self._asked.put((int(task.width == WIDTHS[0]), next(self._order), task))
        return future

    def _serve(self) -> None:
        executor: Executor | None = None
        jobs: dict[int, DrawPage] = {}
        try:
            executor = self._make()
            while True:
                while executor.free():
                    try:
                        _rank, _order, task = self._asked.get(block=not jobs)
                    except queue.Empty:
                        break
                    if task is None:
                        return
                    job = Job(draw_page, task, ["page"], DRAW_SECONDS)
                    jobs[id(job)] = task
                    executor.start(job)
                for event in executor.events(0.02):
                    self._hear(event, jobs)
        finally:
            if executor is not None:
                executor.close()
            with self._lock:
                self._closed = True
                left, self._waiting = list(self._waiting.values()), {}
            for future in left:
                future.set_exception(_closed())

    def _hear(self, event: Event, jobs: dict[int, DrawPage]) -> None:
        if event.kind == "done":
            del jobs[id(event.job)]
            return
        task = jobs[id(event.job)]
        if event.kind == "result":
            self.cache.put(_name(task), event.value)
        with self._lock:
            future = self._waiting.pop(task, None)
            if event.kind != "result":
                self._bad[task] = (time.monotonic(), str(event.value))
                if len(self._bad) > _MOST_BAD:
                    del self._bad[next(iter(self._bad))]
        if future is None:
            return
        if event.kind == "result":
            future.set_result(event.value)
        else:
            future.set_exception(UnreadableError(str(event.value)))


def images_for(folder: Path, *, megabytes: int, spare_megabytes: int, child_megabytes: int) -> Images:
    """Return the images of a room: cached under `folder`, drawn by spawned children; numbers are megabytes."""
    cache = Cache(folder, megabytes * 10**6, spare=spare_megabytes * 10**6)
    return Images(cache, lambda: Spawned(CHILDREN, child_megabytes))


def _name(task: DrawPage) -> str:
    key = f"{DRAW_VERSION} {task.body} {task.media_type} {task.number} {task.turned} {task.width}"
    return hashlib.sha256(key.encode()).hexdigest()[:40] + ".webp"


def _closed() -> ReadingRoomError:
    return UnreadableError(_("The reading room is being closed."), _("Start it again and reload this page."))
