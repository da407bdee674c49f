from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from work import double

from readingroom.desk.executor import InProcess, Job, Spawned


def play(executor, units: list[str], seconds: float = 30) -> list[tuple[str, str, object]]:
    job = Job(double, units, units, seconds)
    executor.start(job)
    seen: list[tuple[str, str, object]] = []
    while not seen or seen[-1][0] != "done":
        seen += [(event.kind, event.unit, event.value) for event in executor.events(30)]
    return seen


@pytest.fixture(params=["in process", "spawned"])
def executor(request):
    made = InProcess() if request.param == "in process" else Spawned(1, 300)
    yield made
    made.close()


def test_units_come_back_one_by_one(executor) -> None:
    expected = [("result", "a", "aa"), ("failed", "bad", "bad unit"), ("result", "b", "bb"), ("done", "", None)]
    assert expected == play(executor, ["a", "bad", "b"])


def test_what_is_raised_is_laid_on_the_unit_in_work(executor) -> None:
    assert play(executor, ["a", "raise", "b"]) == [
        ("result", "a", "aa"),
        ("failed", "raise", "raised"),
        ("done", "", None),
    ]
    assert ("result", "c", "cc") in play(executor, ["c"])


@pytest.mark.parametrize(
    ("unit", "kind", "why"), [("die", "died", "crashed"), ("sleep", "limit", "longer"), ("eat", "limit", "memory")]
)
def test_only_the_unit_in_work_dies(unit: str, kind: str, why: str) -> None:
    executor = Spawned(1, 300)
    try:
        seen = play(executor, ["a", unit, "b"], seconds=3 if unit == "sleep" else 30)
        assert [("result", "a"), (kind, unit), ("done", "")] == [event[:2] for event in seen]
        assert why in str(seen[1][2])
        assert ("result", "b", "bb") in play(executor, ["b"])
    finally:
        executor.close()
