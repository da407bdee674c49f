"""Files to open, in the order in which they were received.

Two children finish as they like, so what containers hold is written down in the order of the containers, not of their
ends: the first sighting of bytes that came twice is then the same in every run, also after a crash in the middle.
"""

from __future__ import annotations

import heapq
from collections import deque

from sqlalchemy import Connection

from readingroom.model.file import Opened
from readingroom.store.queue import Task, lease_files

#: Files leased at a time: sorting what waits costs more than leasing.
TOGETHER = 256


class Opening:
    """The files that a run has leased for opening and has not settled yet."""

    def __init__(self, holder: str) -> None:
        """Lease for `holder`."""
        self._holder = holder
        self._queue: deque[Task] = deque()
        self._unsettled: dict[str, Task] = {}
        self._held: list[tuple[tuple[int, str], Task, Opened]] = []

    def next(self, connection: Connection) -> Task | None:
        """Return the next file to open, or None when none waits."""
        if not self._queue:
            fresh = lease_files(connection, self._holder, TOGETHER)
            self._queue.extend(fresh)
            self._unsettled.update({task.input: task for task in fresh})
        return self._queue.popleft() if self._queue else None

    def again(self, task: Task) -> None:
        """Try a file again, before all others: it killed its child, and what came after it waits for it."""
        self._unsettled[task.input] = task
        self._queue.appendleft(task)

    def settled(self, task: Task) -> None:
        """A file was opened or has failed, and that is written down."""
        self._unsettled.pop(task.input, None)

    def hold(self, task: Task, opened: Opened) -> None:
        """Keep what a container holds until everything received before it is settled."""
        self._unsettled.pop(task.input, None)
        heapq.heappush(self._held, (_place(task), task, opened))

    def ready(self) -> list[tuple[Task, Opened]]:
        """Return the containers whose turn it is."""
        first = min(map(_place, self._unsettled.values()), default=None)
        turn = []
        while self._held and (first is None or self._held[0][0] < first):
            _key, task, opened = heapq.heappop(self._held)
            turn.append((task, opened))
        return turn


def _place(task: Task) -> tuple[int, str]:
    return (task.number, task.input)
