"""Tags and the places that carry them: rows of the catalogue. Taking a tag off lets its row stand no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from readingroom.store.catalogue import add_person, now
from readingroom.store.schema import PAGES, PEOPLE, SIGHTINGS, TAG_CHANGES, TAGGED, TAGS

Value = TypeVar("Value")

#: Values in one statement: SQLite takes at most 32,766.
TOGETHER = 5000


def live_tags(connection: Connection) -> list[Row[Any]]:
    """Return the tags of the room, but for those that were merged into others, by name."""
    return list(connection.execute(select(TAGS).where(TAGS.c.merged_into.is_(None)).order_by(TAGS.c.key)))


def tag_by_key(connection: Connection, key: str) -> Row[Any] | None:
    """Return the tag of that key, or None."""
    return connection.execute(select(TAGS).where(TAGS.c.key == key, TAGS.c.merged_into.is_(None))).first()


def tag_by_number(connection: Connection, number: int) -> Row[Any] | None:
    """Return a tag, also one that was merged, or None."""
    return connection.execute(select(TAGS).where(TAGS.c.tag_id == number)).first()


def add_tag(connection: Connection, name: str, key: str, meaning: str = "") -> int:
    """Write a tag; return its number."""
    row = insert(TAGS).values(name=name, key=key, meaning=meaning).returning(TAGS.c.tag_id)
    return int(connection.execute(row).scalar_one())


def change_tag(connection: Connection, number: int, **values: Any) -> None:
    """Change columns of a tag."""
    connection.execute(update(TAGS).where(TAGS.c.tag_id == number).values(values))


def known_pages(connection: Connection, pages: Sequence[str]) -> set[str]:
    """Return those of some page_ids that are pages of the room."""
    known: set[str] = set()
    for part in _parts(pages):
        known.update(connection.scalars(select(PAGES.c.page_id).where(PAGES.c.page_id.in_(part))))
    return known


def put_tags(
    connection: Connection, person: str, tag: int, pages: Sequence[str], *, about: str, anchor: str = ""
) -> list[int]:
    """Put a tag on places that do not carry it yet; return the numbers of the new rows."""
    common = {"tag_id": tag, "about": about, "anchor": anchor, "person_id": add_person(connection, person), "at": now()}
    made: list[int] = []
    for part in _parts(pages):
        row = upsert(TAGGED).values([common | {"page_id": page} for page in part])
        made += connection.scalars(row.on_conflict_do_nothing().returning(TAGGED.c.tagged_id))
    return made


def standing_on(
    connection: Connection, tag: int, pages: Sequence[str] | None = None, anchor: str | None = None
) -> list[Row[Any]]:
    """Return the rows of a tag that stand: on some pages, or all; of one passage (or of none if empty), or of all."""
    query = select(TAGGED).where(TAGGED.c.tag_id == tag, TAGGED.c.standing == 1)
    if anchor is not None:
        query = query.where(TAGGED.c.anchor == anchor)
    if pages is None:
        return list(connection.execute(query))
    return [row for part in _parts(pages) for row in connection.execute(query.where(TAGGED.c.page_id.in_(part)))]


def copy_to(connection: Connection, rows: Iterable[Row[Any]], tag: int) -> list[int]:
    """Put another tag on the places of some rows, by the same people at the same times; return the new numbers."""
    copied = [
        {
            "tag_id": tag,
            "page_id": row.page_id,
            "about": row.about,
            "anchor": row.anchor,
            "person_id": row.person_id,
            "at": row.at,
        }
        for row in rows
    ]
    made: list[int] = []
    for start in range(0, len(copied), TOGETHER // 2):
        row = upsert(TAGGED).values(copied[start : start + TOGETHER // 2])
        made += connection.scalars(row.on_conflict_do_nothing().returning(TAGGED.c.tagged_id))
    return made


def note_changes(connection: Connection, decision: int, on: Iterable[int] = (), off: Iterable[int] = ()) -> None:
    """Let rows stand, or stand no more, and write down that a decision did it."""
    for standing, numbers in ((1, list(on)), (0, list(off))):
        for part in _parts(numbers):
            connection.execute(update(TAGGED).where(TAGGED.c.tagged_id.in_(part)).values(standing=standing))
            rows = [{"decision_id": decision, "tagged_id": one, "standing": standing} for one in part]
            connection.execute(insert(TAG_CHANGES), rows)


def changed_by(connection: Connection, decision: int) -> list[Row[Any]]:
    """Return the rows that a decision changed: as they are now, with `made`, what the decision made of them."""
    query = select(TAGGED, TAG_CHANGES.c.standing.label("made")).join(
        TAG_CHANGES, TAG_CHANGES.c.tagged_id == TAGGED.c.tagged_id
    )
    return list(connection.execute(query.where(TAG_CHANGES.c.decision_id == decision)))


def twins(connection: Connection, rows: Sequence[Row[Any]]) -> set[int]:
    """Return the numbers of those rows whose place carries their tag by another row already."""
    other = TAGGED.alias("other")
    query = select(TAGGED.c.tagged_id).join(
        other,
        (other.c.tag_id == TAGGED.c.tag_id)
        & (other.c.page_id == TAGGED.c.page_id)
        & (other.c.anchor == TAGGED.c.anchor)
        & (other.c.standing == 1)
        & (other.c.tagged_id != TAGGED.c.tagged_id),
    )
    found: set[int] = set()
    for part in _parts([row.tagged_id for row in rows]):
        found.update(connection.scalars(query.where(TAGGED.c.tagged_id.in_(part))))
    return found


def tags_beside(connection: Connection, pages: Sequence[str]) -> list[Row[Any]]:
    """Return the tags on some pages and their passages, by name, with who put them there."""
    query = (
        select(TAGGED, TAGS.c.name, TAGS.c.meaning, PEOPLE.c.name.label("person"))
        .join(TAGS, TAGS.c.tag_id == TAGGED.c.tag_id)
        .join(PEOPLE, PEOPLE.c.person_id == TAGGED.c.person_id)
        .where(TAGGED.c.standing == 1)
        .order_by(TAGS.c.key, TAGGED.c.tagged_id)
    )
    return [row for part in _parts(pages) for row in connection.execute(query.where(TAGGED.c.page_id.in_(part)))]


def pages_with(connection: Connection, tags: Sequence[int]) -> Iterator[str]:
    """Return the page_ids of pages that carry one of some tags."""
    query = select(TAGGED.c.page_id).where(TAGGED.c.tag_id.in_(list(tags)), TAGGED.c.standing == 1).distinct()
    yield from connection.scalars(query)


def tag_sums(connection: Connection) -> list[Row[Any]]:
    """Return, by tag_id, how many pages, passages and documents carry each tag."""
    query = (
        select(
            TAGGED.c.tag_id,
            func.count(TAGGED.c.page_id.distinct()).label("pages"),
            func.sum(TAGGED.c.anchor != "").label("passages"),
            func.count(PAGES.c.document_id.distinct()).label("documents"),
        )
        .outerjoin(PAGES, PAGES.c.page_id == TAGGED.c.page_id)
        .where(TAGGED.c.standing == 1)
        .group_by(TAGGED.c.tag_id)
    )
    return list(connection.execute(query))


def tagged_pages(connection: Connection, tag: int, *, limit: int, offset: int) -> list[Row[Any]]:
    """Return the places that carry a tag, by path and page number, with who put it there."""
    query = _placed(tag).order_by(SIGHTINGS.c.path, PAGES.c.file_id, PAGES.c.number, TAGGED.c.tagged_id)
    return list(connection.execute(query.limit(limit).offset(offset)))


def count_tagged(connection: Connection, tag: int) -> int:
    """Return how many places carry a tag."""
    query = select(func.count()).select_from(TAGGED).where(TAGGED.c.tag_id == tag, TAGGED.c.standing == 1)
    return connection.scalar(query) or 0


def stream_tagged(connection: Connection) -> Iterator[Row[Any]]:
    """Return every place that carries a tag, by tag, file and page number; a tag on no page has one row without any."""
    query = (
        select(TAGS.c.name, TAGS.c.meaning, TAGGED, PAGES.c.document_id, PEOPLE.c.name.label("person"))
        .select_from(TAGS)
        .outerjoin(TAGGED, (TAGGED.c.tag_id == TAGS.c.tag_id) & (TAGGED.c.standing == 1))
        .outerjoin(PAGES, PAGES.c.page_id == TAGGED.c.page_id)
        .outerjoin(PEOPLE, PEOPLE.c.person_id == TAGGED.c.person_id)
        .where(TAGS.c.merged_into.is_(None))
        .order_by(TAGS.c.key, PAGES.c.file_id, PAGES.c.paging, PAGES.c.number, TAGGED.c.tagged_id)
    )
    yield from connection.execution_options(yield_per=1000).execute(query)


def _placed(tag: int) -> Select[Any]:
    seen = SIGHTINGS.alias("seen")
    first = select(func.min(seen.c.sighting_id)).where(seen.c.file_id == PAGES.c.file_id)
    return (
        select(TAGGED, PAGES.c.number, SIGHTINGS.c.path, SIGHTINGS.c.production, PEOPLE.c.name.label("person"))
        .join(PAGES, PAGES.c.page_id == TAGGED.c.page_id)
        .join(SIGHTINGS, SIGHTINGS.c.sighting_id == first.scalar_subquery())
        .join(PEOPLE, PEOPLE.c.person_id == TAGGED.c.person_id)
        .where(TAGGED.c.tag_id == tag, TAGGED.c.standing == 1)
    )


def _parts(values: Sequence[Value]) -> Iterator[list[Value]]:
    for start in range(0, len(values), TOGETHER):
        yield list(values[start : start + TOGETHER])
