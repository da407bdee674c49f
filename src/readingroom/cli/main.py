"""The commands. Data goes to stdout, talk to stderr; errors decide the exit status."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from readingroom import __version__
from readingroom.errors import ExitCode, ReadingRoomError
from readingroom.locale import _

ROOM = click.argument("room", type=click.Path(path_type=Path), default=".")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="readingroom")
def commands() -> None:
    """From a pile of released records to pages that can be searched, checked and cited. Works offline."""


@commands.command()
@ROOM
@click.option("--me", default="", help="Your name; decisions are kept under it.")
@click.option("--name", default="", help="Name of the room; the folder's name if not given.")
def init(room: Path, me: str, name: str) -> None:
    """Make a room in the folder ROOM."""
    from readingroom.desk.room import make_room

    make_room(room, name=name, me=me)
    click.echo(_("The room {room} is ready.", room=room), err=True)


@commands.command()
@click.argument("room", type=click.Path(path_type=Path))
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1)
@click.option("--production", default="", help="Name of the batch; the folder's name if not given.")
@click.option(
    "--received", default="", help="Date it was received, YYYY-MM-DD; a date in the folder's name if not given."
)
@click.option("--sender", default="", help="Who sent it.")
@click.option("--mode", type=click.Choice(["fast", "accurate"]), default=None, help="How images are read.")
@JSON
def add(
    room: Path, paths: tuple[Path, ...], production: str, received: str, sender: str, mode: str | None, as_json: bool
) -> None:
    """Receive files and folders into ROOM and read them. Again = only what is new; without PATHS = go on reading."""
    from readingroom.cli.progress import shown
    from readingroom.desk.add import add as run
    from readingroom.desk.receive import Given

    with shown() as progress:
        report = run(room, paths, Given(production, received, sender), progress, mode=mode or "")
    if as_json:
        click.echo(json.dumps({"new": report.new, "again": report.again, "pages": report.pages}))
    line = _(
        "{new} new files, {again} received again, {pages} pages read.",
        new=report.new,
        again=report.again,
        pages=report.pages,
    )
    click.echo(line, err=True)
    for failure in report.failures:
        click.echo(
            _("{path}{page}: {error}", path=failure.path, page=_page(failure.page), error=failure.error), err=True
        )
    if report.failures:
        sys.exit(ExitCode.SOME_FAILED)


def _page(page: str | None) -> str:
    return _(", page {number}", number=int(page.rsplit("p", 1)[1])) if page else ""


@commands.command()
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
        return
    for row in answer.productions:
        click.echo(
            _(
                "{name}: {files} files, {pages} pages; {read} read, {waiting} waiting, {failed} failed; "
                "files failed {files_failed}, no reader yet for {files_kept}, not opened yet {files_waiting}",
                **dataclasses.asdict(row),
            )
        )
    for failure in answer.failures:
        click.echo(_("{path}{page}: {error}", path=failure.path, page=_page(failure.page), error=failure.error))
    if not answer.productions:
        click.echo(_("Nothing has been added yet. Run: readingroom add {room} FILES", room=room), err=True)


@commands.command()
@click.argument("room", type=click.Path(path_type=Path))
@click.argument("pages", nargs=-1, required=True)
@JSON
def text(room: Path, pages: tuple[str, ...], as_json: bool) -> None:
    """The words of pages as read, in reading order."""
    from readingroom.desk.room import open_room
    from readingroom.desk.words import page_named, words

    with open_room(room) as opened:
        for page in words(opened, [page_named(name) for name in pages], "room"):
            if not as_json:
                click.echo(page.words.text)
                continue
            rows = [
                {
                    "text": word,
                    "box": [round(edge, 5) for edge in page.words.boxes[4 * i : 4 * i + 4]],
                    "confidence": _sure(sure),
                }
                for i, (word, sure) in enumerate(zip(page.words, page.words.confidence, strict=True))
            ]
            facts = {"page_id": page.facts.page, "path": page.facts.path, "number": page.facts.number}
            facts |= {"text_source": page.facts.source, "state": page.facts.state, "error": page.facts.error}
            click.echo(json.dumps(facts | {"words": rows}, ensure_ascii=False))


def _sure(confidence: float) -> float | None:
    return None if confidence != confidence else round(confidence, 3)  # noqa: PLR0124  # NaN: born digital


def main(run: Callable[..., Any] = commands) -> None:
    """Run the command line and leave with the promised exit status."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # text streams have it
    try:
        run(standalone_mode=False)
    except ReadingRoomError as error:
        click.echo(error.what, err=True)
        if error.next_step:
            click.echo(error.next_step, err=True)
        sys.exit(error.exit_code)
    except click.exceptions.Exit as left:
        sys.exit(left.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(ExitCode.WRONG_USE)
    except (KeyboardInterrupt, click.Abort):
        click.echo(_("Interrupted. Nothing is lost; run the same command to go on."), err=True)
        sys.exit(ExitCode.INTERRUPTED)
