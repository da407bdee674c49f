"""What is cut or lost inside a PDF, and writing it anew: through qpdf (pikepdf), another reader of PDFs than pdfium.

pdfium draws what it can of a damaged page and says nothing. Here the bytes that make the page are looked at: whether
its content unpacks to its end with the right checksum, and whether the fonts, images and forms that it names are there.
"""

from __future__ import annotations

import io
import logging
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf

#: Forms inside forms are looked at to this depth.
MOST_NESTED = 4

#: Most bytes that one stream is unpacked to while it is checked; no page description is larger.
MOST_UNPACKED = 64_000_000

# What qpdf warns of is what is looked for here; nobody reads it in a terminal.
logging.getLogger("pikepdf").addHandler(logging.NullHandler())

_NODES = 64
_GONE = (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, RuntimeError, RecursionError)


def resave(path: Path, out: BinaryIO, *, skip: int = 0) -> bool:
    """Write a PDF anew as qpdf understands it; return whether it could be read at all.

    Args:
        path: the file.
        out: written from the first byte to the last.
        skip: bytes before the file's own beginning.
    """
    try:
        source: Any = path
        if skip:
            with path.open("rb") as stream:
                stream.seek(skip)
                source = io.BytesIO(stream.read())
        with pikepdf.open(source, suppress_warnings=True) as pdf:
            pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    except (*_GONE, pikepdf.PasswordError, OSError, EOFError):
        return False
    return True


class PdfDamage:
    """Tells which pages of a PDF have lost something.

    Attributes:
        pages: places for pages in its page tree; 0 when qpdf can't read it.
    """

    def __init__(self, path: Path) -> None:
        """Open the file; one that qpdf can't read tells nothing."""
        self._pdf: Any = None
        self._pages: list[Any] = []
        self.pages = 0
        try:
            self._pdf = pikepdf.open(path, suppress_warnings=True, inherit_page_attributes=False)
            self._pages = list(kids(self._pdf))
            self.pages = len(self._pages)
        except (*_GONE, pikepdf.PasswordError, OSError):
            self.close()

    def damaged(self, number: int) -> bool:
        """Whether something of page `number` (from 1) is cut or lost."""
        if not 1 <= number <= len(self._pages) or self._pages[number - 1] is None:
            return False
        page = self._pages[number - 1]
        try:
            return _cut(page.get("/Contents")) or _lost(_resources(page), 0)
        except _GONE:
            return True

    def close(self) -> None:
        """Close the file."""
        if self._pdf is not None:
            self._pdf.close()
            self._pdf = None


def kids(pdf: Any) -> Iterator[Any]:
    """Yield the pages of a PDF in the order of its page tree; None for a place that holds no page.

    pikepdf's own list leaves such places out, pdfium counts them, and the numbers of pages are pdfium's.
    """
    root = pdf.Root.get("/Pages")
    waiting: list[tuple[Any, int]] = [(root, 0)]
    seen: set[tuple[int, int]] = set()
    while waiting:
        node, depth = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary):
            yield None
            continue
        below = node.get("/Kids")
        if not isinstance(below, pikepdf.Array):
            yield node
        elif depth < _NODES and (not node.is_indirect or node.objgen not in seen):
            seen.add(node.objgen)
            waiting += [(kid, depth + 1) for kid in reversed(list(below))]


def _resources(page: Any) -> Any:
    node = page
    for _level in range(_NODES):
        found = node.get("/Resources")
        if found is not None or "/Parent" not in node:
            return found
        node = node.Parent
    return None


def _cut(content: Any) -> bool:
    """Whether any stream of a page's content does not unpack to its end."""
    parts = list(content) if isinstance(content, pikepdf.Array) else [content] if content is not None else []
    return any(_broken(part) for part in parts)


def _lost(resources: Any, depth: int) -> bool:
    """Whether fonts, images or forms that a page names are not there, or a form is cut."""
    if not isinstance(resources, pikepdf.Dictionary):
        return False
    for kind in ("/Font", "/XObject"):
        named = resources.get(kind)
        for thing in dict(named.items()).values() if isinstance(named, pikepdf.Dictionary) else ():
            if not isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
                return True
            form = kind == "/XObject" and thing.get("/Subtype") == "/Form" and depth < MOST_NESTED
            if form and (_broken(thing) or _lost(thing.get("/Resources"), depth + 1)):
                return True
    return False


def _broken(stream: Any) -> bool:
    """Whether a stream is missing, or is packed with zlib and does not unpack to its end with the right checksum."""
    if not isinstance(stream, pikepdf.Stream):
        return True
    filters = stream.get("/Filter")
    first = filters[0] if isinstance(filters, pikepdf.Array) and len(filters) else filters
    if first not in {"/FlateDecode", "/Fl"}:
        return False
    packed = stream.read_raw_bytes()
    if not packed and stream.get("/Length") == 0:
        return False  # nothing was ever there: how writers, qpdf among them, pack what a blank page draws
    return not _whole(packed)


def _whole(packed: bytes) -> bool:
    machine, size = zlib.decompressobj(), 0
    try:
        part = machine.decompress(packed, 1 << 20)
        while machine.unconsumed_tail and size < MOST_UNPACKED:
            size += len(part)
            part = machine.decompress(machine.unconsumed_tail, 1 << 20)
    except zlib.error:
        return False
    return machine.eof or size >= MOST_UNPACKED
