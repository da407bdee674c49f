"""Asking what was read: quote, rebuild. `search` has a file of its own."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readingroom.cli.options import JSON, MODE, ROOM, ROOM_FIRST, SECOND
from readingroom.cli.shown import rounded, safe
from readingroom.cli.wording import tell
from readingroom.errors import ExitCode, WrongUseError
from readingroom.locale import _

if TYPE_CHECKING:
    from readingroom.model.answers import Difference, QuoteAnswer
    from readingroom.model.ids import PageId

#: Seconds from which a span is told in minutes, and in hours.
_MINUTES_FROM, _HOURS_FROM = 90, 5400


@click.command()
@ROOM_FIRST
@click.argument("words")
@click.option("--page", default=None, help="The page on which the words are said to stand: its id, or file.pdf:2.")
@click.option("--file", default=None, help="Only in this file: its id, or its name.")
@click.option("--production", default=None, help="Only in files of this production.")
@JSON
def quote(room: Path, words: str, page: str | None, file: str | None, production: str | None, as_json: bool) -> None:
    """Whether WORDS stand in the room as a quotation, word for word."""
    from readingroom.cli.progress import shown
    from readingroom.desk.index import bring_up_to_date
    from readingroom.desk.naming import file_called, page_called, short_ids
    from readingroom.desk.quote import quote as ask
    from readingroom.desk.resting import unsettled
    from readingroom.desk.room import open_room

    if page is not None and (file is not None or production is not None):
        raise WrongUseError(_("--page names the place already."), _("Leave --file and --production out."))
    if page is None:
        with shown() as progress:
            bring_up_to_date(room, progress)
    with open_room(room) as opened:
        answer = ask(
            opened,
            words,
            page_called(opened, page) if page is not None else None,
            file=file_called(opened, file) if file is not None else None,
            production=production,
        )
        short = {} if as_json else short_ids(opened, answer.places)
    if as_json:
        row: dict[str, object] = {"verdict": answer.verdict, "page_id": answer.page, "boxes": rounded(answer.boxes)}
        row |= {"differences": [_difference_row(one) for one in answer.differences]}
        row |= {"text_source": answer.source, "pages": answer.pages, "unread": answer.unread}
        path, number = answer.places[answer.page] if answer.page else ("", None)
        row |= {"path": path, "number": number, "rests_on": answer.rests_on}
        row |= {"support": [dataclasses.asdict(run) for run in answer.support], "unsettled": answer.unsettled}
        click.echo(json.dumps(row, ensure_ascii=False))
    else:
        _tell_quote(answer, short, named=page is not None)
    if left := unsettled(answer):
        tell(safe(left))
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
        click.echo("  " + safe(difference(one)))
    for run in answer.support:
        click.echo("  " + safe(sentence(run)))
    for other in answer.pages:
        click.echo(_("also on {page}", page=_where(answer, short, other)))


def _difference_row(one: Difference) -> dict[str, str]:
    row = {"asked": one.asked, "read": one.read}
    return row | ({"person": one.person, "at": one.at, "machine": one.machine} if one.person else {})


def _where(answer: QuoteAnswer, short: dict[PageId, str], page: PageId) -> str:
    path, number = answer.places[page]
    return _("{path}, page {number}", path=safe(path), number=number) + f"  {short[page]}"


def _span(seconds: float) -> str:
    if seconds < _MINUTES_FROM:
        return _("{count} seconds", count=max(1, round(seconds)))
    if seconds < _HOURS_FROM:
        return _("{count} minutes", count=round(seconds / 60))
    return _("{count} hours", count=round(seconds / 3600, 1))
