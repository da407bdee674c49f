from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from pdfs import line, write_pdf
from readingroom.annotating.searches import standing, with_undone
from readingroom.desk import new_since
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.rebuild import reread
from readingroom.desk.receive import Given
from readingroom.desk.room import Room, make_room, open_room
from readingroom.desk.saved import (
    delete_search,
    look_at,
    new_at,
    rename_search,
    save_search,
    saved_as,
    saved_called,
    saved_history,
    saved_searches,
    take_back_saved,
)
from readingroom.errors import DoesNotHoldError, QueryError, WrongUseError
from readingroom.model.saved import SavedAct
from readingroom.store.schema import FILES, PAGES


def put(room: Path, name: str, *texts: str) -> None:
    made = write_pdf(room.parent / name, *map(line, texts))
    add(room, [made], Given(), lambda _step: None, executor=InProcess())


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    make_room(tmp_path / "room", me="Ana")
    put(tmp_path / "room", "plan.pdf", "The operation plan", "Another plan")
    with open_room(tmp_path / "room", write=True) as opened:
        yield opened


def test_a_saved_search_is_counted_anew_and_says_whose_it_is(room: Room) -> None:
    kept = save_search(room, "  plan   NOT another ", " Plans ")
    (now,) = saved_searches(room)
    assert (now.saved, now.pages, now.looked) == (kept, 1, "")
    assert (kept.name, kept.query, kept.person) == ("Plans", "plan NOT another", "Ana")
    assert saved_called(room, "plans") == kept
    assert saved_as(room, "plan NOT another") == ("Plans",)
    put(room.path, "more.pdf", "A third plan")
    assert [one.pages for one in saved_searches(room)] == [2]


def test_a_query_that_is_not_understood_and_a_name_that_is_taken_are_refused(room: Room) -> None:
    save_search(room, "plan", "Plans")
    with pytest.raises(QueryError):
        save_search(room, "(plan", "Other")
    with pytest.raises(WrongUseError, match=r"already, by Ana"):
        save_search(room, "warrant", "PLANS")
    for name in ("", " ", "x" * 101, "a\u202eb"):
        with pytest.raises(WrongUseError, match="needs a name"):
            save_search(room, "plan", name)
    with pytest.raises(WrongUseError, match="under the name"):
        saved_called(room, "nothing")


def test_a_deletion_and_a_new_name_are_taken_back_and_nothing_is_wiped_out(room: Room) -> None:
    kept = save_search(room, "plan", "Plans")
    rename_search(room, kept.search, "Old plans", me="Berta")
    delete_search(room, kept.search, me="Berta")
    assert saved_searches(room) == ()
    with pytest.raises(WrongUseError, match="no such saved search"):
        rename_search(room, kept.search, "Again")
    deleted, renamed, saved = saved_history(room)
    assert [one.person for one in (deleted, renamed, saved)] == ["Berta", "Berta", "Ana"]
    take_back_saved(room, deleted.number)
    take_back_saved(room, renamed.number)
    assert [one.saved.name for one in saved_searches(room)] == ["Plans"]
    with pytest.raises(WrongUseError, match="nothing of number"):
        take_back_saved(room, deleted.number)
    assert [one.undone for one in saved_history(room)] == [False, False, True, True, False]
    # A taking back can be taken back too.
    take_back_saved(room, saved_history(room)[1].number)
    assert saved_searches(room) == ()


def test_a_deleted_search_does_not_come_back_under_a_name_that_another_has(room: Room) -> None:
    kept = save_search(room, "plan", "Plans")
    delete_search(room, kept.search)
    save_search(room, "warrant", "Plans")
    with pytest.raises(WrongUseError, match="already"):
        take_back_saved(room, next(one.number for one in saved_history(room) if one.kind == "search_deleted"))
    assert [one.saved.query for one in saved_searches(room)] == ["warrant"]


def test_looking_is_each_persons_own(room: Room) -> None:
    kept = save_search(room, "plan", "Plans")
    look_at(room, kept.search, me="Berta")
    assert [one.looked == "" for one in saved_searches(room, me="Ana")] == [True]
    assert [one.looked[:2] for one in saved_searches(room, me="Berta")] == ["20"]


def test_what_is_new_since_a_person_last_looked_is_counted_and_shown(room: Room) -> None:
    kept = save_search(room, "plan", "Plans")
    assert [one.new for one in saved_searches(room)] == [None]
    assert look_at(room, kept.search) == 0
    assert [one.new for one in saved_searches(room)] == [0]
    put(room.path, "more.pdf", "A third plan", "nothing")
    assert [(one.pages, one.new) for one in saved_searches(room)] == [(3, 1)]
    look = look_at(room, kept.search)
    saved, _day, answer = new_at(room, look)
    assert (saved, answer.total, [hit.path for hit in answer.hits]) == (kept, 1, ["more.pdf"])
    assert [one.new for one in saved_searches(room)] == [0]
    # Received once more, or read anew, it is nothing new.
    put(room.path, "more.pdf", "A third plan", "nothing")
    reread(room.path, lambda _step: None)
    assert [one.new for one in saved_searches(room)] == [0]
    with pytest.raises(WrongUseError):
        new_at(room, look + 1000)


def test_pages_that_could_not_be_found_at_the_last_look_are_new_whenever_their_file_came(room: Room) -> None:
    kept = save_search(room, "plan", "Plans")
    with room.catalogue.begin() as connection:
        second = connection.scalar(select(PAGES.c.page_id).where(PAGES.c.number == 2))
        connection.execute(update(PAGES).where(PAGES.c.page_id == second).values(state="failed"))
    look = look_at(room, kept.search)
    with room.catalogue.begin() as connection:
        connection.execute(update(PAGES).where(PAGES.c.page_id == second).values(state="read"))
    look = look_at(room, kept.search)
    assert [hit.number for hit in new_at(room, look)[2].hits] == [2]


def test_while_very_many_files_are_open_things_are_shown_again_and_nothing_is_missed(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = save_search(room, "plan", "Plans")
    with room.catalogue.begin() as connection:
        connection.execute(update(FILES).values(state="partly"))
    monkeypatch.setattr(new_since, "MOST_OPEN", 0)
    look_at(room, kept.search)
    assert [one.new for one in saved_searches(room)] == [2]


def test_saved_searches_never_become_public(room: Room) -> None:
    with pytest.raises(DoesNotHoldError):
        saved_searches(room, audience="public")


def test_acts_are_replayed_in_order_whatever_was_taken_back() -> None:
    def act(number: int, kind, **more) -> SavedAct:
        return SavedAct(number, "s", kind, "Ana", "", **more)

    acts = [
        act(1, "search_saved", name="a", query="q"),
        act(2, "search_renamed", name="b"),
        act(3, "search_taken_back", replaces=2),
        act(4, "search_renamed", name="c"),
        act(5, "search_deleted", name="c"),
        act(6, "search_taken_back", replaces=5),
        act(7, "search_taken_back", replaces=3),
    ]
    names = [standing(with_undone(acts[:upto]))["s"].name for upto in range(1, 8)]
    assert names == ["a", "b", "a", "c", "c", "c", "c"]
    there = [standing(with_undone(acts[:upto]))["s"].standing for upto in range(1, 8)]
    assert there == [True, True, True, True, False, True, True]
