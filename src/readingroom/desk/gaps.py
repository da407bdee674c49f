"""Gaps: where something covers a page between its words, so that neither a phrase nor a quotation closes over it."""

from __future__ import annotations

from collections.abc import Collection

from readingroom.citing.covered import covered_after, covers
from readingroom.desk.labels import labels_of
from readingroom.model.answers import PageText
from readingroom.model.terms import Tokens
from readingroom.model.words import MARK, Words
from readingroom.searching.versions import NO_GAPS, Gaps, cut_both


def gaps_of(text: PageText) -> Gaps:
    """Return after which words of a page something covers it, of the words as read and of those that are shown."""
    places = covers(text)
    if not places:
        return NO_GAPS
    read = covered_after(text.words, places)
    return read, read if text.people is None else covered_after(text.shown, places)


def marked_text(words: Words, covered: Collection[int]) -> str:
    """Return the words as they stand, with a mark after those that something covers the page after (-1: the first)."""
    parts, at = [], 0
    for index in sorted(covered):
        end = words.ends[index] if index >= 0 else 0
        parts += [words.text[at:end], f" {MARK}" if index >= 0 else f"{MARK} "]
        at = end
    return "".join([*parts, words.text[at:]])


def tokens_on(text: PageText) -> Tokens:
    """Return the tokens of a page as an index holds them."""
    tokens = cut_both(text.words, text.people, gaps_of(text))
    tokens.labels = labels_of(text.facts)
    return tokens
