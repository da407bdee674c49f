"""Scores tables: the neighbours of cells that are found, on real born-digital pages and on scans of the sample.

    python bench/tables.py [--set held|seen] [--publish]

Real: the ICDAR 2013 table competition's files with their truth, which are not part of the project (`shared/records`).
Every second file (`seen`) was looked at while the code was written; the others (`held`) were only scored. Tables are
searched on the whole page, nothing is told of where they lie. A relation is a cell, the next cell that is not empty to
its right or under it, and the direction (Göbel, Hassan, Oro, Orsi 2012); equal when both texts are, white space aside.
"""

from __future__ import annotations

import argparse
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from common import machine, records, save, table
from readingroom.engines.pages import open_pages
from readingroom.engines.pdf import PdfPages
from readingroom.model.layout import Block
from readingroom.model.words import Words
from readingroom.reading.layer import read_layer
from readingroom.reading.layout import blocks_of
from readingroom.reading.tables import rules_from

Grid = Mapping[tuple[int, int], str]
"""Text of each cell that is not empty, by row and column."""

Relations = Counter[tuple[str, str, str]]


def plain(text: str) -> str:
    """Return a cell's text as it is compared."""
    return re.sub(r"\s+", "", text)


def relations(grid: Grid) -> Relations:
    """Return the neighbours in a table."""
    found: Relations = Counter()
    for (row, column), text in grid.items():
        right = [at for at in grid if at[0] == row and at[1] > column]
        under = [at for at in grid if at[1] == column and at[0] > row]
        if right:
            found[text, grid[min(right)], "right"] += 1
        if under:
            found[text, grid[min(under)], "under"] += 1
    return found


def truth_of(path: Path) -> Iterator[Grid]:
    """Return the tables of a file of truth."""
    root = ET.parse(path).getroot()  # noqa: S314  # our own test data, not input
    for one in root.iter("table"):
        for region in one.iter("region"):
            grid: dict[tuple[int, int], str] = {}
            for cell in region.iter("cell"):
                text = plain("".join(cell.findtext("content") or ""))
                if text:
                    grid[int(cell.get("start-row", 0)), int(cell.get("start-col", 0))] = text
            yield grid


def grids_of(words: Words, blocks: Iterable[Block]) -> list[Grid]:
    """Return the tables that were found on a page."""
    found: dict[int, dict[tuple[int, int], str]] = {}
    for block in blocks:
        if block.kind == "cell":
            grid = found.setdefault(block.table, {})
            text = plain(words.text[words.starts[block.first] : words.ends[block.last]])
            at = (block.row, block.column)
            grid[at] = grid.get(at, "") + text
    return list(found.values())


def ours(path: Path) -> list[Grid]:
    """Return the tables that are found in a file."""
    source = open_pages(path, "application/pdf")
    found: list[Grid] = []
    assert isinstance(source, PdfPages)  # opened as one
    for number in range(1, source.pages + 1):
        page = source.page(number)
        words, sheet = read_layer(page).words, page.sheet
        rules = rules_from(page.things.other_boxes, sheet.width, sheet.height)
        found += grids_of(words, blocks_of(words, sheet.width, sheet.height, rules=rules))
        page.close()
    source.close()
    return found


def scored(truth: Relations, found: Relations) -> tuple[int, int, int]:
    """Return relations found rightly, found, and true."""
    return sum((truth & found).values()), found.total(), truth.total()


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default="held", choices=("held", "seen"))
    parser.add_argument("--publish", action="store_true")
    options = parser.parse_args()
    on, rows = machine(), []
    files = sorted((records() / "tables_icdar2013").glob("*-str.xml"))
    whole = [0, 0, 0]
    for truth in files[0 if options.set == "seen" else 1 :: 2]:
        pdf = truth.with_name(truth.name.replace("-str.xml", ".pdf"))
        wanted: Relations = sum((relations(grid) for grid in truth_of(truth)), Counter())
        found: Relations = sum((relations(grid) for grid in ours(pdf)), Counter())
        right, got, true = scored(wanted, found)
        whole = [a + b for a, b in zip(whole, (right, got, true), strict=True)]
        rows.append([pdf.stem, true, got, *_shares(right, got, true)])
    rows.append(["all", whole[2], whole[1], *_shares(*whole)])
    table(
        f"Neighbours of cells, ICDAR 2013 ({options.set})", ("file", "true", "found", "precision", "recall", "F1"), rows
    )
    save(f"tables_{options.set}", {"files": rows}, publish=options.publish, on=on)


def _shares(right: int, got: int, true: int) -> list[float]:
    return [round(right / max(got, 1), 3), round(right / max(true, 1), 3), round(2 * right / max(got + true, 1), 3)]


if __name__ == "__main__":
    main()
