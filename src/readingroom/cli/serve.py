"""The reading room in the browser."""

from __future__ import annotations

from pathlib import Path

import click

from readingroom.cli.options import ROOM
from readingroom.cli.wording import tell
from readingroom.locale import _


@click.command()
@ROOM
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="Where; the next free one if not given.")
@click.option("--open/--no-open", "browser", default=False, help="Open the browser too.")
def serve(room: Path, port: int | None, browser: bool) -> None:
    """Show ROOM in the browser, on this machine only, until Ctrl-C."""
    show(room, port=port, browser=browser)


def show(room: Path, *, port: int | None, browser: bool) -> None:
    """Serve a room until Ctrl-C and say where."""
    from readingroom.web.server import serve as run

    def announce(address: str) -> None:
        click.echo(address)
        tell(_("The reading room is open at this address. Stop it with Ctrl-C."))

    run(room, port=port, announce=announce, browser=browser)
    tell(_("The reading room is closed."))
