"""What leaves the room, always stamped internal: export."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from readingroom.cli.options import JSON, ROOM_FIRST
from readingroom.cli.wording import tell
from readingroom.errors import ExitCode, WrongUseError
from readingroom.locale import _


@click.command()
@ROOM_FIRST
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--tables", type=click.Choice(["csv", "parquet"]), default=None, help="Every table, one file each.")
@click.option("--pdf", is_flag=True, help="Every file with pages as a searchable PDF, one each, and a receipt.")
@click.option("--file", "file_id", default=None, help="With --pdf: only this file (its file id).")
@click.option("--production", default=None, help="With --pdf: only files of this production.")
@JSON
def export(
    room: Path, out: Path, tables: str | None, pdf: bool, file_id: str | None, production: str | None, as_json: bool
) -> None:
    """Write what the room knows into the new folder OUT. It is internal: nothing is checked for release."""
    if pdf and tables is None:
        _pdfs(room, out, file_id, production, as_json=as_json)
    elif tables is not None and not pdf and file_id is None and production is None:
        _tables(room, out, tables, as_json=as_json)
    elif tables is None:
        raise WrongUseError(
            _("Nothing was asked for."), _("Say what to write: --tables csv, --tables parquet or --pdf")
        )
    else:
        raise WrongUseError(
            _("--tables goes with none of --pdf, --file and --production."),
            _("Write tables and PDFs one after the other, into two folders."),
        )


def _tables(room: Path, out: Path, tables: str, *, as_json: bool) -> None:
    from readingroom.cli.progress import shown
    from readingroom.desk.export import export_tables
    from readingroom.desk.room import open_room

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


def _pdfs(room: Path, out: Path, file: str | None, production: str | None, *, as_json: bool) -> None:
    import dataclasses

    from readingroom.cli.progress import shown
    from readingroom.cli.receiving import tell_failures
    from readingroom.desk.browse import file_named
    from readingroom.desk.export_pdf import export_pdfs
    from readingroom.desk.room import open_room

    named = file_named(file) if file is not None else None
    with open_room(room) as opened, shown() as progress:
        answer = export_pdfs(opened, out, progress, file=named, production=production)
    if as_json:
        for one in answer.files:
            click.echo(json.dumps(dataclasses.asdict(one), ensure_ascii=False))
    written = [one.made for one in answer.files if one.made]
    tell(
        _(
            "{count} PDFs are in {out}: {kept} pages as received, {drawn} drawn as images because the file holds or "
            "may hold more than they show. They are internal.",
            count=len(written),
            out=out,
            kept=sum(made.kept for made in written),
            drawn=sum(made.drawn for made in written),
        )
    )
    tell_failures(answer.failures)
    if answer.failures:
        sys.exit(ExitCode.SOME_FAILED)
