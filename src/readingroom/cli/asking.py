"""What pages say: text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readingroom.cli.options import JSON, ROOM_FIRST
from readingroom.cli.shown import rounded
from readingroom.locale import _

if TYPE_CHECKING:
    from readingroom.model.layout import Region
    from readingroom.reading.flow import Passage

#: What a terminal would obey, which a file may give as letters of its text.
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_BUT_TABS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@click.command()
@ROOM_FIRST
@click.argument("pages", nargs=-1, required=True)
@click.option(
    "--flow",
    is_flag=True,
    help="Paragraphs over the ends of their lines, tables row by row. █ stands where something covers the page.",
)
@click.option("--corrected", is_flag=True, help="With the words that people corrected in the place of those read.")
@JSON
def text(room: Path, pages: tuple[str, ...], flow: bool, corrected: bool, as_json: bool) -> None:
    """The words of pages as read, in reading order. A page is its id, the beginning of its id, or file.pdf:2."""
    from readingroom.desk.gaps import gaps_of, marked_text
    from readingroom.desk.naming import page_called
    from readingroom.desk.room import open_room
    from readingroom.desk.words import words
    from readingroom.reading.flow import fitted, passages

    with open_room(room) as opened:
        for page in words(opened, [page_called(opened, name) for name in pages], "room"):
            shown = page.shown if corrected else page.words
            blocks = fitted(page.content.blocks, page.words, shown)
            covered = gaps_of(page)[1 if corrected else 0]
            told = passages(shown, blocks, covered=covered)
            if not as_json:
                said = _flowing(told) if flow else marked_text(shown, covered)
                click.echo(_CONTROLS.sub("\ufffd", said) if not flow else _BUT_TABS.sub("\ufffd", said))
                continue
            rows = [
                {
                    "text": word,
                    "box": [round(edge, 5) for edge in shown.boxes[4 * i : 4 * i + 4]],
                    "confidence": _sure(sure),
                }
                for i, (word, sure) in enumerate(zip(shown, shown.confidence, strict=True))
            ]
            facts = {"page_id": page.facts.page, "path": page.facts.path, "number": page.facts.number}
            facts |= {"text_source": page.facts.source, "state": page.facts.state, "error": page.facts.error}
            facts |= {"language": page.facts.language, "layer": page.facts.layer}
            facts |= {"words": rows, "blocks": [_block(one) for one in told], "covered_after": sorted(covered)}
            facts |= {"corrected": corrected, "regions": [_region(one) for one in page.content.regions]}
            click.echo(json.dumps(facts, ensure_ascii=False))


def _block(passage: Passage) -> dict[str, object]:
    block = passage.block
    row: dict[str, object] = {"kind": block.kind, "first": block.first, "last": block.last, "text": passage.text}
    row |= {"language": block.language} if block.language else {}
    return row | ({"table": block.table, "row": block.row, "column": block.column} if block.table else {})


def _region(one: Region) -> dict[str, object]:
    (box,) = rounded([one.box])
    return {"kind": one.kind, "box": box, "note": one.note}


def _flowing(passages: Iterable[Passage]) -> str:
    """Return passages with an empty line between them; cells of a row with tabs between them."""
    parts: list[str] = []
    before = None
    names = {"header": _("[head]"), "footer": _("[foot]"), "margin": _("[margin]"), "number": _("[line number]")}
    for passage in passages:
        block = passage.block
        # what a page holds may look like our own tabs and lines
        said = passage.text.replace("\t", " ").replace("\n", " ")
        if before and block.table and before.table == block.table:
            one_row = before.row == block.row and before.column < block.column
            parts.append("\t" * (block.column - before.column) if one_row else "\n" + "\t" * (block.column - 1))
        elif before:
            together = before.kind == block.kind == "number"
            parts.append("\n" if together else "\n\n")
            parts.append("\t" * (block.column - 1) if block.table else "")
        name = names.get(block.kind)
        parts.append(f"{name} {said}" if name else said)
        before = block
    return "".join(parts)


def _sure(confidence: float) -> float | None:
    return None if confidence != confidence else round(confidence, 3)  # noqa: PLR0124  # NaN: born digital
