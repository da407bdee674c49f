"""Export: files as searchable PDFs, one each, with a receipt. Internal until the release gate exists."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from readingroom.desk.executor import Event, Executor, Job, Spawned, children_for
from readingroom.desk.export import STAMP, prepare, unwritable
from readingroom.desk.room import Room
from readingroom.desk.searchable import Made, WritePdf, write_pdf
from readingroom.errors import WrongUseError
from readingroom.formats.csv import write_table
from readingroom.formats.file_names import Names
from readingroom.locale import _
from readingroom.model.answers import Failure, Progress
from readingroom.model.ids import FileId
from readingroom.store.schema import FILES, SIGHTINGS

#: The list of what was written.
RECEIPT = "receipt.csv"
_COLUMNS = ("pdf", "file_id", "path", "production", "pages", "kept", "drawn", "absent", "unverified", "words", "error")

#: Before every name.
MARK = "INTERNAL "


@dataclass(frozen=True, slots=True)
class PdfFile:
    """A file that was to be written.

    Attributes:
        file: its file_id.
        path: of its first sighting.
        production: of its first sighting.
        name: of the PDF in the folder; empty when none could be written.
        made: what was written; None when nothing was.
        error: why nothing was.
    """

    file: FileId
    path: str
    production: str
    name: str
    made: Made | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class PdfExport:
    """What was written, in the order of paths."""

    files: tuple[PdfFile, ...]

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Every file, and every page, that is not given out or does not hold."""
        found = []
        for one in self.files:
            if one.error:
                found.append(Failure(one.file, one.path, None, one.error, one.production))
            if one.made and one.made.absent:
                what = _("Not read, so not given out: {pages}.", pages=_numbers(one.made.absent))
                found.append(Failure(one.file, one.path, None, what, one.production))
            if one.made and one.made.wrong:
                what = _(
                    "Other words are taken out of the PDF than were read on: {pages}. Look at the original.",
                    pages=_numbers(one.made.wrong),
                )
                found.append(Failure(one.file, one.path, None, what, one.production))
        return tuple(found)


def export_pdfs(
    room: Room,
    out: Path,
    progress: Callable[[Progress], None],
    *,
    file: FileId | None = None,
    production: str | None = None,
    executor: Executor | None = None,
) -> PdfExport:
    """Write files with pages into the folder `out`, each as one searchable PDF, and a receipt.

    If the work is stopped, what was written is taken away again.

    Args:
        room: open.
        out: new or empty, outside the room.
        progress: told after each file.
        file: only this one.
        production: only files that came first in this production.
        executor: for tests; spawned children by default.

    Raises:
        WrongUseError: the folder is not empty or lies in the room, or nothing with pages was asked for.
        RoomError: the folder can't be written.
    """
    chosen = _chosen(room, file, production)
    made = prepare(room, out)
    settings = room.settings
    runner = executor or Spawned(children_for(settings.child_megabytes), settings.child_megabytes)
    done: list[PdfFile] = []
    try:
        (out / STAMP).write_text(_stamp(room), encoding="utf-8", newline="\n")
        for one in _run(room, out, chosen, runner):
            done.append(one)
            progress(Progress("write", len(done), len(chosen), path=one.path))
        done.sort(key=lambda one: (one.path, one.file))
        _receipt(out / RECEIPT, done)
    except BaseException as error:
        runner.close()
        for path in out.iterdir():
            with contextlib.suppress(OSError):
                path.unlink()
        if made:
            with contextlib.suppress(OSError):
                out.rmdir()
        if isinstance(error, OSError):
            raise unwritable(out, error) from error
        raise
    runner.close()
    return PdfExport(tuple(done))


