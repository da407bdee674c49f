"""More like this page: pages that share several of its rare words."""

from __future__ import annotations

import math
from collections import Counter

from readingroom.desk.gaps import tokens_on
from readingroom.desk.index import reader
from readingroom.desk.order import in_order
from readingroom.desk.room import Room
from readingroom.desk.search import found_pages, hit_of
from readingroom.desk.words import words
from readingroom.model.answers import Audience
from readingroom.model.facets import Similar, SimilarTerm
from readingroom.model.ids import PageId
from readingroom.model.terms import Run, Some
from readingroom.searching.plan import Planned

#: Words of a page that are searched; how many of them another page must hold. One name alone never leads anywhere.
MOST_TERMS, LEAST = 20, 3

#: Shortest word that counts, in letters: shorter ones are codes, initials and damage.
SHORTEST = 4

#: Pages on which a word may stand and still be telling: so many, or this share of the room where that is more.
MOST_PAGES, SHARE = 40, 0.05

#: Most pages taken for one word: what stands on more tells little and takes long.
MOST_TAKEN = 500

#: Words of a page that are looked up in the index; the first of a page of a thousand tell enough.
MOST_LOOKED_UP = 400


def similar(room: Room, page: PageId, *, audience: Audience = "room", limit: int = 20, offset: int = 0) -> Similar:
    """Return pages that share at least `LEAST` of the rare words of a page, those that share the rarest first.

    A word weighs as much as it is rare, -log(pages that hold it / pages of the room), as in TF-IDF (Sparck Jones 1972);
    how often it stands on a page does not count: what machine reading damages it damages often.

    Args:
        room: open.
        page: the page.
        audience: for whom.
        limit: most hits to return.
        offset: hits to leave out at the beginning.

    Raises:
        WrongUseError: there is no such page.
        DoesNotHoldError: the audience may see nothing yet.
        RoomError: the index is damaged.
    """
    (text,) = words(room, [page], audience)
    index = reader(room)
    if index is None:
        return Similar(page, (), LEAST, 0, ())
    there = max(1, index.count())
    few = min(MOST_PAGES, max(2, there // 2))  # in a small room a word on every second page tells nothing
    most = min(max(few, round(SHARE * there)), MOST_TAKEN)
    own = list(dict.fromkeys(term for term in tokens_on(text).terms if len(term) >= SHORTEST and term.isalpha()))
    counted = ((term, index.frequency(term)) for term in own[:MOST_LOOKED_UP])
    telling = sorted(((term, pages) for term, pages in counted if 1 < pages <= most), key=lambda one: (one[1], one[0]))
    terms = tuple(SimilarTerm(term, pages) for term, pages in telling[:MOST_TERMS])
    if len(terms) < LEAST:
        return Similar(page, terms, LEAST, 0, ())
    shared: Counter[PageId] = Counter()
    weights: dict[PageId, float] = {}
    for one in terms:
        run = Run(((one.term,),), strict=True)
        for other, _score in found_pages(room, index, run, limit=None, audience=audience):
            shared[other] += 1
            weights[other] = weights.get(other, 0.0) - math.log(one.pages / there)
    alike = [other for other in in_order(room, list(shared)) if shared[other] >= LEAST and other != page]
    alike.sort(key=lambda other: -weights[other])
    chosen = alike[offset : offset + limit]
    planned = Planned(Some(tuple(Run(((one.term,),), strict=True) for one in terms)))
    hits = (hit_of(other, round(weights[other.facts.page], 4), planned) for other in words(room, chosen, audience))
    return Similar(page, terms, LEAST, len(alike), tuple(hits))
