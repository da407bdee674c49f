"""Receiving: bytes go to the vault first, then each receipt is written down."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from readingroom.desk.room import Room
from readingroom.errors import ReadingRoomError, WrongUseError
from readingroom.locale import _
from readingroom.model.file import Sighting
from readingroom.store.queue import Task, add_tasks
from readingroom.store.register import sight

_DATE = re.compile(r"(?<![0-9])(20[0-9]{2}|19[0-9]{2})[-_.](0[1-9]|1[0-2])(?:[-_.](0[1-9]|[12][0-9]|3[01]))?(?![0-9])")


@dataclass(frozen=True, slots=True)
class Given:
    """What a person said of a production: its name, the date it was received, who sent it; empty = from the folders."""

    production: str = ""
    received: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A file on disk that was named or lies in a folder that was.

    Attributes:
        path: on disk.
        relative: to what was added, with `/`.
        production: the one it belongs to.
        received: ISO date read off the folder's name, or empty.
    """

    path: Path
    relative: str
    production: str
    received: str


def find_files(paths: Sequence[Path]) -> Iterator[Found]:
    """Return the files to add, in order.

    A folder that holds folders is a set of productions, one a folder; its own files, and files named one by one,
    belong to the production named like the folder they lie in. Links are not followed.

    Raises:
        WrongUseError: a path does not exist.
    """
    for path in paths:
        if not path.exists():
            raise WrongUseError(_("There is no {path}.", path=path), _("Check the spelling, or drag the file here."))
    for path in paths:
        whole = path.resolve()
        if whole.is_file():
            yield Found(whole, whole.name, whole.parent.name, _date(whole.parent.name))
            continue
        for folder, folders, names in os.walk(whole):
            folders.sort()
            for name in sorted(names):
                found = Path(folder) / name
                if found.is_symlink() or not found.is_file():
                    continue
                relative = found.relative_to(whole).as_posix()
                top = relative.split("/", 1)[0] if "/" in relative else whole.name
                yield Found(found, relative, top, _date(top))


def _date(text: str) -> str:
    match = _DATE.search(text)
    return "-".join(part for part in match.groups() if part) if match else ""


def receive(room: Room, found: Found, given: Given, *, version: int, who: str) -> str:
    """Keep one file and write its receipt down; return "new", "again" (known bytes, new receipt) or "known".

    Raises:
        ReadingRoomError: it can't be read from where it lies, or the disk is nearly full.
    """
    try:
        with found.path.open("rb") as stream:
            file, size = room.vault.put(stream, os.fstat(stream.fileno()).st_size)
    except OSError as error:
        raise ReadingRoomError(
            _("{path} can't be read: {reason}.", path=found.relative, reason=error.strerror or error),
            _("Check that it is still there and that you may open it, then add it again."),
        ) from error
    seen = Sighting(
        file,
        found.relative,
        given.production or found.production,
        given.received or found.received,
        given.sender,
    )
    with room.catalogue.begin() as connection:
        new_file, new_receipt = sight(connection, seen, size, who=who, depth=0)
        if new_file:
            add_tasks(connection, [Task("open", file, file)], version)
    return "new" if new_file else "again" if new_receipt else "known"
