"""Search: which pages match, with the words around the first match and every match boxed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from sqlalchemy import func, select

from readingroom.desk.gaps import gaps_of, tokens_on
from readingroom.desk.index import reader
from readingroom.desk.labels import wanted
from readingroom.desk.order import files_in_order, in_order
from readingroom.desk.room import Room
from readingroom.desk.tags import pages_tagged
from readingroom.desk.words import words
from readingroom.engines.fulltext import Entry, FullText
from readingroom.engines.fulltext.memory import InMemory
from readingroom.locale import _
from readingroom.model.answers import Audience, PageText, Parted, SearchAnswer, SearchHit, SnippetCorrection
from readingroom.model.geometry import Box
from readingroom.model.ids import DocumentId, FileId, PageId, page_order, parse_page_id
from readingroom.model.query import Field, file_kind
from readingroom.model.terms import Every, InFiles, InPages, Labelled, Plan, Some, Tokens
from readingroom.searching.cut import name_key, tokens_of
from readingroom.searching.highlight import Snippet, boxes, snippet
from readingroom.searching.parse import parse
from readingroom.searching.plan import Planned, plan
from readingroom.searching.versions import places_on
from readingroom.store.schema import FILES, PAGES, SIGHTINGS

Order = Literal["relevance", "date", "page"]
"""Best first; the files received last first; by path and page."""


def search(
    room: Room,
    query: str,
    *,
    audience: Audience = "room",
    limit: int = 20,
    offset: int = 0,
    order: Order = "relevance",
    document: DocumentId | None = None,
) -> SearchAnswer:
    """Search the pages of a room.

    Args:
        room: the room.
        query: as typed.
        audience: for whom.
        limit: most hits to return.
        offset: hits to leave out at the beginning.
        order: of the hits.
        document: only its pages, in their order.

    Raises:
        QueryError: the query can't be understood.
        DoesNotHoldError: the audience may see nothing yet.
        RoomError: the index is damaged.
    """
    answer, understood = understand(room, query, audience)
    if understood is None:
        return answer
    index, planned = understood
    if document is not None:
        inside = _inside(room, index, planned.plan, document, audience)
        total, hits = len(inside), inside[offset : offset + limit]
    elif order != "relevance":
        total, hits = _part(room, index, planned.plan, audience, range(offset, offset + limit), newest=order == "date")
    else:
        found = index.search(planned.plan, limit=limit, offset=offset, tokens_of=Tokened(room, audience))
        total, hits = found.total, list(found.hits)
    texts = words(room, [page for page, _score in hits], audience)
    shown = tuple(hit_of(text, score, planned) for text, (_page, score) in zip(texts, hits, strict=True))
    return replace(answer, total=total, hits=shown)


def _part(
    room: Room, index: FullText, wanted: Plan, audience: Audience, part: range, *, newest: bool
) -> tuple[int, list[tuple[PageId, float]]]:
    """Return how many pages match, and a part of them by file and page; only the files of this part are looked into."""
    files = index.divided(wanted, tokens_of=Tokened(room, audience)).files
    begins, at = {}, 0
    for file in files_in_order(room, files, newest=newest):
        if at < part.stop and at + files[file] > part.start:
            begins[file] = at
        at += files[file]
    if not begins:
        return at, []
    inside = Every((wanted, InFiles(frozenset(map(str, begins)))))
    found = found_pages(room, index, inside, limit=None, audience=audience)
    found.sort(key=lambda one: (begins[parse_page_id(one[0])[0]], page_order(one[0])))
    first = min(begins.values())
    return at, found[part.start - first : part.stop - first]


def understand(room: Room, query: str, audience: Audience) -> tuple[SearchAnswer, tuple[FullText, Planned] | None]:
    """Return what is said of a query before pages are found, and the index with what to ask of it, if there is one.

    Raises:
        QueryError: the query can't be understood.
        DoesNotHoldError: the audience may see nothing yet.
    """
    for _page in words(room, [], audience):  # the door decides whether this audience may see anything
        pass
    tree = parse(query)
    index = reader(room)
    seen = replace(_seen(room, index), query=query)
    if index is None:
        return seen, None
    planned = plan(tree, index, lambda field: field_plan(room, field), room.settings.languages)
    parted = tuple(parted_phrases(room, index, planned, audience))
    said = (*planned.notes, *seen.notes)
    answer = replace(seen, expansions=planned.expansions, notes=said, about=len(planned.notes), parted=parted)
    return answer, (index, planned)


def matches(room: Room, page: PageId, query: str, *, audience: Audience = "room") -> tuple[tuple[Box, ...], ...]:
    """Return every match of a query on one page as its boxes, searched or not; without an index too.

    Raises:
        QueryError: the query can't be understood.
        WrongUseError: there is no such page.
    """
    tree = parse(query)
    (text,) = words(room, [page], audience)
    alone = InMemory()
    alone.add([Entry(page, text.facts.file, tokens_on(text))])
    alone.commit()
    planned = plan(tree, alone, lambda field: field_plan(room, field), room.settings.languages)
    found = places_on(text.words, text.people, planned.plan, text.facts.file, gaps_of(text))
    return tuple(boxes(text.shown, [span]) for span in found)


def hits_in(
    room: Room,
    query: str,
    *,
    file: FileId | None = None,
    document: DocumentId | None = None,
    audience: Audience = "room",
) -> tuple[PageId, ...]:
    """Return every page that matches, in order: of a file or a document, or of the room when neither is named.

    For the next and previous hit.

    Raises:
        QueryError: the query can't be understood.
    """
    tree = parse(query)
    index = reader(room)
    if index is None:
        return ()
    planned = plan(tree, index, lambda field: field_plan(room, field), room.settings.languages)
    if not file and not document:
        everywhere = found_pages(room, index, planned.plan, limit=None, audience=audience)
        return tuple(in_order(room, [page for page, _score in everywhere]))
    if document:
        inside = _inside(room, index, planned.plan, document, audience)
        return tuple(page for page, _score in inside if not file or parse_page_id(page)[0] == file)
    files = {str(file)} if file else set()
    found = found_pages(room, index, Every((planned.plan, InFiles(frozenset(files)))), limit=None, audience=audience)
    return tuple(sorted((page for page, _score in found), key=page_order))


def _inside(
    room: Room, index: FullText, wanted: Plan, document: DocumentId, audience: Audience
) -> list[tuple[PageId, float]]:
    """Return the pages of a document that match, in order, with their scores."""
    with room.catalogue.connect() as connection:
        members = frozenset(connection.scalars(select(PAGES.c.page_id).where(PAGES.c.document_id == document)))
    files = frozenset(str(parse_page_id(PageId(page))[0]) for page in members)
    found = found_pages(room, index, Every((wanted, InFiles(files))), limit=None, audience=audience)
    return sorted((one for one in found if one[0] in members), key=lambda one: page_order(one[0]))


class Tokened:
    """Gives engines the tokens of pages, through the door."""

    def __init__(self, room: Room, audience: Audience) -> None:
        self._room, self._audience = room, audience

    def __call__(self, pages: Sequence[PageId]) -> Iterator[Tokens]:
        """Return the tokens of pages in the order asked for."""
        for text in words(self._room, pages, self._audience):
            yield tokens_on(text)


def found_pages(
    room: Room, index: FullText, wanted: Plan, *, limit: int | None, audience: Audience
) -> list[tuple[PageId, float]]:
    """Return pages that match with their scores, best first; all of them without a limit."""
    return list(index.search(wanted, limit=limit, tokens_of=Tokened(room, audience)).hits)


def parted_phrases(room: Room, index: FullText, planned: Planned, audience: Audience) -> Iterator[Parted]:
    """Return on how many pages each phrase stands but for something that covers the page between two of its words."""
    tokens = Tokened(room, audience)
    for typed, ways in planned.parted.items():
        pages = index.search(Some(tuple(way for _said, way in ways)), limit=0, tokens_of=tokens).total
        if pages:
            there = tuple(said for said, way in ways if index.search(way, limit=0, tokens_of=tokens).total)
            yield Parted(typed, pages, there)


def hit_of(text: PageText, score: float, planned: Planned) -> SearchHit:
    """Return a page that matches as a hit: its matches boxed, the words around the first of them."""
    gaps = gaps_of(text)
    spans = places_on(text.words, text.people, planned.plan, text.facts.file, gaps)
    around = snippet(text.shown, spans, gaps[1])
    return SearchHit(
        page=text.facts.page,
        path=text.facts.path,
        number=text.facts.number,
        document=text.facts.document,
        production=text.facts.production,
        score=score,
        snippet=around.text,
        marks=around.marks(spans),
        boxes=boxes(text.shown, spans),
        corrections=_corrections(text, around),
    )


def _corrections(text: PageText, around: Snippet) -> tuple[SnippetCorrection, ...]:
    """Return the corrections within a snippet."""
    found = []
    for one in text.people.standing if text.people else ():
        if one.begin < around.end and one.end > around.first:
            place = around.place(one.begin, one.end - 1)
            read = text.words.text[text.words.starts[one.first] : text.words.ends[one.last]].replace("\n", " ")
            found.append(SnippetCorrection(*place, read, one.decision.person, one.decision.at))
    return tuple(found)


def unseen(room: Room) -> tuple[int, int, list[str]]:
    """Pages that a search can't see - not read or not indexed yet, not readable - and files that are still closed."""
    seen = _seen(room, reader(room))
    return seen.waiting, seen.failed, list(seen.notes)