def _chosen(room: Room, file: FileId | None, production: str | None) -> list[PdfFile]:
    """Return the files to write, each with a name of its own."""
    first = select(func.min(SIGHTINGS.c.sighting_id)).group_by(SIGHTINGS.c.file_id)
    query = (
        select(FILES.c.file_id, SIGHTINGS.c.path, SIGHTINGS.c.production)
        .join(SIGHTINGS, SIGHTINGS.c.file_id == FILES.c.file_id)
        .where(SIGHTINGS.c.sighting_id.in_(first), FILES.c.pages > 0)
        .order_by(SIGHTINGS.c.path, FILES.c.file_id)
    )
    if file is not None:
        query = query.where(FILES.c.file_id == file)
    if production is not None:
        query = query.where(SIGHTINGS.c.production == production)
    with room.catalogue.connect() as connection:
        rows = connection.execute(query).all()
    if not rows:
        raise WrongUseError(
            _("There is no file with pages among what was asked for."),
            _("readingroom status names the productions; a file id is 64 digits and letters a to f."),
        )
    names = Names()
    return [
        PdfFile(FileId(row.file_id), row.path, row.production, names.free(MARK + _stem(row.path), ".pdf"))
        for row in rows
    ]


def _stem(path: str) -> str:
    """Return the last part of a path without the ending that the PDF gets anyway."""
    name = path.rsplit("/", 1)[-1]
    return name[:-4] if name.lower().endswith(".pdf") else name


def _run(room: Room, out: Path, files: Sequence[PdfFile], runner: Executor) -> Iterator[PdfFile]:
    """Yield each file once it is written or has failed."""
    waiting = list(reversed(files))
    running: dict[int, PdfFile] = {}
    while waiting or running:
        while waiting and runner.free() > 0:
            one = waiting.pop()
            task = WritePdf(room.path, one.file, _part(out, one))
            job = Job(write_pdf, task, [one.file], room.settings.file_seconds)
            running[id(job)] = one
            runner.start(job)
        for event in runner.events(1.0):
            if event.kind == "done":
                if id(event.job) in running:
                    yield _failed(out, running.pop(id(event.job)), _("It could not be written."))
            elif event.kind == "stop":
                raise event.value
            elif id(event.job) in running:
                yield _settled(out, running.pop(id(event.job)), event)


def _settled(out: Path, one: PdfFile, event: Event) -> PdfFile:
    if event.kind != "result":
        return _failed(out, one, str(event.value))
    _part(out, one).replace(out / one.name)
    return PdfFile(one.file, one.path, one.production, one.name, event.value)


def _failed(out: Path, one: PdfFile, why: str) -> PdfFile:
    """Take away what a child left of a file."""
    for path in (_part(out, one), _part(out, one).with_suffix(".pictures")):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
    return PdfFile(one.file, one.path, one.production, "", None, why)


def _part(out: Path, one: PdfFile) -> Path:
    """Return where a file is written until it is whole and checked."""
    return out / f"{one.file[:24]}.part"


def _receipt(path: Path, files: Sequence[PdfFile]) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        write_table(target, _COLUMNS, (_row(one) for one in files))
        target.flush()
        os.fsync(target.fileno())


def _row(one: PdfFile) -> tuple[Any, ...]:
    made = one.made or Made(0, 0, 0, (), (), 0)
    pages = (made.pages, made.kept, made.drawn, _numbers(made.absent), _numbers(made.wrong), made.words)
    return (one.name, one.file, one.path, one.production, *pages, one.error)


def _numbers(pages: Sequence[int]) -> str:
    """Return page numbers as a list, runs as from-to."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ";".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _stamp(room: Room) -> str:
    made = time.strftime("%Y-%m-%d", time.gmtime())
    return (
        f"INTERNAL: searchable PDFs of the reading room “{room.name}”, {made}.\n\n"
        "For the people who work in that room. Nothing here was checked for release. Nothing that this version writes\n"
        "out is public.\n\n"
        "Each PDF has the pages of one file as received, with the words that were read over them where nobody sees\n"
        "them. Where people corrected words the corrected ones are written; readingroom correct ROOM --list says who\n"
        "corrected what, and when.\n\n"
        "Annotations, attachments, scripts, form fields, bookmarks and metadata of the original are left out.\n"
        "Pages that hold hidden words, annotations, something painted over an image, or an image that the page cuts\n"
        "off are drawn as images of what the page shows; pages that were not read are blank and say so. receipt.csv\n"
        "lists how many of each there are.\n"
    )
