"""How far opening a file may go before it is stopped with a line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on containers. A file is never refused by its size alone.

    Attributes:
        depth: containers inside containers.
        members: files in one container.
        ratio: a member that grows more than this, once past `grown`, is a bomb.
        grown: unpacked bytes from which the ratio counts.
        free: bytes of disk that may be filled.
        scratch: folder for what is needed only while a file is opened; that of the file by default.
    """

    depth: int = 16
    members: int = 1_000_000
    ratio: int = 200
    grown: int = 100_000_000
    free: int = 1 << 62
    scratch: Path | None = None
