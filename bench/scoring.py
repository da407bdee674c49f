"""How well words were read: letter errors, word errors, and words found whatever their order."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: Marks that mean the same and are written differently by different engines and typists.
FOLDED = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "­": "-", "‐": "-"})  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Score:
    """How well one page was read.

    Attributes:
        cer: letters wrong, missing or too many, as a share of the letters of the truth; above 1 when much is invented.
        wer: the same for words.
        f1: share of words found in any order (harmonic mean of precision and recall of the bags of words).
        letters: of the truth.
        words: of the truth.
    """

    cer: float
    wer: float
    f1: float
    letters: int
    words: int


def plain(text: str) -> str:
    """Return text as it is compared: compatibility forms, quotes and dashes folded, one space between words."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).translate(FOLDED)).strip()


def edits(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the Levenshtein distance of two sequences (Wagner and Fischer's rows, a row at a time)."""
    names = {thing: number for number, thing in enumerate(dict.fromkeys([*one, *other]))}
    a = np.array([names[thing] for thing in one], np.int64)
    b = np.array([names[thing] for thing in other], np.int64)
    steps = np.arange(len(b) + 1)
    row = steps.copy()
    for number, thing in enumerate(a, 1):
        best = np.empty_like(row)
        best[0] = number
        best[1:] = np.minimum(row[1:] + 1, row[:-1] + (b != thing))
        # insertions run along the row: the running minimum of (value - place) plus the place
        row = np.minimum.accumulate(best - steps) + steps
    return int(row[-1])


def score(truth: str, read: str) -> Score:
    """Compare what was read with the truth."""
    right, got = plain(truth), plain(read)
    words, found = right.split(), got.split()
    common = sum((Counter(words) & Counter(found)).values())
    f1 = 2 * common / (len(words) + len(found)) if words or found else 1.0
    return Score(
        edits(right, got) / max(len(right), 1),
        edits(words, found) / max(len(words), 1),
        f1,
        len(right),
        len(words),
    )


def total(scores: Sequence[Score]) -> Score:
    """Return the scores of several pages as one: errors over all letters and words, F1 as the mean of pages."""
    letters, words = sum(one.letters for one in scores), sum(one.words for one in scores)
    return Score(
        sum(one.cer * one.letters for one in scores) / max(letters, 1),
        sum(one.wer * one.words for one in scores) / max(words, 1),
        sum(one.f1 for one in scores) / max(len(scores), 1),
        letters,
        words,
    )
