"""Short names that people put on pages: tag."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readingroom.cli.correcting import AT, ME
from readingroom.cli.noting import DOCUMENT, HISTORY, MOST, UNDO, WORDS, by, passage, show_acts
from readingroom.cli.options import JSON, ROOM_FIRST
from readingroom.cli.shown import safe
from readingroom.cli.wording import tell
from readingroom.errors import WrongUseError
from readingroom.locale import _

if TYPE_CHECKING:
    from readingroom.desk.room import Room
    from readingroom.model.notes import Act


@click.command("tag")
@ROOM_FIRST
@click.argument("name", metavar="TAG", default="")
@click.argument("pages", metavar="[PAGE]...", nargs=-1)
@WORDS
@AT
@DOCUMENT
@click.option("--remove", is_flag=True, help="Take the tag off these pages and their passages.")
@click.option("--rename", metavar="NAME", default="", help="Give the tag another name.")
@click.option("--merge", metavar="OTHER", default="", help="Let the tag go into OTHER: what carries it carries OTHER.")
@click.option("--meaning", default=None, help="Say in a sentence what the tag is for.")
@ME
@click.option("--list", "listed", is_flag=True, help="Show the tags of the room, or the pages that carry TAG.")
@HISTORY
@UNDO
@MOST
@JSON
def tag(
    room: Path,
    name: str,
    pages: tuple[str, ...],
    words: str,
    at: int | None,
    document: bool,
    remove: bool,
    rename: str,
    merge: str,
    meaning: str | None,
    me: str,
    listed: bool,
    history: bool,
    undo: int | None,
    limit: int,
    as_json: bool,
) -> None:
    """Put TAG on pages (ids, or file.pdf:2), to find them again with tag: in a search. Never public."""
    from readingroom.desk.room import open_room
    from readingroom.desk.rows import act_fields
    from readingroom.desk.tags import describe_tag, merge_tags, rename_tag

    if history or undo is not None:
        show_acts(room, undo, me, limit, as_json=as_json)
        return
    if listed:
        _list(room, name, limit, as_json=as_json)
        return
    if not name or sum([bool(pages), bool(rename), bool(merge), meaning is not None]) != 1:
        raise WrongUseError(
            _("Say which tag, and on which pages; or give one of --rename, --merge, --meaning."),
            _('For instance: readingroom tag ROOM "to check" plan.pdf:2 plan.pdf:3'),
        )
    with open_room(room, write=True) as opened:
        if rename:
            act = rename_tag(opened, name, rename, me=me)
            line = _("The tag “{tag}” is now called “{name}”.", tag=safe(act.before), name=safe(act.after))
        elif merge:
            act = merge_tags(opened, name, merge, me=me)
            line = _("All that carried “{tag}” carries “{name}” now.", tag=safe(act.before), name=safe(act.after))
        elif meaning is not None:
            act = describe_tag(opened, name, meaning, me=me)
            line = _("What the tag “{tag}” means is kept.", tag=safe(act.name))
        else:
            act = _on_pages(opened, name, pages, words, at, document=document, remove=remove, me=me)
            count = _("1 page") if act.pages == 1 else _("{n} pages", n=act.pages)
            line = _("“{tag}” is taken off {pages}.", tag=safe(act.name), pages=count)
            if not remove:
                line = _("“{tag}” is put on {pages}.", tag=safe(act.name), pages=count)
    if as_json:
        click.echo(json.dumps(act_fields(act), ensure_ascii=False))
    tell(line + " " + by(act))


def _on_pages(
    room: Room,
    name: str,
    pages: tuple[str, ...],
    words: str,
    at: int | None,
    *,
    document: bool,
    remove: bool,
    me: str,
) -> Act:
    """Put a tag on pages or on words of one, or take it off pages."""
    from readingroom.desk.naming import page_called
    from readingroom.desk.tags import tag_pages, tag_words, untag_pages

    named = [page_called(room, page) for page in pages]
    if remove and (words or document):
        raise WrongUseError(
            _("--remove takes a tag off pages and all their passages."), _("Leave --words and --document out.")
        )
    if remove:
        return untag_pages(room, name, named, me=me)
    if words and len(named) > 1:
        raise WrongUseError(_("--words are those of one page."), _("Name one page."))
    run = passage(room, named[0], words, at, document=document)
    if run:
        return tag_words(room, name, named[0], *run, me=me)
    return tag_pages(room, name, named, document=document, me=me)


def _list(path: Path, name: str, limit: int, *, as_json: bool) -> None:
    from readingroom.desk.room import open_room
    from readingroom.desk.rows import tag_fields, tagged_fields
    from readingroom.desk.tags import list_tags, pages_of_tag

    with open_room(path) as opened:
        if name:
            total, found = pages_of_tag(opened, name, limit=limit)
            rows = [tagged_fields(one) for one in found]
            lines = []
            for one in found:
                where = _("{path}, page {number}", path=safe(one.path), number=one.page_number)
                where += f", “{safe(one.words)}”" if one.words else ""
                lines.append(f"{where}  {one.at}  {safe(one.person)}")
            tell(_("1 place carries it.") if total == 1 else _("{count} places carry it.", count=total))
        else:
            tags = list_tags(opened)[:limit]
            rows = [tag_fields(one) for one in tags]
            lines = [
                f"{one.pages:>7}  {safe(one.name)}" + (f": {safe(one.meaning)}" if one.meaning else "") for one in tags
            ]
            if not tags:
                tell(_("This room has no tags yet."))
    for row, line in zip(rows, lines, strict=True):
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else line)
