"""Receiving: bytes go to the vault first, then each receipt is written down."""

from __future__ import annotations

import datetime as dt
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from readingroom.desk.room import Room
from readingroom.errors import ReadingRoomError, WrongUseError
from readingroom.locale import _
from readingroom.model.file import Sighting
from readingroom.model.ids import FileId
from readingroom.store.queue import Task, add_tasks, try_again
from readingroom.store.register import sight

_DATE = re.compile(r"(?<![0-9])(20[0-9]{2}|19[0-9]{2})[-_.](0[1-9]|1[0-2])(?:[-_.](0[1-9]|[12][0-9]|3[01]))?(?![0-9])")

#: Files that macOS and Windows leave in folders one looks at (lower case). They are received like any other.
_LEFT = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


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


def checked(given: Given) -> Given:
    """Return what the person said, its date checked, its names as they are kept.

    Raises:
        WrongUseError: the date is none, or lies in the future.
    """
    if given.received:
        try:
            date = dt.date.fromisoformat(given.received)
        except ValueError:
            date = None
        if date is None or date.isoformat() != given.received:
            raise WrongUseError(
                _("“{text}” is no date.", text=given.received),
                _("Write the day it was received as YYYY-MM-DD, for example 2018-03-02."),
            )
        # A day later than here it may already be elsewhere.
        if date > dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1):
            raise WrongUseError(
                _("{text} lies in the future.", text=given.received), _("Check the year of the day it was received.")
            )
    return Given(_printable(given.production), given.received, _printable(given.sender))


def find_files(paths: Sequence[Path], unread: Callable[[str, str], None]) -> Iterator[Found]:
    """Return the files to add, in order.

    A folder that holds files is one production with all that lies below it. Only a folder that holds nothing but
    folders is a set of productions, one a folder. Files named one by one belong to the production named like the folder
    they lie in. Links are not followed.

    Args:
        paths: files and folders.
        unread: told of each folder that can't be read and each link that is not followed, and why.

    Raises:
        WrongUseError: a path does not exist.
    """
    for path in paths:
        if not path.exists():
            raise WrongUseError(_("There is no {path}.", path=path), _("Check the spelling, or drag the file here."))
    for path in paths:
        whole = path.resolve()
        if whole.is_file():
            top = _printable(whole.parent.name)
            yield Found(whole, _printable(whole.name), top, _date(top))
            continue
        yield from _below(whole, unread)


def _below(whole: Path, unread: Callable[[str, str], None]) -> Iterator[Found]:
    """Return the files below a folder, in order."""

    def closed(error: OSError) -> None:
        shown = Path(error.filename).relative_to(whole).as_posix()
        unread(_printable(shown), _("The folder can't be read: {reason}.", reason=error.strerror))

    one = _holds_files(whole)
    for folder, folders, names in os.walk(whole, onerror=closed):
        folders.sort()
        linked = [name for name in folders if (Path(folder) / name).is_symlink()]  # os.walk does not go into them
        for name in sorted([*linked, *names]):
            found = Path(folder) / name
            relative = _printable(found.relative_to(whole).as_posix())
            if found.is_symlink():
                unread(relative, _("It is a link, and links are not followed. Add what it points to."))
            elif found.is_file():
                top = _printable(whole.name) if one or "/" not in relative else relative.split("/", 1)[0]
                yield Found(found, relative, top, _date(top))


def _holds_files(folder: Path) -> bool:
    """Whether files lie in a folder itself, but for those that a file manager leaves there. Closed to us: it may."""
    try:
        with os.scandir(folder) as entries:
            return any(entry.is_file(follow_symlinks=False) and entry.name.lower() not in _LEFT for entry in entries)
    except OSError:
        return True


def _printable(name: str) -> str:
    """Return a name as it is kept: NFC, with a mark for what is no character (Linux takes any bytes) or not seen."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in unicodedata.normalize("NFC", text))


def _date(text: str) -> str:
    match = _DATE.search(text)
    if not match:
        return ""
    year, month, day = match.groups()
    try:
        dt.date(int(year), int(month), int(day or 1))
    except ValueError:  # 31 February: no date after all
        return ""
    return "-".join(part for part in (year, month, day) if part)


def receive(room: Room, found: Found, given: Given, *, version: int, who: str) -> tuple[str, FileId]:
    """Keep one file and write its receipt down; what failed of it before is tried again.

    Return "new", "again" (known bytes, new receipt) or "known", and the file.

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
        else:
            try_again(connection, file, version)
    return "new" if new_file else "again" if new_receipt else "known", file
