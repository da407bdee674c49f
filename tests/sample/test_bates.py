"""Bates numbers run on, leave gaps, overlap, and change their prefix."""

from __future__ import annotations

from readingroom.sample.bates import Break, Stamper


def values(stamper: Stamper, count: int) -> list[int]:
    return [stamper.take()[0].value for _index in range(count)]


def test_numbers_run_on_as_the_template_prints_them():
    stamper = Stamper(["{year}-X-{n:04d}"], 2018)
    assert [stamper.take()[0].raw for _index in range(3)] == ["2018-X-0001", "2018-X-0002", "2018-X-0003"]
    assert stamper.prefix == "2018-X-"


def test_a_gap_is_told_at_the_page_after_it_and_only_there():
    stamper = Stamper(["X{n:d}"], 2018)
    values(stamper, 4)
    stamper.leave_out(3)
    number, broken = stamper.take()
    assert (number.value, broken) == (8, Break("gap", "X", 5, 7))
    assert stamper.take()[1] is None


def test_an_overlap_uses_numbers_twice():
    stamper = Stamper(["X{n:d}"], 2018)
    values(stamper, 5)
    stamper.again(2)
    number, broken = stamper.take()
    assert (number.value, broken) == (4, Break("overlap", "X", 4, 5))


def test_nothing_can_come_again_before_the_first_number():
    stamper = Stamper(["X{n:d}"], 2018)
    stamper.again(3)
    assert stamper.take() == (stamper.take()[0].__class__("X1", "X", 1), None)


def test_each_prefix_counts_for_itself():
    stamper = Stamper(["X{n:d}", "Y {n:d}"], 2018)
    values(stamper, 2)
    stamper.change(1)
    number, broken = stamper.take()
    assert (number.raw, broken) == ("Y 1", Break("prefix", "Y ", 0, 0))
    stamper.change(0)
    assert stamper.take()[0].raw == "X3"
