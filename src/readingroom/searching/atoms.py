"""What stands at one place of a page: a word, a phrase, the beginning of a word, a fuzzy word."""

from __future__ import annotations

from readingroom.errors import QueryError
from readingroom.locale import _
from readingroom.model.query import Exact, Fuzzy, FuzzyPhrase, Prefix, Single, Word
from readingroom.searching.cut import tokens_of
from readingroom.searching.fields import nearest, short
from readingroom.searching.lex import Piece

#: Shortest beginning of a word that may stand before `*`, in letters.
SHORTEST_PREFIX = 2

#: Farthest distance of a fuzzy word, in letters.
MOST_DISTANCE = 2

#: Most words of a fuzzy phrase: each of them is looked for in several forms, and each may be the one that is not near.
MOST_FUZZY_WORDS = 50


def phrase(piece: Piece) -> Exact | FuzzyPhrase:
    """Return what a piece in quotation marks asks for.

    Raises:
        QueryError: there is no word in it, or something else than `~` follows it.
    """
    words = tuple(word for word in piece.text.split() if tokens_of(word))
    if not words:
        raise QueryError(
            _("Between the quotation marks at character {place} stands no word.", place=piece.at + 1),
            _("Put a phrase into them, or leave them out."),
            piece.at,
            piece.length,
        )
    if piece.fuzzy is None:
        return Exact(words)
    if piece.fuzzy:
        raise QueryError(
            _("After a phrase “~” stands alone.", place=piece.at + 1),
            _("For words near each other write: search NEAR/5 warrant"),
            piece.at,
            piece.length,
        )
    if len(words) > MOST_FUZZY_WORDS:
        raise QueryError(
            _("The phrase at character {place} has more than {most} words, too many for “~”.",
              place=piece.at + 1, most=MOST_FUZZY_WORDS),
            _("Search for a few words of it, or leave out the “~”."),
            piece.at,
            piece.length,
        )  # fmt: skip
    return FuzzyPhrase(words)


def word(piece: Piece) -> Single | None:
    """Return what a bare word asks for; None when it has no letter or digit.

    Raises:
        QueryError: it is the beginning of a word that is too short, a fuzzy word that is none, a mistyped field.
    """
    text = piece.text
    if "*" in text:
        return _prefix(piece)
    if text.startswith("-") and tokens_of(text):
        raise QueryError(
            _("A minus before a word, as at character {place}, means nothing here.", place=piece.at + 1),
            _('To leave pages out write NOT {word}; to search for it as printed write "{word}".', word=short(text[1:])),
            piece.at,
            piece.length,
        )
    name, colon, _value = text.partition(":")
    if colon and (near := nearest(name)):
        raise QueryError(
            _("There is no field “{name}:” (character {place}).", name=name, place=piece.at + 1),
            _("Did you mean “{near}:”?", near=near),
            piece.at,
            piece.length,
        )
    tokens = tokens_of(text)
    if piece.fuzzy is not None:
        return _fuzzy(piece, tokens)
    return Word(text) if tokens else None


def _fuzzy(piece: Piece, tokens: tuple[str, ...]) -> Fuzzy:
    distance = {"": 1, "1": 1, "2": 2}.get(piece.fuzzy or "", 0)
    if not distance:
        raise QueryError(
            _("After “~” at character {place} stands 1 or 2: how many letters may differ.", place=piece.at + 1),
            _("Write for instance: deportation~1"),
            piece.at,
            piece.length,
        )
    if len(tokens) != 1 or len(tokens[0]) < distance + 2:
        raise QueryError(
            _("“{word}~” at character {place} is no single word, or too short.",
              word=short(piece.text), place=piece.at + 1),
            _('A fuzzy word has at least three letters, with ~2 four; for several words write a fuzzy phrase: '
              '"special agent"~'),
            piece.at,
            piece.length,
        )  # fmt: skip
    return Fuzzy(piece.text, distance)


def _prefix(piece: Piece) -> Prefix:
    stem = piece.text[:-1]
    tokens = tokens_of(stem)
    star = piece.text.index("*")
    if piece.fuzzy is not None or "*" in stem or not tokens or not stem[-1].isalnum():
        raise QueryError(
            _("The star at character {place} can't stand there.", place=piece.at + 1 + star),
            _("It stands at the end of the beginning of a word: depor*"),
            piece.at + star,
            1,
        )
    if len(tokens) == 1 and len(tokens[0]) < SHORTEST_PREFIX:
        raise QueryError(
            _("“{word}” at character {place} would find nearly every page.", word=piece.text, place=piece.at + 1),
            _("Give at least two letters before the star."),
            piece.at,
            piece.length,
        )
    return Prefix(stem)
