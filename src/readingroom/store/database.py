"""SQLite through SQLAlchemy Core: how a room's databases are opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool


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

    return engine


def _writable(folder: Path) -> bool:
    import os  # noqa: PLC0415  # asked only for readers

    return os.access(folder, os.W_OK)
