"""The access copy of a file that has no pages: made once, as a PDF, kept in the vault under its own hash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from readingroom.engines.font_files import copy_font
from readingroom.errors import LimitError
from readingroom.formats.mail import Mail
from readingroom.formats.paging import (
    PORTRAIT,
    Layout,
    Row,
    draw,
    labelled,
    layout_of,
    row_pages,
    text_pages,
)
from readingroom.formats.pdf_writer import Font, PdfWriter
from readingroom.formats.table import cells, table_layout, table_rows
from readingroom.formats.text import encoding_of, lines
from readingroom.intake.containers import Keep
from readingroom.locale import _
from readingroom.model.ids import FileId

#: Pages of the largest access copy; 10 million rows. Beyond it nobody turns pages any more.
MOST_PAGES = 250_000


def copy_text(path: Path, keep: Keep) -> tuple[FileId, int]:
    """Make and keep the access copy of a text file.

    Args:
        path: the text.
        keep: stores the copy.

    Returns:
        Its hash and its pages.

    Raises:
        LimitError: it would have more pages than `MOST_PAGES`.
        RoomError: the font is not installed.
    """
    encoding = encoding_of(path)
    with path.open("rb") as stream:
        layout = layout_of(lines(stream, encoding))
    with path.open("rb") as stream:
        return _kept(text_pages(lines(stream, encoding), layout), layout, keep)


def copy_table(path: Path, mark: str, keep: Keep) -> tuple[FileId, int]:
    """Make and keep the access copy of a table whose cells are separated by `mark`; see `copy_text`."""
    encoding = encoding_of(path)
    with path.open("rb") as stream:
        layout = table_layout(cells(lines(stream, encoding), mark))
    with path.open("rb") as stream:
        rows = table_rows(cells(lines(stream, encoding), mark), layout)
        return _kept(row_pages(rows, layout), layout, keep)


def copy_mail(mail: Mail, names: Sequence[str], keep: Keep) -> tuple[FileId, int]:
    """Make and keep the access copy of a mail: its header block, `names` of the files it carries, its text."""
    header = [*mail.header, *([("Attached", "; ".join(names))] if names else [])]
    before = [row for name, value in header for row in labelled(f"{name}:", value, PORTRAIT.columns)]
    body = [line + "\n" for line in mail.body.split("\n")]
    if mail.hidden:
        # In English whatever the language in use: an access copy is the same for everyone.
        body += ["\n", f"[{mail.hidden} words that this mail hides from its reader are left out]\n"]
    return _kept(text_pages(body, PORTRAIT, [*before, Row("", ruled=True)]), PORTRAIT, keep)


def _kept(pages: Iterator[list[Row]], layout: Layout, keep: Keep) -> tuple[FileId, int]:
    written = _Written(pages, layout)
    file, _size = keep(written)  # type: ignore[arg-type]  # only read() is used
    return file, written.pages


class _Written:
    """A PDF that is written while it is read, so that neither memory nor a second file holds it."""

    def __init__(self, pages: Iterator[list[Row]], layout: Layout) -> None:
        self.pages = 0
        self._parts: list[bytes] = []
        self._ready = 0
        self._steps = self._write(pages, layout)

    def read(self, size: int = -1) -> bytes:
        """Return the next `size` bytes, fewer at the end; all that is left for -1."""
        while size < 0 or self._ready < size:
            if next(self._steps, None) is None:
                break
        whole = b"".join(self._parts)
        cut = len(whole) if size < 0 else size
        self._parts, self._ready = [whole[cut:]], max(0, len(whole) - cut)
        return whole[:cut]

    def write(self, data: bytes) -> int:
        """Take what the writer wrote."""
        self._parts.append(data)
        self._ready += len(data)
        return len(data)

    def _write(self, pages: Iterator[list[Row]], layout: Layout) -> Iterator[bool]:
        font = Font.load(copy_font())
        writer = PdfWriter(self, packed=False)  # type: ignore[arg-type]  # only write() is used
        for rows in pages:
            if writer.pages >= MOST_PAGES:
                raise LimitError(
                    _("It has more than {most} pages of text.", most=MOST_PAGES),
                    _("It is kept. Split it into smaller files and add these."),
                )
            draw(writer, rows, layout, font)
            yield True
        writer.close()
        self.pages = writer.pages
        yield True