def _seen(room: Room, index: FullText | None) -> SearchAnswer:
    """Return an answer without hits that says what a search of the room can see."""
    with room.catalogue.connect() as connection:
        states = select(PAGES.c.state, func.count().label("pages")).group_by(PAGES.c.state)
        pages = {row.state: row.pages for row in connection.execute(states)}
        closed = connection.scalar(select(func.count()).select_from(FILES).where(FILES.c.state == "received")) or 0
    read = pages.get("read", 0)
    late = max(0, read - (index.count() if index else 0))
    notes = []
    if late:
        notes.append(
            _("{count} pages are read but not in the index yet. If no program is adding: readingroom rebuild {room}",
              count=late, room=room.path)
        )  # fmt: skip
    if closed:
        notes.append(
            _("1 file is not opened yet; what it holds was not searched.")
            if closed == 1
            else _("{count} files are not opened yet; what they hold was not searched.", count=closed)
        )
    waiting, failed = pages.get("waiting", 0) + late, pages.get("failed", 0)
    return SearchAnswer("", 0, (), notes=tuple(notes), waiting=waiting, failed=failed, read=read, late=late)


def field_plan(room: Room, field: Field) -> tuple[Plan, str]:
    """Return the pages that a field of a query stands for, and what must be said about it (empty for nothing)."""
    if field.name == "production":
        return _productions(room, field)
    if field.name == "filename":
        return _paths(room, field.low)
    if field.name == "file":
        return _of_kind(room, field.low), ""
    if field.name in ("date", "year"):
        return _received(room, field)
    if field.name in ("source", "language", "quality"):
        return Labelled(wanted(field)), ""
    if field.name == "tag":
        found = pages_tagged(room, field.low)
        return InPages(found), "" if found else _("No page has a tag “{value}”.", value=field.low)
    return Some(()), _("{name}: finds nothing: no page has one yet.", name=field.name)


