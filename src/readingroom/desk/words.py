"""The one door to words and images: protection is decided here, once, by the audience."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from sqlalchemy import Connection, Row, Select, func, select

from readingroom.annotating.layer import lay
from readingroom.annotating.written import KINDS, decision_from
from readingroom.desk.images import Images, images_for, step_for
from readingroom.desk.room import Room
from readingroom.desk.worker import DrawPage
from readingroom.errors import DoesNotHoldError, WrongUseError
from readingroom.locale import _
from readingroom.model.answers import Audience, PageFacts, PageText
from readingroom.model.decision import Decision
from readingroom.model.geometry import Box
from readingroom.model.ids import DocumentId, FileId, PageId, parse_page_id
from readingroom.model.page import Content, Hidden, Sheet
from readingroom.model.words import Words
from readingroom.store.decisions import decisions_on
from readingroom.store.schema import FILES, HIDDEN, PAGES, SIGHTINGS

#: Pages taken out of the catalogue at a time.
TOGETHER = 400


def words(room: Room, pages: Sequence[PageId], audience: Audience) -> Iterator[PageText]:
    """Return facts and words of pages, in the order asked for.

    Raises:
        WrongUseError: one of them is no page of this room.
        DoesNotHoldError: words were asked for the public; the release gate that could let them out does not exist yet.
    """
    _allow(audience)
    for start in range(0, len(pages), TOGETHER):
        yield from _some(room, pages[start : start + TOGETHER])


def facts_of(room: Room, pages: Sequence[PageId], audience: Audience) -> Iterator[PageFacts]:
    """Return where pages stand and how they were read, in the order asked for, without their words.

    Raises:
        WrongUseError: one of them is no page of this room.
        DoesNotHoldError: they were asked for the public.
    """
    _allow(audience)
    for start in range(0, len(pages), TOGETHER):
        some = pages[start : start + TOGETHER]
        with room.catalogue.connect() as connection:
            rows, hidden = _rows(connection, some)
        for page in some:
            if page not in rows:
                raise _unknown(page)
            yield _facts(rows[page], tuple(hidden.get(page, ())))


def image(room: Room, page: PageId, audience: Audience, *, width: int) -> bytes:
    """Return a page as a WebP image at the fixed step nearest above `width` pixels; boxes are fractions, so they fit.

    Raises:
        WrongUseError: it is no page of this room.
        UnreadableError: it can't be drawn; the message says why.
        TamperedError: the vault has lost the file.
        DoesNotHoldError: it was asked for the public.
    """
    _allow(audience)
    query = select(PAGES.c.file_id, PAGES.c.number, PAGES.c.turned, FILES.c.media_type, FILES.c.access_copy).join(
        FILES, FILES.c.file_id == PAGES.c.file_id
    )
    with room.catalogue.connect() as connection:
        row = connection.execute(query.where(PAGES.c.page_id == page)).first()
    if row is None:
        raise _unknown(page)
    body = FileId(row.access_copy or row.file_id)
    kind = "application/pdf" if row.access_copy else row.media_type
    room.vault.open(body).close()  # a file that is gone is said here, not by a child that stumbles over it
    task = DrawPage(room.paths.vault, body, kind, row.number, row.turned, step_for(width))
    return _images(room).draw(task)


def strip(room: Room, page: PageId, audience: Audience, *, band: Box, marks: Sequence[Box], width: int) -> bytes:
    """Return one band of a page image as WebP, with boxes marked on it; see `image`."""
    from readingroom.engines.strips import cut_strip  # noqa: PLC0415  # only who shows strips loads what cuts them

    return cut_strip(image(room, page, audience, width=width), band, marks)


def _images(room: Room) -> Images:
    made = room.cached.get("images")
    if made is None:
        settings = room.settings
        made = room.cached.setdefault(
            "images",
            images_for(
                room.paths.images,
                megabytes=settings.cache_megabytes,
                spare_megabytes=settings.spare_megabytes,
                child_megabytes=settings.child_megabytes,
            ),
        )
    return cast("Images", made)


def _allow(audience: Audience) -> None:
    if audience == "public":
        raise DoesNotHoldError(
            _("Nothing leaves this room as public: this version has no release gate."), _("Share inside the team only.")
        )


def _unknown(page: PageId) -> WrongUseError:
    return WrongUseError(
        _("There is no page {page} in this room.", page=page),
        _("readingroom search prints the ids of pages."),
        _("Check the address, or search for what you need."),
    )


def page_named(text: str) -> PageId:
    """Return `text` as a page_id.

    Raises:
        WrongUseError: it is none.
    """
    try:
        parse_page_id(text)
    except ValueError as error:
        raise WrongUseError(
            _("“{text}” is no page id.", text=text), _("A page id looks like 64 letters and digits, then /p0001.")
        ) from error
    return PageId(text)


def _some(room: Room, pages: Sequence[PageId]) -> Iterator[PageText]:
    rows, hidden, kept, decided = _taken(room, pages)
    if any(row.reading_id is not None and row.reading_id not in kept for row in rows.values()):
        rows, hidden, kept, decided = _taken(room, pages)  # read anew between the two looks
    for page in pages:
        if page not in rows:
            raise _unknown(page)
        row = rows[page]
        content = kept.get(row.reading_id, Content(Words()))
        people = lay(content.words, decided[page]) if page in decided else None
        yield PageText(_facts(row, tuple(hidden.get(page, ()))), content, people)


def _decided(connection: Connection, pages: Sequence[PageId]) -> dict[PageId, list[Decision]]:
    return {
        PageId(page): [
            decision_from(one.number, one.subject, kind=one.kind, person=one.person, at=one.at, value=one.value)
            for one in kept
        ]
        for page, kept in decisions_on(connection, pages, KINDS).items()
    }


_Taken = tuple[
    dict[str, Row[tuple[object, ...]]], dict[str, list[Hidden]], dict[int, Content], dict[PageId, list[Decision]]
]


def _taken(room: Room, pages: Sequence[PageId]) -> _Taken:
    with room.catalogue.connect() as connection:
        rows, hidden = _rows(connection, pages)
        decided = _decided(connection, pages)
    numbers = [row.reading_id for row in rows.values() if row.reading_id is not None]
    return rows, hidden, room.readings.contents(numbers) if numbers else {}, decided


def _rows(
    connection: Connection, pages: Sequence[PageId]
) -> tuple[dict[str, Row[tuple[object, ...]]], dict[str, list[Hidden]]]:
    """Return what the catalogue knows of pages, and the places on them with words that are not seen."""
    rows = {row.page_id: row for row in connection.execute(_query().where(PAGES.c.page_id.in_(pages)))}
    hidden: dict[str, list[Hidden]] = {}
    for row in connection.execute(select(HIDDEN).where(HIDDEN.c.page_id.in_(pages)).order_by(HIDDEN.c.hidden_id)):
        box = Box(row.left, row.top, row.right, row.bottom)
        hidden.setdefault(row.page_id, []).append(Hidden(box, row.reason, row.words))
    return rows, hidden


def _query() -> Select[tuple[object, ...]]:
    other = SIGHTINGS.alias("other")
    first = select(func.min(other.c.sighting_id)).where(other.c.file_id == PAGES.c.file_id).scalar_subquery()
    return (
        select(PAGES, FILES.c.pages, SIGHTINGS.c.path, SIGHTINGS.c.production)
        .join(FILES, FILES.c.file_id == PAGES.c.file_id)
        .join(SIGHTINGS, SIGHTINGS.c.sighting_id == first)
    )


def _facts(row: Row[tuple[object, ...]], hidden: tuple[Hidden, ...]) -> PageFacts:
    return PageFacts(
        page=PageId(row.page_id),
        file=FileId(row.file_id),
        number=row.number,
        pages=row.pages,
        document=DocumentId(row.document_id),
        path=row.path,
        production=row.production,
        state=row.state,
        source=row.source or "none",
        engine=row.engine,
        quality=row.quality,
        sheet=Sheet(row.width, row.height, row.turned) if row.width else None,
        error=row.error,
        hidden=hidden,
        language=row.language,
        layer=row.layer,
        look=tuple(filter(None, row.look.split(";"))),
        second=row.second,
    )
