"""Naming: how people call a page - its id, the beginning of it, or a file name and a number - and how it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile

from sqlalchemy import Connection, func, or_, select

from readingroom.desk.room import Room
from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.model.ids import FileId, PageId, page_id, parse_page_id
from readingroom.store.schema import FILES, PAGES, SIGHTINGS

#: Letters of an id that are shown at least, and that must be typed at least.
SHOWN, TYPED = 8, 4

#: Files without pages that may still get some: one of them may be meant by a name.
_UNOPENED = ("received", "waiting", "failed")

#: Files that an answer names when a name fits several.
_NAMED = 5

_SHORT = re.compile(rf"([0-9a-f]{{{TYPED},64}})(?:~([2-9]|[1-9][0-9]{{1,5}}))?/p?0*([1-9][0-9]{{0,8}})")
_FILE = re.compile(rf"[0-9a-f]{{{TYPED},64}}")
# As this program prints a page in either language, and a shorter way to type it.
_CALLED = re.compile(r"(.+?)(?::|, page |, página )p?0*([1-9][0-9]{0,8})", re.DOTALL)


def page_called(room: Room, text: str) -> PageId:
    """Return the page that a person means: by its id, the beginning of its id, or its file's name and its number.

    Raises:
        WrongUseError: there is none, or several files or pages are called so.
    """
    try:
        parse_page_id(text)
    except ValueError:
        pass
    else:
        return PageId(text)
    with room.catalogue.connect() as connection:
        if short := _SHORT.fullmatch(text):
            found = _beginning(connection, short[1])
            if found:
                return page_id(_the_one(connection, text, found), int(short[3]), int(short[2] or 1))
        if called := _CALLED.fullmatch(text):
            found = _with_name(connection, called[1])
            if found:
                return _in_one_paging(connection, text, _the_one(connection, text, found), int(called[2]))
    raise WrongUseError(
        _("“{text}” names no page of this room.", text=text),
        _("Give the id of a page as readingroom search prints it, or a file name and a page number: plan.pdf:2"),
        _("Check the address, or search for what you need."),
    )


def file_called(room: Room, text: str) -> FileId:
    """Return the file that a person means: by its id, the beginning of its id, or its name.

    Raises:
        WrongUseError: there is none with pages, or several are called so.
    """
    with room.catalogue.connect() as connection:
        found = _beginning(connection, text) if _FILE.fullmatch(text) else []
        found = found or _with_name(connection, text)
        if found:
            return _the_one(connection, text, found)
    raise WrongUseError(
        _("“{text}” names no file with pages in this room.", text=text),
        _("Give its id or its name, as readingroom search prints it: plan.pdf"),
        _("Choose another place to look in."),
    )


def short_ids(room: Room, pages: Iterable[PageId]) -> dict[PageId, str]:
    """Return for each page the shortest beginning of its id that no other file of the room shares, and its number."""
    beginnings: dict[FileId, str] = {}
    shown = {}
    with room.catalogue.connect() as connection:
        for page in pages:
            file, _number, _paging = parse_page_id(page)
            if file not in beginnings:
                beginnings[file] = _unique(connection, file)
            shown[page] = beginnings[file] + page[len(file) :]
    return shown


def _unique(connection: Connection, file: FileId) -> str:
    before = connection.scalar(select(func.max(FILES.c.file_id)).where(FILES.c.file_id < file))
    after = connection.scalar(select(func.min(FILES.c.file_id)).where(FILES.c.file_id > file))
    needed = [_shared(file, other) + 1 for other in (before, after) if other]
    return file[: max(SHOWN, *needed)] if needed else file[:SHOWN]


def _shared(one: str, other: str) -> int:
    """Return how many letters two ids begin with alike."""
    return sum(1 for _same in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=True)))


def _beginning(connection: Connection, typed: str) -> list[FileId]:
    # `g` comes after every digit and letter of an id.
    within = select(FILES.c.file_id).where(FILES.c.file_id >= typed, FILES.c.file_id < typed + "g")
    return [FileId(file) for file in connection.scalars(within.order_by(FILES.c.file_id).limit(_NAMED + 1))]


def _with_name(connection: Connection, name: str) -> list[FileId]:
    """Return the files that were received under this path, or under a path that ends with it.

    Files that were opened and have no pages are left out; all are, where none has pages.
    """
    ends = SIGHTINGS.c.path.endswith("/" + name, autoescape=True)
    query = (
        select(SIGHTINGS.c.file_id, (FILES.c.pages > 0).label("paged"))
        .join(FILES, FILES.c.file_id == SIGHTINGS.c.file_id)
        .where(or_(SIGHTINGS.c.path == name, ends), or_(FILES.c.pages > 0, FILES.c.state.in_(_UNOPENED)))
        .distinct()
        .order_by((FILES.c.pages > 0).desc(), SIGHTINGS.c.file_id)
        .limit(_NAMED + 1)
    )
    rows = connection.execute(query).all()
    return [FileId(row.file_id) for row in rows] if rows and rows[0].paged else []


def _in_one_paging(connection: Connection, text: str, file: FileId, number: int) -> PageId:
    """Return the page with this number; a file that was paged anew may have several, and all are printed alike."""
    query = select(PAGES.c.page_id).where(PAGES.c.file_id == file, PAGES.c.number == number).order_by(PAGES.c.paging)
    pages = [PageId(page) for page in connection.scalars(query)]
    if len(pages) > 1:
        beginning = _unique(connection, file)
        rows = [f"  {beginning}{page[len(file) :]}" for page in pages[:_NAMED]]
        raise WrongUseError(
            _("“{text}” can be several pages: its file was divided into pages more than once.", text=text),
            _("Give the id of the one you mean:") + "\n" + "\n".join(rows) + ("\n  …" if len(pages) > _NAMED else ""),
        )
    return pages[0] if pages else page_id(file, number)


def _the_one(connection: Connection, text: str, found: Sequence[FileId]) -> FileId:
    if len(found) == 1:
        return found[0]
    rows = []
    for file in found[:_NAMED]:
        path = connection.scalar(
            select(SIGHTINGS.c.path).where(SIGHTINGS.c.file_id == file).order_by(SIGHTINGS.c.sighting_id).limit(1)
        )
        rows.append(f"  {_unique(connection, file)}  {path}")
    more = "\n  …" if len(found) > _NAMED else ""
    raise WrongUseError(
        _("“{text}” can be pages of several files.", text=text),
        _("Give the beginning of the id of the one you mean:") + "\n" + "\n".join(rows) + more,
    )
