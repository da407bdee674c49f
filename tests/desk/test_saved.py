from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pdfs import line, write_pdf
from readingroom.annotating.searches import standing, with_undone
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import Room, make_room, open_room
from readingroom.desk.saved import (
    delete_search,
    look_at,
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
