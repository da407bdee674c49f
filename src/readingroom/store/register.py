"""Files, sightings and pages: how what came and what was read gets into the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, literal, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from readingroom.model.file import FileState, Opened, Sighting
from readingroom.model.ids import FileId, PageId, document_id, page_id
from readingroom.model.page import Hidden
from readingroom.store.catalogue import now
from readingroom.store.schema import DOCUMENT_PARTS, FILES, HIDDEN, PAGES, SIGHTINGS


def sight(connection: Connection, sighting: Sighting, size: int, *, who: str, depth: int) -> tuple[bool, bool]:
    """Register one receipt of some bytes.

    The same bytes under the same name in the same production are a further receipt when another day or sender is named
    for them; a receipt that names none is one that is known already.

    Returns:
        Whether the bytes are new to the room, and whether this receipt is.
    """
    row = upsert(FILES).values(file_id=sighting.file, size=size, state="received", depth=depth)
    new_file = connection.execute(row.on_conflict_do_nothing()).rowcount > 0
    seen, parent = SIGHTINGS.c, sighting.parent or ""
    if not new_file:
        known = select(seen.sighting_id).where(
            seen.file_id == sighting.file,
            seen.path == sighting.path,
            seen.production == sighting.production,
            seen.parent_id == parent,
            or_(literal(sighting.received) == "", seen.received == sighting.received),
            or_(literal(sighting.sender) == "", seen.sender == sighting.sender),
        )
        if connection.execute(known.limit(1)).first() is not None:
            return False, False
    receipt = insert(SIGHTINGS).values(
        file_id=sighting.file,
        path=sighting.path,
        production=sighting.production,
        received=sighting.received,
        sender=sighting.sender,
        parent_id=parent,
        added_at=now(),
        added_by=who,
    )
    connection.execute(receipt)
    return new_file, True


def first_sightings(connection: Connection, files: Sequence[str]) -> dict[str, Any]:
    """Return the first sighting's row of each file."""
    first = (
        select(func.min(SIGHTINGS.c.sighting_id)).where(SIGHTINGS.c.file_id.in_(files)).group_by(SIGHTINGS.c.file_id)
    )
    rows = connection.execute(select(SIGHTINGS).where(SIGHTINGS.c.sighting_id.in_(first)))
    return {row.file_id: row for row in rows}


def set_opened(connection: Connection, file: FileId, opened: Opened, state: FileState) -> list[PageId]:
    """Write what opening a file showed; return the names of its pages, which now exist as rows."""
    connection.execute(
        update(FILES)
        .where(FILES.c.file_id == file)
        .values(
            media_type=opened.media_type,
            pages=opened.pages,
            state=state,
            error=opened.error,
            access_copy=opened.access_copy or "",
            expected=opened.expected,
            repair=opened.repair,
        )
    )
    pages = [page_id(file, number) for number in range(1, opened.pages + 1)]
    if pages:
        document = document_id(pages[0])
        rows = [
            {"page_id": page, "file_id": file, "number": number, "document_id": document, "state": "waiting"}
            for number, page in enumerate(pages, 1)
        ]
        connection.execute(upsert(PAGES).on_conflict_do_nothing(), rows)
        part = {"document_id": document, "sequence": 1, "file_id": file, "first_page": 1, "last_page": opened.pages}
        connection.execute(upsert(DOCUMENT_PARTS).on_conflict_do_nothing(), [part])
    return pages


def set_file_failed(connection: Connection, file: str, error: str, *, media_type: str = "") -> None:
    """Write that nothing of a file could be read, and why."""
    values = {"state": "failed", "error": error} | ({"media_type": media_type} if media_type else {})
    connection.execute(update(FILES).where(FILES.c.file_id == file).values(values))


def set_pages_read(
    connection: Connection, rows: Iterable[Mapping[str, Any]], hidden: Mapping[str, Sequence[Hidden]]
) -> None:
    """Write what was read of pages.

    Args:
        connection: within a transaction.
        rows: page_id and the columns source, engine, quality, words, language, layer, look, second, width, height,
            turned, reading_id.
        hidden: places with hidden words by page_id; replaces what was known.
    """
    values = [{"which": row["page_id"]} | {f"new_{k}": v for k, v in row.items() if k != "page_id"} for row in rows]
    if not values:
        return
    columns = [key for key in values[0] if key != "which"]
    change = update(PAGES).where(PAGES.c.page_id == bindparam("which"))
    fresh: dict[str, Any] = {column.removeprefix("new_"): bindparam(column) for column in columns}
    connection.execute(change.values(**fresh, state="read", error="", indexed=None), values)
    pages = [value["which"] for value in values]
    connection.execute(delete(HIDDEN).where(HIDDEN.c.page_id.in_(pages)))
    places = [
        {
            "page_id": page,
            "left": place.box.left,
            "top": place.box.top,
            "right": place.box.right,
            "bottom": place.box.bottom,
            "reason": place.reason,
            "words": place.count,
        }
        for page in pages
        for place in hidden.get(page, ())
    ]
    if places:
        connection.execute(insert(HIDDEN), places)


def set_page_failed(connection: Connection, page: str, error: str) -> None:
    """Write that a page could not be read, and why. What an older version read of it no longer counts.

    `indexed` stays: it says that the index still has words of the page, until they are taken out of it.
    """
    gone = {"reading_id": None, "words": 0, "source": "", "engine": "", "quality": None, "language": ""}
    gone |= {"layer": "", "look": "", "second": ""}
    connection.execute(update(PAGES).where(PAGES.c.page_id == page).values(state="failed", error=error, **gone))


def settle(connection: Connection, files: Iterable[str]) -> None:
    """Bring the state of files up to date with the states of their pages."""
    names = sorted(set(files))
    counted = connection.execute(
        select(PAGES.c.file_id, PAGES.c.state, func.count())
        .where(PAGES.c.file_id.in_(names))
        .group_by(PAGES.c.file_id, PAGES.c.state)
    )
    by_file: dict[str, dict[str, int]] = {}
    for file, state, count in counted:
        by_file.setdefault(file, {})[state] = count
    for file, counts in by_file.items():
        state = _state(counts)
        change = update(FILES).where(FILES.c.file_id == file)
        connection.execute(change.values(state=state))
        if state == "read":  # all its pages are, but something else in it (an attachment) could not be opened
            connection.execute(change.where(FILES.c.error != "").values(state="partly"))


def _state(counts: Mapping[str, int]) -> FileState:
    if counts.get("waiting"):
        return "waiting"
    if not counts.get("failed"):
        return "read"
    return "partly" if counts.get("read") else "failed"
