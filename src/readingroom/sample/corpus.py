"""`--kind text`: pages of words alone, thousands a second, for benches of search and sorting.

A page is what a typewriter would print: lines of at most 84 letters on a fixed grid, so that every word's box follows
from where it stands in its line. Documents have the kinds, heads, page numbers, families, copies and Bates stamps of
the drawn production.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from readingroom.sample.bates import Stamper
from readingroom.sample.pack import Pack
from readingroom.sample.truth import Truth
from readingroom.sample.typed import COLUMNS, Paper, Typist

#: Lines a page; the last three are its foot.
LINES = 56
#: Left edge, top edge, width of a letter, distance of lines, height of a letter on a letter-size page, as fractions.
GRID = (60 / 612, 60 / 792, 5.85 / 612, 12.0 / 792, 9.0 / 792)
#: The same as JSON, and lines of a page above its foot.
_GRID, _BODY = ",".join(f"{value:.6f}" for value in GRID), LINES - 3
#: One document in so many is a copy of one that came at most so many before.
_AGAIN, _REACH = 30, 400
#: Letters of a line from which something can be withheld.
_LONG = 60
#: Pages a file, as in productions that are cut into files.
PAGES_A_FILE = 50


def write_corpus(truth: Truth, pack: Pack, seed: int, pages: int, tell: Callable[[int], None]) -> None:
    """Write exactly `pages` pages of words and what is true of their documents.

    Args:
        truth: where to.
        pack: the style.
        seed: of the production.
        pages: how many.
        tell: called with the number of pages written so far.
    """
    writer = Typist(pack, seed, pages)
    stamper = Stamper(pack.lines("bates"), pack.first_day.year)
    number = 0
    for index, (paper, original) in enumerate(_documents(writer, stamper)):
        places = _pages(truth, paper, index, _Place(number, pages, pack, seed), stamper)
        number += len(places)
        truth.write(
            "documents",
            {"document": index, "kind": paper.kind, "title": paper.title, "date": paper.day.isoformat(),
             "office": paper.office, "language": "en", "pages": len(places), "content": paper.content,
             "family": paper.family, "parts": _parts(places)},
        )  # fmt: skip
        if paper.family:
            truth.write("families", {"family": paper.family, "document": index, "office": paper.office})
        if original is not None:
            truth.write("copies", {"a": original[0], "b": index, "relation": original[1]})
        for line, message in paper.messages:
            if line // _BODY < len(places):
                truth.write("messages", {"document": index, "first": places[line // _BODY], **message})
        tell(number)
        if number >= pages:
            return


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a document begins: after `done` pages of `most`."""

    done: int
    most: int
    pack: Pack
    seed: int

    def file(self, number: int) -> tuple[str, str]:
        """Path and made-up file id of the file that holds page `number` (from 0) of the production."""
        volume = number // PAGES_A_FILE
        year, month = self.pack.first_day.year + 1, volume // 40 % 12 + 1
        path = f"{year}-{month:02d} release/{self.pack.name} {self.seed} volume {volume:05d}.pdf"
        return path, hashlib.sha256(path.encode("utf-8")).hexdigest()


def _pages(truth: Truth, paper: Paper, index: int, at: _Place, stamper: Stamper) -> list[tuple[str, int]]:
    """Write the pages of a document; returns path and number of each."""
    file = truth.raw("words")
    sheets = [paper.lines[start : start + _BODY] for start in range(0, len(paper.lines), _BODY)]
    places: list[tuple[str, int]] = []
    for position, lines in enumerate(sheets[: at.most - at.done]):
        path, file_id = at.file(at.done + position)
        page = (at.done + position) % PAGES_A_FILE + 1
        stamp, broken = stamper.take()
        if broken is not None:
            truth.write(
                "bates_gaps",
                {"kind": broken.kind, "prefix": broken.prefix, "first": broken.first, "last": broken.last,
                 "before": [path, page]},
            )  # fmt: skip
        foot = ["", f"Page {position + 1} of {len(sheets)}".center(COLUMNS).rstrip(), stamp.raw.rjust(COLUMNS)]
        text = "\n".join([*lines, *foot]).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        # By hand: the record of a page is the only thing that is written for each page, and most of the time it takes.
        file.write(
            f'{{"page_id":"{file_id}/p{page:04d}","path":"{path}","page":{page},"document":{index},'
            f'"bates":"{stamp.raw}","text":"{text}","grid":[{_GRID}]}}\n'
        )
        places.append((path, page))
    return places


def _parts(places: list[tuple[str, int]]) -> list[list[object]]:
    parts: list[list[object]] = []
    for path, page in places:
        if parts and parts[-1][0] == path:
            parts[-1][2] = page
        else:
            parts.append([path, page, page])
    return parts


def _documents(writer: Typist, stamper: Stamper) -> Iterator[tuple[Paper, tuple[int, str] | None]]:
    """Yield documents without end, each with the earlier one that it is a copy of and how, if it is one."""
    index = 0
    while True:
        rng = writer.chance("turn", index)
        draw = rng.random()
        if draw < 0.015:  # noqa: PLR2004  # pages held back or lost
            stamper.leave_out(rng.randrange(1, 30))
        elif draw < 0.02:  # noqa: PLR2004  # rarer: numbers used twice
            stamper.again(rng.randrange(1, 6))
        elif index and index % 5000 == 0:
            stamper.change(index // 5000)
        if index > _REACH and draw > 1 - 1 / _AGAIN and _own(writer, base := index - rng.randrange(1, _REACH)):
            paper = writer.document(base)
            if rng.randrange(2):
                yield _withheld(paper), (base, "other_redactions")
            else:
                yield paper, (base, "same")
        else:
            yield writer.document(index), None
        index += 1


def _own(writer: Typist, index: int) -> bool:
    """Whether turn `index` brings a document of its own and no copy."""
    return index <= _REACH or writer.chance("turn", index).random() <= 1 - 1 / _AGAIN


def _withheld(paper: Paper) -> Paper:
    """The document with the middle of every third long line gone, the first included."""
    lines: list[str] = []
    count = 0
    for line in paper.lines:
        full = len(line) > _LONG
        lines.append(f"{line[:12].rstrip()} (b)(5) {line[48:]}" if full and count % 3 == 0 else line)
        count += full
    return replace(paper, lines=lines)
