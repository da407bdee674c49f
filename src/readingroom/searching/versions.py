"""A page as read and as people corrected it, searched as one: either finds it, and each hit stands on its box.

The corrected words come first, then, after a seam that no query can name, the words as read.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from readingroom.engines.fulltext.match import PageTerms, Span
from readingroom.model.decision import Corrected
from readingroom.model.terms import Plan, Tokens
from readingroom.model.words import Words
from readingroom.searching.cut import cut
from readingroom.searching.highlight import merged

#: A token that no typed word becomes (private use, Unicode 23.5) and that none is near: fuzzy words change two letters.
SEAM = "\ue000" * 8

#: Words that the seam stands for. A phrase never reaches over it, a NEAR only with more words between its sides than
#: this; a seam that none could reach over (NEAR/1000) would let a corrected page rank as far below others as long ones.
WIDTH = 64


#: After which words of a page something covers it: of the words as read, and of those that people made of them.
Gaps = tuple[frozenset[int], frozenset[int]]

NO_GAPS: Gaps = (frozenset(), frozenset())


def cut_both(read: Words, corrected: Corrected | None, gaps: Gaps = NO_GAPS) -> Tokens:
    """Return the tokens of a page; those of the words as read count their words on from the corrected ones."""
    if corrected is None or not corrected.standing:
        return cut(read, gaps[0])
    one, other = cut(corrected.words, gaps[1]), cut(read, gaps[0])
    base, at = len(corrected.words), len(one.terms) + WIDTH
    filler = array("I", [base] * WIDTH)
    terms = [*one.terms, *[SEAM] * WIDTH, *other.terms]
    accented = None
    if one.accented is not None or other.accented is not None:
        accented = [*(one.accented or one.terms), *[SEAM] * WIDTH, *(other.accented or other.terms)]
    first = one.first + filler + array("I", [base + word for word in other.first])
    last = one.last + filler + array("I", [base + word for word in other.last])
    extras = [*one.extras, *((term, at + start, at + end) for term, start, end in other.extras)]
    return Tokens(terms, accented, first, last, extras)


def places_on(read: Words, corrected: Corrected | None, plan: Plan, file: str, gaps: Gaps = NO_GAPS) -> list[Span]:
    """Return the matches on a page as (first word, last word) of the corrected words, in order.

    What matches only as it was read is placed on the words that stand for it now; where these were taken away, on the
    word after them.
    """
    tokens = cut_both(read, corrected, gaps)
    found = PageTerms(tokens, file).spans(plan)
    if corrected is None or not corrected.standing:
        return merged((tokens.first[start], tokens.last[end]) for start, end in found)
    return merged(_now(((tokens.first[start], tokens.last[end]) for start, end in found), corrected))


def _now(spans: Iterable[Span], corrected: Corrected) -> Iterable[Span]:
    base = len(corrected.words)
    stands: dict[int, list[int]] = {}
    for index, (first, last) in enumerate(corrected.read):
        for word in range(first, last + 1):
            stands.setdefault(word, []).append(index)
    for first, last in spans:
        if first < base:
            yield first, last
            continue
        here = [index for word in range(first - base, last - base + 1) for index in stands.get(word, ())]
        if here:
            yield min(here), max(here)
        elif base:
            after = next((index for index, (begin, _end) in enumerate(corrected.read) if begin > last - base), base - 1)
            yield after, after
