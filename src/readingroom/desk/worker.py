"""What runs in the children: opening one file, reading some pages, drawing one page."""

from __future__ import annotations

import contextlib
import functools
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readingroom.desk.executor import Failed
from readingroom.errors import ReadingRoomError, UnreadableError
from readingroom.model.ids import FileId, page_id
from readingroom.model.page import Hidden, LayerVerdict, Sheet, TextSource
from readingroom.store.packing import pack
from readingroom.store.vault import Vault

if TYPE_CHECKING:
    from readingroom.engines.ocr import Recogniser
    from readingroom.engines.pages import PageSource
    from readingroom.model.page import Reading
    from readingroom.reading.evidence import Evidence

#: Goes up when the same bytes would be opened differently (other members, another paging).
OPEN_VERSION = 4

#: Goes up when the same page would be read differently; pages read by an older one are read again.
READ_VERSION = 12


@dataclass(frozen=True, slots=True)
class OpenFile:
    """Open one file: what it is, how many pages, what is inside."""

    vault: Path
    spare: int
    file: FileId


@dataclass(frozen=True, slots=True)
class ReadPages:
    """Read some pages of one file; `body` is the file itself or its access copy.

    `second` are the languages in which a second engine reads them too; empty when none is asked. `own`: the body is
    an access copy that we made. `broken`: the file is a damaged PDF, so that a page that shows nothing may be lost.
    """

    vault: Path
    file: FileId
    body: FileId
    media_type: str
    numbers: tuple[int, ...]
    mode: str
    second: tuple[str, ...] = ()
    own: bool = False
    broken: bool = False


@dataclass(frozen=True, slots=True)
class PageRead:
    """What reading one page gave, its content packed as it will be kept; `second` names the second engine."""

    engine: str
    source: TextSource
    quality: float | None
    language: str
    sheet: Sheet
    hidden: tuple[Hidden, ...]
    layer: LayerVerdict
    look: tuple[str, ...]
    second: str
    count: int
    packed: bytes


@dataclass(frozen=True, slots=True)
class DrawPage:
    """Draw one page `width` pixels wide."""

    vault: Path
    body: FileId
    media_type: str
    number: int
    turned: int
    width: int


def warm(mode: str = "") -> None:
    """Load what opening and reading take.

    Args:
        mode: whose models are loaded too, meanwhile; empty for none: most files need none.
    """
    import readingroom.intake.open  # noqa: PLC0415  # only children run this
    import readingroom.reading.page  # noqa: F401, PLC0415

    if mode:
        threading.Thread(target=_early, args=(mode,), daemon=True).start()


def _early(mode: str) -> None:
    # What is missing is missed, and said, by the page that needs it.
    with contextlib.suppress(ReadingRoomError):
        _recogniser(mode)


def open_file(task: OpenFile) -> Iterator[tuple[str, Any]]:
    """Yield the file's `Opened`."""
    from readingroom.intake.kind import HEAD, media_type  # noqa: PLC0415  # a child loads only what it runs
    from readingroom.intake.limits import Limits  # noqa: PLC0415
    from readingroom.intake.open import open_file as opened  # noqa: PLC0415

    vault = Vault(task.vault, spare=task.spare)
    path = vault.verified(task.file)
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    free = shutil.disk_usage(task.vault).free - task.spare
    limits = Limits(free=free, scratch=vault.scratch)
    yield task.file, opened(path, media_type(head), vault.put, limits)


def read_pages(task: ReadPages) -> Iterator[tuple[str, Any]]:
    """Yield (page_id, PageRead or Failed) for each page."""
    from readingroom.engines.pages import open_pages  # noqa: PLC0415  # a child loads only what it runs
    from readingroom.reading.look import with_look  # noqa: PLC0415
    from readingroom.reading.page import read_page  # noqa: PLC0415

    source = open_pages(Vault(task.vault).verified(task.body), task.media_type)
    try:
        for number in task.numbers:
            page = page_id(task.file, number)
            try:
                load = functools.partial(_recogniser, task.mode)
                reading = read_page(source, number, load, own=task.own, evidence=_evidence().of_file(task.body))
                if task.second and reading.source in {"ocr", "mixed"}:
                    reading = _second(task.second, reading, source, number)
                gone = task.broken and reading.source == "none" and not reading.regions
                noted = ("damaged",) if gone or source.damaged(number) else ()
                reading = with_look(replace(reading, look=(*reading.look, *noted)))
            except ReadingRoomError as error:
                yield page, Failed(str(error))
                continue
            yield (
                page,
                PageRead(
                    reading.engine,
                    reading.source,
                    reading.quality,
                    reading.language,
                    reading.sheet,
                    reading.hidden,
                    reading.layer,
                    reading.look,
                    reading.second_engine,
                    len(reading.words),
                    pack(reading.content),
                ),
            )
    finally:
        source.close()


def draw_page(task: DrawPage) -> Iterator[tuple[str, Any]]:
    """Yield the page as a WebP image."""
    from readingroom.engines.images import webp  # noqa: PLC0415  # a child loads only what it runs
    from readingroom.engines.pages import open_pages  # noqa: PLC0415

    source = open_pages(Vault(task.vault).verified(task.body), task.media_type)
    try:
        sheet = source.size(task.number)
        across = sheet.height if task.turned % 180 else sheet.width
        dpi = max(task.width / max(across, 1) * 72, 1)
        yield "", webp(source.render(task.number, dpi=dpi, gray=False, turned=task.turned), 80)
    finally:
        source.close()


def _second(languages: tuple[str, ...], reading: Reading, source: PageSource, number: int) -> Reading:
    """Return the reading with a second opinion; without one where the second engine fails on the page."""
    from readingroom.reading.second import second_opinion  # noqa: PLC0415  # only where it is asked

    try:
        return second_opinion(reading, source, number, _second_engine(languages))
    except UnreadableError:
        return replace(reading, look=(*reading.look, "no_second"))


@functools.cache
def _second_engine(languages: tuple[str, ...]) -> Recogniser:
    from readingroom.engines.ocr.tesseract import Tesseract  # noqa: PLC0415  # only where it is asked

    return Tesseract(languages)


@functools.cache
def _evidence() -> Evidence:
    """Return what this child has learned of the glyphs of fonts."""
    from readingroom.reading.evidence import Evidence  # noqa: PLC0415  # a child loads only what it runs

    return Evidence()


_LOADING = threading.Lock()


def _recogniser(mode: str) -> Recogniser:
    """Return the recogniser of this child; its models are loaded once."""
    with _LOADING:
        return _loaded(mode)


@functools.cache
def _loaded(mode: str) -> Recogniser:
    from readingroom.engines.ocr import load_recogniser  # noqa: PLC0415  # only children that meet a scan pay

    return load_recogniser(mode)
