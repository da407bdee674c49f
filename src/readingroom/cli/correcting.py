"""What people decide about words that were read: correct, looked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readingroom.cli.options import JSON, ROOM_FIRST
from readingroom.cli.wording import tell
from readingroom.errors import WrongUseError
from readingroom.locale import _

if TYPE_CHECKING:
    from readingroom.desk.decided import Decided, Run
    from readingroom.model.answers import PageText
    from readingroom.model.decision import Decision

#: Words shown on each side of a place, so that people know it.
AROUND = 4

ME = click.option("--me", default="", help="Whose decision it is; if not given, the person of readingroom init --me.")
AT = click.option(
    "--at", type=click.IntRange(0), default=None, help="Number of the first word, when the words stand there twice."
)


@click.command()
@ROOM_FIRST
@click.argument("page", default="")
@click.argument("read", default="")
@click.argument("right", default=None, required=False)
@AT
@ME
@click.option("--undo", type=int, default=None, help="Take back the decision of this number.")
@click.option("--list", "listed", is_flag=True, help="Show what was decided, of one page or of the whole room.")
@JSON
def correct(
    room: Path,
    page: str,
    read: str,
    right: str | None,
    at: int | None,
    me: str,
    undo: int | None,
    listed: bool,
    as_json: bool,
) -> None:
    """Put RIGHT in the place of the words READ of PAGE (its id, or file.pdf:2): what its image shows. READ is kept."""
    from readingroom.desk.correct import beside_covered
    from readingroom.desk.correct import correct as decide
    from readingroom.desk.decided import the_page
    from readingroom.desk.naming import page_called
    from readingroom.desk.room import open_room
    from readingroom.desk.undo import undo as take_back

    if listed:
        _list(room, page, as_json=as_json)
        return
    with open_room(room, write=True) as opened:
        if undo is not None:
            made = take_back(opened, undo, me=me)
            _say(made, _("Decision {number} is taken back.", number=undo), as_json=as_json)
            return
        if not page or not read or right is None:
            raise WrongUseError(
                _("Say on which page, which words, and what stands there."),
                _(
                    'For instance: readingroom correct ROOM PAGE_ID "19O1" "1901"   To put a word in, give the word '
                    'beside it too: "shall deport" "shall not deport". To take words away, put nothing: "19O1" ""'
                ),
            )
        named = page_called(opened, page)
        text = the_page(opened, named)
        run = chosen(text, read, at)
        whole = f"{run.before}{right}{run.after}" if right.strip() else ""
        made = decide(opened, named, run.first, run.last, whole, me=me, seen=run.text)
        line = _("“{read}” is corrected to “{right}”.", read=_safe(run.text), right=_safe(" ".join(whole.split())))
        if not whole:
            line = _("“{read}” is taken away.", read=_safe(run.text))
        _say(made, line, as_json=as_json)
        if beside_covered(text, run.first, run.last):
            tell(_("Something is covered right beside these words: make sure that you could see all that you typed."))


@click.command()
@ROOM_FIRST
@click.argument("page")
@click.argument("words", default="")
@AT
@ME
@JSON
def looked(room: Path, page: str, words: str, at: int | None, me: str, as_json: bool) -> None:
    """Say that you compared the page PAGE with its image and its words are right, or only the WORDS that you name."""
    from readingroom.desk.decided import the_page
    from readingroom.desk.looked import looked as decide
    from readingroom.desk.naming import page_called
    from readingroom.desk.room import open_room

    with open_room(room, write=True) as opened:
        named = page_called(opened, page)
        text = the_page(opened, named, blank=not words)
        run = chosen(text, words, at) if words else None
        made = decide(opened, named, (run.first, run.last) if run else None, me=me)
    place = _("{path}, page {number}", path=_safe(text.facts.path), number=text.facts.number)
    if run:
        line = _("“{words}” on {place}: compared with the image and right.", words=_safe(run.text), place=place)
    elif len(text.words):
        line = _("{place}: the whole page was compared with its image; its words are right.", place=place)
    else:
        line = _("{place}: the page was looked at; it has no words, as was read.", place=place)
    _say(made, line, as_json=as_json)


def chosen(text: PageText, wanted: str, at: int | None) -> Run:
    """Return the run of words that a person named, and with `at` the one that begins there."""
    from readingroom.desk.decided import runs_of

    runs = runs_of(text, wanted)
    chosen = [run for run in runs if at is None or run.first == at]
    if len(chosen) == 1:
        return chosen[0]
    if not runs:
        raise WrongUseError(
            _("“{words}” was not read on this page.", words=_safe(wanted)),
            _("Give the words as they were read: readingroom text ROOM PAGE_ID shows them."),
        )
    places = "\n".join(f"  --at {run.first}  {_around(text, run)}" for run in runs)
    what = _("“{words}” stands on this page {count} times.", words=_safe(wanted), count=len(runs))
    if at is not None:
        what = _("“{words}” does not begin at word {number}.", words=_safe(wanted), number=at)
    raise WrongUseError(what, _("Say which one you mean:") + "\n" + places)


def _around(text: PageText, run: Run) -> str:
    shown = list(text.shown)
    before, after = shown[max(0, run.first - AROUND) : run.first], shown[run.last + 1 : run.last + 1 + AROUND]
    return _safe(" ".join(["…", *before, f"[{run.text}]", *after, "…"]))


def _say(made: Decision, line: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(_row(made), ensure_ascii=False))
    tell(line + " " + _("Decision {number}, by {person}.", number=made.number, person=_safe(made.person)))


def _list(room: Path, page: str, *, as_json: bool) -> None:
    from readingroom.desk.decided import decided_pages, history
    from readingroom.desk.naming import page_called
    from readingroom.desk.room import open_room

    with open_room(room) as opened:
        pages = [page_called(opened, page)] if page else decided_pages(opened)
        rows = history(opened, pages)
    if not rows and not as_json:
        tell(_("Nothing was decided yet."))
    for row in rows:
        if as_json:
            click.echo(json.dumps(_row(row.decision) | {"state": row.state}, ensure_ascii=False))
        else:
            click.echo(_line(row))
    lost = sum(row.state == "lost" for row in rows)
    if lost:
        one = _("1 decision no longer fits what is read there. Look at the page and decide again, or --undo it.")
        more = _(
            "{count} decisions no longer fit what is read there. Look at the page and decide again, or --undo them.",
            count=lost,
        )
        tell(one if lost == 1 else more)


def _line(row: Decided) -> str:
    states = {
        "stands": _("holds"),
        "replaced": _("replaced by a later one"),
        "undone": _("taken back"),
        "lost": _("no longer fits"),
    }
    one, facts = row.decision, row.text.facts
    read = _safe(" ".join(one.anchor.words)) if one.anchor else ""
    what = {
        "correction": _("“{read}” corrected to “{right}”", read=read, right=_safe(" ".join(one.text))),
        "looked": _("looked at “{words}”", words=read) if read else _("looked at the whole page"),
        "undo": _("Decision {numbers} taken back", numbers=", ".join(map(str, one.replaces))),
    }[one.kind]
    place = _("{path}, page {number}", path=_safe(facts.path), number=facts.number)
    return f"{one.number}  {one.at}  {_safe(one.person)}  {states[row.state]}  {place}: {what}"


def _row(one: Decision) -> dict[str, object]:
    words: Sequence[str] = one.anchor.words if one.anchor else ()
    row: dict[str, object] = {"decision_id": one.number, "page_id": one.page, "kind": one.kind, "person": one.person}
    row |= {"at": one.at, "read": " ".join(words), "right": " ".join(one.text), "replaces": one.replaces}
    boxes = one.anchor.boxes if one.anchor else ()
    return row | {"boxes": [[round(edge, 5) for edge in (b.left, b.top, b.right, b.bottom)] for b in boxes]}


def _safe(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
