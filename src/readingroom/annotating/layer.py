"""The layer: decisions of people laid over what was read, wherever it still stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from readingroom.annotating.anchor import BLANK, found, lines_found
from readingroom.annotating.spread import spread
from readingroom.model.decision import Corrected, Decision, DecisionState, Standing
from readingroom.model.geometry import Box
from readingroom.model.words import Words, words_from

#: Confidence of a word that a person put there.
PERSON = 1.0


def lay(words: Words, decisions: Sequence[Decision]) -> Corrected:
    """Lay decisions over the words as read.

    A correction holds where the words it replaced stand in the same place, or where the page, read anew, has the
    corrected words there by itself. Otherwise it is lost: shown to people, and laid over nothing.

    Args:
        words: as read.
        decisions: all about this page, in order.
    """
    void = _void(decisions)
    live = [one for one in decisions if one.number not in void and one.kind != "undo"]
    replaced = {number for one in live for number in one.replaces}
    states: dict[int, DecisionState] = {one.number: "undone" for one in decisions if one.number in void}
    states |= {one.number: "stands" for one in decisions if one.kind == "undo" and one.number not in void}
    states |= {number: "replaced" for number in replaced if number not in void}
    places: list[tuple[int, int, Decision]] = []
    for one in reversed(live):
        if one.kind != "correction" or one.number in replaced:
            continue
        place = _place(words, one)
        taken = place is not None and any(place[0] <= last and first <= place[1] for first, last, _one in places)
        states[one.number] = "stands" if place and not taken else "lost"
        if place and not taken:
            places.append((*place, one))
    corrected = _laid(words, sorted(places, key=lambda place: place[:2]))
    for one in live:
        if one.kind == "looked" and one.number not in replaced:
            there = _seen(corrected, one)
            blank = one.anchor is None and not one.lines and not len(words)
            states[one.number] = "stands" if there or blank else "lost"
            corrected.seen.update(dict.fromkeys(there, one))
    ordered = tuple((one, states[one.number]) for one in decisions)
    return Corrected(corrected.words, corrected.read, corrected.by, corrected.seen, corrected.standing, ordered)


def _void(decisions: Sequence[Decision]) -> set[int]:
    """Return the numbers of decisions that were undone; an undo can be undone too."""
    void: set[int] = set()
    for one in reversed(decisions):
        if one.kind == "undo" and one.number not in void:
            void.update(one.replaces)
    return void


def _place(words: Words, one: Decision) -> tuple[int, int] | None:
    assert one.anchor is not None
    if not one.text and set(one.anchor.words) == {BLANK}:
        return None  # blanked: a page may show this sign itself, and it must not be taken away
    place = found(words, one.anchor.words, one.anchor.boxes)
    if place is None and one.text:
        placed = list(spread(one.anchor.words, one.anchor.boxes, one.text))
        place = found(words, one.text, [each.box for each in placed])
    return place


def _laid(words: Words, places: Sequence[tuple[int, int, Decision]]) -> Corrected:
    rows: list[tuple[str, Box, float, int]] = []
    read: list[tuple[int, int]] = []
    by: dict[int, Decision] = {}
    standing: list[Standing] = []

    def keep(indexes: Iterable[int]) -> None:
        for index in indexes:
            rows.append((words.word(index), words.box(index), words.confidence[index], words.lines[index]))
            read.append((index, index))

    at = 0
    for first, last, one in places:
        keep(range(at, first))
        begin = len(rows)
        run = range(first, last + 1)
        for placed in spread([words.word(i) for i in run], [words.box(i) for i in run], one.text):
            beside = first + (placed.first if placed.last >= placed.first else max(placed.last, 0))
            sure = words.confidence[beside] if placed.kept else PERSON
            # Words that a correction left as they are were looked at by whoever made it.
            by[len(rows)] = one
            rows.append((placed.text, placed.box, sure, words.lines[beside]))
            read.append((first + placed.first, first + placed.last))
        standing.append(Standing(one, first, last, begin, len(rows)))
        at = last + 1
    keep(range(at, len(words)))
    laid = words_from(rows) if places else words
    return Corrected(laid, tuple(read), by, standing=tuple(standing))


def _seen(corrected: Corrected, look: Decision) -> list[int]:
    """Return the words of the corrected page that a look holds for."""
    if look.anchor is None:
        there = lines_found(corrected.words, look.lines) if look.lines else set()
        return sorted(there)
    place = found(corrected.words, look.anchor.words, look.anchor.boxes)
    if place is not None:
        return list(range(place[0], place[1] + 1))
    return []
