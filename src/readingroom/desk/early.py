"""The child of `add` that starts before the rest of the command is loaded: each takes most of a second, side by side.

Nothing here is slow to load. What is guessed of the files decides only what is got ready, never what is read.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from readingroom.desk.executor import Spawned, children_for
from readingroom.desk.worker import warm
from readingroom.errors import ReadingRoomError
from readingroom.store.layout import RoomPaths
from readingroom.store.settings import load_settings

#: Files that are looked at, the first ones given: thousands on a cold disk would be minutes in which nothing is shown.
LOOKED_AT = 8

#: Bytes at the beginning of a file that are looked at first, and those that are where they tell of no fonts: enough for
#: the first pages of a scan.
GLANCE, HEAD = 256_000, 4_000_000

#: How PNG, JPEG and TIFF files begin.
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")

#: In a PDF: an image; and what tells of fonts, or may hide them.
_IMAGE, _FONTS = re.compile(rb"/Subtype\s*/Image\b"), re.compile(rb"/BaseFont\b|/ObjStm\b")


@contextmanager
def first_child(path: Path, paths: Sequence[Path], mode: str) -> Iterator[Spawned | None]:
    """Start one child that will read files into the room at `path`; all children are stopped at the end of the block.

    Gives None where nothing can be said of the room: whoever opens it says what is wrong.

    Args:
        path: the room.
        paths: what will be added.
        mode: how images are read; the room's own when empty.
    """
    places = RoomPaths(path)
    try:
        settings = load_settings(places.settings) if paths and places.exists() else None
    except (ReadingRoomError, OSError):
        settings = None
    if settings is None:
        yield None
        return
    load = functools.partial(warm, mode or settings.mode if any(map(looks_scanned, paths[:LOOKED_AT])) else "")
    children = Spawned(children_for(settings.child_megabytes), settings.child_megabytes, load)
    try:
        children.wake(1)
        yield children
    finally:
        children.close()


def looks_scanned(path: Path) -> bool:
    """Whether a file is an image, or a PDF that at a glance has images and no fonts."""
    try:
        if not path.is_file():
            return False
        with path.open("rb", buffering=0) as stream:
            head = stream.read(GLANCE)
            if head.startswith(_IMAGES):
                return True
            if b"%PDF-" not in head[:1024] or _FONTS.search(head):
                return False
            head += stream.read(HEAD - GLANCE)
    except OSError:
        return False
    return bool(_IMAGE.search(head)) and not _FONTS.search(head)
