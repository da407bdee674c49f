"""A list of queries, one a line: each is asked on its own, and one that is not understood stops none of the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from readingroom.desk.by_document import search_documents
from readingroom.desk.room import Room
from readingroom.desk.search import search
from readingroom.errors import QueryError, WrongUseError
from readingroom.formats.csv import Cell, table_lines
from readingroom.formats.text import decoded, marked
from readingroom.locale import _
from readingroom.model.answers import Audience
from readingroom.model.asked import Asked, FirstHit

#: Most queries of one list; longest of them, in characters; most bytes of the file that holds them. A list of names
#: or terms that people work through has some hundreds.
MOST_QUERIES, LONGEST, MOST_BYTES = 10_000, 2000, 4_000_000

#: Best hits that are named with each query.
FIRST_HITS = 3

#: Columns of the table.
COLUMNS = ("line", "query", "pages", "documents", "first_page_ids", "first_places", "error", "notes")

#: Pages whose documents are looked up at a time (a statement has a limit of places).
_TOGETHER = 500


def queries_of(data: bytes, *, most: int = MOST_QUERIES) -> list[tuple[int, str]]:
    """Return the queries of a text file with the numbers of their lines; lines without any are left out.

    Args:
        data: the file, in any common encoding.
        most: queries of one list.

    Raises:
        WrongUseError: it holds none, too many, or is too large to be a list of queries.
    """
    if len(data) > MOST_BYTES:
        raise WrongUseError(
            _("The list of queries is larger than {size} MB.", size=MOST_BYTES // 1_000_000),
            _("Give a text file with one query a line, or divide it."),
        )
    lines = decoded(data, marked(data)).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found = [(number, " ".join(line.split())) for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise WrongUseError(_("The list holds no query."), _("Write one query a line, as you type it into the search."))
    if len(found) > most:
        raise WrongUseError(
            _("The list holds {count} queries.", count=len(found)),
            _("Ask at most {most} at a time: divide the list.", most=most),
        )
    return found


def queries_in(path: Path) -> list[tuple[int, str]]:
    """Return the queries of the text file at `path`; see `queries_of`.

    Raises:
        WrongUseError: it can't be read, or is no list of queries.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise WrongUseError(
            _("The list {path} can't be read: {reason}.", path=path, reason=error.strerror or error),
            _("Name a text file with one query a line."),
        ) from error
    return queries_of(data)


def ask_all(room: Room, queries: Iterable[tuple[int, str]], *, audience: Audience = "room") -> Iterator[Asked]:
    """Ask each query and yield what it finds, one after the other; nothing is kept.

    Args:
        room: open.
        queries: numbers of lines and queries, as `queries_of` returns them.
        audience: for whom.

    Raises:
        DoesNotHoldError: the audience may see nothing yet.
        RoomError: the index is damaged.
    """
    for line, query in queries:
        if len(query) > LONGEST:
            yield Asked(
                line,
                query[:LONGEST],
                error=_("The search has {length} characters.", length=len(query)),
                next_step=_("Search for at most {most} characters.", most=LONGEST),
                position=LONGEST,
            )
            continue
        try:
            found = search_documents(room, query, audience=audience, limit=0)
            answer = search(room, query, audience=audience, limit=FIRST_HITS) if found.total else found.answer
        except QueryError as error:
            place, length = error.position, error.length
            yield Asked(line, query, error=error.what, next_step=error.next_step, position=place, length=length)
            continue
        first = tuple(FirstHit(hit.page, hit.path, hit.number) for hit in answer.hits)
        yield Asked(line, query, found.answer.total, found.total, first, notes=answer.notes[: answer.about])


def as_csv(asked: Iterable[Asked]) -> Iterator[str]:
    """Yield the answers as CSV, a line each, as fast as they come; no cell runs in a spreadsheet."""
    return table_lines(COLUMNS, (_row(one) for one in asked))


def _row(one: Asked) -> Sequence[Cell]:
    places = "; ".join(_("{path}, page {number}", path=hit.path, number=hit.number) for hit in one.first)
    error = f"{one.error} {one.next_step}".strip()
    pages = ";".join(hit.page for hit in one.first)
    return one.line, one.query, one.pages, one.documents, pages, places, error, " ".join(one.notes)
