from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.look import to_look
from readingroom.desk.looked import looked
from readingroom.desk.receive import Given
from readingroom.desk.room import hold_room, make_room, open_room
from readingroom.desk.status import status
from readingroom.desk.undo import undo
from readingroom.errors import WrongUseError
from readingroom.model.ids import PageId
from readingroom.store.schema import PAGES

MARKS = {
    1: ("handwriting", 0.99),
    2: ("poor;handwriting", 0.4),
    3: ("", 0.99),
    4: ("poor", 0.2),
    5: ("nothing_read", None),
}


@pytest.fixture
def room(tmp_path: Path) -> Path:
    write_pdf(tmp_path / "plan.pdf", *(line(f"Page {number} of the plan") for number in range(1, 6)))
    make_room(tmp_path / "room", me="Ana")
    add(tmp_path / "room", [tmp_path / "plan.pdf"], Given("April"), lambda _step: None, executor=InProcess())
    with hold_room(tmp_path / "room") as held, held.catalogue.begin() as connection:
        for number, (codes, quality) in MARKS.items():
            connection.execute(update(PAGES).where(PAGES.c.number == number).values(look=codes, quality=quality))
    return tmp_path / "room"


def numbers(room: Path, **asked: object) -> list[int]:
    with open_room(room) as opened:
        return [page.number for page in to_look(opened, **asked).pages]


def test_the_worst_pages_come_first(room: Path) -> None:
    assert numbers(room) == [5, 4, 2, 1]


def test_the_list_is_cut_by_reason_production_and_length(room: Path) -> None:
    assert numbers(room, reason="handwriting") == [2, 1]
    assert numbers(room, production="April") == [5, 4, 2, 1]
    assert numbers(room, production="May") == []
    assert numbers(room, limit=2, offset=1) == [4, 2]
    with open_room(room) as opened, pytest.raises(WrongUseError):
        to_look(opened, reason="ugly")


def test_each_reason_is_counted_and_status_counts_pages(room: Path) -> None:
    with open_room(room) as opened:
        found = to_look(opened, limit=1)
        assert found.counts == {"nothing_read": 1, "poor": 2, "handwriting": 2}
        assert next(iter(found.counts)) == "nothing_read"
        assert found.total == 4
        assert [production.look for production in status(opened).productions] == [4]


def test_a_page_that_somebody_looked_at_leaves_the_list_until_that_is_undone(room: Path) -> None:
    with open_room(room) as opened:
        page = PageId(next(one.page for one in to_look(opened).pages if one.number == 4))
    with open_room(room, write=True) as opened:
        decision = looked(opened, page)
    assert numbers(room) == [5, 2, 1]
    assert numbers(room, also_looked=True) == [5, 4, 2, 1]
    with open_room(room) as opened:
        found = to_look(opened, also_looked=True, reason="poor")
        assert found.looked == 1
        assert found.pages[0].looked is not None
        assert found.pages[0].looked.person == "Ana"
        assert status(opened).productions[0].look == 3
    with open_room(room, write=True) as opened:
        undo(opened, decision.number)
    assert numbers(room) == [5, 4, 2, 1]


def test_a_look_at_some_words_is_no_look_at_the_page(room: Path) -> None:
    with open_room(room) as opened:
        page = next(one.page for one in to_look(opened).pages if one.number == 4)
    with open_room(room, write=True) as opened:
        looked(opened, page, (0, 1))
    assert numbers(room) == [5, 4, 2, 1]
