"""Which pages a person should look at: look."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import click

from readingroom.cli.options import JSON, ROOM
from readingroom.cli.wording import tell
from readingroom.locale import _
from readingroom.model.look import LOOK_REASONS


@click.command()
@ROOM
@click.option("--reason", type=click.Choice(LOOK_REASONS), default=None, help="Only pages with this reason.")
@click.option("--production", default=None, help="Only pages of this production.")
@click.option("--all", "also_looked", is_flag=True, help="Also pages that somebody looked at already.")
@click.option("--limit", type=click.IntRange(0, 1_000_000), default=100, show_default=True, help="Most pages to show.")
@JSON
def look(room: Path, reason: str | None, production: str | None, also_looked: bool, limit: int, as_json: bool) -> None:
    """Pages that a person should look at and why, the worst first."""
    from readingroom.desk.look import short, to_look, why
    from readingroom.desk.naming import short_ids
    from readingroom.desk.room import open_room

    with open_room(room) as opened:
        found = to_look(opened, reason=reason or "", production=production, also_looked=also_looked, limit=limit)
        ids = {} if as_json else short_ids(opened, [page.page for page in found.pages])
    for page in found.pages:
        if as_json:
            row = {"page_id": page.page} | dataclasses.asdict(page) | {"file_id": page.file}
            del row["page"]
            seen = page.looked
            row |= {"looked_by": seen.person if seen else "", "looked_at": seen.at if seen else ""}
            click.echo(json.dumps(row, ensure_ascii=False))
            continue
        click.echo(_("{path}, page {number}", path=click.style(page.path, bold=True), number=page.number))
        for code in page.reasons:
            click.echo("  " + why(code))
        if page.looked:
            click.echo("  " + _("{person} looked at it on {day}.", person=page.looked.person, day=page.looked.at[:10]))
        click.echo("  " + click.style(ids[page.page], dim=True))
    counted = ", ".join(f"{short(code)}: {count}" for code, count in found.counts.items())
    tell(_("1 page to look at.") if found.total == 1 else _("{count} pages to look at.", count=found.total))
    if counted:
        tell(counted)
    if found.looked and not also_looked:
        tell(_("{count} more were looked at already.", count=found.looked))
