"""Work for the executors' tests: importable, because children are spawned."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from readingroom.desk.executor import Failed
from readingroom.errors import DiskFullError, TamperedError, UnreadableError

#: What a careless library keeps from unit to unit.
KEPT: list[bytearray] = []


def double(units: list[str]) -> Iterator[tuple[str, object]]:
    for unit in units:
        if unit == "bad":
            yield unit, Failed("bad unit")
        elif unit == "raise":
            raise UnreadableError("raised")
        elif unit == "die":
            os._exit(9)
        elif unit == "sleep":
            time.sleep(60)
        elif unit == "eat":
            hold = bytearray(400_000_000)
            time.sleep(60)
            del hold
        elif unit == "keep":
            KEPT.append(bytearray(230_000_000))
            yield unit, unit * 2
        else:
            yield unit, unit * 2


def stuck(path: str) -> Iterator[tuple[str, object]]:
    """Say who works, then never end."""
    Path(path).write_text(str(os.getpid()))
    time.sleep(300)
    yield "never", ""


def full(units: list[str]) -> Iterator[tuple[str, object]]:
    yield units[0], "done"
    raise DiskFullError("The disk is nearly full.", "Free some disk.")


def lost(_units: list[str]) -> Iterator[tuple[str, object]]:
    yield from ()
    raise TamperedError("The vault has lost the file.")


#: What was loaded before the first job.
WARMED: list[str] = []


def warm() -> None:
    WARMED.append("warm")


def broken() -> None:
    raise ImportError("nothing there")


def warmed(units: list[str]) -> Iterator[tuple[str, object]]:
    yield units[0], list(WARMED)
