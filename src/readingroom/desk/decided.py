"""Decided: what people decided about the words of pages, what of it holds, and how a decision is kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import update

from readingroom.annotating.anchor import without
from readingroom.annotating.written import KINDS, value_of
from readingroom.citing.covered import covers
from readingroom.desk.anchored import anchored_pages, blank_anchors
from readingroom.desk.room import Room
from readingroom.desk.words import words
from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.model.answers import PageText
from readingroom.model.decision import Decision, DecisionState
from readingroom.model.ids import PageId
from readingroom.store.catalogue import note_step
from readingroom.store.decisions import decisions_on, keep_decision, rewrite, subjects_decided
from readingroom.store.schema import PAGES


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words of a page as it is shown.

    Attributes:
        first: number of its first word, from 0.
        last: number of its last word.
        text: the words.
        before: punctuation that its first word begins with, where only the rest was asked for.
        after: punctuation that its last word ends with, likewise.
    """

    first: int
    last: int
    text: str
    before: str = ""
    after: str = ""


def the_page(room: Room, page: PageId, *, blank: bool = False) -> PageText:
    """Return a page that can be decided on, one without words only where `blank` allows it.

    Raises:
        WrongUseError: there is no such page, it is not read, or nothing was read of it.
    """
    (text,) = words(room, [page], "room")
    if text.facts.state != "read":
        raise WrongUseError(
            _("This page is not read, so there is nothing to decide about its words."),
            _("readingroom status {room} says what failed and what waits.", room=room.path),
            _("The front page says what failed and what waits."),
        )
    if not len(text.words) and not blank:
        raise WrongUseError(
            _("No words were read on this page, so there is nothing to correct."),
            _("If nothing stands there, say so: readingroom looked {room} {page}", room=room.path, page=page),
            _("If nothing stands there, say so below."),
        )
    return text


def run_of(text: PageText, first: int, last: int) -> Run:
    """Return the run of the words `first` to `last` as they are shown.

    Raises:
        WrongUseError: the page has no such words.
    """
    shown = text.shown
    if not 0 <= first <= last < len(shown):
        raise WrongUseError(
            _("This page has words 0 to {last}.", last=len(shown) - 1),
            _("Look up the numbers with: readingroom text ROOM PAGE --json"),
            _("Choose the words on the page again."),
        )
    return Run(first, last, shown.text[shown.starts[first] : shown.ends[last]].replace("\n", " "))


def refuse_changed(run: Run, seen: str) -> None:
    """Refuse a decision about words that somebody saw (none given when empty) and that are others now.

    Raises:
        WrongUseError: they are others.
    """
    if seen and seen.split() != run.text.split():
        raise WrongUseError(
            _("These words were changed meanwhile; they are now “{words}”.", words=run.text),
            _("Look at the page again, then decide."),
        )


def runs_of(text: PageText, wanted: str) -> list[Run]:
    """Return every run of words that reads so, as they are shown; punctuation at both ends may be left out."""
    asked = " ".join(unicodedata.normalize("NFC", wanted).split())
    size = len(asked.split())
    shown = list(text.shown)
    found = []
    for at in range(len(shown) - size + 1 if asked else 0):
        here = " ".join(shown[at : at + size])
        before, same, after = here.partition(asked)
        if same and not any(map(str.isalnum, before + after)) and not (before + after).count(" "):
            found.append(replace(run_of(text, at, at + size - 1), before=before, after=after))
    return found


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, the page it is about as it stands now, and whether it holds."""

    text: PageText
    decision: Decision
    state: DecisionState


def decided_pages(room: Room) -> list[PageId]:
    """Return the pages that people decided about, in the order of the first decision on each."""
    with room.catalogue.connect() as connection:
        return [PageId(subject) for subject in subjects_decided(connection, KINDS)]


def history(room: Room, pages: Sequence[PageId]) -> list[Decided]:
    """Return every decision about these pages, by page and time."""
    return [
        Decided(text, one, state)
        for text in words(room, pages, "room")
        for one, state in (text.people.states if text.people else ())
    ]


def blank_covered(room: Room, pages: Sequence[PageId]) -> None:
    """Take words out of decisions that stand where a page, read anew, is known to be covered; the decisions stay.

    So do notes and tags on such words.

    Hidden words are kept nowhere. This is the one thing that a machine ever changes about a decision.
    """
    with room.catalogue.connect() as connection:
        decided = [PageId(page) for page in decisions_on(connection, pages, KINDS)]
    blank_anchors(room, words(room, anchored_pages(room, pages), "room"))
    blanked: dict[int, str] = {}
    for text in words(room, decided, "room"):
        places = covers(text)
        for one, _state in text.people.states if places and text.people else ():
            cut = without(one, places)
            if cut != one:
                blanked[one.number] = value_of(cut)
    if blanked:
        with room.catalogue.begin() as connection:
            rewrite(connection, blanked)


def keep(room: Room, decided: Decision) -> Decision:
    """Write a decision down, and in the trail that it was made; return it with its number and time."""
    with room.catalogue.begin() as connection:
        kept = keep_decision(connection, decided.person, decided.kind, decided.page, value_of(decided))
        # The index holds the page as it was; whoever searches next brings it up to date.
        connection.execute(update(PAGES).where(PAGES.c.page_id == decided.page).values(indexed=None))
        details = f"decision {kept.number}"
        note_step(connection, decided.person, decided.kind, decided.page, details)
    return replace(decided, number=kept.number, at=kept.at)
