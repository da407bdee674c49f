"""From the tree of a query to a plan in terms of the index: words cut, folded and expanded."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from readingroom.engines.dictionary import is_word
from readingroom.engines.fulltext import FullText
from readingroom.locale import _
from readingroom.model.query import (
    FIELDS,
    And,
    Exact,
    Field,
    Fuzzy,
    Near,
    Not,
    Or,
    Prefix,
    Query,
    Single,
    Word,
)
from readingroom.model.terms import COVERED, Chain, Close, Every, Except, Plan, Run, Some
from readingroom.model.words import MARK
from readingroom.searching.cut import compounds_of, tokens_of
from readingroom.searching.fields import meant, short
from readingroom.searching.inflect import inflections

#: Most terms one word of a query may stand for; the most frequent ones are taken, and the answer says so.
MOST_TERMS = 2000

#: Most terms that one word of a fuzzy phrase may stand for.
MOST_DAMAGED = 400

#: Most ways in which the compounds of one phrase are written, apart or as one word.
MOST_WAYS = 8

#: A word of a fuzzy phrase with fewer letters must stand there undamaged: everything is one letter from it.
SHORTEST_DAMAGED = 2

#: From this many words on, one word of a fuzzy phrase may stand there as another word of the language.
WORDS_FOR_SWAP = 3

#: Shortest word that may: `on` is one letter from `in`, `of` and `or`, which stand on every page. This and the limit
#: below were chosen on pages of the sample's `tune` style only (docs/decisions/0005-search-and-quotations.md).
SHORTEST_SWAP = 3

#: From this many letters on, two of a word's letters may be damaged instead of one.
TWICE_DAMAGED = 5

#: Longest phrase, in words, for which pages are counted where something covers the page between two of its words.
MOST_PARTED = 50

#: A word, a colon, a word: what a person writes who means a field. Times (10:30) and addresses (http://) are none.
_LIKE_FIELD = re.compile(r"([^\W\d_]+):\w")


@dataclass(slots=True)
class Planned:
    """A plan and what must be said with its answer.

    Attributes:
        plan: for the engine and for highlights.
        expansions: for each bare, prefix or fuzzy word as typed, the terms it stands for in this room.
        notes: sentences for the reader.
        parted: each phrase of the query, and every way in which a covered place may part it, as typed and planned.
    """

    plan: Plan
    expansions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    parted: dict[str, tuple[tuple[str, Plan], ...]] = field(default_factory=dict)


def plan(
    query: Query, index: FullText, fields: Callable[[Field], tuple[Plan, str]], languages: Sequence[str]
) -> Planned:
    """Return the plan of a query for the words that the index holds.

    Args:
        query: the tree.
        index: tells which terms there are.
        fields: what a field stands for, and a note on it (or an empty text).
        languages: of the room, for inflections.
    """
    planner = _Planner(index, fields, languages)
    planned = planner.planned
    planned.plan = planner.of(query)
    return planned


class _Planner:
    def __init__(self, index: FullText, fields: Callable[[Field], tuple[Plan, str]], languages: Sequence[str]) -> None:
        self._index, self._fields, self._languages = index, fields, languages
        self.planned = Planned(Some(()))

    def of(self, query: Query) -> Plan:
        if isinstance(query, And):
            return Every(tuple(self.of(part) for part in query.parts))
        if isinstance(query, Or):
            return Some(tuple(self.of(part) for part in query.parts))
        if isinstance(query, Not):
            wanted = dict(self.planned.parted)
            part = self.of(query.part)
            self.planned.parted = wanted  # what is not asked for is not missed
            return Except(part)
        if isinstance(query, Field):
            found, note = self._fields(query)
            self._note(note)
            return found
        if isinstance(query, Near):
            sides = tuple(self._side(side) for side in query.sides)
            if len(sides) == 2:  # noqa: PLR2004  # all but a chain
                return Close(sides[0], sides[1], query.between[0])
            return Chain(sides, query.between)
        runs = self._runs(query)
        return runs[0] if len(runs) == 1 else Some(runs)

    def _note(self, note: str) -> None:
        if note and note not in self.planned.notes:
            self.planned.notes.append(note)

    def _side(self, side: Query) -> tuple[Run, ...]:
        if isinstance(side, Or):
            return tuple(dict.fromkeys(run for part in side.parts for run in self._side(part)))
        if isinstance(side, (And, Not, Near, Field)):
            raise TypeError("the parser lets none of these stand beside a NEAR")
        return self._runs(side)

    def _runs(self, query: Single) -> tuple[Run, ...]:
        if isinstance(query, Word):
            self._no_field(query.text)
            return self._bare(query.text)
        if isinstance(query, Exact):
            if 1 < len(query.words) <= MOST_PARTED:
                self.planned.parted[_typed(query.words)] = tuple(parted(query.words))
            return _exact(query.words)
        if isinstance(query, Prefix):
            self._no_field(query.stem)
            return self._prefix(query.stem)
        if isinstance(query, Fuzzy):
            (token,) = tokens_of(query.text)
            near = self._known(query.text + "~", self._index.near_terms(token, query.distance, MOST_TERMS + 1))
            return (Run((near,)),)
        return self._damaged(query.words)

    def _no_field(self, text: str) -> None:
        """Say so when a word looks like a field with a value and there is no such field."""
        if named := _LIKE_FIELD.match(text):
            known = ", ".join(f"{field}:" for field in FIELDS)
            note = _(
                "{name}: is no field; it was searched as words. Fields: {known}", name=short(named[1]), known=known
            )
            if field := meant(named[1]):
                note += " " + _("Did you mean “{near}:”?", near=field)
            self._note(note)

    def _known(self, typed: str, terms: Sequence[tuple[str, int]]) -> tuple[str, ...]:
        """Note which terms a word stands for, and when they are too many."""
        if len(terms) > MOST_TERMS:
            self._note(
                _("“{word}” stands for more than {most} words; the {most} most frequent were searched.",
                  word=typed, most=MOST_TERMS)
            )  # fmt: skip
        known = tuple(term for term, _count in terms[:MOST_TERMS])
        if COVERED not in known:
            self.planned.expansions[typed] = known
        return known

    def _bare(self, text: str) -> tuple[Run, ...]:
        runs = []
        for tokens in _ways(text, codes=True):
            if len(tokens) > 1:
                runs.append(Run(tuple((token,) for token in tokens)))
                continue
            if tokens == (COVERED,):
                runs.append(Run((tokens,)))
                continue
            accented = tokens_of(text, accents=True)
            others = inflections(
                tokens[0],
                accented[0] if len(accented) == 1 else tokens[0],
                lambda beginning: self._index.terms(beginning, MOST_TERMS),
                self._languages,
            )
            runs.append(Run(((tokens[0], *others),)))
            here = (tokens[0],) if self._index.frequency(tokens[0]) else ()
            self.planned.expansions[text] = (*self.planned.expansions.get(text, ()), *here, *others)
        return tuple(runs)

    def _prefix(self, stem: str) -> tuple[Run, ...]:
        *before, beginning = tokens_of(stem)
        terms = self._known(stem + "*", self._index.terms(beginning, MOST_TERMS + 1))
        return (Run((*((token,) for token in before), terms)),)

    def _damaged(self, words: Sequence[str]) -> tuple[Run, ...]:
        tokens = tokens_of(" ".join(words))
        slots = [self._near(token) for token in tokens]
        for token, slot in ((token, slot) for token, slot in zip(tokens, slots, strict=True) if token != COVERED):
            self.planned.expansions[token + "~"] = slot
        runs = [Run(tuple(slots))]
        # One word of several may have become another word of the language; then the others must not.
        for place, token in enumerate(tokens if len(tokens) >= WORDS_FOR_SWAP else ()):
            if len(token) < SHORTEST_SWAP:
                continue
            wide = self._near(token, words=True)
            if len(wide) > len(slots[place]):
                runs.append(Run((*slots[:place], wide, *slots[place + 1 :])))
        # Recognition often loses the space between two words.
        for place, (one, other) in enumerate(itertools.pairwise(tokens)):
            if joined := self._joined(one + other):
                runs.append(Run((*slots[:place], joined, *slots[place + 2 :])))
        return tuple(runs)

    def _joined(self, both: str) -> tuple[str, ...]:
        """Return what two words may have been read as when the space between them was lost.

        At most one letter away and not much shorter, or one of the two words alone would pass for both.
        """
        near = self._index.near_terms(both, 1, MOST_DAMAGED) if len(both) >= TWICE_DAMAGED else ()
        return tuple(term for term, _count in near if len(term) >= len(both) and (term == both or not is_word(term)))

    def _near(self, token: str, *, words: bool = False) -> tuple[str, ...]:
        """Return what a token may have been read as.

        A word of a language is not read as another word of it, as far as anyone can know: `"civil rights"~` does not
        find `civil lights`, unless `words` asks for it. A token that is in no list may be misspelt by whoever typed
        it, and finds words too.
        """
        if len(token) < SHORTEST_DAMAGED or token.isdigit() or token == COVERED:
            return (token,) if self._index.frequency(token) else ()
        distance = 2 if len(token) >= TWICE_DAMAGED and not words else 1
        near = (term for term, _count in self._index.near_terms(token, distance, MOST_DAMAGED))
        if words or not is_word(token):
            return tuple(near)
        return tuple(term for term in near if term == token or not is_word(term))


def _typed(words: Sequence[str]) -> str:
    return f'"{" ".join(words)}"'


def parted(words: Sequence[str]) -> Iterator[tuple[str, Plan]]:
    """Return a phrase with a covered place between two of its words, in every way: as typed, and planned."""
    for place in range(1, len(words)):
        with_mark = (*words[:place], MARK, *words[place:])
        yield _typed(with_mark), Some(_exact(with_mark))


def _exact(words: Sequence[str]) -> tuple[Run, ...]:
    text = " ".join(words)
    accented, bare = tokens_of(text, accents=True), tokens_of(text)
    if accented != bare:
        return (Run(tuple((token,) for token in accented), accented=True, strict=True),)
    ways = [
        sum(way, ())
        for way in itertools.islice(itertools.product(*(_ways(word, codes=False) for word in words)), MOST_WAYS)
    ]
    return tuple(Run(tuple((token,) for token in tokens), strict=True) for tokens in ways)


def _ways(word: str, *, codes: bool) -> list[tuple[str, ...]]:
    """Return how a typed word may stand in the index: its tokens, and with its compounds (and codes) as one word.

    A hyphen at a line's end can't be told from one that belongs to the word, so `self-defense` may be one token there.
    """
    tokens = tokens_of(word)
    joined = compounds_of(word, codes=codes)
    if not joined:
        return [tokens]
    together: list[str] = []
    place = 0
    for term, start, end in joined:
        together += [*tokens[place:start], term]
        place = end + 1
    return [tokens, (*together, *tokens[place:])]
