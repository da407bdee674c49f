"""By what the pages of an answer are divided, and how many fall to each value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import select

from readingroom.annotating.typed import tag_key
from readingroom.desk.index import reader
from readingroom.desk.room import Room
from readingroom.desk.search import Tokened, field_plan
from readingroom.desk.tags import list_tags, pages_tagged
from readingroom.engines.fulltext import FullText
from readingroom.errors import QueryError
from readingroom.model.answers import Audience
from readingroom.model.facets import FACETS, Facet, FacetName, FacetValue
from readingroom.model.ids import FileId
from readingroom.model.query import Field, file_kind, typed_field
from readingroom.model.terms import Every, InPages, Plan
from readingroom.searching.cut import name_key
from readingroom.searching.narrowed import narrowed, narrowed_to
from readingroom.searching.parse import parse
from readingroom.searching.plan import plan
from readingroom.store.schema import FILES, SIGHTINGS

#: Tags that are counted: each is a search of its own.
MOST_TAGS = 30

#: Files asked of the catalogue at a time (a statement has a limit of places).
TOGETHER = 400


def facets(room: Room, query: str, *, audience: Audience = "room") -> tuple[Facet, ...]:
    """Return how the pages that match a query fall apart, without facets of a single value that nobody asked for.

    Raises:
        QueryError: the query can't be understood.
        RoomError: the index is damaged.
    """
    tree = parse(query)
    index = reader(room)
    if index is None:
        return ()
    planned = plan(tree, index, lambda field: field_plan(room, field), room.settings.languages)
    parts = index.divided(planned.plan, tokens_of=Tokened(room, audience))
    counts: dict[FacetName, Counter[str]] = {name: Counter() for name in FACETS}
    for label, pages in parts.labels.items():
        name, _colon, value = label.partition(":")
        if name in ("source", "language", "quality"):
            counts[name][value] += pages  # type: ignore[index]  # one of the three
    _count_files(room, parts.files, counts)
    _count_tags(room, index, planned.plan, counts, audience)
    asked = _asked(query)
    found = (Facet(name, _values(query, name, counts[name], asked)) for name in FACETS)
    # One tag already parts the pages: those without it have none.
    least = {"tag": 1}
    return tuple(
        one for one in found if len(one.values) >= least.get(one.name, 2) or any(value.chosen for value in one.values)
    )


def _count_files(room: Room, files: Mapping[FileId, int], counts: dict[FacetName, Counter[str]]) -> None:
    """Count pages by what is known of their files; a file that came twice counts in each production and year."""
    names = list(files)
    with room.catalogue.connect() as connection:
        for start in range(0, len(names), TOGETHER):
            some = names[start : start + TOGETHER]
            for row in connection.execute(select(FILES.c.file_id, FILES.c.media_type).where(FILES.c.file_id.in_(some))):
                counts["file"][file_kind(row.media_type)] += files[FileId(row.file_id)]
            receipts = select(SIGHTINGS.c.file_id, SIGHTINGS.c.production, SIGHTINGS.c.received)
            rows = connection.execute(receipts.where(SIGHTINGS.c.file_id.in_(some))).all()
            for file, production in {(row.file_id, row.production) for row in rows if row.production}:
                counts["production"][production] += files[FileId(file)]
            for file, year in {(row.file_id, row.received[:4]) for row in rows if row.received}:
                counts["year"][year] += files[FileId(file)]


def _count_tags(
    room: Room, index: FullText, wanted: Plan, counts: dict[FacetName, Counter[str]], audience: Audience
) -> None:
    """Count pages by the tags that stand on most pages of the room."""
    for tag in sorted(list_tags(room, audience=audience), key=lambda one: (-one.pages, one.name))[:MOST_TAGS]:
        inside = Every((wanted, InPages(frozenset(pages_tagged(room, tag.name, audience=audience)))))
        if pages := index.search(inside, limit=0, tokens_of=Tokened(room, audience)).total:
            counts["tag"][tag.name] = pages


def _asked(query: str) -> dict[tuple[str, str], str]:
    """Return the fields that all of a query is narrowed to, each with the query that is left without it."""
    asked: dict[tuple[str, str], str] = {}
    for one in narrowed(query):
        field = None if one.out else parse(one.typed)
        if isinstance(field, Field) and field.high is None:
            asked.setdefault(_told_apart(field), one.rest)
    return asked


def _told_apart(field: Field) -> tuple[str, str]:
    """Return what is equal for fields that ask for the same."""
    kind = f"{field.name} {field.whole}"
    return kind, name_key(field.low)


def _values(
    query: str, name: FacetName, counts: Counter[str], asked: Mapping[tuple[str, str], str]
) -> tuple[FacetValue, ...]:
    by_count = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rows = sorted(counts.items()) if name == "year" else by_count
    return tuple(_value(query, name, value, pages, asked) for value, pages in rows)


def _value(query: str, name: FacetName, value: str, pages: int, asked: Mapping[tuple[str, str], str]) -> FacetValue:
    typed = typed_field(name, value)
    try:
        field = parse(typed)
    except QueryError:
        return FacetValue(value, pages, "")
    if not isinstance(field, Field) or (name == "tag" and tag_key(field.low) != tag_key(value)):
        return FacetValue(value, pages, "")
    left = asked.get(_told_apart(field))
    return FacetValue(value, pages, narrowed_to(query, typed) if left is None else left, chosen=left is not None)
