"""A damaged PDF: how many pages it should have, and the body from which most of them can be read.

Three ways are tried: pdfium as it is; if that leaves pages lost, qpdf, which writes the file anew as it understands it,
and every object that the bytes still hold, with a page tree of our own (`formats/pdf_salvage.py`). The body with most
pages is taken, of equals the first. The original stays as it is; a mended body is kept beside it under its own
hash (docs/decisions/0017-repair.md).
"""

from __future__ import annotations

import contextlib
import mmap
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from readingroom.engines.pdf import LockedError, PdfPages
from readingroom.engines.pdf_damage import PdfDamage, resave
from readingroom.errors import UnreadableError
from readingroom.formats.pdf_salvage import Salvaged, salvage
from readingroom.intake.containers import Keep
from readingroom.intake.kind import HEAD, PDF
from readingroom.intake.limits import Limits
from readingroom.locale import _
from readingroom.model.file import Opened, Repair
from readingroom.model.ids import FileId

#: A PDF ends with a pointer to its cross-reference, within this many bytes (ISO 32000-1, annex H, note 18).
_TAIL = 1024 + 64
_HEAD = 1024
_POINTER = re.compile(rb"startxref[\x00\t\n\x0c\r ]+([0-9]{1,12})[\x00\t\n\x0c\r ]+%%EOF")
_TABLE = re.compile(rb"[\x00\t\n\x0c\r ]*(?:xref|[0-9]+[\x00\t\n\x0c\r ]+[0-9]+[\x00\t\n\x0c\r ]+obj)")
_OBJECT = re.compile(rb"[0-9][\x00\t\n\x0c\r ]+[0-9]+[\x00\t\n\x0c\r ]+obj")
_LENGTH = re.compile(rb"/Linearized.{0,200}?/L[\x00\t\n\x0c\r ]+([0-9]{1,12})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Body:
    """One way to read a file.

    Attributes:
        how: by which repair.
        path: its bytes.
        pages: how many pages its page tree has.
        drawing: how many of these can be read and draw something.
    """

    how: Repair
    path: Path
    pages: int
    drawing: int


def open_pdf(path: Path, keep: Keep, limits: Limits) -> Opened:
    """Open a PDF, mending it as far as it needs and allows.

    Args:
        path: its bytes; never changed.
        keep: stores the mended body.
        limits: names the folder for what is needed only meanwhile.

    Raises:
        LockedError: it needs a password.
        UnreadableError: it has no pages, or not one can be recovered.
    """
    error: UnreadableError | None = None
    try:
        source = PdfPages(path)
        try:
            if _sound(path) and not source.missing() and _agreed(path, source.pages):
                return Opened(PDF, source.pages, expected=source.pages)
        finally:
            source.close()
    except LockedError:
        raise
    except UnreadableError as reason:
        error = reason
    with _scratch(limits.scratch or path.parent) as fresh:
        best, expected = _best(path, fresh("rebuilt"), fresh("resaved"))
        # A file that opens as it is stays one, even if its pages draw nothing: they are said to have lost something.
        if best is None or (best.how and not best.drawing):
            raise error or UnreadableError(
                _("The PDF is damaged: not one of its pages can be recovered."), _("It is kept. Ask for it again.")
            )
        copy: FileId | None = None
        if best.how:
            with best.path.open("rb") as stream:
                copy, _size = keep(stream)
    return Opened(PDF, best.pages, copy, error=_said(best, expected), expected=expected or 0, repair=best.how)


def _agreed(path: Path, pages: int) -> bool:
    """Whether qpdf finds as many places for pages in the tree; pdfium believes a number that stands in the file."""
    other = PdfDamage(path)
    try:
        return other.pages in {0, pages}  # 0: qpdf can't read it
    finally:
        other.close()


def _sound(path: Path) -> bool:
    """Whether the file begins and ends as a PDF does, and is as long as it says."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        begin = head.find(b"%PDF-")
        stream.seek(max(0, size - _TAIL))
        pointers = _POINTER.findall(stream.read())
        if begin < 0 or not pointers or not _ends(path):
            return False
        length = _LENGTH.search(head)
        if length and int(length[1]) > size:
            return False
        stream.seek(begin + int(pointers[-1]))
        return _TABLE.match(stream.read(64)) is not None


def _ends(path: Path) -> bool:
    """Whether the file has its end, and no object of an unfinished later version after it."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _TAIL))
        tail = stream.read()
    last = tail.rfind(b"%%EOF")
    return last >= 0 and _OBJECT.search(tail, last) is None


def _best(path: Path, rebuilt: Path, resaved: Path) -> tuple[_Body | None, int | None]:
    """Return the body with most pages, and how many there should be (None when that can't be told)."""
    bodies = [body for body in [_weighed("", path)] if body]
    left, body = _rebuilt(path, rebuilt)
    wanted = (left.expected or left.pages) if left else 0
    if not bodies or bodies[0].drawing < bodies[0].pages or bodies[0].pages != wanted:
        again = _resaved(path, resaved)
        # qpdf leaves lost pages out: with fewer pages than there were, their numbers would be others.
        bodies += [again] if again and again.pages >= wanted else []
        bodies += [body] if body else []
    best = max(bodies, key=lambda body: (body.drawing, body.pages == wanted), default=None)
    expected = left.expected if left else best.pages if best else None
    # What the beginning of a file says of its pages may be an older version of it, or one part of them.
    if best and expected is not None and expected <= best.drawing and not _ends(path):
        expected = None
    return best, expected


def _said(best: _Body, expected: int | None) -> str:
    """Return the line that says what is lost; empty when nothing is known to be."""
    if expected is None:
        return (
            _("The PDF is damaged: 1 page was recovered; how many it had can't be told. Ask for it again.")
            if best.drawing == 1
            else _(
                "The PDF is damaged: {found} pages were recovered; how many it had can't be told. Ask for it again.",
                found=best.drawing,
            )
        )
    # what a mended body leaves empty may have been empty before; where it was lost, nothing else in it tells
    if best.how and best.drawing < best.pages:
        return _(
            "The PDF is damaged: {found} of its {pages} pages show anything; the others are blank or lost. Ask for it "
            "again.",
            found=best.drawing,
            pages=best.pages,
        )
    return ""


@contextmanager
def _scratch(folder: Path) -> Iterator[Callable[[str], Path]]:
    """Give places for files in a folder; they are gone at the end of the block."""
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []

    def fresh(what: str) -> Path:
        made.append(folder / f"{uuid.uuid4().hex}.{what}")
        return made[-1]

    try:
        yield fresh
    finally:
        for path in made:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _weighed(how: Repair, path: Path) -> _Body | None:
    try:
        source = PdfPages(path)
    except UnreadableError:
        return None
    try:
        return _Body(how, path, source.pages, source.drawing())
    finally:
        source.close()


def _resaved(path: Path, out: Path) -> _Body | None:
    with path.open("rb") as stream:
        begin = stream.read(HEAD).find(b"%PDF-")
    with out.open("xb") as target:
        written = resave(path, target, skip=max(begin, 0))
    return _weighed("resaved", out) if written else None


def _rebuilt(path: Path, out: Path) -> tuple[Salvaged | None, _Body | None]:
    with path.open("rb") as stream, out.open("xb") as target:
        left = _salvaged(stream, target)
    return left, _weighed("rebuilt", out) if left else None


def _salvaged(stream: BinaryIO, target: BinaryIO) -> Salvaged | None:
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return salvage(data, target)
