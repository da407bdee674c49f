"""Carrying out an order: the production into `production/`, what is true of it into `truth/`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.sample.corpus import write_corpus
from readingroom.sample.order import Order, checked
from readingroom.sample.pack import load_pack
from readingroom.sample.truth import Truth

#: The folder that is added to a room, and the one that must not be.
PRODUCTION, TRUTH = "production", "truth"

Tell = Callable[[int], None]
"""Told the number of pages written so far."""


def make(folder: Path, order: Order, tell: Tell) -> None:
    """Write a production and its truth into an empty or new folder.

    Args:
        folder: gets `production/` (not for kind `text`) and `truth/`.
        order: what to make.
        tell: progress.

    Raises:
        WrongUseError: the order can't be carried out or the folder holds something.
    """
    order = checked(order)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WrongUseError(
            _("{folder} is not an empty folder.", folder=folder), _("Name a new folder; nothing is ever overwritten.")
        )
    folder.mkdir(parents=True, exist_ok=True)
    pack = load_pack(order.style)
    with Truth(folder / TRUTH) as truth:
        truth.write(
            "production",
            {"pages": order.pages, "seed": order.seed, "kind": order.kind, "style": order.style,
             "one_file": order.one_file, "department": pack.text("name"), "bureau": pack.text("bureau"),
             "offices": list(pack.words["offices"])},
        )  # fmt: skip
        if order.kind == "text":
            write_corpus(truth, pack, order.seed, order.pages, tell)
        else:
            from readingroom.sample.release import write_release  # noqa: PLC0415  # fonts and pdf only where needed

            write_release(folder / PRODUCTION, truth, pack, order, tell)
