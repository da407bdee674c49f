"""Finding things in what was read: search, quote, rebuild."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readingroom.cli.options import JSON, MODE, ROOM, ROOM_FIRST, SECOND
from readingroom.cli.wording import tell
from readingroom.errors import ExitCode, WrongUseError
from readingroom.locale import _

if TYPE_CHECKING:
    from readingroom.model.answers import Difference, QuoteAnswer, SnippetCorrection
    from readingroom.model.ids import PageId

#: Forms of one word that are shown with an answer.
MOST_FORMS = 12

#: Seconds from which a span is told in minutes, and in hours.
_MINUTES_FROM, _HOURS_FROM = 90, 5400


@click.command()
@ROOM_FIRST
@click.argument("query")
@click.option("--limit", type=click.IntRange(0, 100_000), default=20, show_default=True, help="Most hits to show.")
@click.option("--order", type=click.Choice(["relevance", "page"]), default="relevance", help="Best first, or by page.")
@JSON
def search(room: Path, query: str, limit: int, order: str, as_json: bool) -> None:
    """Pages that match QUERY: words, "a phrase", a NEAR/5 b, OR, NOT, depor*, fuzzy~1, production:march and more."""
    from readingroom.cli.progress import shown
    from readingroom.desk.index import bring_up_to_date
    from readingroom.desk.naming import short_ids
    from readingroom.desk.room import open_room
    from readingroom.desk.search import search as ask

    with shown() as progress:
        bring_up_to_date(room, progress)
    with open_room(room) as opened:
        answer = ask(opened, query, limit=limit, order="page" if order == "page" else "relevance")
        short = {} if as_json else short_ids(opened, [hit.page for hit in answer.hits])
    for hit in answer.hits:
        if as_json:
            row: dict[str, object] = {
                "page_id": hit.page,
                "path": hit.path,
                "number": hit.number,
                "document_id": hit.document,
            }
            row |= {"score": round(hit.score, 4), "snippet": hit.snippet, "boxes": _rounded(hit.boxes)}
            row |= {"marks": hit.marks, "production": hit.production}
            row |= {"corrections": [dataclasses.asdict(one) for one in hit.corrections]}
            click.echo(json.dumps(row, ensure_ascii=False))
            continue
        click.echo(_("{path}, page {number}", path=click.style(hit.path, bold=True), number=hit.number))
        click.echo("  " + _marked(hit.snippet, hit.marks))
        for one in hit.corrections:
            click.echo("  " + _corrected(hit.snippet, one))
        click.echo("  " + click.style(short[hit.page], dim=True))
    _say(answer.total, len(answer.hits), answer.expansions, answer.notes)
    for phrase in answer.parted:
        others = _(" or ").join(phrase.queries)
        tell(
            _(
                "On 1 page {phrase} is parted by a covered place. To find it: {others}",
                phrase=phrase.phrase,
                others=others,
            )
            if phrase.pages == 1
            else _(
                "On {count} pages {phrase} is parted by a covered place. To find them: {others}",
                count=phrase.pages,
                phrase=phrase.phrase,
                others=others,
            )
        )
    if answer.waiting:
        tell(
            _("1 page is not read yet and was not searched.")
            if answer.waiting == 1
            else _("{count} pages are not read yet and were not searched.", count=answer.waiting)
        )
    if answer.failed:
        tell(
            _("1 page could not be read and was not searched.")
            if answer.failed == 1
            else _("{count} pages could not be read and were not searched.", count=answer.failed)
        )


@click.command()
@ROOM_FIRST
@click.argument("words")
@click.option("--page", default=None, help="The page on which the words are said to stand: its id, or file.pdf:2.")
@JSON
def quote(room: Path, words: str, page: str | None, as_json: bool) -> None:
    """Whether WORDS stand in the room as a quotation, word for word."""
    from readingroom.cli.progress import shown
    from readingroom.desk.index import bring_up_to_date
    from readingroom.desk.naming import page_called, short_ids
    from readingroom.desk.quote import quote as ask
    from readingroom.desk.room import open_room

    if page is None:
        with shown() as progress:
            bring_up_to_date(room, progress)
    with open_room(room) as opened:
        answer = ask(opened, words, page_called(opened, page) if page is not None else None)
        short = {} if as_json else short_ids(opened, answer.places)
    if as_json:
        row: dict[str, object] = {"verdict": answer.verdict, "page_id": answer.page, "boxes": _rounded(answer.boxes)}
        row |= {"differences": [_difference_row(one) for one in answer.differences]}
        row |= {"text_source": answer.source, "pages": answer.pages, "unread": answer.unread}
        path, number = answer.places[answer.page] if answer.page else ("", None)
        row |= {"path": path, "number": number, "rests_on": answer.rests_on}
        row |= {"support": [dataclasses.asdict(run) for run in answer.support]}
        click.echo(json.dumps(row, ensure_ascii=False))
    else:
        _tell_quote(answer, short, named=page is not None)
    if answer.unread:
        tell(
            _("1 page is not read or not indexed; nothing is claimed of it.")
            if answer.unread == 1
            else _("{count} pages are not read or not indexed; nothing is claimed of them.", count=answer.unread)
        )
    if answer.verdict == "not_found":
        sys.exit(ExitCode.DOES_NOT_HOLD)


@click.command()
@ROOM
@click.option("--reread", is_flag=True, help="Also read every page anew; says first how long it will take.")
@click.option("--yes", is_flag=True, help="Do it, however long it takes.")
@MODE
@SECOND
def rebuild(room: Path, reread: bool, yes: bool, mode: str | None, second: str | None) -> None:
    """Make the search index again from what was read."""
    from readingroom.cli.progress import shown
    from readingroom.desk import rebuild as desk

    if not reread:
        with shown() as progress:
            count = desk.rebuild(room, progress)
        tell(_("1 page is indexed.") if count == 1 else _("{count} pages are indexed.", count=count))
        return
    if not yes:
        tell(_("Reading a few pages to learn how long it will take ..."))
        plan = desk.estimate(room, mode=mode or "", second=second or "")
        raise WrongUseError(
            _("Reading {count} pages anew takes about {time}.", count=plan.pages, time=_span(plan.seconds)),
            _("Say --yes to do it. What was read before stays until a page is read anew."),
        )
    with shown() as progress:
        report = desk.reread(room, progress, mode=mode or "", second=second or "")
    tell(_("1 page was read anew.") if report.pages == 1 else _("{count} pages were read anew.", count=report.pages))
    if report.failures:
        tell(_("Some could not be read; readingroom status {room} lists them.", room=room))
        sys.exit(ExitCode.SOME_FAILED)


def _tell_quote(answer: QuoteAnswer, short: dict[PageId, str], *, named: bool) -> None:
    """Print a verdict for people; `named` when a page was named."""
    from readingroom.desk.resting import difference, sentence

    titles = {
        "exact": _("exact: the words stand there, word for word"),
        "within_ocr_noise": _("within_ocr_noise: the same words, but for letters that machine reading confuses"),
        "not_found": _("not_found: no page was read with these words; look at the page image before you conclude")
        if not named
        else _("not_found: the page was not read with these words; look at its image before you conclude"),
    }
    if answer.over_covered:
        titles["not_found"] = _("not_found: the words run over a covered place; what stands there is not known")
    if any(one.person for one in answer.differences):
        titles["not_found"] = _("not_found: a person corrected what was read there; these words do not stand there")
    click.echo(titles[answer.verdict])
    if answer.page:
        where = _where(answer, short, answer.page)
        click.echo(where if answer.verdict != "not_found" else _("the nearest place is {place}", place=where))
    for one in answer.differences:
        click.echo("  " + _safe(difference(one)))
    for run in answer.support:
        click.echo("  " + _safe(sentence(run)))
    for other in answer.pages:
        click.echo(_("also on {page}", page=_where(answer, short, other)))


def _difference_row(one: Difference) -> dict[str, str]:
    row = {"asked": one.asked, "read": one.read}
    return row | ({"person": one.person, "at": one.at, "machine": one.machine} if one.person else {})


def _where(answer: QuoteAnswer, short: dict[PageId, str], page: PageId) -> str:
    path, number = answer.places[page]
    return _("{path}, page {number}", path=_safe(path), number=number) + f"  {short[page]}"


def _span(seconds: float) -> str:
    if seconds < _MINUTES_FROM:
        return _("{count} seconds", count=max(1, round(seconds)))
    if seconds < _HOURS_FROM:
        return _("{count} minutes", count=round(seconds / 60))
    return _("{count} hours", count=round(seconds / 3600, 1))


def _say(total: int, shown: int, expansions: dict[str, tuple[str, ...]], notes: tuple[str, ...]) -> None:
    """Tell on stderr how much was found and what each word stood for."""
    if shown < total:
        tell(_("{total} pages match; {shown} are shown (--limit).", total=total, shown=shown))
    else:
        tell(_("1 page matches.") if total == 1 else _("{total} pages match.", total=total))
    for word, forms in expansions.items():
        if not forms:
            tell(_("“{word}” stands nowhere in this room.", word=word))
        elif others := [form for form in forms if form != word.lower()]:
            more = _(" and {count} more", count=len(others) - MOST_FORMS) if len(others) > MOST_FORMS else ""
            known = ", ".join(others[:MOST_FORMS])
            tell(_("“{word}” also stands for: {forms}{more}", word=word, forms=known, more=more))
    for note in notes:
        tell(note)


def _corrected(snippet: str, one: SnippetCorrection) -> str:
    right = _safe(snippet[one.start : one.end])
    return _(
        "“{right}” corrected by {person}; read “{read}”", right=right, person=_safe(one.person), read=_safe(one.read)
    )


def _rounded(boxes: tuple[object, ...]) -> list[list[float]]:
    edges = ("left", "top", "right", "bottom")
    return [[round(getattr(box, edge), 5) for edge in edges] for box in boxes]


def _marked(text: str, marks: tuple[tuple[int, int], ...]) -> str:
    """Show the matches in a snippet; controls that a page may hold never reach the terminal."""
    parts, at = [], 0
    for start, end in marks:
        parts += [_safe(text[at:start]), click.style(_safe(text[start:end]), bold=True, reverse=True)]
        at = end
    return "".join([*parts, _safe(text[at:])])


def _safe(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
