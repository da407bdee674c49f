"""Looked: a person says that the words of a page, or some of them, are right as they stand."""

from __future__ import annotations

from readingroom.annotating.anchor import anchored, page_lines
from readingroom.desk.decided import keep, run_of, the_page
from readingroom.desk.person import person
from readingroom.desk.room import Room
from readingroom.model.decision import Decision
from readingroom.model.ids import PageId


def looked(room: Room, page: PageId, words: tuple[int, int] | None = None, *, me: str = "") -> Decision:
    """Keep that a person compared words with the image of the page and found them right.

    Args:
        room: opened for writing.
        page: which page.
        words: first and last word as shown, from 0; the whole page when None.
        me: whose decision it is; the person of the room when empty.

    Raises:
        WrongUseError: there are no such words, or nobody is named.
    """
    who = person(room, me)
    text = the_page(room, page)
    if words is None:
        return keep(room, Decision(0, page, "looked", who, "", lines=page_lines(text.shown)))
    run = run_of(text, *words)
    return keep(room, Decision(0, page, "looked", who, "", anchored(text.shown, run.first, run.last)))
