"""The pages that were transcribed by eye (`labels/README.md`), and how a reading of one of them is scored."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from scoring import edits, plain

HERE = Path(__file__).resolve().parent / "labels"

#: A mark, or a word. What a stamp says stands inside its mark.
PIECE = re.compile(r"⟨stamp: (?P<stamp>[^⟩]*)⟩|⟨(?P<mark>name|private|\?|hand|picture)⟩|(?P<word>[^\s⟨⟩]+)")

#: Most read words that a mark takes up (labels/README.md).
TAKES = {"name": 3, "private": 3, "?": 3, "hand": 8, "picture": 8}

#: What taking up a word at a mark costs in the alignment: less than leaving it over (1), and together with a word of
#: the truth that is then missing (1) more than reading that word wrongly (1): a damaged word is never taken for
#: handwriting.
TAKEN = 0.5


@dataclass(frozen=True, slots=True)
class Item:
    """A word of the truth, or a place where any word may stand.

    Attributes:
        kind: word, stamp, name, private, ?, hand or picture.
        text: the word; empty for a place.
    """

    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A transcribed page: its label's name, the head, and the text as typed."""

    name: str
    head: dict[str, str]
    text: str

    @property
    def number(self) -> int:
        """Its number in the file, from 1."""
        return int(self.head["page"])

    def path(self, records: Path) -> Path:
        """Return the file; leave with a line if it is not the one that was transcribed."""
        path = records / self.head["file"]
        if hashlib.sha256(path.read_bytes()).hexdigest() != self.head["sha256"]:
            raise SystemExit(f"{path} is not the file from which {self.name} was transcribed.")
        return path


@dataclass(frozen=True, slots=True)
class Marks:
    """How well a transcribed page was read.

    Attributes:
        f1: harmonic mean of precision and recall of the bags of words; all print counts, stamps too.
        f1_no_stamps: the same with stamps left out on both sides.
        cer: letters wrong, missing or too many as a share of the truth's; None where the order of words means little.
        invented: words read where there is handwriting or a picture, and nowhere else on the page.
        words: of the truth.
    """

    f1: float
    f1_no_stamps: float
    cer: float | None
    invented: int
    words: int


def pages() -> Iterator[Page]:
    """Return the transcribed pages by name."""
    for path in sorted((HERE / "pages").glob("*.txt")):
        head, text = path.read_text(encoding="utf-8").split("\n\n", 1)
        yield Page(path.stem, dict(line.split(" = ", 1) for line in head.splitlines()), text)


def quotations() -> list[dict[str, str]]:
    """Return the quotations: file, page, kind, text and, for altered ones, the original."""
    listed = tomllib.loads((HERE / "quotations.toml").read_text(encoding="utf-8"))["quotation"]
    return [{name: str(value) for name, value in one.items()} for one in listed]


def items(text: str) -> list[Item]:
    """Return the words and marks of a transcription in their order."""
    found = []
    for piece in PIECE.finditer(text):
        if piece["mark"]:
            found.append(Item(piece["mark"]))
        else:
            kind = "word" if piece["word"] else "stamp"
            found += [Item(kind, word) for word in words(piece["word"] or piece["stamp"])]
    return found


def words(text: str) -> list[str]:
    """Return the words of a text as they are compared: those with a letter or a digit, marks folded."""
    return [word for word in plain(text).split() if any(letter.isalnum() for letter in word)]


def score(truth: Sequence[Item], read: str, *, ordered: bool) -> Marks:
    """Compare what was read with a transcription.

    Args:
        truth: words and marks.
        read: what an engine read, in its order.
        ordered: whether the order of words means something, so that errors of letters are counted.
    """
    got = words(read)
    taken = _taken(truth, got)
    free = Counter(got[place] for place in taken)
    said = [item.text for item in truth if item.kind in {"word", "stamp"}]
    printed = [item.text for item in truth if item.kind == "word"]
    over = Counter(got) - Counter(said)
    drawn = Counter(got[place] for place, kind in taken.items() if kind in {"hand", "picture"})
    cer = None
    if ordered:
        # A word that was taken up and is a word of the truth stays: it stands elsewhere, and its absence would be held
        # against the page.
        spare, kept = over & free, []
        for place, word in enumerate(got):
            if place in taken and spare[word] > 0:
                spare[word] -= 1
            else:
                kept.append(word)
        right = " ".join(said)
        cer = edits(right, " ".join(kept)) / max(len(right), 1)
    stamps = Counter(item.text for item in truth if item.kind == "stamp")
    return Marks(
        _f1(said, got, free),
        _f1(printed, got, free + stamps),
        cer,
        (over & drawn).total(),
        len(said),
    )


def _f1(truth: Sequence[str], got: Sequence[str], free: Counter[str]) -> float:
    common = (Counter(truth) & Counter(got)).total()
    over = Counter(got) - Counter(truth)
    counted = len(got) - (over & free).total()
    return 2 * common / (len(truth) + counted) if truth or counted else 1.0


def _taken(truth: Sequence[Item], got: Sequence[str]) -> dict[int, str]:
    """Align (Wagner and Fischer) and return the places of read words that a mark takes up, with the mark's kind."""
    slots = list(chain.from_iterable([item] * TAKES.get(item.kind, 1) for item in truth))
    rows: list[list[float]] = [[float(column) for column in range(len(got) + 1)]]
    for slot in slots:
        above, row = rows[-1], [0.0] * (len(got) + 1)
        skip = 0.0 if slot.kind in TAKES else 1.0
        row[0] = above[0] + skip
        for column, word in enumerate(got, 1):
            across = TAKEN if slot.kind in TAKES else float(slot.text != word)
            row[column] = min(above[column - 1] + across, above[column] + skip, row[column - 1] + 1)
        rows.append(row)
    taken: dict[int, str] = {}
    at, column = len(slots), len(got)
    while at and column:
        slot, here = slots[at - 1], rows[at][column]
        mark = slot.kind in TAKES
        across = TAKEN if mark else float(slot.text != got[column - 1])
        if here == rows[at - 1][column - 1] + across:
            if mark:
                taken[column - 1] = slot.kind
            at, column = at - 1, column - 1
        elif here == rows[at - 1][column] + (0.0 if mark else 1.0):
            at -= 1
        else:
            column -= 1
    return taken
