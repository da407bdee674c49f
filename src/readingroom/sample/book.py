"""Writing documents into PDFs page by page, and at the same time what is true of each page."""

from __future__ import annotations

import hashlib
import io
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from readingroom.formats.pdf_writer import PdfWriter
from readingroom.sample.bates import Break, Number, Place, Stamper
from readingroom.sample.codes import Policy, printed
from readingroom.sample.document import Desk, Document
from readingroom.sample.draw import draw
from readingroom.sample.furniture import bates_stamp
from readingroom.sample.leaf import Area, Covered, Leaf, Mark, Run
from readingroom.sample.pagewords import fractions, words
from readingroom.sample.truth import Edges, Truth

if TYPE_CHECKING:
    from readingroom.sample.press import Press, Sheet

Form = Literal["digital", "scan"]
#: Kinds of passages that are private items of people wherever they stand openly.
PRIVATE = frozenset({"name", "phone", "email", "address", "number"})
#: How many earlier documents are remembered so that a later release of one is noted as its copy.
_REMEMBERED = 4000


@dataclass(slots=True)
class _Open:
    """The PDF being written."""

    path: str
    production: str
    out: BinaryIO
    writer: PdfWriter
    pages: int = 0
    scanned: int = 0


class Shelf:
    """Puts documents into files and keeps the truth about them.

    Attributes:
        pages: written so far.
        most: pages that may be written; documents are cut when it is reached.
        stamper: of the Bates numbers.
        cut: pages a file may have before the next page opens another one; 0 for no limit.
    """

    def __init__(self, folder: Path, truth: Truth, desk: Desk, most: int, tell: Callable[[int], None]) -> None:
        self.folder, self.truth, self.desk, self.most, self._tell = folder, truth, desk, most, tell
        self.pages = 0
        self.cut = 0
        self.stamper = Stamper(desk.pack.lines("bates"), desk.pack.first_day.year)
        self._documents = 0
        self._open: _Open | None = None
        self._names: Callable[[], tuple[str, str]] | None = None
        self._press: Press | None = None
        self._last: Place = ("", 0)
        self._known: OrderedDict[str, tuple[int, Policy]] = OrderedDict()

    def full(self) -> bool:
        """As many pages as were ordered are written."""
        return self.pages >= self.most

    def open(self, path: str, production: str, *, inner: bool = False) -> _Open:
        """Begin a PDF; `inner` ones are members of a container and are handed back by `close`."""
        target = self.folder / path
        if inner:
            out: BinaryIO = io.BytesIO()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            out = target.open("wb")
        self._open = _Open(path, production, out, PdfWriter(out))
        return self._open

    def series(self, names: Callable[[], tuple[str, str]], cut: int) -> None:
        """Write what follows into files of `cut` pages each, named (path, production) by `names`."""
        self._names, self.cut = names, cut

    def close(self) -> bytes:
        """Finish the PDF; returns the bytes of an inner one."""
        book = self._open
        if book is None:
            return b""
        self._open = None
        book.writer.close()
        if isinstance(book.out, io.BytesIO):
            data = book.out.getvalue()
            hashed = (hashlib.sha256(data).hexdigest(), len(data))
        else:
            book.out.close()
            data = b""
            hashed = self.hashed(book.path)
        self.file(book.path, book.production, "application/pdf", hashed, pages=book.pages, scanned=book.scanned)
        return data

    def abandon(self) -> None:
        """Let go of a file that was not finished (an interrupt, a full disk)."""
        if self._open is not None:
            self._open.out.close()
            self._open = None

    def hashed(self, path: str) -> tuple[str, int]:
        """SHA-256 and size of a file of the production."""
        with (self.folder / path).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return digest, file.tell()

    def file(
        self, path: str, production: str, media_type: str, hashed: tuple[str, int], *,
        pages: int = 0, scanned: int = 0, state: str = "read", parent: str = "",
    ) -> None:  # fmt: skip
        """Note a file of the production."""
        self.truth.write(
            "files",
            {"path": path, "production": production, "media_type": media_type, "bytes": hashed[1], "sha256": hashed[0],
             "pages": pages, "scanned": scanned, "state": state, "parent": parent},
        )  # fmt: skip

    def put(self, document: Document, policy: Policy, form: Form = "digital", *, stamped: bool = True) -> None:
        """Write a document; its pages go on in the next file where one is full."""
        if self.full():
            return
        index = self._documents
        self._documents += 1
        places: list[Place] = []
        for number, leaf in enumerate(document.leaves, 1):
            if self.full():
                break
            self._page(leaf, index, form, (number, len(document.leaves)), document.day, stamped=stamped)
            places.append(self._last)
        self._note(document, index, places, policy)
        self._tell(self.pages)

    def _book(self) -> _Open:
        """The file that the next page goes into."""
        book = self._open
        if book is not None and not (self.cut and book.pages >= self.cut):
            return book
        if self._names is None:
            raise ValueError("a file is opened before a page is put into it")
        self.close()
        return self.open(*self._names())

    def _page(self, leaf: Leaf, index: int, form: Form, page: tuple[int, int], day: date, *, stamped: bool) -> None:
        book = self._book()
        place = (book.path, book.pages + 1)
        number, broken = self.stamper.take() if stamped and not leaf.blank else (None, None)
        if number is not None:
            bates_stamp(leaf, number.raw, self.desk.pack, self.desk.faces)
        sheet: Sheet | None = None
        if form == "scan":
            sheet = self._scanner().put(book.writer, leaf, index, page, day)
            count = self.truth.words(*place, sheet.words)
            self._facts(leaf, place, index, sheet.covered, sheet.shown)
            for kind, text, edges in sheet.marks:
                self.truth.write(
                    "marks", {"path": place[0], "page": place[1], "kind": kind, "words": text, "box": _rounded(edges)}
                )
        else:
            draw(book.writer, leaf, self.desk.pack, self.desk.faces)
            count = self.truth.words(*place, words(leaf, self.desk.faces))
            covered = [fractions(covered.area, leaf) for covered in leaf.covered]
            self._facts(leaf, place, index, covered, [fractions(item.area, leaf) for item in leaf.shown])
        self._numbered(place, number, broken)
        self.truth.write(
            "pages",
            {"path": place[0], "page": place[1], "document": index, "source": "blank" if leaf.blank else form,
             "bates_raw": number.raw if number else "", "bates_prefix": number.prefix if number else "",
             "bates_number": number.value if number else None, "words": count, "own_words": leaf.own_words,
             "width": leaf.width, "height": leaf.height, "damage": sheet.kind if sheet else "",
             "turned": sheet.turned if sheet else 0},
        )  # fmt: skip
        book.pages += 1
        book.scanned += form == "scan"
        self.pages += 1
        self._last = place

    def _scanner(self) -> Press:
        if self._press is None:
            from readingroom.sample.press import Press  # noqa: PLC0415  # OpenCV and pdfium only for scans

            self._press = Press(self.desk)
        return self._press

    def _facts(
        self, leaf: Leaf, place: Place, index: int, placed: Sequence[Edges | None], shown: Sequence[Edges | None]
    ) -> None:
        write = self.truth.write
        for covered, edges in zip(leaf.covered, placed, strict=True):
            if edges is None:
                continue  # it slid off the scanner's glass
            write(
                "redactions",
                {"path": place[0], "page": place[1], "document": index, "box": _rounded(edges),
                 "style": covered.style, "codes": covered.codes, "codes_printed": covered.printed,
                 "place": covered.place, "passage": covered.mark.ordinal, "kind": covered.mark.kind,
                 "words": covered.words, "failed": bool(covered.under)},
            )  # fmt: skip
            if covered.under:
                kind = "covered" if self.desk.pack.boxes[covered.style].fill is not None else "invisible"
                write("leaks", {"path": place[0], "page": place[1], "box": _rounded(edges), "kind": kind})
        for item, edges in zip(leaf.shown, shown, strict=True):
            if edges is None:
                continue
            write(
                "shown",
                {"path": place[0], "page": place[1], "document": index, "box": _rounded(edges),
                 "passage": item.mark.ordinal, "kind": item.mark.kind, "codes": item.mark.codes, "words": item.words,
                 "private": item.mark.kind in PRIVATE},
            )  # fmt: skip
        for withheld, codes in leaf.withheld:
            write(
                "withheld_pages",
                {"path": place[0], "page": place[1], "document": index, "withheld": withheld, "codes": codes,
                 "codes_printed": printed(codes, "bare")},
            )  # fmt: skip

    def _numbered(self, place: Place, number: Number | None, broken: Break | None) -> None:
        if number is not None and broken is not None:
            self.truth.write(
                "bates_gaps",
                {"kind": broken.kind, "prefix": broken.prefix, "first": broken.first, "last": broken.last,
                 "after": list(self._last), "before": list(place)},
            )  # fmt: skip

    def _note(self, document: Document, index: int, places: list[Place], policy: Policy) -> None:
        parts: list[list[object]] = []
        for path, page in places:
            if parts and parts[-1][0] == path:
                parts[-1][2] = page
            else:
                parts.append([path, page, page])
        write = self.truth.write
        write(
            "documents",
            {"document": index, "kind": document.kind, "title": document.title, "date": document.day.isoformat(),
             "office": document.office, "language": document.language, "pages": len(places),
             "content": document.content, "family": document.family, "parts": parts,
             "cut": len(places) < len(document.leaves)},
        )  # fmt: skip
        for message in document.messages:
            if message.first < len(places):
                last = places[min(message.last, len(places) - 1)]
                write(
                    "messages",
                    {"document": index, "first": list(places[message.first]), "last": list(last),
                     "sent": message.sent, "sent_printed": message.sent_printed, "sender": message.sender,
                     "recipients": message.recipients, "subject": message.subject, "depth": message.depth},
                )  # fmt: skip
        if document.family:
            own = sum(leaf.own_words for leaf in document.leaves[: len(places)])
            total = sum(_count(leaf) for leaf in document.leaves[: len(places)])
            share = round(1 - own / total, 4) if total and document.kind == "plan" else None
            write(
                "families",
                {"family": document.family, "document": index, "office": document.office, "template_share": share,
                 "own_words": own if document.kind == "plan" else None},
            )  # fmt: skip
        self._copies(document, index, policy)

    def _copies(self, document: Document, index: int, policy: Policy) -> None:
        earlier = self._known.get(document.content)
        if earlier is not None:
            relation = "same" if earlier[1] == policy else "other_redactions"
            self.truth.write("copies", {"a": earlier[0], "b": index, "relation": relation})
            return
        final = document.content.removesuffix("/draft")
        other = self._known.get(final if final != document.content else document.content + "/draft")
        if other is not None:
            self.truth.write("copies", {"a": other[0], "b": index, "relation": "version"})
        self._known[document.content] = (index, policy)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)


def _rounded(edges: Edges) -> list[float]:
    return [round(edge, 4) for edge in edges]


def _count(leaf: Leaf) -> int:
    """Words that the page would show without its redactions, head and foot included."""
    runs = sum(run.text.count(" ") + 1 for run in (*leaf.head, *leaf.runs))
    return runs + sum(covered.words.count(" ") + 1 for covered in leaf.covered)


def withhold_page(leaf: Leaf, codes: tuple[str, ...], desk: Desk) -> None:
    """Cover a whole page by one box that carries the codes."""
    hidden = " ".join(run.text for run in (*leaf.head, *leaf.runs))
    area = Area(40.0, 40.0, leaf.width - 80, leaf.height - 88)
    label = printed(codes, "spaced")
    length = desk.faces.length(label, "sans_bold", 16)
    style = desk.pack.boxes["whole_page"]
    leaf.head, leaf.shapes, leaf.shown, leaf.own_words = [], [], [], 0
    leaf.runs = [Run((leaf.width - length) / 2, leaf.height / 2, label, "sans_bold", 16, style.label)]
    leaf.covered = [Covered(area, "whole_page", Mark(codes, "page", 0), codes, label, "inside", hidden)]
