"""Correct: a person says what stands on a page in place of what was read. What was read stays as it was read."""

from __future__ import annotations

import unicodedata

from readingroom.annotating.anchor import UNDER, anchored
from readingroom.annotating.layer import lay
from readingroom.citing.covered import covered_after, covers
from readingroom.desk.decided import keep, refuse_changed, run_of, the_page
from readingroom.desk.person import person
from readingroom.desk.room import Room
from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.model.answers import PageText
from readingroom.model.decision import Decision
from readingroom.model.ids import PageId
from readingroom.model.words import MARK

#: Most words that one correction replaces or puts in, and longest of them, in characters: more is another page.
MOST_WORDS, LONGEST = 400, 200


def correct(room: Room, page: PageId, first: int, last: int, right: str, *, me: str = "", seen: str = "") -> Decision:
    """Put `right` in the place of the words `first` to `last` of a page as it is shown; nothing takes them away.

    Args:
        room: opened for writing.
        page: which page.
        first: number of the first word, from 0.
        last: number of the last word.
        right: what stands there; words put in, split or joined with their neighbours are given with them.
        me: whose decision it is; the person of the room when empty.
        seen: the words that this person saw there, when they may have changed since.

    Raises:
        WrongUseError: there are no such words, the text is none, nothing would change, or something covers the place.
    """
    who = person(room, me)
    text = the_page(room, page)
    run = run_of(text, first, last)
    refuse_changed(run, seen)
    typed = _typed(right)
    if typed == run.text.split():
        raise WrongUseError(
            _("The page says “{words}” there already.", words=run.text),
            _("To say that you looked and they are right: readingroom looked"),
            _("If you looked and they are right, press “These words are right”."),
        )
    low, high, whole, replaces = _widened(text, first, last, typed)
    _refuse_covered(text, low, high, len(whole))
    decided = Decision(
        0, page, "correction", who, "", anchored(text.words, low, high), whole, replaces=tuple(sorted(replaces))
    )
    return keep(room, decided)


def _typed(right: str) -> list[str]:
    """Return the words that a person typed.

    Raises:
        WrongUseError: they are more than a page has, or hold what stands on no page.
    """
    typed = unicodedata.normalize("NFC", right).split()
    if len(typed) > MOST_WORDS or any(len(word) > LONGEST for word in typed):
        raise WrongUseError(
            _("This is more than a run of words."), _("Correct at most {most} words at once.", most=MOST_WORDS)
        )
    if not all(word.isprintable() for word in typed):
        raise WrongUseError(_("The words hold characters that can't be seen."), _("Type them without these."))
    if any(MARK in word for word in typed):
        raise WrongUseError(
            _("{mark} stands for what is covered; it is no word.", mark=MARK),
            _("Correct the words beside it; nobody can see what is under it."),
        )
    return typed


def _widened(text: PageText, first: int, last: int, typed: list[str]) -> tuple[int, int, tuple[str, ...], set[int]]:
    """Return first and last word as read, the words that stand for them now, and the decisions these replace.

    A correction of words that were corrected takes in all of the earlier one, so that each word as read is replaced by
    one correction that holds.
    """
    people = text.people or lay(text.words, ())
    replaces: set[int] = set()
    begin, end = first, last + 1
    while True:
        reads = [people.read[index] for index in range(begin, end)]
        low, high = min(a for a, _b in reads), max(max(a - 1, b) for a, b in reads)
        touched = [
            one
            for one in people.standing
            if (one.begin < end and one.end > begin) or (one.first <= high and one.last >= low)
        ]
        fresh = {one.decision.number for one in touched} - replaces
        if not fresh:
            break
        replaces |= fresh
        begin = min(begin, *(one.begin for one in touched))
        end = max(end, *(one.end for one in touched))
    for one in touched:
        low, high = min(low, one.first), max(high, one.last)
    shown = list(people.words)
    whole = (*shown[begin:first], *typed, *shown[last + 1 : end])
    places = [text.words.box(index) for index in range(low, high + 1)]
    for lost in people.lost:
        # What no longer fitted at this place is settled by deciding anew.
        if lost.anchor and any(old.intersection(now) > 0 for old in lost.anchor.boxes for now in places):
            replaces.add(lost.number)
    looks = {look.number for index, look in people.seen.items() if begin <= index < end and look.anchor}
    return low, high, whole, replaces | looks


def _refuse_covered(text: PageText, low: int, high: int, count: int) -> None:
    """Refuse to put words where the page shows none because something covers it.

    Raises:
        WrongUseError: a covered place lies over, between or, for words put in, beside the words.
    """
    places = covers(text)
    under = any(text.words.box(index).overlap(place) > UNDER for index in range(low, high + 1) for place in places)
    after = covered_after(text.words, places)
    between = any(index in after for index in range(low, high))
    beside = (low - 1 in after or high in after) and count > high - low + 1
    if under or between or beside:
        raise WrongUseError(
            _("Something covers this place of the page, and nobody can see what stands under it."),
            _("Correct only the words beside it, one side at a time, without adding any."),
        )


def beside_covered(text: PageText, first: int, last: int) -> bool:
    """Whether something is covered right before, between or after the words `first` to `last` as they are shown."""
    after = covered_after(text.shown, covers(text))
    return any(index in after for index in range(first - 1, last + 1))
