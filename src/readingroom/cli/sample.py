"""Making the fictional production: sample."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from readingroom.cli.wording import tell
from readingroom.locale import _

if TYPE_CHECKING:
    from readingroom.sample.order import Order


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--pages", type=int, default=200, show_default=True, help="About how many pages.")
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed and options, same bytes.")
@click.option(
    "--kind",
    type=click.Choice(["mixed", "scan", "digital", "text"]),
    default="mixed",
    show_default=True,
    help="Scanned pages, born-digital pages, both, or words alone without files.",
)
@click.option(
    "--style",
    type=click.Choice(["train", "tune", "report"]),
    default="report",
    show_default=True,
    help="Packs that share no font, name, phrase or look.",
)
@click.option("--one-file", type=int, default=0, metavar="N", help="One PDF of N pages in place of a production.")
def sample(folder: Path, pages: int, seed: int, kind: str, style: str, one_file: int) -> None:
    """Write a realistic fictional production with its ground truth into DIR: add DIR/production to a room."""
    from readingroom.sample.order import Kind, Order
    from readingroom.sample.pack import Style

    written = write(folder, Order(pages, seed, cast("Kind", kind), cast("Style", style), one_file))
    tell(_("{pages} pages are written to {folder}.", pages=written, folder=folder))
    if kind != "text":
        tell(_("Add them to a room: readingroom add ROOM {folder}", folder=folder / "production"))


def write(folder: Path, order: Order) -> int:
    """Make what was ordered in `folder`, with progress; return how many pages were written."""
    from readingroom.cli.progress import shown
    from readingroom.model.answers import Progress
    from readingroom.sample.make import make

    logging.getLogger("fontTools").setLevel(logging.ERROR)  # fonts from 1992 have odd dates; nobody need be told
    wanted = order.one_file or order.pages
    start = time.monotonic()
    written = 0
    with shown() as progress:

        def tell(done: int) -> None:
            nonlocal written
            written = done
            seconds = max(time.monotonic() - start, 1e-6)
            progress(Progress("write", done, max(done, wanted), rate=done / seconds))

        make(folder, order, tell)
    return written
