from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import common

GROW = "import time; held = bytearray(120_000_000); time.sleep(0.6); print('done'); raise SystemExit(3)"
SPIN = "n = 0\nfor i in range(6_000_000): n += i"


def test_a_cost_counts_the_children_of_a_command_too() -> None:
    child = f"import subprocess, sys; sys.exit(subprocess.run([sys.executable, '-c', {GROW!r}]).returncode)"
    cost = common.measure([sys.executable, "-c", child])
    assert (cost.code, cost.output.strip()) == (3, "done")
    assert cost.peak_one > 120_000_000
    assert cost.peak_tree > cost.peak_one
    assert cost.processes == 2
    assert cost.wall > 0.5
    cpu = common.measure([sys.executable, "-c", SPIN]).cpu
    assert 0.05 < cpu < 60


def test_a_whole_tree_is_killed() -> None:
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    process = subprocess.Popen([sys.executable, "-c", child])
    below: list[psutil.Process] = []
    while not below:
        below = psutil.Process(process.pid).children(recursive=True)
    assert common.kill_tree(process.pid) == 2
    process.wait(10)
    assert [other for other in below if other.is_running() and other.status() != psutil.STATUS_ZOMBIE] == []


def test_runs_alternate_and_start_from_the_other_end_each_round() -> None:
    order: list[str] = []
    runs = {name: lambda name=name: order.append(name) for name in "ab"}
    common.alternate(runs, 3)
    assert order == ["a", "b", "b", "a", "a", "b"]


def test_results_say_what_they_were_measured_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "HERE", tmp_path)
    monkeypatch.setattr(common, "HOUSE", tmp_path.parent)
    path = common.save("x", {"pages": 3})
    assert path == tmp_path / "results" / "tmp" / "x.json"
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["results"] == {"pages": 3}
    assert {"cpu", "cores", "memory_gb", "system", "python", "date", "commit"} <= set(kept["machine"])
