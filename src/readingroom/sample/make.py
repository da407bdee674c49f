"""Carrying out an order: the production into `production/`, what is true of it into `truth/`."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from readingroom.errors import UnreadableError, WrongUseError
from readingroom.locale import _
from readingroom.sample.corpus import write_corpus
from readingroom.sample.order import Order, checked
from readingroom.sample.pack import Pack, load_pack
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
        UnreadableError: the disk is full or the folder can't be written; what was begun is removed.
    """
    order = checked(order)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WrongUseError(
            _("{folder} is not an empty folder.", folder=folder), _("Name a new folder; nothing is ever overwritten.")
        )
    pack = load_pack(order.style)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder, pack, order, tell)
    except OSError as error:
        _clear(folder)
        raise UnreadableError(
            _("{folder} can't be written: {reason}.", folder=folder, reason=error.strerror or type(error).__name__),
            _("Free some disk or name another folder."),
        ) from error
    except BaseException:  # also an interrupt: half a production would be taken for a whole one
        _clear(folder)
        raise


def _write(folder: Path, pack: Pack, order: Order, tell: Tell) -> None:
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


def _clear(folder: Path) -> None:
    """Remove what was written; the folder itself was there or is empty and may stay."""
    for name in (PRODUCTION, TRUTH):
        shutil.rmtree(folder / name, ignore_errors=True)
