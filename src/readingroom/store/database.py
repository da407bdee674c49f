"""SQLite through SQLAlchemy Core: how a room's databases are opened."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError, ProgrammingError
from sqlalchemy.pool import NullPool, QueuePool

from readingroom.errors import DiskFullError, RoomBusyError, RoomError
from readingroom.locale import _


def open_database(path: Path, *, write: bool) -> Engine:
    """Open (or, when writing, make) the SQLite database at `path`.

    WAL lets people read while a program adds; `synchronous=FULL` makes a commit survive a power cut, which a
    reading that took hours deserves; readers of a room on read-only media open it unchangeable.

    Args:
        path: the file.
        write: whether anything will be changed.
    """
    if write:
        url = f"sqlite:///{path}"
    else:
        wal = path.with_name(path.name + "-wal")
        fixed = "" if wal.exists() or _writable(path.parent) else "&immutable=1"
        url = f"sqlite:///file:{path.as_posix().replace('?', '%3f').replace('#', '%23')}?mode=ro{fixed}&uri=true"
    engine = create_engine(url, poolclass=QueuePool if write else NullPool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=20000")
        connection.execute("PRAGMA foreign_keys=ON")
        if write:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            # What is taken away may be words that should never have been kept: no bytes of them are left behind.
            connection.execute("PRAGMA secure_delete=ON")

    return engine


def _writable(folder: Path) -> bool:
    import os  # noqa: PLC0415  # asked only for readers

    return os.access(folder, os.W_OK)


@contextlib.contextmanager
def in_words(room: Path) -> Iterator[None]:
    """Say in words what goes wrong with the databases of `room` or its disk while the block runs.

    Raises:
        DiskFullError: the disk is full.
        RoomBusyError: another program keeps a database locked.
        RoomError: it can't be read or written.
    """
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise  # a mistake of ours
    except DatabaseError as error:
        said = str(error.orig)
        if "disk is full" in said:
            raise _full(room) from error
        if "is locked" in said:
            raise RoomBusyError(
                _("Another program keeps the room at {path} locked.", path=room),
                _("Wait until it is done, or stop it; then run the same command again."),
            ) from error
        raise RoomError(
            _("The room at {path} can't be used: {reason}.", path=room, reason=said),
            _("Check the disk and its permissions; readingroom doctor {path} looks closer.", path=room),
        ) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise _full(room) from error
        raise


def _full(room: Path) -> DiskFullError:
    return DiskFullError(
        _("The disk of the room at {path} is full.", path=room),
        _("Free some disk and run the same command again; what was received is safe."),
    )
