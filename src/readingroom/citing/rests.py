"""What words of a page rest on: text of the file that is seen, a person, two readings that agree, or one machine."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import get_args

from readingroom.model.agree import Other, others
from readingroom.model.answers import Difference, PageText, RestsOn, Support
from readingroom.model.decision import Corrected
from readingroom.model.words import Words

#: From the firmest to the weakest.
ORDER: tuple[RestsOn, ...] = get_args(RestsOn)


def rests(page: PageText, first: int, last: int, doubt: float = 0.0) -> tuple[Support, ...]:
    """Return what the words `first` to `last` of a page, as it is shown, rest on; alike neighbours are one run.

    A machine was unsure of a word whose quality is below `doubt`.
    """
    second = page.content.second
    other = others(page.words, second) if second is not None else None
    run = [
        (index, _one(page, index, other, doubt, begins=index == first, ends=index == last))
        for index in range(first, last + 1)
    ]
    shown = page.shown
    found = []
    for support, alike in groupby(run, key=lambda item: replace(item[1], words="", machine="")):
        indexes = [index for index, _support in alike]
        words = " ".join(shown.word(index) for index in indexes)
        found.append(replace(support, words=words, machine=_machine(page, indexes) if support.corrected else ""))
    return tuple(found)


def weakest(support: Iterable[Support]) -> RestsOn | None:
    """Return what the weakest of some words rests on."""
    return max((one.on for one in support), key=ORDER.index, default=None)


def explained(page: PageText, differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """Say of each difference whether a person put the words there that stand on the page."""
    told = []
    for one in differences:
        by = page.people.by if page.people else {}
        persons = [index for index in range(one.first, one.last + 1) if index in by] if one.first >= 0 else []
        if persons:
            decision = by[persons[0]]
            machine = _machine(page, range(one.first, one.last + 1))
            told.append(replace(one, person=decision.person, at=decision.at, machine=machine))
        else:
            told.append(one)
    return tuple(told)


def _machine(page: PageText, indexes: Iterable[int]) -> str:
    """Return what was read where words of the page as it is shown stand."""
    assert page.people is not None  # only they make a difference between read and shown
    read: set[int] = set()
    for index in indexes:
        low, high = page.people.read[index]
        read.update(range(low, high + 1))
    return " ".join(page.words.word(index) for index in sorted(read))


def _one(
    page: PageText, index: int, other: Sequence[Other] | None, doubt: float, *, begins: bool, ends: bool
) -> Support:
    people = page.people
    if people and index in people.by:
        decision = people.by[index]
        changed = _changed(page.words, people, index)
        return Support("", "person", decision.person, decision.at, corrected=changed)
    if people and index in people.seen:
        look = people.seen[index]
        return Support("", "person", look.person, look.at)
    read = people.read[index][0] if people else index
    for one in page.content.doubts:
        if one.word == read:
            return Support("", "one_reading", other=one.other, doubted=True)
    if math.isnan(page.words.confidence[read]) and page.facts.layer == "good":
        return Support("", "visible_text")
    # A word that the second engine reads between two words of a quotation, and the first nowhere, is no agreement; nor
    # are words that one of them parts or joins.
    there = other[read] if other is not None else None
    whole = there and (ends or not there.after) and (begins or not there.before) and not there.parted
    if there and whole and there.verdict == "same":
        return Support("", "two_readings")
    # What the file gives but the trial of its layer did not see letter by letter: nothing else on such a page is sure
    # to less than all.
    given = page.facts.source == "layer" and page.facts.layer == "good"
    return Support("", "one_reading", given=given, unsure=page.words.confidence[read] < doubt)


def _changed(words: Words, people: Corrected, index: int) -> bool:
    low, high = people.read[index]
    return low != high or words.word(low) != people.words.word(index)
