"""The demonstration: a fictional production made, read and shown, in a room that goes when it ends."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import click

from readingroom.cli.receiving import tell_failures
from readingroom.cli.sample import write
from readingroom.cli.serve import show
from readingroom.cli.wording import tell
from readingroom.locale import _

#: About how many pages are made: several productions, read on two cores in less than a minute.
PAGES = 170


@click.command()
@click.option("--pages", type=click.IntRange(min=20), default=PAGES, show_default=True, help="About how many pages.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another number, another production.")
@click.option("--keep", type=click.Path(path_type=Path), help="Make it in this new folder and keep it.")
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="Where; the next free one if not given.")
@click.option("--open/--no-open", "browser", default=True, help="Open the browser.")
def demo(*, pages: int, seed: int, keep: Path | None, port: int | None, browser: bool) -> None:
    """Make a fictional production, read it, and show it in the browser."""
    if keep is not None:
        _run(keep, pages, seed, port, browser=browser)
        return
    # Errors of the clearing up are no matter: Windows keeps files that are still open, the system clears them later.
    with tempfile.TemporaryDirectory(prefix="readingroom-demo-", ignore_cleanup_errors=True) as folder:
        _run(Path(folder), pages, seed, port, browser=browser)


def _run(folder: Path, pages: int, seed: int, port: int | None, *, browser: bool) -> None:
    from readingroom.cli.progress import shown
    from readingroom.desk.add import add
    from readingroom.desk.receive import Given
    from readingroom.desk.room import make_room
    from readingroom.sample.order import Order

    begun = time.monotonic()
    room = folder / "room"
    tell(_("Making a fictional production ..."))
    write(folder / "sample", Order(pages, seed, "mixed", "report", 0))
    tell(_("Reading it ..."))
    make_room(room, name=_("Demonstration"))
    with shown() as progress:
        report = add(room, [folder / "sample" / "production"], Given(), progress)
    tell_failures(report.failures)
    if report.failures:
        tell(_("They are damaged, empty or locked on purpose: real productions have such files."))
    seconds = round(time.monotonic() - begun)
    tell(_("{pages} pages read; {seconds} seconds in all.", pages=report.pages, seconds=seconds))
    show(room, port=port, browser=browser)
