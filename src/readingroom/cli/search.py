"""Finding pages: search, one query or a list of them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readingroom.cli.answered import say_answer, say_unsearched
from readingroom.cli.options import JSON, ROOM_FIRST
from readingroom.cli.shown import marked, rounded, safe
from readingroom.cli.wording import tell
from readingroom.errors import WrongUseError
from readingroom.locale import _

if TYPE_CHECKING:
    from readingroom.desk.room import Room
    from readingroom.desk.search import Order
    from readingroom.model.answers import SearchHit, SnippetCorrection
    from readingroom.model.asked import Asked


@click.command()
@ROOM_FIRST
@click.argument("query", required=False)
@click.option("--limit", type=click.IntRange(0, 100_000), default=20, show_default=True, help="Most hits to show.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Hits to leave out at the beginning.")
@click.option(
    "--order",
    type=click.Choice(["relevance", "date", "page"]),
    default="relevance",
    help="Best first, received last first, or by page.",
)
@click.option(
    "--queries",
    "listed",
    type=click.Path(path_type=Path),
    default=None,
    help="Ask every query of this text file, one a line, and print what each finds.",
)
@click.option(
    "--csv", "table", type=click.Path(path_type=Path), default=None, help="With --queries: write the answers as CSV."
)
@click.option(
    "--facets", is_flag=True, help="Print by what the pages of QUERY are divided, with counts, not the pages."
)
@click.option("--like", default=None, help="Pages that share rare words with this page: its id, or file.pdf:2.")
@click.option("--save", "name", default=None, help="Keep QUERY under this name in the room.")
@click.option("--me", default="", help="Your name, if it is not the one of init --me.")
@click.option(
    "--saved",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[NAME]",
    help="Ask the saved search of this name; without a name, list all with what they find and what is new.",
)
@JSON
def search(
    room: Path,
    query: str | None,
    limit: int,
    offset: int,
    order: Order,
    listed: Path | None,
    table: Path | None,
    facets: bool,
    like: str | None,
    name: str | None,
    me: str,
    saved: str | None,
    as_json: bool,
) -> None:
    """Pages that match QUERY: words, "a phrase", a NEAR/5 b, OR, NOT, depor*, fuzzy~1, production:march and more."""
    from readingroom.cli.progress import shown
    from readingroom.desk.index import bring_up_to_date
    from readingroom.desk.room import open_room

    if sum(given is not None for given in (query, listed, saved, like)) != 1:
        raise WrongUseError(
            _("Give one of these: a query, --queries, --saved, --like."),
            _("A query is what you look for; --queries takes a text file with one query a line."),
        )
    if (table is not None and listed is None) or ((name is not None or facets) and query is None):
        raise WrongUseError(
            _("--csv goes with --queries; --save and --facets go with a query."), _("For one query there is --json.")
        )
    with shown() as progress:
        bring_up_to_date(room, progress)
    if name is not None and query is not None:
        _save(room, query, name, me)
    with open_room(room) as opened:
        if listed is not None:
            _ask_list(opened, listed, table, as_json=as_json)
        elif like is not None:
            _like(opened, like, limit, offset, as_json=as_json)
        elif facets and query is not None:
            _facets(opened, query, as_json=as_json)
        elif query is not None:
            _ask(opened, query, limit, offset, order, as_json=as_json)
        elif not saved:
            _list_saved(opened, me, as_json=as_json)
        else:
            query = _saved_query(opened, saved, me)
            _ask(opened, query, limit, offset, order, as_json=as_json)


def _save(path: Path, query: str, name: str, me: str) -> None:
    """Keep a query under a name."""
    from readingroom.desk.room import open_room
    from readingroom.desk.saved import save_search

    with open_room(path, write=True) as opened:
        kept = save_search(opened, query, name, me=me)
    tell(_("Saved as “{name}”.", name=kept.name))


def _saved_query(room: Room, name: str, me: str) -> str:
    """Return the query saved under a name, and note that a person looks at what it finds, where one is known."""
    from readingroom.desk.person import me as room_person
    from readingroom.desk.room import open_room
    from readingroom.desk.saved import look_at, new_at, saved_called

    kept = saved_called(room, name)
    if me or room_person(room):
        with open_room(room.path, write=True) as opened:
            before = look_at(opened, kept.search, me=me)
            if before and (new := new_at(opened, before, limit=0)[2].total):
                tell(_("1 new page") if new == 1 else _("{n} new pages", n=new))
    tell(kept.query)
    return kept.query


def _list_saved(room: Room, me: str, *, as_json: bool) -> None:
    from readingroom.desk.saved import saved_searches

    for one in saved_searches(room, me=me):
        if as_json:
            row = dataclasses.asdict(one.saved) | dataclasses.asdict(one)
            del row["saved"], row["standing"]
            click.echo(json.dumps(row, ensure_ascii=False))
            continue
        parts = [one.error] if one.pages is None else [_n_pages(one.pages)]
        if one.new:
            parts.append(_("1 new page") if one.new == 1 else _("{n} new pages", n=one.new))
        elif one.looked:
            parts.append(_("nothing new") if one.new == 0 else _("looked at on {day}", day=one.looked[:10]))
        name = click.style(safe(one.saved.name), bold=True)
        click.echo(f"{name}: {', '.join(parts)}")
        click.echo("  " + click.style(safe(one.saved.query), dim=True))


def _ask(room: Room, query: str, limit: int, offset: int, order: Order, *, as_json: bool) -> None:
    from readingroom.desk.browse import unsearched
    from readingroom.desk.search import search as ask

    answer = ask(room, query, limit=limit, offset=offset, order=order)
    _show(room, answer.hits, as_json=as_json)
    say_answer(answer, unsearched(room))


def _show(room: Room, hits: Sequence[SearchHit], *, as_json: bool) -> None:
    from readingroom.desk.naming import short_ids

    if as_json:
        for hit in hits:
            click.echo(json.dumps(_row(hit), ensure_ascii=False))
        return
    short = short_ids(room, [hit.page for hit in hits])
    for hit in hits:
        _print(hit, short[hit.page])


def _like(room: Room, name: str, limit: int, offset: int, *, as_json: bool) -> None:
    """Print pages that share rare words with a page."""
    from readingroom.desk.naming import page_called
    from readingroom.desk.similar import similar

    found = similar(room, page_called(room, name), limit=limit, offset=offset)
    _show(room, found.hits, as_json=as_json)
    if len(found.terms) < found.least:
        tell(_("This page has fewer than {least} rare words that stand on another page too, so nothing can be said.",
               least=found.least))  # fmt: skip
        return
    tell(_("1 page is like it") if found.total == 1 else _("{n} pages are like it", n=found.total))
    words = ", ".join(f"{safe(one.term)} ({one.pages})" for one in found.terms)
    tell(_("Each holds at least {least} of these words: {words}", least=found.least, words=words))


def _facets(room: Room, query: str, *, as_json: bool) -> None:
    """Print by what the pages of an answer are divided."""
    from readingroom.desk.facets import facets

    for facet in facets(room, query):
        if not as_json:
            click.echo(click.style(f"{facet.name}:", bold=True))
        for value in facet.values:
            if as_json:
                row = {"facet": facet.name, "value": value.value, "pages": value.pages, "query": value.query}
                click.echo(json.dumps(row | {"chosen": value.chosen}, ensure_ascii=False))
            else:
                mark = " *" if value.chosen else ""
                click.echo(f"  {value.pages:>7}  {safe(value.value)}{mark}")


def _row(hit: SearchHit) -> dict[str, object]:
    """Return a hit as programs get it; new names come at the end."""
    row: dict[str, object] = {
        "page_id": hit.page,
        "path": hit.path,
        "number": hit.number,
        "document_id": hit.document,
    }
    row |= {"score": round(hit.score, 4), "snippet": hit.snippet, "boxes": rounded(hit.boxes)}
    row |= {"marks": hit.marks, "production": hit.production}
    return row | {"corrections": [dataclasses.asdict(one) for one in hit.corrections]}


def _print(hit: SearchHit, name: str) -> None:
    click.echo(_("{path}, page {number}", path=click.style(safe(hit.path), bold=True), number=hit.number))
    click.echo("  " + marked(hit.snippet, hit.marks))
    for one in hit.corrections:
        click.echo("  " + _corrected(hit.snippet, one))
    click.echo("  " + click.style(name, dim=True))


def _corrected(snippet: str, one: SnippetCorrection) -> str:
    right = safe(snippet[one.start : one.end])
    return _(
        "“{right}” corrected by {person}; read “{read}”", right=right, person=safe(one.person), read=safe(one.read)
    )


def _ask_list(room: Room, path: Path, table: Path | None, *, as_json: bool) -> None:
    """Ask every query of a file; what can't be understood is said in its line."""
    from readingroom.desk.queries import ask_all, queries_in
    from readingroom.desk.search import unseen

    asked = ask_all(room, queries_in(path))
    failed = 0
    if table is not None:
        count, failed = _write(table, asked)
        tell(_("1 query was asked; the answer is in {out}.", out=table) if count == 1
             else _("{count} queries were asked; the answers are in {out}.", count=count, out=table))  # fmt: skip
    else:
        for one in asked:
            failed += bool(one.error)
            click.echo(json.dumps(dataclasses.asdict(one), ensure_ascii=False) if as_json else _line(one))
    if failed:
        tell(
            _("1 query could not be understood; its line says why.")
            if failed == 1
            else _("{count} queries could not be understood; their lines say why.", count=failed)
        )
    waiting, unread, notes = unseen(room)
    for note in notes:
        tell(note)
    say_unsearched(waiting, unread)


