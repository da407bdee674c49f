"""Quote: does a quotation stand in the room, word for word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import and_, func, or_, select, true

from readingroom.citing.apart import check_over, line_numbers
from readingroom.citing.check import LONGEST, Checked, asked_words
from readingroom.citing.effort import Effort
from readingroom.citing.rests import explained, weakest
from readingroom.desk.gaps import gaps_of, tokens_on
from readingroom.desk.index import reader
from readingroom.desk.order import in_order
from readingroom.desk.resting import resting
from readingroom.desk.room import Room
from readingroom.desk.search import unseen
from readingroom.desk.words import page_named, words
from readingroom.engines.fulltext import FullText
from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.model.answers import Audience, PageText, QuoteAnswer
from readingroom.model.ids import FileId, PageId
from readingroom.model.query import Exact, FuzzyPhrase
from readingroom.model.terms import COVERED, Every, InFiles, Plan, Run, Some, Tokens
from readingroom.searching.cut import tokens_of
from readingroom.searching.highlight import boxes
from readingroom.searching.plan import MOST_PARTED, parted, plan
from readingroom.store.schema import PAGES, SIGHTINGS

#: Pages that hold most of the quotation's rarest words are looked at, up to this many, when it stands nowhere exactly.
MOST_NEAR = 50

#: How many of its rarest words.
RAREST = 8

#: Longest quotation whose words are each looked up in damaged forms; a longer one is found by its rarest words.
MOST_DAMAGED = 40


def quote(
    room: Room,
    asked: str,
    page: str | None = None,
    *,
    file: FileId | None = None,
    production: str | None = None,
    audience: Audience = "room",
) -> QuoteAnswer:
    """Look for a quotation.

    Args:
        room: the room.
        asked: the words.
        page: the page_id of the page on which they are said to stand; the whole room when None.
        file: look only in this file.
        production: look only in files that came with this production.
        audience: for whom.

    Raises:
        WrongUseError: there are no words, too many, or there is no such page, file or production.
        DoesNotHoldError: the audience may see nothing yet.
    """
    if not set(tokens_of(" ".join(asked_words(asked)))) - {COVERED}:
        raise WrongUseError(_("There are no words to look for."), _("Give the words of the quotation."))
    if len(asked) > LONGEST:
        raise WrongUseError(
            _("The quotation is longer than {most} characters, longer than a page.", most=LONGEST),
            _("Look for it page by page."),
        )
    if page is not None:
        (text,) = words(room, [page_named(page)], audience)
        unread = 0 if text.facts.state == "read" else 1
        return _answer([(text, _checked(asked, text, Effort()))], unread, {})[0]
    within, unread = _within(room, file, production)
    index = reader(room)
    if index is None:
        return QuoteAnswer("not_found", unread=unread)
    found: list[tuple[PageText, Checked]] = []
    effort, done, unsettled = Effort(), set[PageId](), dict[PageId, tuple[str, int]]()
    for candidates in _candidates(room, index, asked, within, audience):
        fresh = [candidate for candidate in candidates if candidate not in done]
        done.update(fresh)
        checked = ((text, _checked(asked, text, effort)) for text in words(room, fresh, audience))
        answer, best = _answer(checked, unread, unsettled)
        if answer.verdict != "not_found":
            return answer
        found += [best] if best else []
    return _answer(found, unread, unsettled)[0]


def _within(room: Room, file: FileId | None, production: str | None) -> tuple[tuple[Plan, ...], int]:
    """Return what narrows the search to a file or a production, and how many pages there no search can see."""
    if file is None and production is None:
        waiting, failed, _notes = unseen(room)
        return (), waiting + failed
    which = and_(
        SIGHTINGS.c.file_id == file if file is not None else true(),
        SIGHTINGS.c.production == production if production is not None else true(),
    )
    files = select(SIGHTINGS.c.file_id).where(which).distinct()
    late = or_(PAGES.c.state != "read", PAGES.c.indexed.is_(None), PAGES.c.indexed != PAGES.c.reading_id)
    with room.catalogue.connect() as connection:
        known = frozenset(connection.scalars(files))
        unread = connection.scalar(select(func.count()).where(PAGES.c.file_id.in_(files), late)) or 0
    if not known:
        raise WrongUseError(
            _("There is no such file or production in this room."),
            _("readingroom status names the productions."),
            _("Choose another place to look in."),
        )
    return (InFiles(known),), unread


def _checked(asked: str, text: PageText, effort: Effort) -> Checked:
    """Check a page as people corrected it: a misreading that a person set right is no quotation."""
    settled = text.people.by if text.people else {}
    return check_over(asked, text.shown, line_numbers(text), covered=gaps_of(text)[1], settled=settled, effort=effort)


def _candidates(
    room: Room, index: FullText, asked: str, within: tuple[Plan, ...], audience: Audience
) -> Iterator[Sequence[PageId]]:
    """Return pages worth looking at: with its very words, parted, one of them broken, damaged, its rarest."""

    def tokens(pages: Sequence[PageId]) -> Iterator[Tokens]:
        return (tokens_on(text) for text in words(room, pages, audience))

    def pages(wanted: Plan, most: int | None) -> list[PageId]:
        inside = Every((wanted, *within)) if within else wanted
        return in_order(room, [page for page, _score in index.search(inside, limit=most, tokens_of=tokens).hits])

    quotation = tuple(word for word in asked_words(asked) if tokens_of(word))
    exact = plan(Exact(quotation), index, lambda _field: (Some(()), ""), ()).plan
    yield pages(exact, None)
    if 1 < len(quotation) <= MOST_PARTED:
        yield pages(Some(tuple(way for _typed, way in parted(quotation))), MOST_NEAR)
    cuts = tokens_of(" ".join(quotation))
    if len(cuts) <= MOST_DAMAGED:
        if broken := tuple(_broken(cuts, index)):
            yield pages(Some(broken), None)
        yield pages(plan(FuzzyPhrase(quotation), index, lambda _field: (Some(()), ""), ()).plan, None)
    counted = sorted((index.frequency(token), token) for token in set(cuts) - {COVERED})
    rarest = [token for count, token in counted if count][:RAREST]
    yield pages(Some(tuple(Run(((token,),)) for token in rarest)), MOST_NEAR)


def _broken(tokens: Sequence[str], index: FullText) -> Iterator[Run]:
    """Return the quotation with one word in two, as the index holds `OPERA-` `TION`: it joins small letters only."""
    known: dict[str, int] = {}

    def stands(part: str) -> bool:
        if part not in known:
            known[part] = index.frequency(part)
        return known[part] > 0

    for place, token in enumerate(tokens):
        for at in range(1, len(token) if token.isalpha() else 0):
            if stands(token[:at]) and stands(token[at:]):
                parts = (*tokens[:place], token[:at], token[at:], *tokens[place + 1 :])
                yield Run(tuple((part,) for part in parts), strict=True)


def _answer(
    found: Iterable[tuple[PageText, Checked]], unread: int, unsettled: dict[PageId, tuple[str, int]]
) -> tuple[QuoteAnswer, tuple[PageText, Checked] | None]:
    """Make the best of what was found the answer. Of all pages only that one is held: there may be very many.

    Pages that were not compared to their end are added to `unsettled`.
    """
    ranks = {"exact": 2, "within_ocr_noise": 1, "not_found": 0}
    best: tuple[PageText, Checked] | None = None
    exact: list[PageId] = []
    places: dict[PageId, tuple[str, int]] = {}
    for text, checked in found:
        if best is None or (ranks[checked.verdict], checked.share) > (ranks[best[1].verdict], best[1].share):
            best = text, checked
        if checked.verdict == "exact":
            exact.append(text.facts.page)
            places[text.facts.page] = text.facts.path, text.facts.number
        if not checked.whole:
            unsettled[text.facts.page] = text.facts.path, text.facts.number
    if best is None or best[1].first < 0:
        return QuoteAnswer("not_found", unread=unread, places=dict(unsettled), unsettled=tuple(unsettled)), None
    text, checked = best
    others = [page for page in exact if page != text.facts.page]
    support = resting(text, checked.first, checked.last) if checked.verdict != "not_found" else ()
    left = unsettled if checked.verdict == "not_found" else {}
    answer = QuoteAnswer(
        checked.verdict,
        text.facts.page,
        boxes(text.shown, [(checked.first, checked.last)]),
        explained(text, checked.differences),
        text.facts.source,
        tuple(others),
        unread,
        places | left | {text.facts.page: (text.facts.path, text.facts.number)},
        weakest(support),
        support,
        checked.first,
        checked.last,
        tuple(left),
    )
    return answer, best
