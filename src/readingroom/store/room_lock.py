"""One program at a time adds to a room: held by the operating system, so a dead holder never blocks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from readingroom.errors import RoomBusyError, RoomError
from readingroom.locale import _

#: Seconds that a program waits for the room: whoever only asks whether it is held holds it for a moment.
PATIENCE_SECONDS = 1.0


@contextmanager
def hold(path: Path, *, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the lock at `path` while the block runs.

    Args:
        path: the lock's file.
        patience: seconds to wait for it.

    Raises:
        RoomBusyError: another living program holds it.
    """
    lock = FileLock(path)
    try:
        lock.acquire(timeout=patience, poll_interval=0.05)
    except Timeout as error:
        raise RoomBusyError(
            _("Another program is adding to the room at {path}.", path=path.parent),
            _("Wait until it is done, or stop it; then run the same command again."),
        ) from error
    except OSError as error:
        raise RoomError(
            _("The room at {path} can't be written: {reason}.", path=path.parent, reason=error.strerror or error),
            _("It can be read. To add to it, choose a folder that you may write to, or copy the room to one."),
        ) from error
    try:
        yield
    finally:
        lock.release()


def is_held(path: Path) -> bool:
    """Whether a program is adding to the room right now."""
    if not path.exists():
        return False
    try:
        with hold(path, patience=0):
            return False
    except RoomBusyError:
        return True
    except RoomError:
        return False  # nobody can hold it where nobody can write
