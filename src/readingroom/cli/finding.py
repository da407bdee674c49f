"""Finding things in what was read: search."""

from __future__ import annotations

import json
from pathlib import Path

import click

from readingroom.cli.options import JSON, ROOM_FIRST
from readingroom.locale import _

#: Forms of one word that are shown with an answer.
MOST_FORMS = 12


@click.command()
@ROOM_FIRST
@click.argument("query")
@click.option("--limit", type=click.IntRange(0, 100_000), default=20, show_default=True, help="Most hits to show.")
@click.option("--order", type=click.Choice(["relevance", "page"]), default="relevance", help="Best first, or by page.")
@JSON
def search(room: Path, query: str, limit: int, order: str, as_json: bool) -> None:
    """Pages that match QUERY: words, "a phrase", a NEAR/5 b, OR, NOT, depor*, fuzzy~1, production:march and more."""
    from readingroom.cli.progress import shown
    from readingroom.desk.index import bring_up_to_date
    from readingroom.desk.room import open_room
    from readingroom.desk.search import search as ask

    with shown() as progress:
        bring_up_to_date(room, progress)
    with open_room(room) as opened:
        answer = ask(opened, query, limit=limit, order="page" if order == "page" else "relevance")
    for hit in answer.hits:
        if as_json:
            row = {"page_id": hit.page, "path": hit.path, "number": hit.number, "document_id": hit.document}
            row |= {"score": round(hit.score, 4), "snippet": hit.snippet, "boxes": _rounded(hit.boxes)}
            click.echo(json.dumps(row | {"marks": hit.marks, "production": hit.production}, ensure_ascii=False))
            continue
        click.echo(_("{path}, page {number}", path=click.style(hit.path, bold=True), number=hit.number))
        click.echo("  " + _marked(hit.snippet, hit.marks))
        click.echo("  " + click.style(hit.page, dim=True))
    _say(answer.total, len(answer.hits), answer.expansions, answer.notes)
    if answer.waiting:
        click.echo(_("{count} pages are not read yet and were not searched.", count=answer.waiting), err=True)
    if answer.failed:
        click.echo(_("{count} pages could not be read and were not searched.", count=answer.failed), err=True)


def _say(total: int, shown: int, expansions: dict[str, tuple[str, ...]], notes: tuple[str, ...]) -> None:
    """Tell on stderr how much was found and what each word stood for."""
    if shown < total:
        click.echo(_("{total} pages match; {shown} are shown (--limit).", total=total, shown=shown), err=True)
    else:
        click.echo(_("{total} pages match.", total=total), err=True)
    for word, forms in expansions.items():
        if not forms:
            click.echo(_("“{word}” stands nowhere in this room.", word=word), err=True)
        elif others := [form for form in forms if form != word.lower()]:
            more = _(" and {count} more", count=len(others) - MOST_FORMS) if len(others) > MOST_FORMS else ""
            known = ", ".join(others[:MOST_FORMS])
            click.echo(_("“{word}” also stands for: {forms}{more}", word=word, forms=known, more=more), err=True)
    for note in notes:
        click.echo(note, err=True)


def _rounded(boxes: tuple[object, ...]) -> list[list[float]]:
    edges = ("left", "top", "right", "bottom")
    return [[round(getattr(box, edge), 5) for edge in edges] for box in boxes]


def _marked(text: str, marks: tuple[tuple[int, int], ...]) -> str:
    """Show the matches in a snippet; controls that a page may hold never reach the terminal."""
    parts, at = [], 0
    for start, end in marks:
        parts += [_safe(text[at:start]), click.style(_safe(text[start:end]), bold=True, reverse=True)]
        at = end
    return "".join([*parts, _safe(text[at:])])


def _safe(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
