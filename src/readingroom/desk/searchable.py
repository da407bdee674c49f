"""One file as a searchable PDF, written and checked in a child: pages as received, our words where nobody sees them.

Each page is given out in one of these ways:

- `kept`: its content and what draws it are taken over (`formats/pdf_clean.py`), its images byte for byte. It gets our
  words in the places where no text of its own says the same. That is done only if every word that can be taken out of
  it is one that was read, and only if its images are seen whole. That is a check of words, images and outlines, not a
  proof: what is painted in the colour of the paper, or under text, may still be in it.
- `drawn`: an image of the page as seen, with all our words. So every page with hidden words, with words of its own that
  were not read, with annotations, with something painted over an image or over outlines that may be letters, with an
  image that the page or a clip cuts, that a mask hides in part, that is too small to be seen or packed as JPEG 2000,
  with soft masks, Type 3 fonts, or layers that can be switched off.
- `absent`: a blank page that says so, for a page that was not read: nobody knows what it hides.

What was written is read again by pdfium, which wrote none of it, and compared with the words word for word and place
for place. A kept page that does not hold is drawn instead; a drawn one that does not is named.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pikepdf
from sqlalchemy import select

from readingroom.desk.pdf_pictures import Pictures, unread
from readingroom.desk.room import Room, open_room
from readingroom.desk.same_words import same_order, unmatched
from readingroom.desk.words import words as words_of
from readingroom.engines.pages import PageSource, open_pages
from readingroom.engines.pdf import PdfPages
from readingroom.engines.pdf_damage import kids
from readingroom.engines.pdf_text import covers_image, covers_outlines, cuts_image, plain_words
from readingroom.errors import UnreadableError
from readingroom.formats.pdf_clean import PDF_ERRORS, Cleaner, NotCleanError
from readingroom.formats.searchable_pdf import BlankFont, Place, add_layer, free_name
from readingroom.model.answers import PageText
from readingroom.model.ids import FileId, PageId
from readingroom.store.schema import FILES, PAGES

Way = Literal["kept", "drawn", "absent"]
"""How a page is given out."""

#: What every file says of itself.
STAMP = "INTERNAL - for the people of the reading room only; nothing here was checked for release"


@dataclass(frozen=True, slots=True)
class WritePdf:
    """Write one file of a room to `out`, which must not exist."""

    room: Path
    file: FileId
    out: Path


@dataclass(frozen=True, slots=True)
class Made:
    """What was written.

    Attributes:
        pages: how many.
        kept: with their own content.
        drawn: as images, though the file has content of its own for them.
        absent: numbers of pages that were not read and are not given out.
        wrong: numbers of pages from which other words are taken out than were read.
        words: that stand in it.
    """

    pages: int
    kept: int
    drawn: int
    absent: tuple[int, ...]
    wrong: tuple[int, ...]
    words: int


@dataclass(slots=True)
class _Plan:
    """How a page is given out; of a kept one the numbers of our words that it lacks."""

    way: Way
    missing: tuple[int, ...] = ()


def write_pdf(task: WritePdf) -> Iterator[tuple[str, Any]]:
    """Yield what was written (`Made`)."""
    with open_room(task.room) as room:
        yield task.file, _Maker(room, task).make()


class _Maker:
    """Writes one file."""

    def __init__(self, room: Room, task: WritePdf) -> None:
        self._room, self._out = room, task.out
        with room.catalogue.connect() as connection:
            row = connection.execute(select(FILES).where(FILES.c.file_id == task.file)).one()
            named = select(PAGES.c.page_id).where(PAGES.c.file_id == task.file, PAGES.c.paging == 1)
            self._pages = [PageId(page) for page in connection.scalars(named.order_by(PAGES.c.number))]
        self._kind = "application/pdf" if row.access_copy else row.media_type
        self._body = room.vault.verified(FileId(row.access_copy or task.file))

    def make(self) -> Made:
        """Write and check."""
        source = open_pages(self._body, self._kind)
        try:
            plans = [self._plan(source, text) for text in self._texts()]
            for _time in range(2):
                self._write(source, plans)
                words, wrong = self._wrong(plans)
                again = [number for number in wrong if plans[number - 1].way == "kept"]
                if not again:
                    break
                for number in again:
                    plans[number - 1] = _Plan("drawn")
        finally:
            source.close()
        ways = [plan.way for plan in plans]
        absent = tuple(number for number, way in enumerate(ways, 1) if way == "absent")
        drawn = ways.count("drawn") if isinstance(source, PdfPages) else 0
        return Made(len(ways), len(ways) - drawn - len(absent), drawn, absent, tuple(wrong), words)

    def _texts(self) -> Iterator[PageText]:
        """The words of each page in order, asked for anew each time: memory does not grow with the file."""
        return words_of(self._room, self._pages, "room")

    def _plan(self, source: PageSource, text: PageText) -> _Plan:
        facts = text.facts
        if facts.state != "read" or facts.sheet is None:
            return _Plan("absent")
        if not isinstance(source, PdfPages) or facts.hidden:
            return _Plan("drawn")
        try:
            page = source.page(facts.number)
        except UnreadableError:
            return _Plan("absent")
        try:
            if len(page.things.mark_boxes) or covers_image(page) or cuts_image(page) or covers_outlines(page):
                return _Plan("drawn")
            there = plain_words(page, invisible=False)
        finally:
            page.close()
        missing, extra = unmatched(text.shown, there, facts.sheet.turned)
        return _Plan("drawn") if extra else _Plan("kept", tuple(missing))

    def _write(self, source: PageSource, plans: list[_Plan]) -> None:
        pictures = self._out.with_suffix(".pictures")
        self._out.unlink(missing_ok=True)
        try:
            with contextlib.ExitStack() as opened:
                target = opened.enter_context(pikepdf.new())
                kept = self._kept(opened, target, plans)
                turns = self._pictures(pictures, source, plans)
                book = opened.enter_context(pikepdf.open(pictures)) if turns else None
                self._assemble(target, plans, kept, book, turns)
                target.save(self._out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        finally:
            pictures.unlink(missing_ok=True)

    def _kept(self, opened: contextlib.ExitStack, target: Any, plans: list[_Plan]) -> dict[int, Any]:
        """Take the kept pages over; one that can't be is drawn."""
        numbers = [number for number, plan in enumerate(plans, 1) if plan.way == "kept"]
        if not numbers:
            return {}
        found: dict[int, Any] = {}
        try:
            origin = opened.enter_context(
                pikepdf.open(self._body, inherit_page_attributes=False, suppress_warnings=True)
            )
            leaves = list(kids(origin))
            cleaner = Cleaner(origin, target)
        except PDF_ERRORS:
            leaves = []
        for number in numbers:
            leaf = leaves[number - 1] if number <= len(leaves) else None
            try:
                if leaf is None:
                    raise NotCleanError("no page")
                found[number] = cleaner.page(leaf)
            except NotCleanError:
                plans[number - 1] = _Plan("drawn")
        return found

    def _pictures(self, path: Path, source: PageSource, plans: list[_Plan]) -> list[int]:
        """Write all pages that are not kept to a PDF of their own; return how each is turned."""
        if all(plan.way == "kept" for plan in plans):
            return []
        path.unlink(missing_ok=True)
        pictures = Pictures(path)
        try:
            for plan, text in zip(plans, self._texts(), strict=True):
                facts = text.facts
                if plan.way == "drawn":
                    try:
                        pictures.draw(source, facts.number)
                    except UnreadableError:
                        plan.way = "absent"
                if plan.way == "absent":
                    pictures.note(unread(facts.path, facts.number), facts.sheet)
        finally:
            pictures.close()
        return pictures.turns

    def _assemble(self, target: Any, plans: list[_Plan], kept: dict[int, Any], book: Any, turns: list[int]) -> None:
        drawn = iter(zip(book.pages, turns, strict=True)) if book is not None else iter(())
        for number in range(1, len(plans) + 1):
            if number in kept:
                target.pages.append(pikepdf.Page(kept[number]))
                continue
            page, turned = next(drawn)
            target.pages.append(page)
            if turned:
                target.pages[-1].obj.Rotate = turned
        target.remove_unreferenced_resources()  # fonts of old layers, images that nothing draws
        leaves = [page.obj for page in target.pages]
        font, blank, name = target.make_indirect(pikepdf.Dictionary()), BlankFont(), free_name(leaves)
        for page, plan, text in zip(leaves, plans, self._texts(), strict=True):
            words, sheet = text.shown, text.facts.sheet
            chosen = plan.missing if plan.way == "kept" else range(len(words)) if plan.way == "drawn" else ()
            if chosen and sheet:
                left, bottom, right, top = (float(edge) for edge in page.MediaBox)
                place = Place(left, bottom, right, top, (int(page.get("/Rotate", 0)) + sheet.turned) % 360)
                rows = ((words.word(index), words.box(index)) for index in chosen)
                add_layer(target, page, font, name, blank.layer(rows, place, name.encode()))
        blank.write(target, font)
        _stamp(target)

    def _wrong(self, plans: list[_Plan]) -> tuple[int, list[int]]:
        """Take the words out again with pdfium; return how many there are, and the pages where they are not ours."""
        written = PdfPages(self._out)
        count, wrong = 0, []
        try:
            for plan, text in zip(plans, self._texts(), strict=True):
                facts = text.facts
                if plan.way == "absent" or facts.sheet is None:
                    continue
                page = written.page(facts.number)
                try:
                    there = plain_words(page, invisible=True)
                finally:
                    page.close()
                count += len(there.words)
                missing, extra = unmatched(text.shown, there, facts.sheet.turned)
                whole = len(plan.missing) == len(text.shown) or plan.way == "drawn"
                if missing or extra or (whole and not same_order(text.shown, there)):
                    wrong.append(facts.number)
        finally:
            written.close()
        return count, wrong


def _stamp(pdf: Any) -> None:
    """Say inside the file for whom it is: where every reader shows it, and as XMP (ISO 16684-1)."""
    pdf.docinfo["/Subject"] = STAMP
    pdf.docinfo["/Producer"] = "readingroom"
    packet = (
        '<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:rights><rdf:Alt>'
        f'<rdf:li xml:lang="x-default">{STAMP}</rdf:li></rdf:Alt></dc:rights></rdf:Description></rdf:RDF></x:xmpmeta>'
        '<?xpacket end="r"?>'
    )
    stream = pdf.make_stream(packet.encode(), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    pdf.Root.Metadata = stream
