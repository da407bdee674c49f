"""Tags: short names that people put on pages, passages and documents to find them again; never about people."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from readingroom.annotating.acts import tag_subject
from readingroom.annotating.typed import meaning_text, tag_key, tag_name
from readingroom.desk.acts import keep_act, the_act
from readingroom.desk.anchored import passage_of, words_of
from readingroom.desk.audience import refuse_public
from readingroom.desk.decided import refuse_changed, run_of, the_page
from readingroom.desk.person import person
from readingroom.desk.room import Room
from readingroom.errors import WrongUseError
from readingroom.locale import _
from readingroom.model.answers import Audience
from readingroom.model.ids import DocumentId, PageId
from readingroom.model.notes import About, Act, Change, Tag, TaggedPage
from readingroom.store.notes import deciding
from readingroom.store.schema import PAGES
from readingroom.store.tags import (
    add_tag,
    change_tag,
    copy_to,
    count_tagged,
    known_pages,
    live_tags,
    note_changes,
    pages_with,
    put_tags,
    standing_on,
    tag_by_key,
    tag_sums,
    tagged_pages,
    tags_beside,
)

#: Most pages that one act tags or untags.
MOST = 20_000

#: Most tags of a room: more is no order that people share, and every page that lists tags lists all of them.
MOST_TAGS = 1000


def tag_pages(room: Room, tag: str, pages: Sequence[PageId], *, document: bool = False, me: str = "") -> Act:
    """Put a tag on pages; those that carry it already stay as they are. All of it is taken back at once.

    Args:
        room: opened for writing.
        tag: its name; it is made when no tag is called so.
        pages: which, at most `MOST`.
        document: on every page of the documents that these pages belong to.
        me: who does it; the person of the room when empty.

    Raises:
        WrongUseError: there is no such page, all carry it already, the name is none, or nobody is named.
    """
    who, name = person(room, me), tag_name(tag)
    about: About = "document" if document else "page"
    with deciding(room.catalogue) as connection:
        wanted = _known(connection, pages)
        if document:
            wanted = _of_documents(connection, wanted)
        number = _made(connection, name)
        put = put_tags(connection, who, number, wanted, about=about)
        if not put:
            raise WrongUseError(
                _("All of these pages carry the tag “{tag}” already.", tag=name), _("Nothing was changed.")
            )
        kept = keep_act(connection, who, "tagged", tag_subject(number), Change(pages=len(put)))
        note_changes(connection, kept.number, on=put)
    return _done(room, kept.number)


def tag_words(room: Room, tag: str, page: PageId, first: int, last: int, *, me: str = "", seen: str = "") -> Act:
    """Put a tag on the words `first` to `last` of a page, as it is shown.

    Args:
        room: opened for writing.
        tag: its name; it is made when no tag is called so.
        page: which page.
        first: number of the first word, from 0.
        last: number of the last word.
        me: who does it; the person of the room when empty.
        seen: the words that this person saw there, when they may have changed since.

    Raises:
        WrongUseError: there are no such words, they carry it already, the name is none, or nobody is named.
    """
    who, name = person(room, me), tag_name(tag)
    text = the_page(room, page)
    run = run_of(text, first, last)
    refuse_changed(run, seen)
    anchor = passage_of(text, run.first, run.last)
    with deciding(room.catalogue) as connection:
        number = _made(connection, name)
        put = put_tags(connection, who, number, [page], about="passage", anchor=anchor)
        if not put:
            raise WrongUseError(_("These words carry the tag “{tag}” already.", tag=name), _("Nothing was changed."))
        kept = keep_act(connection, who, "tagged", tag_subject(number), Change(pages=1))
        note_changes(connection, kept.number, on=put)
    return _done(room, kept.number)


def untag_pages(
    room: Room, tag: str, pages: Sequence[PageId] | None, *, only: Sequence[int] | None = None, me: str = ""
) -> Act:
    """Take a tag off pages and all their passages; it stays in the history, and all of it is taken back at once.

    Args:
        room: opened for writing.
        tag: its name.
        pages: which, at most `MOST`; None for all that carry it.
        only: of what carries it there, only these numbers (see `TagOn`).
        me: who does it; the person of the room when empty.

    Raises:
        WrongUseError: there is no such tag, none of the pages carries it, or nobody is named.
    """
    who = person(room, me)
    with deciding(room.catalogue) as connection:
        row = _the_tag(connection, tag)
        rows = standing_on(connection, row.tag_id, None if pages is None else _few(pages))
        chosen = [one for one in rows if only is None or one.tagged_id in set(only)]
        if not chosen:
            raise WrongUseError(
                _("None of these pages carries the tag “{tag}”.", tag=row.name), _("Nothing was changed.")
            )
        changed = len({one.page_id for one in chosen})
        kept = keep_act(connection, who, "untagged", tag_subject(row.tag_id), Change(pages=changed))
        note_changes(connection, kept.number, off=[one.tagged_id for one in chosen])
    return _done(room, kept.number)


def rename_tag(room: Room, tag: str, name: str, *, me: str = "") -> Act:
    """Give a tag another name; its pages stay with it.

    Raises:
        WrongUseError: there is no such tag, another one has that name, or nobody is named.
    """
    who, called = person(room, me), tag_name(name)
    with deciding(room.catalogue) as connection:
        row = _the_tag(connection, tag)
        other = tag_by_key(connection, tag_key(called))
        if other is not None and other.tag_id != row.tag_id:
            raise WrongUseError(
                _("There is a tag “{name}” already.", name=other.name),
                _('To make one of both: readingroom tag ROOM "{tag}" --merge "{name}"', tag=row.name, name=other.name),
                _("To make one of both, merge this tag into it."),
            )
        if called == row.name:
            raise WrongUseError(_("The tag has this name already."), _("Nothing was changed."))
        change = Change({"name": (row.name, called), "key": (row.key, tag_key(called))})
        kept = keep_act(connection, who, "tag_renamed", tag_subject(row.tag_id), change)
        change_tag(connection, row.tag_id, name=called, key=tag_key(called))
    return _done(room, kept.number)


def describe_tag(room: Room, tag: str, meaning: str, *, me: str = "") -> Act:
    """Say what a tag means, in a sentence; the tag is made when no tag is called so.

    Raises:
        WrongUseError: the sentence is too long or the one that stands there, or nobody is named.
    """
    who, sentence = person(room, me), meaning_text(meaning)
    with deciding(room.catalogue) as connection:
        row = tag_by_key(connection, tag_key(tag))
        number = row.tag_id if row else _made(connection, tag_name(tag))
        before = row.meaning if row else ""
        if sentence == before:
            raise WrongUseError(_("The tag is described so already."), _("Nothing was changed."))
        kept = keep_act(connection, who, "tag_described", tag_subject(number), Change({"meaning": (before, sentence)}))
        change_tag(connection, number, meaning=sentence)
    return _done(room, kept.number)


def merge_tags(room: Room, tag: str, into: str, *, me: str = "") -> Act:
    """Make one tag of two: all places that carry `tag` carry `into` from now on; who put them there stays.

    Raises:
        WrongUseError: one of them is no tag, both are the same, or nobody is named.
    """
    who = person(room, me)
    with deciding(room.catalogue) as connection:
        row, target = _the_tag(connection, tag), _the_tag(connection, into)
        if row.tag_id == target.tag_id:
            raise WrongUseError(_("This is one tag already."), _("Name two tags."))
        rows = standing_on(connection, row.tag_id)
        made = copy_to(connection, rows, target.tag_id)
        change = Change({"merged_into": (None, target.tag_id)}, pages=len({one.page_id for one in rows}))
        kept = keep_act(connection, who, "tag_merged", tag_subject(row.tag_id), change)
        note_changes(connection, kept.number, on=made, off=[one.tagged_id for one in rows])
        change_tag(connection, row.tag_id, merged_into=target.tag_id)
    return _done(room, kept.number)


def list_tags(room: Room, *, audience: Audience = "room") -> tuple[Tag, ...]:
    """Return the tags of the room by name, with how many pages carry each; also those that no page carries.

    Raises:
        DoesNotHoldError: they were asked for the public.
    """
    refuse_public(audience)
    with room.catalogue.connect() as connection:
        sums = {row.tag_id: row for row in tag_sums(connection)}
        return tuple(_tag(row, sums.get(row.tag_id)) for row in live_tags(connection))


def the_tag(room: Room, name: str, *, audience: Audience = "room") -> Tag:
    """Return the tag called `name`, whatever its capitals.

    Raises:
        WrongUseError: there is none.
        DoesNotHoldError: it was asked for the public.
    """
    refuse_public(audience)
    with room.catalogue.connect() as connection:
        row = _the_tag(connection, name)
        sums = {one.tag_id: one for one in tag_sums(connection)}
        return _tag(row, sums.get(row.tag_id))


def pages_of_tag(
    room: Room, name: str, *, limit: int, offset: int = 0, audience: Audience = "room"
) -> tuple[int, tuple[TaggedPage, ...]]:
    """Return how many places carry a tag, and a part of them by path and page number.

    Raises:
        WrongUseError: there is no such tag.
        DoesNotHoldError: they were asked for the public.
    """
    refuse_public(audience)
    with room.catalogue.connect() as connection:
        row = _the_tag(connection, name)
        rows = tagged_pages(connection, row.tag_id, limit=limit, offset=offset)
        return count_tagged(connection, row.tag_id), tuple(map(_tagged, rows))


def tags_meant(room: Room, value: str) -> tuple[str, ...]:
    """Return the tags that `tag:value` in a search means: the one of that name, else all that hold its words.

    A last `*` in `value` stands for any end of a word; `*` alone is any tag.
    """
    with room.catalogue.connect() as connection:
        return tuple(row.name for row in _meant(connection, value))


def pages_tagged(room: Room, value: str, *, audience: Audience = "room") -> frozenset[PageId]:
    """Return the pages that carry a tag that `tag:value` in a search means (see `tags_meant`), or whose passages do.

    Raises:
        DoesNotHoldError: they were asked for the public.
    """
    refuse_public(audience)
    with room.catalogue.connect() as connection:
        return frozenset(map(PageId, pages_with(connection, [row.tag_id for row in _meant(connection, value)])))


def tags_on(room: Room, pages: Sequence[PageId], *, audience: Audience = "room") -> dict[PageId, tuple[str, ...]]:
    """Return the names of the tags on each of some pages and its passages, for the pages that carry any.

    Raises:
        DoesNotHoldError: they were asked for the public.
    """
    refuse_public(audience)
    found: dict[PageId, dict[str, None]] = {}
    with room.catalogue.connect() as connection:
        for row in tags_beside(connection, list(pages)):
            found.setdefault(PageId(row.page_id), {})[row.name] = None
    return {page: tuple(names) for page, names in found.items()}


def _done(room: Room, number: int) -> Act:
    act = the_act(room, number)
    assert act is not None  # it was written just now, and nothing is ever wiped out
    return act


def _few(pages: Iterable[PageId]) -> list[PageId]:
    """Return pages, each once.

    Raises:
        WrongUseError: they are more than one act takes, or none.
    """
    wanted = list(dict.fromkeys(pages))
    if not wanted:
        raise WrongUseError(_("No page is chosen."), _("Choose at least one page."))
    if len(wanted) > MOST:
        raise WrongUseError(
            _("These are {count} pages.", count=len(wanted)), _("At most {most} are changed at once.", most=MOST)
        )
    return wanted


def _known(connection: Connection, pages: Iterable[PageId]) -> list[PageId]:
    wanted = _few(pages)
    known = known_pages(connection, wanted)
    for page in wanted:
        if page not in known:
            raise WrongUseError(
                _("There is no page {page} in this room.", page=page),
                _("readingroom search prints the ids of pages."),
                _("Check the address, or search for what you need."),
            )
    return wanted


def _of_documents(connection: Connection, pages: Sequence[PageId]) -> list[PageId]:
    """Return all pages of the documents of some pages."""
    documents: dict[DocumentId, None] = {}
    for start in range(0, len(pages), 5000):
        query = select(PAGES.c.document_id).where(PAGES.c.page_id.in_(pages[start : start + 5000])).distinct()
        documents |= dict.fromkeys(DocumentId(one) for one in connection.scalars(query))
    found: list[PageId] = []
    for document in documents:
        query = select(PAGES.c.page_id).where(PAGES.c.document_id == document)
        found += [PageId(page) for page in connection.scalars(query)]
        if len(found) > MOST:
            break
    return _few(found)


def _made(connection: Connection, name: str) -> int:
    """Return the number of the tag of that name, which is made when there is none."""
    row = tag_by_key(connection, tag_key(name))
    if row is not None:
        return int(row.tag_id)
    if len(live_tags(connection)) >= MOST_TAGS:
        raise WrongUseError(
            _("This room has {count} tags already.", count=MOST_TAGS), _("Merge some that mean the same.")
        )
    return add_tag(connection, name, tag_key(name))


def _the_tag(connection: Connection, name: str) -> Row[Any]:
    row = tag_by_key(connection, tag_key(tag_name(name)))
    if row is None:
        raise WrongUseError(
            _("There is no tag “{tag}” in this room.", tag=name[:100]),
            _("readingroom tag ROOM --list shows them."),
            _("Choose one from the list of tags."),
        )
    return row


def _meant(connection: Connection, value: str) -> list[Row[Any]]:
    tags = live_tags(connection)
    exact = [row for row in tags if row.key == tag_key(value)]
    if exact:
        return exact
    starts, wanted = value.endswith("*"), _words(value.rstrip("*"))
    if not wanted:
        return tags if starts else []
    return [row for row in tags if _holds(_words(row.key), wanted, starts)]


def _holds(name: Sequence[str], wanted: Sequence[str], starts: bool) -> bool:
    for begin in range(len(name) - len(wanted) + 1):
        here = list(name[begin : begin + len(wanted)])
        if here == list(wanted) or (starts and here[:-1] == list(wanted[:-1]) and here[-1].startswith(wanted[-1])):
            return True
    return False


def _words(text: str) -> list[str]:
    """Return the words of a name without capitals, accents and signs."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign if sign.isalnum() else " " for sign in apart if not unicodedata.combining(sign))
    return letters.split()


def _tag(row: Row[Any], sums: Row[Any] | None) -> Tag:
    counts = (sums.pages, sums.passages or 0, sums.documents) if sums is not None else (0, 0, 0)
    return Tag(row.tag_id, row.name, row.meaning, *counts)


def _tagged(row: Row[Any]) -> TaggedPage:
    return TaggedPage(
        PageId(row.page_id),
        row.path,
        row.number,
        row.production,
        row.about,
        words_of(row.anchor),
        row.person,
        row.at,
    )
