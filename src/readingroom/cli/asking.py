"""What pages say: text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from readingroom.cli.options import JSON, ROOM_FIRST

#: What a terminal would obey, which a file may give as letters of its text.
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")


@click.command()
@ROOM_FIRST
@click.argument("pages", nargs=-1, required=True)
@JSON
def text(room: Path, pages: tuple[str, ...], as_json: bool) -> None:
    """The words of pages as read, in reading order."""
    from readingroom.desk.room import open_room
    from readingroom.desk.words import page_named, words

    with open_room(room) as opened:
        for page in words(opened, [page_named(name) for name in pages], "room"):
            if not as_json:
                click.echo(_CONTROLS.sub("\ufffd", page.words.text))
                continue
            rows = [
                {
                    "text": word,
                    "box": [round(edge, 5) for edge in page.words.boxes[4 * i : 4 * i + 4]],
                    "confidence": _sure(sure),
                }
                for i, (word, sure) in enumerate(zip(page.words, page.words.confidence, strict=True))
            ]
            facts = {"page_id": page.facts.page, "path": page.facts.path, "number": page.facts.number}
            facts |= {"text_source": page.facts.source, "state": page.facts.state, "error": page.facts.error}
            click.echo(json.dumps(facts | {"words": rows}, ensure_ascii=False))


def _sure(confidence: float) -> float | None:
    return None if confidence != confidence else round(confidence, 3)  # noqa: PLR0124  # NaN: born digital
