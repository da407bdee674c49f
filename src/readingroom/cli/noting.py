"""What people write beside pages: note."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readingroom.cli.correcting import AT, ME, chosen
from readingroom.cli.options import JSON, ROOM_FIRST
from readingroom.cli.shown import safe
from readingroom.cli.wording import tell
from readingroom.errors import WrongUseError
from readingroom.locale import _

if TYPE_CHECKING:
    from readingroom.desk.room import Room
    from readingroom.model.ids import PageId
    from readingroom.model.notes import Act, Note

#: Numbers of decisions: no room has more.
NUMBER = click.IntRange(1, 1_000_000_000)

WORDS = click.option("--words", default="", help="On these words of the page instead of all of it.")
DOCUMENT = click.option("--document", is_flag=True, help="On the whole document that the page belongs to.")
UNDO = click.option("--undo", type=NUMBER, default=None, help="Take back the decision of this number.")
HISTORY = click.option("--history", is_flag=True, help="Show what was done to notes and tags, the newest first.")
MOST = click.option(
    "--limit", type=click.IntRange(0, 1_000_000), default=100, show_default=True, help="Most rows of a list."
)


@click.command()
@ROOM_FIRST
@click.argument("page", default="")
@click.argument("text", default="")
@WORDS
@AT
@DOCUMENT
@ME
@click.option("--list", "listed", is_flag=True, help="Show the notes, of one page or of the whole room.")
@HISTORY
@UNDO
@MOST
@JSON
def note(
    room: Path,
    page: str,
    text: str,
    words: str,
    at: int | None,
    document: bool,
    me: str,
    listed: bool,
    history: bool,
    undo: int | None,
    limit: int,
    as_json: bool,
) -> None:
    """Keep the note TEXT on PAGE (its id, or file.pdf:2) in the room. It is never part of anything public."""
    from readingroom.desk.acts import acts_on_note
    from readingroom.desk.naming import page_called
    from readingroom.desk.notes import write_note
    from readingroom.desk.room import open_room
    from readingroom.desk.rows import note_fields

    if history or undo is not None:
        show_acts(room, undo, me, limit, as_json=as_json)
        return
    if listed:
        _list(room, page, limit, as_json=as_json)
        return
    if not page or not text:
        raise WrongUseError(
            _("Say on which page, and what the note says."),
            _('For instance: readingroom note ROOM plan.pdf:2 "Ask who signed this."'),
        )
    with open_room(room, write=True) as opened:
        named = page_called(opened, page)
        run = passage(opened, named, words, at, document=document)
        made = write_note(opened, named, text, words=run, document=document, me=me)
        act = acts_on_note(opened, made.number)[-1]
    if as_json:
        click.echo(json.dumps(note_fields(made) | {"decision_id": act.number}, ensure_ascii=False))
    tell(_("Note {number} is kept.", number=made.number) + " " + by(act))


def passage(room: Room, page: PageId, words: str, at: int | None, *, document: bool) -> tuple[int, int] | None:
    """Return the first and last of the words that a person named on a page; None when the page is meant."""
    from readingroom.desk.decided import the_page

    if words and document:
        raise WrongUseError(_("--words and --document don't go together."), _("Leave one of them out."))
    if not words:
        return None
    run = chosen(the_page(room, page), words, at)
    return run.first, run.last


def show_acts(path: Path, undo: int | None, me: str, limit: int, *, as_json: bool) -> None:
    """Take back a decision about a note or a tag, or print what was done to them."""
    from readingroom.desk.acts import latest_acts, take_back
    from readingroom.desk.room import open_room
    from readingroom.desk.rows import act_fields

    with open_room(path, write=undo is not None) as opened:
        acts = latest_acts(opened, limit=limit) if undo is None else (take_back(opened, undo, me=me),)
    for act in acts:
        if as_json:
            click.echo(json.dumps(act_fields(act), ensure_ascii=False))
        elif undo is None:
            click.echo(f"{act.number}  {act.at}  {safe(act.person)}  {_what(act)}")
    if undo is not None:
        tell(_("Decision {number} is taken back.", number=undo) + " " + by(acts[0]))
    elif not acts:
        tell(_("Nothing was done to notes and tags yet."))


def by(act: Act) -> str:
    """Say the number of a decision, by which it is taken back, and whose it is."""
    return _("Decision {number}, by {person}.", number=act.number, person=safe(act.person))


def _what(act: Act) -> str:
    tag, before, after = safe(act.name), safe(act.before), safe(" ".join(act.after.split()))
    pages = _("1 page") if act.pages == 1 else _("{n} pages", n=act.pages)
    what = {
        "note": _("wrote note {number}: {text}", number=act.note, text=after),
        "note_edited": _("changed note {number}: {text}", number=act.note, text=after),
        "note_withdrawn": _("withdrew note {number}", number=act.note),
        "tagged": _("put the tag “{tag}” on {pages}", tag=tag, pages=pages),
        "untagged": _("took the tag “{tag}” off {pages}", tag=tag, pages=pages),
        "tag_renamed": _("renamed the tag “{before}” to “{after}”", before=before, after=after),
        "tag_described": _("said what the tag “{tag}” means: {text}", tag=tag, text=after),
        "tag_merged": _("merged the tag “{before}” into “{after}”", before=before, after=after),
        "taken_back": _("Decision {numbers} taken back", numbers=act.replaces),
    }[act.kind]
    return _("{what} (taken back)", what=what) if act.undone else what


def _list(path: Path, page: str, limit: int, *, as_json: bool) -> None:
    from readingroom.desk.naming import page_called
    from readingroom.desk.notes import beside, list_notes
    from readingroom.desk.room import open_room
    from readingroom.desk.rows import listed_note_fields, placed_note_fields
    from readingroom.desk.words import words

    with open_room(path) as opened:
        if page:
            (text,) = words(opened, [page_called(opened, page)], "room")
            notes = beside(opened, text).notes
            rows = [placed_note_fields(one) for one in notes]
            where = _("{path}, page {number}", path=safe(text.facts.path), number=text.facts.number)
            lines = [_line(one.note, where, one.place.state if one.place else "stands") for one in notes]
            total = len(rows)
        else:
            found = list_notes(opened, limit=limit)
            rows, total = [listed_note_fields(one) for one in found.notes], found.total
            lines = [
                _line(one.note, _("{path}, page {number}", path=safe(one.path), number=one.page_number), "stands")
                for one in found.notes
            ]
    for row, line in zip(rows, lines, strict=True):
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else line)
    tell(_("1 note.") if total == 1 else _("{count} notes.", count=total))


def _line(one: Note, where: str, state: str) -> str:
    said = {
        "stands": "",
        "other": _("other words are read there now"),
        "gone": _("no words are read there now"),
    }[state]
    about = {
        "page": where,
        "passage": f"{where}, “{safe(one.words)}”",
        "document": _("document of {place}", place=where),
    }
    head = f"{one.number}  {one.at}  {safe(one.person)}  {about[one.about]}" + (f" ({said})" if said else "")
    return "\n".join([head, *("    " + safe(line) for line in one.text.split("\n"))])