def _write(table: Path, asked: Iterable[Asked]) -> tuple[int, int]:
    """Write the answers as CSV; return how many there are, and how many queries could not be understood."""
    from readingroom.desk.queries import as_csv

    count = failed = 0

    def counted() -> Iterable[Asked]:
        nonlocal count, failed
        for one in asked:
            count += 1
            failed += bool(one.error)
            yield one

    try:
        with table.open("x", encoding="utf-8", newline="") as file:
            for line in as_csv(counted()):
                file.write(line)
    except FileExistsError as error:
        raise WrongUseError(
            _("{path} is there already.", path=table), _("Name a new file; nothing was overwritten.")
        ) from error
    except OSError as error:
        raise WrongUseError(
            _("{path} can't be written: {reason}.", path=table, reason=error.strerror or error),
            _("Name a file in a folder that you may write to."),
        ) from error
    return count, failed


def _line(one: Asked) -> str:
    """Return a query and what it finds, for people."""
    head = click.style(safe(one.query), bold=True)
    if one.error:
        return f"{head}: {one.error} {one.next_step}".rstrip()
    pages = _n_pages(one.pages or 0)
    documents = _("1 document") if one.documents == 1 else _("{n} documents", n=one.documents)
    first = "; ".join(_("{path}, page {number}", path=safe(hit.path), number=hit.number) for hit in one.first)
    said = [_("{pages} in {documents}", pages=pages, documents=documents), first, *one.notes]
    return f"{head}: " + "; ".join(part for part in said if part)


def _n_pages(count: int) -> str:
    return _("1 page") if count == 1 else _("{n} pages", n=count)
