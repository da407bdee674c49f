"""Add: receive files and folders, then open and read all that waits."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from readingroom.desk.executor import Executor, Spawned, children_for
from readingroom.desk.pipeline import Run
from readingroom.desk.receive import Given, checked, find_files, receive
from readingroom.desk.room import Room, hold_room
from readingroom.desk.status import failures, kept
from readingroom.desk.worker import OPEN_VERSION, READ_VERSION, warm
from readingroom.errors import ReadingRoomError, RoomError, WrongUseError
from readingroom.locale import _
from readingroom.model.answers import Failure, Progress
from readingroom.model.ids import FileId
from readingroom.store.catalogue import note_step, room_fact
from readingroom.store.queue import renew, renew_unread, take_back
from readingroom.store.schema import SIGHTINGS, TASKS

#: Seconds to wait for the room: where it is served while its index is made, it is held for a second or so at a time.
PATIENCE = 3.0


@dataclass(frozen=True, slots=True)
class AddReport:
    """What a run of `add` did.

    Attributes:
        new: files whose bytes the room did not have.
        again: further receipts of bytes it had.
        pages: pages read in this run.
        failures: what could not be received, and what could not be read of the files that were given in this run, of
            what is inside them, and of what waited in the room and was worked on.
        kept: files among these that this version has no reader for.
        older: how many other failures the room has, of earlier runs.
        notes: sentences to show, such as that a production grew.
    """

    new: int
    again: int
    pages: int
    failures: tuple[Failure, ...]
    kept: tuple[Failure, ...] = ()
    older: int = 0
    notes: tuple[str, ...] = ()


def add(
    path: Path,
    paths: Sequence[Path],
    given: Given,
    progress: Callable[[Progress], None],
    *,
    mode: str = "",
    second: str = "",
    executor: Executor | None = None,
) -> AddReport:
    """Receive `paths` into the room at `path` and read all that waits there; without paths, only go on.

    Args:
        path: the room.
        paths: files and folders.
        given: production, date and sender, where a person said them.
        progress: told several times a second.
        mode: how images are read; the room's own by default.
        second: a second engine that reads scans too; the room's own by default.
        executor: for tests; spawned children by default.

    Raises:
        RoomBusyError: another program adds to it.
        RoomError: it is damaged, or can't be written.
        WrongUseError: there is no such room, or a path does not exist.
    """
    given = checked(given)
    with hold_room(path, patience=PATIENCE) as room:
        settings = room.settings
        second = second or settings.second_opinion
        if second:
            refuse_missing(settings.languages)
        room.vault.sweep()
        with room.catalogue.begin() as connection:
            take_back(connection)
            renew(connection, "read", READ_VERSION)
            renew_unread(connection, OPEN_VERSION)
        given_now: set[str] = set()
        megabytes = settings.child_megabytes
        runner = executor or Spawned(children_for(megabytes), megabytes, warm)
        try:
            counts, lost, notes = _receive(room, paths, given, progress, given_now, wake=runner.wake)
            with room.catalogue.connect() as connection:
                waiting = connection.scalars(select(TASKS.c.file_id).where(TASKS.c.state == "waiting").distinct())
                given_now.update(waiting)
            pages = Run(room, runner, progress, mode=mode or settings.mode, second=second).work()
        finally:
            runner.close()
        mine = _with_members(room, given_now)
        failed = failures(room)
        now = [failure for failure in failed if failure.file in mine]
        unopened = tuple(file for file in kept(room) if file.file in mine)
        older = len(failed) - len(now)
        return AddReport(counts["new"], counts["again"], pages, (*lost, *now), unopened, older, tuple(notes))


def refuse_missing(languages: Sequence[str]) -> None:
    """Raise WrongUseError when the engine for second opinions is not installed or knows none of the languages."""
    from readingroom.engines.ocr.tesseract import Tesseract  # noqa: PLC0415  # only where it is asked

    Tesseract(languages)


def _with_members(room: Room, files: set[str]) -> set[str]:
    """Return files and all that lies in them, at any depth."""
    inside: dict[str, list[str]] = {}
    with room.catalogue.connect() as connection:
        rows = select(SIGHTINGS.c.parent_id, SIGHTINGS.c.file_id).where(SIGHTINGS.c.parent_id != "")
        for row in connection.execute(rows):
            inside.setdefault(row.parent_id, []).append(row.file_id)
    found, new = set(files), list(files)
    while new:
        new = [member for file in new for member in inside.get(file, ()) if member not in found]
        found.update(new)
    return found


def _receive(
    room: Room,
    paths: Sequence[Path],
    given: Given,
    progress: Callable[[Progress], None],
    files: set[str],
    *,
    wake: Callable[[], None],
) -> tuple[dict[str, int], list[Failure], list[str]]:
    counts, lost, begun = {"new": 0, "again": 0, "known": 0}, [], time.monotonic()
    _refuse_itself(room, paths)
    with room.catalogue.begin() as connection:
        who = room_fact(connection, "me")
        counted = select(SIGHTINGS.c.production, func.count().label("files")).group_by(SIGHTINGS.c.production)
        before: dict[str, int] = {row.production: row.files for row in connection.execute(counted)}
        if paths:
            note_step(connection, who, "add", details=given.production)
    grown: Counter[str] = Counter()

    def unread(path: str, why: str) -> None:
        lost.append(Failure(FileId(""), path, None, why))

    for seen, found in enumerate(find_files(paths, unread), 1):
        try:
            what, file = receive(room, found, given, version=OPEN_VERSION, who=who)
            if what == "new" and not counts["new"]:
                wake()  # the children start while further files are received
            counts[what] += 1
            files.add(file)
            name = given.production or found.production
            grown[name] += what != "known" and name in before
        except RoomError:
            raise
        except ReadingRoomError as error:
            unread(found.relative, str(error))
        rate = seen / max(time.monotonic() - begun, 0.001)
        progress(Progress("receive", seen, seen, len(lost), rate, found.relative))
    notes = [
        _(
            "The production “{name}” was here already: {new} of these files joined the {old} it had. "
            "Is it another one? Then add it with --production and a name of its own.",
            name=name,
            old=before[name],
            new=new,
        )
        for name, new in sorted(grown.items())
        if new
    ]
    return counts, lost, notes


def _refuse_itself(room: Room, paths: Sequence[Path]) -> None:
    inside = room.path.resolve()
    for whole in paths:
        if inside.is_relative_to(whole.resolve()):
            raise RoomError(
                _("The room lies inside {path}, which is to be added.", path=whole),
                _("Keep the room in a folder of its own."),
            )
        if whole.resolve().is_relative_to(inside):
            raise WrongUseError(
                _("{path} is a part of the room.", path=whole), _("Add files that lie outside; the room has its own.")
            )
