"""Sentences that were kept - why a file or page failed - worded again in the language of whoever reads them.

They are kept as they were said to whoever added the files. Here they are recognised by the wordings that this program
has, in any language, and said anew with the same values. A sentence that no wording fits is shown as it was kept.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readingroom.locale import LANGUAGES, _messages, language, translated

#: Letters of its own that a wording must have to be recognised: shorter ones fit what they do not mean.
LEAST = 12

#: Most letters of what was kept that are looked at.
_MOST_LETTERS = 4000

#: Texts that are remembered.
_REMEMBERED = 2000

_PLACE = re.compile(r"(?<!\{)\{([^{}]+)\}(?!\})")


@dataclass(frozen=True, slots=True)
class _Wording:
    """A message as a language words it.

    Attributes:
        message: in English, as it stands in the code.
        pieces: its own text, with a place for a value between each two.
        names: of the values, in order.
        own: how many letters are its own.
    """

    message: str
    pieces: tuple[str, ...]
    names: tuple[str, ...]
    own: int

    def values(self, text: str, after: str = "") -> tuple[dict[str, str], int] | None:
        """Return the values that a text puts into this wording, and where it ends; None if it does not fit.

        Each piece is looked for once, so that no text - a received name stands in some - makes this slow.

        Args:
            text: what was kept.
            after: what must follow the wording; when empty, nothing may.
        """
        first, *others = self.pieces
        if not others:
            fits = text.startswith(first + after) if after else text == first
            return ({}, len(first)) if fits else None
        if not text.startswith(first):
            return None
        found: dict[str, str] = {}
        at = len(first)
        for number, (name, piece) in enumerate(zip(self.names, others, strict=True), 1):
            if number == len(others) and not after:
                end = len(text) - len(piece) if text.endswith(piece) else -1
            else:
                wanted = piece + after if number == len(others) else piece
                end = text.find(wanted, at + 1) if piece else -1
            if end <= at or found.setdefault(name, text[at:end]) != text[at:end]:
                return None
            at = end + len(piece)
        return found, at


def worded(text: str) -> str:
    """Return a sentence, or several, in the language in use, whatever language of ours they were kept in."""
    return _worded(text, language())


@functools.lru_cache(maxsize=_REMEMBERED)
def _worded(text: str, _language: str) -> str:
    if not text or len(text) > _MOST_LETTERS:
        return text
    said = _sentences(text, {})
    return text if said is None else said


def _sentences(text: str, known: dict[str, str | None]) -> str | None:
    """Return the sentences of a text said anew; None when one of them is not recognised.

    Args:
        text: one sentence or more.
        known: what was found out about the ends of the whole.
    """
    if text not in known:
        known[text] = None
        for wording in _wordings():
            said = _beginning(wording, text, known)
            if said is not None:
                known[text] = said
                break
    return known[text]


def _beginning(wording: _Wording, text: str, known: dict[str, str | None]) -> str | None:
    """Return a text said anew that a wording fits, whole or up to a space after which others fit."""
    if whole := wording.values(text):
        return _said(wording, whole[0])
    if part := wording.values(text, " "):
        rest = _sentences(text[part[1] + 1 :], known)
        return None if rest is None else f"{_said(wording, part[0])} {rest}"
    return None


def _said(wording: _Wording, found: dict[str, str]) -> str:
    values = {name: worded(value) if len(value) > LEAST else value for name, value in found.items()}
    said = translated(wording.message)
    return said.format(**values) if values else said


@functools.cache
def _wordings() -> tuple[_Wording, ...]:
    """Return every message that can be recognised in every language, those with the most text of their own first."""
    found = set(_all())
    return tuple(sorted(found, key=lambda wording: (-wording.own, wording.message, wording.pieces)))


def _all() -> Iterator[_Wording]:
    known = {message for code in LANGUAGES for message in _messages(code)}
    for message in known:
        for said in {message, *(_messages(code).get(message, message) for code in LANGUAGES)}:
            parts = _PLACE.split(said)
            pieces, names = tuple(parts[::2]), tuple(parts[1::2])
            own = sum(map(str.isalpha, "".join(pieces)))
            if own >= LEAST and all(map(str.isidentifier, names)):
                yield _Wording(message, pieces, names, own)
