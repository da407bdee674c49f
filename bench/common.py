"""What every benchmark shares: the machine it ran on, what a command cost, runs that alternate, tables and results.

A benchmark is a program for a terminal, run with the test environment: `python bench/<name>.py`. Its result is printed
as a table and written as JSON with machine, date and commit: to `bench/results/tmp/<name>.json`, which git ignores, and
with `--publish` to `bench/results/<name>.json`, which numbers in the docs come from.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

HERE = Path(__file__).resolve().parent
HOUSE = HERE.parent

#: Seconds between two looks at the memory of a running command.
LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Cost:
    """What running a command cost.

    Attributes:
        wall: seconds from start to end.
        user: CPU seconds of the command and all processes it waited for, outside the kernel.
        system: the same, inside the kernel.
        peak_one: largest resident memory of any single process of the tree, bytes (sampled every `LOOK_SECONDS`).
        peak_tree: largest sum over the tree at one look, bytes; memory that processes share counts for each of them.
        processes: most processes alive at one look.
        code: exit status; negative = killed by that signal.
        output: what it wrote to stdout.
        talk: what it wrote to stderr.
    """

    wall: float
    user: float
    system: float
    peak_one: int
    peak_tree: int
    processes: int
    code: int
    output: str
    talk: str

    @property
    def cpu(self) -> float:
        """CPU seconds in and outside the kernel: what stays honest on a machine that others use too."""
        return self.user + self.system


def measure(command: Sequence[str | Path], *, seconds: float = 3600, cwd: Path | None = None) -> Cost:
    """Run a command to its end and return what it cost.

    Args:
        command: program and arguments.
        seconds: after this it and all its children are killed.
        cwd: folder to run in.
    """
    before = _children_cpu()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as talk:
        begun = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=output, stderr=talk, cwd=cwd)
        watch, seen = psutil.Process(process.pid), _Seen()
        while process.poll() is None:
            seen.look(watch)
            if time.perf_counter() - begun > seconds:
                kill_tree(process.pid)
            try:
                process.wait(LOOK_SECONDS)
            except subprocess.TimeoutExpired:
                continue
        wall = time.perf_counter() - begun
        user, system = (after - start for after, start in zip(_children_cpu(), before, strict=True))
        if os.name == "nt":
            user, system = seen.cpu()
        texts = []
        for stream in (output, talk):
            stream.seek(0)
            texts.append(stream.read().decode("utf-8", "replace"))
    return Cost(wall, user, system, seen.one, seen.tree, seen.processes, process.returncode, texts[0], texts[1])


def kill_tree(pid: int) -> int:
    """Kill a process and everything below it as `kill -9` does, the top one first. Returns how many there were."""
    try:
        top = psutil.Process(pid)
        family = [top, *top.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for process in family:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(family[1:], timeout=10)
    return len(family)


class _Seen:
    """Memory and, for systems that do not add it up, CPU time of a process tree over several looks."""

    def __init__(self) -> None:
        self.one = self.tree = self.processes = 0
        self._times: dict[int, tuple[float, float]] = {}

    def look(self, top: psutil.Process) -> None:
        sizes: list[int] = []
        try:
            family = [top, *top.children(recursive=True)]
        except psutil.Error:
            return
        for process in family:
            try:
                sizes.append(int(process.memory_info().rss))
                times = process.cpu_times()
            except psutil.Error:
                continue
            self._times[process.pid] = (times.user, times.system)
        if sizes:
            self.one = max(self.one, *sizes)
            self.tree = max(self.tree, sum(sizes))
            self.processes = max(self.processes, len(sizes))

    def cpu(self) -> tuple[float, float]:
        return sum(user for user, _ in self._times.values()), sum(system for _, system in self._times.values())


def _children_cpu() -> tuple[float, float]:
    """CPU seconds (user, system) of all children that were waited for, and of theirs."""
    times = os.times()
    return times.children_user, times.children_system


def alternate(runs: Mapping[str, Callable[[], Cost]], times: int) -> dict[str, list[Cost]]:
    """Run each of `runs` in turn, `times` rounds, so that a busy moment of the machine falls on all alike."""
    costs: dict[str, list[Cost]] = {name: [] for name in runs}
    for round_number in range(times):
        # Every other round runs backwards: who goes first pays for cold caches, and that should not be always the same.
        names = list(runs) if round_number % 2 == 0 else list(runs)[::-1]
        for name in names:
            costs[name].append(runs[name]())
    return costs


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return statistics.median(values)


def readingroom(*arguments: str | Path) -> list[str]:
    """Return the command line that runs this checkout's readingroom with the Python that runs the benchmark."""
    return [sys.executable, "-m", "readingroom", *(str(argument) for argument in arguments)]


def records() -> Path:
    """Return the folder of real releases beside the checkout, or leave with a line that says what is missing."""
    for place in (os.environ.get("READINGROOM_RECORDS"), HOUSE.parent / "shared" / "records"):
        if place and Path(place).is_dir():
            return Path(place)
    raise SystemExit("The real records are not beside this checkout (set READINGROOM_RECORDS).")


def machine() -> dict[str, Any]:
    """Return what the numbers were measured on and with: machine, system, Python, date and commit."""
    here = psutil.Process()
    cores = len(here.cpu_affinity()) if hasattr(here, "cpu_affinity") else os.cpu_count()
    return {
        "cpu": _cpu_name(),
        "cores": cores,
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "load_before": [round(load, 2) for load in psutil.getloadavg()],
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "date": dt.datetime.now(dt.UTC).strftime("%Y-%m-%d"),
        "commit": _commit(),
    }


def _cpu_name() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _commit() -> str:
    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=HOUSE, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no")
    return (git("rev-parse", "--short", "HEAD") or "unknown") + (" with changes" if changed else "")


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table: a title, aligned columns, numbers to the right."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max([len(name), *(len(row[at]) for row in cells)]) for at, name in enumerate(columns)]
    numeric = [all(isinstance(row[at], (int, float)) for row in rows) for at in range(len(columns))]
    print(f"\n{title}")
    for row in (list(columns), ["-" * width for width in widths], *cells):
        shown = [
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(row, widths, numeric, strict=True)
        ]
        print("  ".join(shown).rstrip())


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}" if abs(value) < 10 else f"{value:.1f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def save(name: str, results: Mapping[str, Any], *, publish: bool = False, on: Mapping[str, Any] | None = None) -> Path:
    """Write results as JSON with machine, date and commit; return where.

    Args:
        name: of the benchmark; the file's name.
        results: numbers and lists; dataclasses become objects.
        publish: write to the folder whose files are committed and quoted.
        on: `machine()` as asked before the run, so that its load is the others' and not our own; asked now if missing.
    """
    folder = HERE / "results" if publish else HERE / "results" / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    whole = {"name": name, "machine": dict(on or machine()), "results": dict(results)}
    text = json.dumps(whole, indent=2, ensure_ascii=False, default=_plain)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
    print(f"\n{path.relative_to(HOUSE)}")
    return path


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return str(value)