def _productions(room: Room, field: Field) -> tuple[Plan, str]:
    """Files of productions whose name holds the value's words next to each other; `march*` for words that begin so.

    In quotation marks the name of a production stands for that one alone, though others have its words in theirs.
    """
    wanted, starts = tokens_of(field.low), field.low.endswith("*")
    with room.catalogue.connect() as connection:
        names = list(connection.scalars(select(SIGHTINGS.c.production).distinct()))
        fitting = [name for name in names if field.whole and name_key(name) == name_key(field.low)]
        fitting = fitting or [name for name in names if _holds(tokens_of(name), wanted, starts)]
        files = set(
            connection.scalars(select(SIGHTINGS.c.file_id).where(SIGHTINGS.c.production.in_(fitting)).distinct())
        )
    note = "" if fitting else _("No production has a name with “{value}” in it.", value=field.low)
    return InFiles(frozenset(files)), note


def _paths(room: Room, value: str) -> tuple[Plan, str]:
    """Files in whose path, as received, the value's words stand next to each other; `plan*` for words that begin so."""
    fitting_words, starts = tokens_of(value), value.endswith("*")
    with room.catalogue.connect() as connection:
        rows = connection.execute(select(SIGHTINGS.c.file_id, SIGHTINGS.c.path).distinct())
        files = frozenset(row.file_id for row in rows if _holds(tokens_of(row.path), fitting_words, starts))
    return InFiles(files), "" if files else _("No file has a name with “{value}” in it.", value=value)


def _of_kind(room: Room, kind: str) -> Plan:
    with room.catalogue.connect() as connection:
        types = list(connection.scalars(select(FILES.c.media_type).distinct()))
        fitting = [one for one in types if file_kind(one) == kind]
        files = connection.scalars(select(FILES.c.file_id).where(FILES.c.media_type.in_(fitting), FILES.c.pages > 0))
        return InFiles(frozenset(files))


def _holds(name: Sequence[str], wanted: Sequence[str], starts: bool) -> bool:
    for start in range(len(name) - len(wanted) + 1):
        here = tuple(name[start : start + len(wanted)])
        if here == tuple(wanted) or (starts and here[:-1] == wanted[:-1] and here[-1].startswith(wanted[-1])):
            return True
    return False


def _received(room: Room, field: Field) -> tuple[Plan, str]:
    """Files received in a span of time. A date known only to the month fits a span that touches the month."""
    high = field.low if field.high is None else field.high
    with room.catalogue.connect() as connection:
        rows = list(connection.execute(select(SIGHTINGS.c.file_id, SIGHTINGS.c.received)))
    fitting = {
        row.file_id for row in rows if row.received and row.received + "~" >= field.low and row.received <= high + "~"
    }
    undated = len({row.file_id for row in rows} - {row.file_id for row in rows if row.received})
    note = _("{name}: compares the day a file was received; dates printed on pages are not known yet.", name=field.name)
    if undated:
        note += " " + _("{count} files have no such day and were left out.", count=undated)
    return InFiles(frozenset(fitting)), note
