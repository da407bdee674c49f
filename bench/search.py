"""Search over many pages of words, beside SQLite FTS5 with the same tokens, query by query in turn.

    python bench/search.py [--pages 20000] [--queries 40] [--fuzz 100000] [--publish]

The pages are `readingroom sample --kind text`: synthetic, so they say how fast and how complete, not how well ranked.
Engine alone: ids of the ten best and the count. End to end: what `desk.search` answers, with snippets and boxes.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import string
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from common import machine, measure, readingroom, save, table
from readingroom.desk.index import Indexing, reader
from readingroom.desk.room import Room, make_room, open_room
from readingroom.desk.search import search
from readingroom.engines.fulltext import Entry, FullText
from readingroom.engines.fulltext.memory import edits
from readingroom.engines.fulltext.tantivy import Tantivy, TantivyWriter
from readingroom.errors import QueryError
from readingroom.model.geometry import Box
from readingroom.model.ids import PageId, parse_page_id
from readingroom.model.page import Content
from readingroom.model.terms import Some
from readingroom.model.words import Words, words_from
from readingroom.searching.cut import cut
from readingroom.searching.parse import parse
from readingroom.searching.plan import plan
from readingroom.store.packing import pack
from readingroom.store.schema import FILES, PAGES, SIGHTINGS
from search_queries import Query, damaged, fts5, nowhere, queries

TOGETHER = 1000


def pages_of(folder: Path) -> Iterator[tuple[PageId, str, str]]:
    """Return page_id, path and text of each page of the sample."""
    with (folder / "truth" / "words.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield PageId(row["page_id"]), row["path"], row["text"]


def laid_out(text: str) -> Words:
    """Return the words of a text with boxes in a grid: as many numbers as a real reading has."""
    rows = []
    lines = [line for line in text.splitlines() if line.split()]
    for number, line in enumerate(lines):
        words = line.split()
        for place, word in enumerate(words):
            top, bottom = number / len(lines), (number + 1) / len(lines)
            rows.append((word, Box(place / len(words), top, (place + 1) / len(words), bottom), 0.97, number))
    return words_from(rows)


def fill(room: Room, folder: Path) -> None:
    """Put the pages into the room as if they had been read, through its stores."""
    waiting: list[tuple[PageId, str, str]] = []
    seen: set[str] = set()
    for page in pages_of(folder):
        waiting.append(page)
        if len(waiting) == TOGETHER:
            _keep(room, waiting, seen)
            waiting = []
    _keep(room, waiting, seen)


def _keep(room: Room, pages: Sequence[tuple[PageId, str, str]], seen: set[str]) -> None:
    if not pages:
        return
    words = [laid_out(text) for _page, _path, text in pages]
    rows = [(page, "bench", 1, "", pack(Content(one))) for (page, _path, _text), one in zip(pages, words, strict=True)]
    numbers = room.readings.keep(rows)
    files = {parse_page_id(page)[0]: path for page, path, _text in pages}
    fresh = {file: path for file, path in files.items() if file not in seen}
    seen.update(fresh)
    with room.catalogue.begin() as connection:
        if fresh:
            connection.execute(insert(FILES), [{"file_id": file, "size": 1, "state": "read"} for file in fresh])
            seen_rows = [{"file_id": file, "path": path, "production": "bench"} for file, path in fresh.items()]
            connection.execute(insert(SIGHTINGS), seen_rows)
        connection.execute(
            insert(PAGES),
            [
                {
                    "page_id": page,
                    "file_id": parse_page_id(page)[0],
                    "number": parse_page_id(page)[1],
                    "document_id": "d",
                    "state": "read",
                    "source": "ocr",
                    "words": len(one),
                    "reading_id": numbers[page],
                }
                for (page, _path, _text), one in zip(pages, words, strict=True)
            ],
        )


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return wall and CPU seconds of some work."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def build(room: Room, entries: Sequence[Entry], place: Path, database: sqlite3.Connection) -> list[list[Any]]:
    """Build the index end to end, the engine's alone, and FTS5's, from the same tokens; return rows of the table.

    End to end takes the words through the one door and cuts them; the engines alone are given what is cut.
    """

    def whole() -> None:
        indexing = Indexing(room)
        indexing.catch_up(lambda _step: None)
        indexing.close()

    def alone() -> None:
        writer = TantivyWriter(place)
        for start in range(0, len(entries), TOGETHER):
            writer.add(entries[start : start + TOGETHER])
        writer.commit()
        writer.close()

    def fts() -> None:
        database.execute(
            "CREATE VIRTUAL TABLE pages USING fts5(words, tokenize=\"unicode61 remove_diacritics 0 tokenchars ''''\")"
        )
        for start in range(0, len(entries), TOGETHER):
            rows = [(" ".join(entry.tokens.terms),) for entry in entries[start : start + TOGETHER]]
            database.executemany("INSERT INTO pages(words) VALUES (?)", rows)
        database.commit()

    count = len(entries)
    rows: list[list[Any]] = []
    for name, work in (("ours, end to end", whole), ("tantivy alone", alone), ("FTS5", fts)):
        wall, cpu = timed(work)
        rows.append([name, wall, cpu, count / cpu, cpu / count * 1e3])
    return rows


def cuts(folder: Path) -> Iterator[list[Entry]]:
    """Return the pages cut, some at a time."""
    entries: list[Entry] = []
    for page, _path, text in pages_of(folder):
        entries.append(Entry(page, parse_page_id(page)[0], cut(laid_out(text))))
        if len(entries) == TOGETHER:
            yield entries
            entries = []
    yield entries


def ask(index: FullText, typed: str, limit: int | None = 10) -> tuple[int, list[PageId]]:
    """Return count and pages of a typed query, by the engine alone (planning included)."""
    planned = plan(parse(typed), index, lambda _field: (Some(()), ""), ("en", "es"))
    found = index.search(planned.plan, limit=limit, tokens_of=lambda _pages: iter(()))
    return found.total, [page for page, _score in found.hits]


def spread(seconds: Sequence[float]) -> tuple[float, float]:
    """Return median and 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    return ordered[len(ordered) // 2] * 1e3, ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))] * 1e3


def compare(room: Room, database: sqlite3.Connection, asked: Sequence[Query]) -> list[list[object]]:
    """Ask every query of each engine in turn, twice; times of the second time, and how often the counts agree."""
    index = reader(room)
    assert index is not None
    vocabulary = [row[0] for row in database.execute("SELECT term FROM vocabulary")]
    engines: dict[str, Callable[[Query], int]] = {
        "ours": lambda query: ask(index, query.typed)[0],
        "whole": lambda query: search(room, query.typed, limit=10).total,
        "fts5": lambda query: fts5(database, query, vocabulary, edits),
    }
    times: dict[tuple[str, str], list[float]] = {}
    agree: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for again in (False, True):
        for query in asked:
            counts = []
            for name, work in engines.items():
                begun = time.perf_counter()
                counts.append(work(query))
                if again:
                    times.setdefault((query.kind, name), []).append(time.perf_counter() - begun)
            if again:
                totals[query.kind] += 1
                agree[query.kind] += counts[0] == counts[1] == counts[2]
    rows: list[list[object]] = []
    for kind in dict.fromkeys(query.kind for query in asked):
        cells = [number for name in ("ours", "whole", "fts5") for number in spread(times[kind, name])]
        rows.append([kind, *cells, f"{agree[kind]}/{totals[kind]}"])
    return rows


def damage(folder: Path, place: Path, rng: random.Random, most: int, asked: int) -> list[object]:
    """Damage pages at 5 % of their letters; return how many three-word phrases `~` finds, and wrong pages a query."""
    writer, clean = TantivyWriter(place), {}
    for page, _path, text in pages_of(folder):
        clean[page] = " ".join(cut(laid_out(text)).terms)
        writer.add([Entry(page, parse_page_id(page)[0], cut(laid_out(damaged(text, 0.05, rng))))])
        if len(clean) == most:
            break
    writer.commit()
    writer.close()
    index, found, wrong, exact, total = Tantivy(place), 0, 0, 0, 0
    while total < asked:
        page = rng.choice(list(clean))
        words = clean[page].split()
        start = rng.randrange(max(1, len(words) - 3))
        phrase = words[start : start + 3]
        if len(phrase) < 3 or not all(word.isalpha() and len(word) > 1 for word in phrase):
            continue
        total += 1
        typed = " ".join(phrase)
        hits = set(ask(index, f'"{typed}"~', None)[1])
        found += page in hits
        exact += page in set(ask(index, f'"{typed}"', None)[1])
        wrong += sum(f" {typed} " not in f" {clean[hit]} " for hit in hits)
    return [len(clean), total, exact / total, found / total, wrong / total]


def fuzz(times: int, rng: random.Random) -> list[object]:
    """Parse random strings; return how many, how many were refused, and the longest CPU time in milliseconds."""
    parts = ['"', "(", ")", " OR ", " AND ", " NOT ", " NEAR/3 ", "*", "~", "~1", "date:", "..", "kind:", "-", "(b)(6)"]
    letters = [*parts, *string.printable, "é", "ß", "\u200f", "\u202e", "“", "”", "漢", "\ud800"]
    refused, longest = 0, 0.0
    for _number in range(times):
        text = "".join(rng.choices(letters, k=rng.randrange(60)))
        begun = time.process_time()
        try:
            parse(text)
        except QueryError:
            refused += 1
        longest = max(longest, time.process_time() - begun)
    return [times, refused, longest * 1e3]


def main() -> None:
    """Run everything and print the tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=20_000)
    options.add_argument("--queries", type=int, default=40)
    options.add_argument("--fuzz", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--publish", action="store_true")
    given = options.parse_args()
    on, rng = machine(), random.Random(given.seed)
    fuzzes = fuzz(given.fuzz, rng)  # first: a heap full of pages would make the collector's pauses the longest time
    with tempfile.TemporaryDirectory(prefix="bench-search-") as name:
        folder = Path(name)
        sample: list[str | Path] = [
            "sample",
            folder / "text",
            "--kind",
            "text",
            "--pages",
            str(given.pages),
            "--seed",
            str(given.seed),
        ]
        made = measure(readingroom(*sample))
        if made.code:
            raise SystemExit(made.talk)
        make_room(folder / "room")
        database = sqlite3.connect(folder / "fts5.db")
        with open_room(folder / "room", write=True) as room:
            fill(room, folder / "text")
            entries = [entry for some in cuts(folder / "text") for entry in some]
            building = build(room, entries, folder / "alone", database)
            database.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(pages, row)")
            sizes = [_size(room.paths.index), _size(folder / "alone"), (folder / "fts5.db").stat().st_size]
            index = reader(room)
            assert index is not None
            asked = list(queries(entries, given.queries, rng))
            comparing = compare(room, database, asked)
            absent = nowhere(index, 1000, rng)
            kinds = ("{}", '"{}"', "{}~2", '"{} {}"~', "{} NEAR/5 the", "{}*")
            hits = sum(ask(index, kind.format(*[word] * 2))[0] for word in absent for kind in kinds)
        damages = damage(folder / "text", folder / "damaged", rng, 5000, 300)
    for row, size in zip(building, sizes, strict=True):
        row.append(size / 1e6)
    table("Building", ["", "wall s", "CPU s", "pages a CPU s", "CPU ms a page", "MB"], building)
    columns = ["", "engine p50 ms", "p95", "end to end p50", "p95", "FTS5 p50", "p95", "counts agree"]
    table(f"Queries, {given.pages:,} pages (synthetic)", columns, comparing)
    table("Words that are nowhere", ["words", "ways of asking", "hits"], [[len(absent), len(kinds), hits]])
    columns = ["pages", "phrases", "found exactly", "found with ~", "wrong pages a query"]
    table("Three words at 5 % damaged letters (synthetic)", columns, [damages])
    table("Parser", ["strings", "refused", "longest CPU ms"], [fuzzes])
    results = {"pages": given.pages, "building": building, "queries": comparing, "nowhere": [len(absent), hits]}
    save("search", results | {"damaged": damages, "parser": fuzzes}, publish=given.publish, on=on)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
