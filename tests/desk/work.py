"""Work for the executors' tests: importable, because children are spawned."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from readingroom.desk.executor import Failed
from readingroom.errors import UnreadableError


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
        else:
            yield unit, unit * 2
