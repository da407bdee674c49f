"""Scanned pages of the sample with what is true of them, and which of the words read from them are right."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from common import readingroom
from readingroom.engines.pages import PageSource, open_pages
from readingroom.model.geometry import Box
from scoring import plain

Floats = npt.NDArray[np.float64]

#: How far the middle of a word may lie outside the box of the same true word: fractions of the page across, of the
#: word's height down.
ACROSS, DOWN = 0.006, 0.3

#: Where a fax machine prints its line: over this share of the page. The truth does not hold it, so it is not scored.
FAX_LINE = 0.017


@dataclass(frozen=True, slots=True, eq=False)
class TruePage:
    """A page of the sample.

    Attributes:
        source: its open file.
        number: from 1.
        damage: what was done to it.
        turned: clockwise degrees that make it upright.
        words: that are printed on it, as compared (`plain`).
        boxes: n x 4 of them.
        stamps: places of rubber stamps, which the truth's words do not hold.
        pens: places of notes and signatures.
        path: of its file, within the production.
    """

    source: PageSource
    number: int
    damage: str
    turned: int
    words: list[str]
    boxes: Floats
    stamps: list[Box]
    pens: list[Box]
    path: str = ""


def scans(style: str, folder: Path, *, pages: int, seed: int) -> Iterator[TruePage]:
    """Make scanned pages in a folder, unless they lie there already, and yield each with its truth."""
    if not (folder / "truth" / "pages.jsonl").is_file():
        order = ("--kind", "scan", "--style", style, "--pages", str(pages), "--seed", str(seed))
        subprocess.run(readingroom("sample", folder, *order), check=True, capture_output=True)
    words = {(row["path"], row["page"]): row for row in _rows(folder, "words")}
    marks: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for mark in _rows(folder, "marks"):
        marks.setdefault((mark["path"], mark["page"]), []).append(mark)
    source, opened = None, ""
    for row in _rows(folder, "pages"):
        if source is None or row["path"] != opened:
            if source is not None:
                source.close()
            opened = row["path"]
            source = open_pages(folder / "production" / opened, "application/pdf")
        key = (row["path"], row["page"])
        boxes = np.array(words[key]["boxes"], np.float64).reshape(-1, 4)
        seen = (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
        true = [plain(word) for word, there in zip(words[key]["text"].split(), seen, strict=True) if there]
        found = {
            kind: [Box(*mark["box"]) for mark in marks.get(key, ()) if mark["kind"] in kinds]
            for kind, kinds in (("stamp", {"stamp"}), ("pen", {"note", "signature"}))
        }
        yield TruePage(
            source, row["page"], row["damage"], row["turned"], true, boxes[seen], found["stamp"], found["pen"], opened
        )
    if source is not None:
        source.close()


def _rows(folder: Path, name: str) -> list[dict[str, Any]]:
    text = (folder / "truth" / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def verdicts(page: TruePage, words: Sequence[tuple[str, Box]]) -> list[str]:
    """Return for each word that was read what it is.

    right: the same word stands there; wrong: other words do; stamp: on a stamp or in a fax machine's line, not scored;
    pen: on a note or signature; none: nothing stands there.
    """
    found = []
    for text, box in words:
        x, y, slack = (box.left + box.right) / 2, (box.top + box.bottom) / 2, DOWN * box.height
        near = (page.boxes[:, 0] - ACROSS <= x) & (x <= page.boxes[:, 2] + ACROSS)
        near &= (page.boxes[:, 1] - slack <= y) & (y <= page.boxes[:, 3] + slack)
        beside = np.flatnonzero(near)
        if any(page.words[index] == plain(text) for index in beside):
            found.append("right")
        elif any(box.overlap(stamp) >= 0.5 for stamp in page.stamps) or (
            page.damage.startswith("fax") and box.bottom < FAX_LINE + box.height / 2
        ):
            found.append("stamp")
        elif len(beside):
            found.append("wrong")
        else:
            found.append("pen" if any(box.overlap(pen) >= 0.3 for pen in page.pens) else "none")
    return found


def true_f1(page: TruePage, words: Sequence[str], what: Sequence[str]) -> float:
    """Return the word-F1 of what was read, in any order, stamps and fax lines left out."""
    read = Counter(plain(word) for word, verdict in zip(words, what, strict=True) if verdict != "stamp")
    true = Counter(page.words)
    total = sum(read.values()) + sum(true.values())
    return 2 * sum((read & true).values()) / total if total else 1.0
