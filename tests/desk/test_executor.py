from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import psutil
from work import broken, double, full, lost, warm, warmed

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


def test_children_that_were_woken_have_loaded_what_they_need() -> None:
    executor = Spawned(2, 300, warm)
    try:
        executor.wake()
        awake = [child.process.pid for child in executor._children]
        assert len(awake) == executor.free() == 2
        assert told(executor, warmed, ["a"]) == [("result", "a", ["warm"]), ("done", "", None)]
        executor.wake()
        assert awake == [child.process.pid for child in executor._children]
    finally:
        executor.close()
    assert not any(psutil.pid_exists(pid) for pid in awake)


def test_what_can_not_be_loaded_early_is_left_to_the_job() -> None:
    executor = Spawned(1, 300, broken)
    try:
        assert play(executor, ["a"])[0] == ("result", "a", "aa")
    finally:
        executor.close()


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


def told(executor, work, units: list[str]) -> list[tuple[str, str, object]]:
    executor.start(Job(work, units, units, 30))
    seen: list[tuple[str, str, object]] = []
    while not seen or seen[-1][0] != "done":
        seen += [(event.kind, event.unit, event.value) for event in executor.events(30)]
    return seen


def test_a_full_disk_is_no_units_fault(executor) -> None:
    first, stop, _done = told(executor, full, ["a", "b"])
    assert first == ("result", "a", "done")
    assert (stop[0], type(stop[2]).__name__, stop[2].next_step) == ("stop", "DiskFullError", "Free some disk.")


def test_bytes_that_are_gone_are_their_own_files_fault(executor) -> None:
    assert told(executor, lost, ["a"])[0] == ("failed", "a", "The vault has lost the file.")


def test_a_child_killed_while_idle_is_no_units_fault() -> None:
    executor = Spawned(1, 300)
    try:
        assert play(executor, ["a"])[0] == ("result", "a", "aa")
        [child] = executor._children
        child.process.kill()
        child.process.join(10)
        assert play(executor, ["b"])[0] == ("result", "b", "bb")
    finally:
        executor.close()


def test_a_child_that_has_grown_is_replaced_between_two_jobs() -> None:
    executor = Spawned(1, 300)
    try:
        for unit in "ab":
            assert play(executor, [unit])[0] == ("result", unit, unit * 2)
        first = executor._children[0].process.pid
        assert play(executor, ["keep"])[0] == ("result", "keep", "keepkeep")
        assert executor._children[0].process.pid == first
        assert play(executor, ["c"])[0] == ("result", "c", "cc")
        assert executor._children[0].process.pid != first
    finally:
        executor.close()


PARENT = """
import sys, time
sys.path[:0] = [{here!r}]
from work import stuck
from readingroom.desk.executor import Job, Spawned
if __name__ == "__main__":
    executor = Spawned(1, 800)
    executor.start(Job(stuck, sys.argv[1], ["x"], 300))
    while True:
        executor.events(1)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")
@pytest.mark.parametrize("how", ["SIGKILL", "SIGINT"])
def test_no_child_outlives_its_parent_and_none_talks_when_interrupted(tmp_path: Path, how: str) -> None:
    here = Path(__file__).parent
    (tmp_path / "parent.py").write_text(PARENT.format(here=str(here)))
    plain = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [str(here), os.environ.get("PYTHONPATH", "")]))}
    process = subprocess.Popen(
        [sys.executable, str(tmp_path / "parent.py"), str(tmp_path / "child")],
        env=plain,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until = time.monotonic() + 60
    while not (tmp_path / "child").exists() or not (tmp_path / "child").read_text():
        assert time.monotonic() < until
        time.sleep(0.05)
    child = psutil.Process(int((tmp_path / "child").read_text()))
    # As a terminal does: Ctrl-C goes to the whole family.
    if how == "SIGINT":
        os.killpg(process.pid, signal.SIGINT)
    else:
        os.kill(process.pid, signal.SIGKILL)
    talk = process.communicate(timeout=20)[1]
    assert talk.count("Traceback") <= 1
    child.wait(10)


@pytest.mark.parametrize(
    ("cores", "free", "expected"), [(8, 100_000, 8), (8, 1_700, 2), (2, 100_000, 2), (4, 300, 1), (1, 799, 1)]
)
def test_as_many_children_as_fit_cores_and_free_memory(monkeypatch, cores: int, free: int, expected: int) -> None:
    from types import SimpleNamespace

    from readingroom.desk import executor

    monkeypatch.setattr(executor.psutil.Process, "cpu_affinity", lambda _self: list(range(cores)), raising=False)
    monkeypatch.setattr(executor.psutil, "virtual_memory", lambda: SimpleNamespace(available=free * 10**6))
    assert executor.children_for(800) == expected
