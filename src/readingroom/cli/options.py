"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

#: The room a command works on; the folder one stands in by default.
ROOM = click.argument("room", type=click.Path(path_type=Path), default=".")
#: The room, where more arguments follow it and it can't be left out.
ROOM_FIRST = click.argument("room", type=click.Path(path_type=Path))
#: Machine-readable answers.
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
#: How scans are read; the room's own way if not given.
MODE = click.option(
    "--mode",
    type=click.Choice(["fast", "balanced", "accurate"]),
    default=None,
    help="How scans are read: quicker or better. If not given: the mode in room.toml, balanced in a new room.",
)
#: A second engine beside our own.
SECOND = click.option(
    "--second-opinion",
    "second",
    type=click.Choice(["tesseract"]),
    default=None,
    help="Another engine reads each scan too; words on which the two disagree are marked.",
)
