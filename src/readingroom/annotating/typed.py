"""Typed: what people type as a note, a tag or its meaning, made one form and bounded; it is text and never markup."""

from __future__ import annotations

import re
import unicodedata

from readingroom.errors import WrongUseError
from readingroom.locale import _

#: Longest note, in characters: some pages of writing. Longer ones are a document of their own.
LONGEST_NOTE = 10_000

#: Longest name of a tag and longest sentence about what it means, in characters.
LONGEST_TAG, LONGEST_MEANING = 60, 500

#: Signs that part tags in lists and queries, so that no name has them.
PARTING = ',;"*'

#: Signs without ink that belong to the spelling of some scripts. A query comes without them.
JOINERS = "\u200c\u200d"

_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\n{3,}")


def note_text(typed: str) -> str:
    """Return a note as it is kept: NFC, lines without spaces at their ends, at most one empty line in a row.

    Raises:
        WrongUseError: it is empty, too long, or holds what can't be seen.
    """
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))
    text = "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    text = _LINES.sub("\n\n", text).strip()
    if not text.strip(JOINERS + " \n"):
        raise WrongUseError(_("The note is empty."), _("Write what you want to keep."))
    if len(text) > LONGEST_NOTE:
        raise WrongUseError(
            _("The note has {length} characters.", length=len(text)),
            _("Write at most {most}, or several notes.", most=LONGEST_NOTE),
        )
    _refuse_unseen(text.replace("\n", ""))
    return text


def tag_name(typed: str) -> str:
    """Return the name of a tag as it is kept: NFC, words parted by one space.

    Raises:
        WrongUseError: it is empty, too long, has no letter and no digit, or holds a sign that parts tags.
    """
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    if not name:
        raise WrongUseError(_("The tag has no name."), _("Give it a short one, for instance: to check"))
    if len(name) > LONGEST_TAG:
        raise WrongUseError(
            _("The name of the tag has {length} characters.", length=len(name)),
            _("Give it one of at most {most}, and say what it means on the page of tags.", most=LONGEST_TAG),
        )
    if any(sign in name for sign in PARTING):
        raise WrongUseError(
            _("The name of a tag has none of these signs: {signs}", signs=" ".join(PARTING)),
            _("Leave them out of the name."),
        )
    _refuse_unseen(name)
    if not any(map(str.isalnum, name)):
        raise WrongUseError(
            _("The name of the tag has no letter and no digit."), _("No search would find it; give it a name of words.")
        )
    return name


def tag_key(name: str) -> str:
    """Return the name of a tag as it is compared: two that differ only in capitals, or in what has no ink, are one."""
    seen = "".join(sign for sign in name if sign not in JOINERS)
    return unicodedata.normalize("NFC", " ".join(seen.split())).casefold()


def meaning_text(typed: str) -> str:
    """Return what a tag means as it is kept, one line; it may be empty.

    Raises:
        WrongUseError: it is too long, or holds what can't be seen.
    """
    text = " ".join(unicodedata.normalize("NFC", typed).split())
    if len(text) > LONGEST_MEANING:
        raise WrongUseError(
            _("This has {length} characters.", length=len(text)),
            _("Say in at most {most} what the tag means.", most=LONGEST_MEANING),
        )
    _refuse_unseen(text)
    return text


def folded(text: str) -> str:
    """Return text as it is searched: without capitals and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if not unicodedata.combining(sign)))


def _refuse_unseen(text: str) -> None:
    if not all(sign.isprintable() or sign in JOINERS for sign in text):
        raise WrongUseError(_("It holds characters that can't be seen."), _("Type it without these."))
