"""Looked: a person says that the words of a page, or some of them, are right as they stand."""

from __future__ import annotations

import hashlib

from readingroom.annotating.anchor import anchored, page_lines
from readingroom.desk.decided import keep, refuse_changed, run_of, the_page
from readingroom.desk.person import person
from readingroom.desk.room import Room
from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.model.decision import Decision
from readingroom.model.ids import PageId
from readingroom.model.words import Words


def looked(room: Room, page: PageId, words: tuple[int, int] | None = None, *, me: str = "", seen: str = "") -> Decision:
    """Keep that a person compared words with the image of the page and found them right; or that a page has none.

    Args:
        room: opened for writing.
        page: which page.
        words: first and last word as shown, from 0; the whole page when None.
        me: whose decision it is; the person of the room when empty.
        seen: the words that this person saw there, when they may have changed since; of a whole page `digest_of` it.

    Raises:
        WrongUseError: there are no such words, they are others than were seen, or nobody is named.
    """
    who = person(room, me)
    text = the_page(room, page, blank=words is None)
    if words is None:
        if seen and seen != digest_of(text.shown):
            raise WrongUseError(
                _("The words of this page were changed meanwhile."), _("Look at the page again, then decide.")
            )
        return keep(room, Decision(0, page, "looked", who, "", lines=page_lines(text.shown)))
    run = run_of(text, *words)
    refuse_changed(run, seen)
    return keep(room, Decision(0, page, "looked", who, "", anchored(text.shown, run.first, run.last)))


def digest_of(words: Words) -> str:
    """Return what stands for all words of a page in a form: as many bits as nobody can make two pages share."""
    return hashlib.sha256(words.text.encode()).hexdigest()
