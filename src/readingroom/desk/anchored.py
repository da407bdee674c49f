"""Anchored: the passages that notes and tags are on, taken off a page and found on it again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from readingroom.annotating.anchor import BLANK, anchored
from readingroom.annotating.place import Kept, anchor_from, anchor_text, blanked, place, said
from readingroom.citing.covered import covers
from readingroom.desk.gaps import gaps_of
from readingroom.desk.room import Room
from readingroom.errors import RoomError, WrongUseError
from readingroom.locale import _
from readingroom.model.answers import PageText
from readingroom.model.ids import PageId
from readingroom.model.notes import Place
from readingroom.store.notes import anchored_on, deciding, set_anchor

#: Most words of a passage: more is a page.
MOST_WORDS = 1000


def passage_of(text: PageText, first: int, last: int) -> str:
    """Return what is kept of the words `first` to `last` of a page as it is shown.

    Raises:
        WrongUseError: they are more than a passage.
    """
    if last - first >= MOST_WORDS:
        raise WrongUseError(
            _("This is more than a passage."), _("Choose at most {most} words, or the whole page.", most=MOST_WORDS)
        )
    run = range(first, last + 1)
    return anchor_text(anchored(text.shown, first, last), said(text.shown, run, gaps_of(text)[1]), _turned(text))


def kept_of(written: str) -> Kept | None:
    """Return the passage that was written down; None when nothing was.

    Raises:
        RoomError: the catalogue holds something else.
    """
    try:
        return anchor_from(written) if written else None
    except ValueError as error:
        raise RoomError(
            _("The place of a note or tag in catalogue.db can't be read."),
            _("Put catalogue.db back from a backup; what was read is untouched."),
        ) from error


def words_of(written: str) -> str:
    """Return the words of the passage that was written down; empty for none."""
    kept = kept_of(written)
    return kept.said if kept else ""


def placed(text: PageText, written: str) -> Place | None:
    """Return where the passage that was written down stands on its page now; None if it is no passage."""
    kept = kept_of(written)
    return place(text.shown, kept.anchor, _turned(text) - kept.turned, gaps_of(text)[1]) if kept else None


def anchored_pages(room: Room, pages: Sequence[PageId]) -> list[PageId]:
    """Return those of some pages that have passages with notes or tags, also with such as stand no more."""
    with room.catalogue.connect() as connection:
        return list(dict.fromkeys(PageId(row.page_id) for row in anchored_on(connection, pages)))


def blank_anchors(room: Room, texts: Iterable[PageText]) -> None:
    """Take words out of passages that stand where a page, read anew, is known to be covered; the notes and tags stay.

    Hidden words are kept nowhere. A machine changes nothing else about notes and tags.
    """
    by_page = {text.facts.page: text for text in texts if covers(text)}
    if not by_page:
        return
    with room.catalogue.connect() as connection:
        rows = anchored_on(connection, list(by_page))
    changed: list[tuple[str, int, str]] = []
    for row in rows:
        kept, text = kept_of(row.anchor), by_page[row.page_id]
        if kept is not None:
            cut = blanked(kept.anchor, _turned(text) - kept.turned, covers(text))
            if cut != kept.anchor:
                changed.append((row.kept_in, row.number, anchor_text(cut, BLANK, kept.turned)))
    if changed:
        with deciding(room.catalogue) as connection:
            for table, number, anchor_now in changed:
                set_anchor(connection, table, number, anchor_now)


def in_order(places: Sequence[Place | None]) -> list[int]:
    """Return the order in which things with these places stand on a page: those on the whole page first."""
    return sorted(range(len(places)), key=lambda index: _height(places[index]))


def _height(one: Place | None) -> tuple[float, float]:
    return (one.boxes[0].top, one.boxes[0].left) if one and one.boxes else (-1.0, 0.0)


def _turned(text: PageText) -> int:
    return text.facts.sheet.turned if text.facts.sheet else 0
