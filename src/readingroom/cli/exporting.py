"""What leaves the room, always stamped internal: export."""

from __future__ import annotations

import json
from pathlib import Path

import click

from readingroom.cli.options import JSON, ROOM_FIRST
from readingroom.cli.wording import tell
from readingroom.errors import WrongUseError
from readingroom.locale import _


@click.command()
@ROOM_FIRST
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--tables", type=click.Choice(["csv", "parquet"]), default=None, help="Every table, one file each.")
@JSON
def export(room: Path, out: Path, tables: str | None, as_json: bool) -> None:
    """Write what the room knows into the new folder OUT. It is internal: nothing is checked for release."""
    from readingroom.cli.progress import shown
    from readingroom.desk.export import export_tables
    from readingroom.desk.room import open_room

    if tables is None:
        raise WrongUseError(_("Nothing was asked for."), _("Say what to write: --tables csv or --tables parquet"))
    with open_room(room) as opened, shown() as progress:
        rows = export_tables(opened, out, tables, progress)
    if as_json:
        for name, count in rows.items():
            click.echo(json.dumps({"table": name, "rows": count}))
    line = _(
        "{count} tables are in {out}, {rows} rows. They are internal.",
        count=len(rows),
        out=out,
        rows=sum(rows.values()),
    )
    tell(line)
