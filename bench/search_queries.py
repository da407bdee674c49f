"""The queries of bench/search.py: drawn from the pages, and asked of SQLite FTS5 in its own words."""

from __future__ import annotations

import random
import sqlite3
import string
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from readingroom.engines.fulltext import Entry, FullText
from readingroom.searching.inflect import stem

#: What machine reading does to a letter: another one, none, one more; and two words made one.
_LETTERS = string.ascii_lowercase


@dataclass(frozen=True, slots=True)
class Query:
    """One query: its kind, as typed, and the words it is made of (for FTS5)."""

    kind: str
    typed: str
    words: tuple[str, ...]


def queries(entries: Sequence[Entry], count: int, rng: random.Random) -> Iterator[Query]:
    """Draw `count` queries of each kind from the pages."""
    frequencies = Counter(term for entry in entries for term in set(entry.tokens.terms) if term.isalpha())
    common = [term for term, _pages in frequencies.most_common(300) if len(term) > 3]
    rare = sorted(term for term, pages in frequencies.items() if pages < 20 and len(term) > 5)
    rare = rare or sorted(frequencies)
    for _number in range(count):
        terms = rng.choice(entries).tokens.terms
        start = rng.randrange(max(1, len(terms) - 12))
        around = [term for term in terms[start : start + 12] if term.isalpha()]
        three = terms[start : start + 3]
        often, seldom, other = rng.choice(common), rng.choice(rare), rng.choice(common)
        yield Query("common word", f'"{often}"', (often,))
        yield Query("rare word", f'"{seldom}"', (seldom,))
        if len(three) == 3:
            yield Query("phrase", f'"{" ".join(three)}"', tuple(three))
        if len(set(around)) > 2 and around[0] != around[2]:
            yield Query("NEAR", f'"{around[0]}" NEAR/8 "{around[2]}"', (around[0], around[2]))
        yield Query("prefix", f"{often[:4]}*", (often[:4],))
        changed = _changed(seldom, rng)
        yield Query("fuzzy word", f"{changed}~1", (changed,))
        if len(three) == 3 and all(term.isalpha() and len(term) > 3 for term in three):
            wrong = [_changed(term, rng) for term in three]
            yield Query("fuzzy phrase", f'"{" ".join(wrong)}"~', tuple(wrong))
        yield Query(
            "boolean", f'"{often}" ("{seldom}" OR "{other}") NOT "{common[0]}"', (often, seldom, other, common[0])
        )
        yield Query("inflected", often, (often,))


def _changed(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word))
    return word[:at] + rng.choice(_LETTERS) + word[at + 1 :]


def fts5(
    database: sqlite3.Connection, query: Query, vocabulary: Sequence[str], edits: Callable[[str, str], int]
) -> int:
    """Ask FTS5 for the ten best and the count; -1 for what it can't say (inflections, fuzzy phrases)."""
    quoted = [f'"{word}"' for word in query.words]
    match query.kind:
        case "common word" | "rare word":
            text = quoted[0]
        case "phrase":
            text = f'"{" ".join(query.words)}"'
        case "NEAR":
            text = f"NEAR({' '.join(quoted)}, 8)"
        case "prefix":
            text = f"{quoted[0]}*"
        case "boolean":
            text = f"({quoted[0]} AND ({quoted[1]} OR {quoted[2]})) NOT {quoted[3]}"
        case "fuzzy word":
            (word,) = query.words
            near = [term for term in vocabulary if abs(len(term) - len(word)) < 2 and edits(term, word) < 2]
            text = " OR ".join(f'"{term}"' for term in near) or '"nothing at all"'
        case _:
            return -1
    database.execute("SELECT rowid FROM pages WHERE pages MATCH ? ORDER BY rank LIMIT 10", (text,)).fetchall()
    return int(database.execute("SELECT count(*) FROM pages WHERE pages MATCH ?", (text,)).fetchone()[0])


def nowhere(index: FullText, count: int, rng: random.Random) -> list[str]:
    """Make up words that no term of the index is within two letters of, or shares a beginning or a stem with."""
    made: list[str] = []
    while len(made) < count:
        word = "".join(rng.choices(_LETTERS, k=rng.randrange(6, 12)))
        stems = {stem(word, language) for language in ("en", "es")}
        if not index.near_terms(word, 2, 1) and not any(index.terms(beginning[:4], 1) for beginning in (word, *stems)):
            made.append(word)
    return made


def damaged(text: str, share: float, rng: random.Random) -> str:
    """Return the text with that share of its letters and digits changed, dropped, doubled or run together."""
    letters = []
    for letter in text:
        if not letter.isalnum() or rng.random() >= share:
            letters.append(letter)
            continue
        letters.append(rng.choices((rng.choice(_LETTERS), "", letter * 2), (0.7, 0.2, 0.1))[0])
    return "".join(letters)
