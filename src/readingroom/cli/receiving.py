"""Making a room, adding to it, and what came: init, add, status."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readingroom.cli.options import JSON, MODE, ROOM, ROOM_FIRST, SECOND
from readingroom.cli.wording import tell
from readingroom.errors import ExitCode
from readingroom.locale import _
from readingroom.model.answers import Failure, Recovered

if TYPE_CHECKING:
    from readingroom.desk.add import AddReport


@click.command()
@ROOM
@click.option("--me", default="", help="Your name; decisions are kept under it.")
@click.option("--name", default="", help="Name of the room; the folder's name if not given.")
def init(room: Path, me: str, name: str) -> None:
    """Make a room in the folder ROOM."""
    from readingroom.desk.room import make_room

    if make_room(room, name=name, me=me):
        tell(_("The room {room} is ready.", room=room))
        return
    tell(_("The room {room} was there already; what it holds is as it was.", room=room))
    if me:
        tell(_("Decisions are kept under the name {me} from now on.", me=me))
    if name:
        tell(_("Its name was not changed; it stands in {path}.", path=room / "room.toml"))


@click.command()
@ROOM_FIRST
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1)
@click.option(
    "--production",
    default="",
    help="Name of the production. If not given: a folder that holds files is one, with all below it; a folder that "
    "holds only folders is several, one a folder.",
)
@click.option(
    "--received", default="", help="Date it was received, YYYY-MM-DD; a date in the folder's name if not given."
)
@click.option("--sender", default="", help="Who sent it.")
@MODE
@SECOND
@JSON
def add(
    room: Path,
    paths: tuple[Path, ...],
    production: str,
    received: str,
    sender: str,
    mode: str | None,
    second: str | None,
    as_json: bool,
) -> None:
    """Receive files and folders into ROOM and read them. Again = only what is new; without PATHS = go on reading."""
    from readingroom.desk.early import first_child

    with first_child(room, paths, mode or "") as children:
        # the rest is loaded while the child starts
        from readingroom.cli.progress import shown
        from readingroom.desk.add import add as run
        from readingroom.desk.receive import Given

        given = Given(production, received, sender)
        with shown() as progress:
            report = run(room, paths, given, progress, mode=mode or "", second=second or "", executor=children)
    if as_json:
        click.echo(json.dumps({"new": report.new, "again": report.again, "pages": report.pages}))
    tell(_summary(report))
    for note in report.notes:
        tell(note)
    tell_failures(report.kept)
    tell_failures(report.failures)
    if report.older == 1:
        tell(_("1 older failure: readingroom status {room}", room=room))
    elif report.older:
        tell(_("{count} older failures: readingroom status {room}", count=report.older, room=room))
    if report.failures:
        sys.exit(ExitCode.SOME_FAILED)


def _summary(report: AddReport) -> str:
    new = _("1 new file") if report.new == 1 else _("{count} new files", count=report.new)
    again = _("{count} received again", count=report.again)
    pages = _("1 page read") if report.pages == 1 else _("{count} pages read", count=report.pages)
    return _("{new}, {again}, {pages}.", new=new, again=again, pages=pages)


def tell_failures(failures: Iterable[Failure], *, err: bool = True) -> None:
    """Print what could not be read, a line each: where, why, what to do."""
    from readingroom.locale.again import worded

    for failure in failures:
        why = worded(failure.error)
        line = _("{path}{page}: {error}", path=_place(failure), page=_page(failure.page), error=why)
        tell(line, err=err)


def _recovered(damaged: Recovered) -> str:
    """Return how many pages of a damaged file were recovered, of how many it should have."""
    if not damaged.expected:
        what = (
            _("damaged; 1 page recovered, how many it had can't be told.")
            if damaged.pages == 1
            else _("damaged; {pages} pages recovered, how many it had can't be told.", pages=damaged.pages)
        )
    else:
        what = (
            _("damaged; {pages} of {expected} pages recovered.", pages=damaged.pages, expected=damaged.expected)
            if damaged.repair
            else _("{pages} of {expected} pages could be read.", pages=damaged.pages, expected=damaged.expected)
        )
    return what + (_(" {count} wait to be read.", count=damaged.waiting) if damaged.waiting else "")


def _place(failure: Failure | Recovered) -> str:
    """Return the path, with the production where the path does not begin with it."""
    if not failure.production or failure.path.startswith(failure.production + "/"):
        return failure.path
    return _("“{production}”: {path}", production=failure.production, path=failure.path)


def _page(page: str | None) -> str:
    return _(", page {number}", number=int(page.rsplit("p", 1)[1])) if page else ""


@click.command()
@ROOM
@JSON
def status(room: Path, as_json: bool) -> None:
    """What came of each production: received, read, waiting, failed and why."""
    import dataclasses

    from readingroom.desk.room import open_room
    from readingroom.desk.status import status as ask

    with open_room(room) as opened:
        answer = ask(opened)
    if as_json:
        for production in answer.productions:
            click.echo(json.dumps({"type": "production"} | dataclasses.asdict(production), ensure_ascii=False))
        for failure in answer.failures:
            click.echo(json.dumps({"type": "failure"} | dataclasses.asdict(failure), ensure_ascii=False))
        for file in answer.kept:
            click.echo(json.dumps({"type": "kept"} | dataclasses.asdict(file), ensure_ascii=False))
        for damaged in answer.recovered:
            click.echo(json.dumps({"type": "recovered"} | dataclasses.asdict(damaged), ensure_ascii=False))
        return
    for row in answer.productions:
        click.echo(
            _(
                "{name}: {files}, {pages}; {read} read, {waiting} waiting, {failed} failed; "
                "files failed {files_failed}, no reader yet for {files_kept}, not opened yet {files_waiting}; "
                "{look} to look at",
                **dataclasses.asdict(row)
                | {
                    "files": _("1 file") if row.files == 1 else _("{count} files", count=row.files),
                    "pages": _("1 page") if row.pages == 1 else _("{count} pages", count=row.pages),
                },
            )
        )
    tell_failures(answer.kept, err=False)
    tell_failures(answer.failures, err=False)
    for damaged in answer.recovered:
        tell(_("{path}: {what}", path=_place(damaged), what=_recovered(damaged)), err=False)
    if not answer.productions:
        tell(_("Nothing has been added yet. Run: readingroom add {room} FILES", room=room))
