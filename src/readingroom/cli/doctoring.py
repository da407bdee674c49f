"""Whether the machine and a room are well: doctor."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path

import click

from readingroom.cli.options import JSON
from readingroom.cli.wording import tell as say
from readingroom.errors import ExitCode


@click.command()
@click.argument("room", type=click.Path(path_type=Path), required=False)
@click.option("--quick", is_flag=True, help="Don't hash the originals again.")
@JSON
def doctor(room: Path | None, quick: bool, as_json: bool) -> None:
    """What this machine has and, with ROOM, whether that room is whole: originals, tables, words, index."""
    from readingroom.cli.progress import shown
    from readingroom.desk.doctor import Look, examine, machine
    from readingroom.desk.room import open_room

    wrong = 0

    def tell(look: Look) -> None:
        nonlocal wrong
        wrong += look.state == "wrong"
        if as_json:
            click.echo(json.dumps(dataclasses.asdict(look), ensure_ascii=False))
            return
        mark = {"fine": "  ", "note": "* ", "wrong": "! "}[look.state]
        click.echo(f"{mark}{look.about}: {look.what}")
        if look.next_step:
            say(f"    {look.next_step}", err=False)

    for look in machine():
        tell(look)
    if room is not None:
        with open_room(room) as opened, shown() as progress:
            for look in examine(opened, progress, quick=quick):
                tell(look)
    if wrong:
        sys.exit(ExitCode.DOES_NOT_HOLD)
