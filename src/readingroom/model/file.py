"""A file as received, and each time it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from readingroom.model.ids import FileId

FileState = Literal["received", "waiting", "read", "partly", "failed", "kept"]
"""received: bytes are safe, not opened yet; waiting: opened, some pages not read yet; read: all done; partly: some
pages failed; failed: nothing could be read; kept: no reader for this type in this version."""

Repair = Literal["", "resaved", "rebuilt"]
"""How a damaged PDF was mended: not at all; resaved: written anew as qpdf understands it; rebuilt: from every object
that its bytes still hold, with a page tree of our own."""

MediaType = str
"""IANA media type decided from the bytes, never from the name."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One receipt of some bytes.

    Attributes:
        file: which bytes.
        path: relative to what was added, with `/`; a member is `<container path>/<member path>`.
        production: name of the one it came in.
        received: ISO date it was received; empty if unknown.
        sender: who sent it; empty if unknown.
        parent: the container it was a member of, or None.
    """

    file: FileId
    path: str
    production: str
    received: str
    sender: str
    parent: FileId | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A file found inside a container, its bytes already in the vault.

    Attributes:
        path: inside the container, cleaned of `..`, drive letters and back slashes, with `/`.
        file: SHA-256 of its bytes.
        size: bytes.
    """

    path: str
    file: FileId
    size: int


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a file showed.

    Attributes:
        media_type: decided from the bytes.
        pages: how many pages it has (its own or its access copy's); 0 for containers and for what is only kept.
        access_copy: SHA-256 of the access copy in the vault, for a file that has no pages of its own; of the mended
            body for a damaged PDF.
        members: files inside it, for containers and mail; in their order.
        kept: there is no reader for this type in this version.
        error: why some or all of it could not be opened, as a sentence; empty if all is well.
        expected: how many pages it should have by its own account; 0 when that can't be told.
        repair: how a damaged PDF was mended.
    """

    media_type: MediaType
    pages: int = 0
    access_copy: FileId | None = None
    members: tuple[Member, ...] = ()
    kept: bool = False
    error: str = ""
    expected: int = 0
    repair: Repair = ""
