"""A whole release: the small one that has everything once, and the long ones that go on in volumes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from readingroom.sample.book import Shelf
from readingroom.sample.document import Desk
from readingroom.sample.leaf import Faces
from readingroom.sample.order import DEFAULT_PAGES, MOST_PAGES, Order
from readingroom.sample.pack import Pack
from readingroom.sample.stream import pieces
from readingroom.sample.truth import Truth

#: Pages a volume, and volumes a monthly batch.
_CUT, _VOLUMES = 50, 8


def write_release(folder: Path, truth: Truth, pack: Pack, order: Order, tell: Callable[[int], None]) -> None:
    """Write a production of PDFs into a folder.

    Args:
        folder: the production's.
        truth: what is true of it.
        pack: the style.
        order: what to make.
        tell: called with the number of pages written so far.
    """
    desk = Desk(pack, Faces(pack), order.seed)
    shelf = Shelf(folder, truth, desk, order.one_file or order.pages, tell)
    try:
        if order.one_file:
            shelf.open(f"{pack.files['combined']}.pdf", "")
        else:
            batch = 0
            if order.kind == "mixed":
                from readingroom.sample.programme import write_programme  # noqa: PLC0415  # only this kind needs it

                shelf.most = MOST_PAGES  # the programme is written whole; the order's size decides how large it is
                batch = write_programme(shelf, order)
                shelf.most = order.pages if order.pages > DEFAULT_PAGES else 0
            shelf.series(_volumes(pack, batch), _CUT)
        for index, piece in enumerate(pieces(desk, order.kind)):
            if shelf.full():
                break
            _numbering(shelf, desk, index)
            shelf.put(piece.document, piece.policy, piece.form)
        shelf.close()
    finally:
        shelf.abandon()


def batch_name(pack: Pack, number: int) -> str:
    """Folder of the monthly batch `number` (from 0), with its date."""
    month = pack.first_day.month + 1 + number
    day = date(pack.first_day.year + 1 + (month - 1) // 12, (month - 1) % 12 + 1, 15)
    return pack.files["batch"].format(day=day, n=number + 1)


def _volumes(pack: Pack, first: int) -> Callable[[], tuple[str, str]]:
    count = 0

    def name() -> tuple[str, str]:
        nonlocal count
        production = batch_name(pack, first + count // _VOLUMES)
        count += 1
        return f"{production}/{pack.files['volume']} {count:04d}.pdf", production

    return name


def _numbering(shelf: Shelf, desk: Desk, index: int) -> None:
    """Break the run of Bates numbers now and then, before a document."""
    rng = desk.rng("numbering", index)
    draw = rng.random()
    if draw < 0.02:  # noqa: PLR2004  # one document in fifty: pages held back or lost
        shelf.stamper.leave_out(rng.randrange(1, 30))
    elif draw < 0.028:  # noqa: PLR2004  # rarer: numbers used twice
        shelf.stamper.again(rng.randrange(1, 6))
    elif index and index % 400 == 0:
        shelf.stamper.change(index // 400)
