"""Add: receive files and folders, then open and read all that waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from readingroom.desk.executor import Executor, Spawned, children_for
from readingroom.desk.pipeline import Run
from readingroom.desk.receive import Given, find_files, receive
from readingroom.desk.room import Room, open_room
from readingroom.desk.status import failures
from readingroom.desk.worker import OPEN_VERSION, READ_VERSION
from readingroom.errors import DiskFullError, ReadingRoomError, RoomError
from readingroom.locale import _
from readingroom.model.answers import Failure, Progress
from readingroom.model.ids import FileId
from readingroom.store.catalogue import note_step, room_fact
from readingroom.store.queue import renew, take_back
from readingroom.store.room_lock import hold


@dataclass(frozen=True, slots=True)
class AddReport:
    """What a run of `add` did.

    Attributes:
        new: files whose bytes the room did not have.
        again: further receipts of bytes it had.
        pages: pages read in this run.
        failures: everything in the room that could not be read, and what could not be received.
    """

    new: int
    again: int
    pages: int
    failures: tuple[Failure, ...]


def add(
    path: Path,
    paths: Sequence[Path],
    given: Given,
    progress: Callable[[Progress], None],
    *,
    mode: str = "",
    executor: Executor | None = None,
) -> AddReport:
    """Receive `paths` into the room at `path` and read all that waits there; without paths, only go on.

    Args:
        path: the room.
        paths: files and folders.
        given: production, date and sender, where a person said them.
        progress: told several times a second.
        mode: how images are read; the room's own by default.
        executor: for tests; spawned children by default.

    Raises:
        RoomBusyError: another program adds to it.
        RoomError: there is no such room.
        WrongUseError: a path does not exist.
    """
    with open_room(path, write=True) as room, hold(room.paths.lock):
        settings = room.settings
        room.vault.sweep()
        with room.catalogue.begin() as connection:
            take_back(connection)
            renew(connection, "read", READ_VERSION)
        new, again, lost = _receive(room, paths, given, progress)
        runner = executor or Spawned(children_for(settings.child_megabytes), settings.child_megabytes)
        pages = Run(room, runner, progress, mode=mode or settings.mode).work()
        return AddReport(new, again, pages, (*lost, *failures(room)))


def _receive(
    room: Room, paths: Sequence[Path], given: Given, progress: Callable[[Progress], None]
) -> tuple[int, int, list[Failure]]:
    counts, lost, begun = {"new": 0, "again": 0, "known": 0}, [], time.monotonic()
    inside = room.path.resolve()
    for whole in paths:
        if inside.is_relative_to(whole.resolve()):
            raise RoomError(
                _("The room lies inside {path}, which is to be added.", path=whole),
                _("Keep the room in a folder of its own."),
            )
    with room.catalogue.begin() as connection:
        who = room_fact(connection, "me")
        if paths:
            note_step(connection, who, "add", details=given.production)
    for seen, found in enumerate(find_files(paths), 1):
        try:
            counts[receive(room, found, given, version=OPEN_VERSION, who=who)] += 1
        except DiskFullError:
            raise
        except ReadingRoomError as error:
            lost.append(Failure(FileId(""), found.relative, None, str(error)))
        rate = seen / max(time.monotonic() - begun, 0.001)
        progress(Progress("receive", seen, seen, len(lost), rate, found.relative))
    return counts["new"], counts["again"], lost
