"""What can go wrong, as sentences a person can act on.

Every error that reaches a person names what happened, to which file, and what to do next. The error carries the exit
status, the command line only obeys it.
"""

from __future__ import annotations

import enum
from typing import ClassVar


class ExitCode(enum.IntEnum):
    """Exit statuses of every command (promised in the command reference)."""

    DONE = 0
    DOES_NOT_HOLD = 1
    WRONG_USE = 2
    SOME_FAILED = 3
    ROOM_UNUSABLE = 4
    INTERRUPTED = 130


class ReadingRoomError(Exception):
    """Something the person running this can act on; shown without a traceback.

    Attributes:
        what: what happened, naming the file or setting.
        next_step: what to do about it; may be empty when nothing can be done.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.SOME_FAILED

    def __init__(self, what: str, next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.what} {self.next_step}".strip()

    def __reduce__(self) -> tuple[type[ReadingRoomError], tuple[str, str]]:
        # Errors cross process borders, and Exception alone would drop the second argument.
        return (type(self), (self.what, self.next_step))


class WrongUseError(ReadingRoomError):
    """The command, an option or a setting was given wrongly.

    Attributes:
        clicks: what to do about it in the browser, where `next_step` names a command; empty when it does not.
    """

    exit_code = ExitCode.WRONG_USE

    def __init__(self, what: str, next_step: str = "", clicks: str = "") -> None:
        super().__init__(what, next_step)
        self.clicks = clicks

    def __reduce__(self) -> tuple[type[WrongUseError], tuple[str, str, str]]:  # type: ignore[override]  # one argument more
        return (type(self), (self.what, self.next_step, self.clicks))


class DoesNotHoldError(ReadingRoomError):
    """A check that was asked for did not hold."""

    exit_code = ExitCode.DOES_NOT_HOLD


class RoomError(ReadingRoomError):
    """The room is busy, damaged, read-only or made by a newer program."""

    exit_code = ExitCode.ROOM_UNUSABLE


class RoomBusyError(RoomError):
    """Another program is adding to this room."""


class RoomTooNewError(RoomError):
    """The room was made by a newer program than this one."""


class DiskFullError(RoomError):
    """Less free disk than the work needs; raised before the disk is full."""


class TamperedError(RoomError):
    """Bytes in the vault no longer have the hash they were kept under."""


class UnreadableError(ReadingRoomError):
    """One file or page can't be read; the others go on. Its text becomes the `error` of that file or page."""


class LimitError(UnreadableError):
    """A limit on time, memory, pixels, depth, count or unpacked size was reached."""


class QueryError(WrongUseError):
    """A search can't be understood.

    Attributes:
        position: 0-based character in the query as typed where it goes wrong.
        length: how many characters from there on are meant; 0 where something is missing.
    """

    def __init__(self, what: str, next_step: str = "", position: int = 0, length: int = 0) -> None:
        super().__init__(what, next_step)
        self.position = position
        self.length = length

    def __reduce__(self) -> tuple[type[QueryError], tuple[str, str, int, int]]:  # type: ignore[override]  # more arguments
        return (type(self), (self.what, self.next_step, self.position, self.length))
