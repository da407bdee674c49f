"""Children that do the dangerous work: started by `spawn`, watched, killed when they take too long or grow too big.

A child streams one message a unit (a page, a file), so a death costs exactly the unit it was working on. The process
pools at hand return only whole calls and can't say which page killed the child (docs/decisions/0003-children.md).
"""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import multiprocessing.resource_tracker
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import psutil

from readingroom.errors import ReadingRoomError, RoomError, TamperedError
from readingroom.locale import _, use

#: A function run in a child: takes one job, yields (unit, result) as it goes. Must be importable by name.
Work = Callable[[Any], Iterator[tuple[str, Any]]]

#: Share of the memory limit beyond which an idle child is replaced by a fresh one.
GROWN = 0.7

#: Seconds between looks at the memory of the children.
WATCH_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Job:
    """Work for one child.

    Attributes:
        work: function of a module, run in the child.
        payload: its argument; pickled.
        units: names of the units in the order they will be worked on.
        seconds: longest time for one unit.
    """

    work: Work
    payload: Any
    units: Sequence[str]
    seconds: float


@dataclass(frozen=True, slots=True)
class Event:
    """What a child did.

    Attributes:
        job: which job.
        kind: result (a unit is done), failed (a unit could not be done, with a sentence), died (the child is gone while
            on `unit`), limit (it was killed on `unit` for time or memory), stop (nothing can go on; `value` is the
            error to raise), done (the job is over).
        unit: which unit; empty for done.
        value: the result, or the sentence that says why not.
    """

    job: Job
    kind: Literal["result", "failed", "died", "limit", "stop", "done"]
    unit: str = ""
    value: Any = None


class Executor(Protocol):
    """Runs jobs; the same tests run over every back end."""

    slots: int

    def free(self) -> int:
        """How many more jobs can be started now."""

    def wake(self, most: int = 0) -> None:
        """Get ready for jobs that will come soon: for `most` at a time, for as many as there are slots if 0."""

    def start(self, job: Job) -> None:
        """Start a job in a free slot."""

    def events(self, seconds: float) -> list[Event]:
        """Wait up to `seconds` for something to happen and return what did."""

    def close(self) -> None:
        """Stop every child at once."""


class InProcess:
    """Runs jobs in this process, one after another: for tests and for looking with a debugger. Nothing is killed."""

    slots = 1

    def __init__(self) -> None:
        """Start with nothing to do."""
        self._jobs: list[Job] = []

    def free(self) -> int:
        """One job at a time."""
        return 1 - len(self._jobs)

    def wake(self, most: int = 0) -> None:
        """Nothing sleeps."""

    def start(self, job: Job) -> None:
        """Take the job; it runs when events are asked for."""
        self._jobs.append(job)

    def events(self, seconds: float) -> list[Event]:  # noqa: ARG002  # runs to the end, whatever the time
        """Run the job that was started and return all it did."""
        events: list[Event] = []
        for job in self._jobs:
            left = list(job.units)
            for named, value in run(job):
                unit = named or (left[0] if left else "")
                left = [other for other in left if other != unit]
                events.append(Event(job, _kind(value), unit, _shown(value)))
            events.append(Event(job, "done"))
        self._jobs.clear()
        return events

    def close(self) -> None:
        """Nothing runs."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A unit that could not be done, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """No unit can be done as things stand (the disk is full), so none is to blame."""

    error: ReadingRoomError


def _kind(value: Any) -> Literal["result", "failed", "stop"]:
    return "failed" if isinstance(value, Failed) else "stop" if isinstance(value, Stopped) else "result"


def _shown(value: Any) -> Any:
    return value.why if isinstance(value, Failed) else value.error if isinstance(value, Stopped) else value


def run(job: Job) -> Iterator[tuple[str, Any]]:
    """Run a job here; what goes wrong with one unit becomes `Failed`, and the units after it are tried alone."""
    try:
        yield from job.work(job.payload)
    except TamperedError as error:
        yield "", Failed(str(error))  # this file's bytes; those of others may be whole
    except RoomError as error:
        yield "", Stopped(error)
    except ReadingRoomError as error:
        yield "", Failed(str(error))
    except (MemoryError, RecursionError) as error:
        yield "", Failed(_("It needs more memory than one page may take ({reason}).", reason=type(error).__name__))
    except Exception as error:  # noqa: BLE001  # one bad page must not stop the run; the type is shown, never its text
        yield "", Failed(_("The reader broke on it ({reason}). Please report this.", reason=type(error).__name__))


@dataclass(slots=True)
class _Child:
    process: multiprocessing.process.BaseProcess
    pipe: multiprocessing.connection.Connection
    job: Job | None = None
    done: set[str] = field(default_factory=set)
    since: float = 0.0

    def unit(self) -> str:
        """The unit it is working on: the first that is not done."""
        return next((unit for unit in self.job.units if unit not in self.done), "") if self.job else ""


def _memory(child: _Child) -> int:
    """Resident memory of a child in bytes; 0 when it is gone."""
    try:
        return int(psutil.Process(child.process.pid).memory_info().rss)
    except psutil.Error:
        return 0


class Spawned:
    """Runs jobs in spawned children that live on from job to job, so that models are loaded once a child.

    A child that has grown beyond `GROWN` of its limit is replaced between two jobs: libraries keep memory from page to
    page (measured: 440 MB after the first scans, 590 MB after a hundred), and no page should pay for those before it.
    """

    def __init__(self, slots: int, megabytes: int, warm: Callable[[], None] | None = None) -> None:
        """Use up to `slots` children of at most `megabytes` of memory each.

        Args:
            slots: most children at a time.
            megabytes: most resident memory of each, millions of bytes.
            warm: what a child runs before its first job, to load what it will need; importable by name.
        """
        self.slots = max(1, slots)
        self._warm = warm
        self._most = megabytes * 1_000_000
        self._context = multiprocessing.get_context("spawn")
        self._children: list[_Child] = []
        self._watched = 0.0

    def free(self) -> int:
        """How many children are idle or not yet started."""
        return self.slots - sum(child.job is not None for child in self._children)

    def wake(self, most: int = 0) -> None:
        """Start children, so that they are there when the first jobs are: starting one takes most of a second."""
        for _missing in range(min(most or self.slots, self.slots) - len(self._children)):
            self._spawn()

    def start(self, job: Job) -> None:
        """Give the job to an idle child, or start one."""
        for child in [child for child in self._children if child.job is None]:
            # Killed while idle, or grown over many pages that each were small: no unit's fault.
            if not child.process.is_alive() or _memory(child) > GROWN * self._most:
                self._bury(child, "died", "")
        child = next((child for child in self._children if child.job is None), None) or self._spawn()
        child.job, child.done, child.since = job, set(), time.monotonic()
        with contextlib.suppress(OSError):  # a child that died idle is noticed by events()
            child.pipe.send(job)

    def events(self, seconds: float) -> list[Event]:
        """Wait for children; kill those over their limits."""
        until = time.monotonic() + seconds
        events: list[Event] = []
        while not events:
            busy = [child for child in self._children if child.job is not None]
            left = until - time.monotonic()
            if not busy or left <= 0:
                break
            ready = multiprocessing.connection.wait([child.pipe for child in busy], min(left, WATCH_SECONDS))
            for child in busy:
                if child.pipe in ready:
                    events.extend(self._hear(child))
                if child in self._children and (why := self._over(child)):
                    events.extend(self._bury(child, "limit", why))
        return events

    def close(self) -> None:
        """Kill every child; their unfinished units are nobody's fault."""
        for child in self._children:
            child.process.kill()
            child.pipe.close()
        for child in self._children:
            child.process.join(5)
        self._children.clear()

    def _spawn(self) -> _Child:
        mine, theirs = self._context.Pipe()
        process = self._context.Process(target=_child_main, args=(theirs, self._warm), daemon=True)
        with _deaf_to_interrupts():
            process.start()
        theirs.close()
        child = _Child(process, mine)
        self._children.append(child)
        return child

    def _hear(self, child: _Child) -> list[Event]:
        events, job = [], child.job
        if job is None:
            return []
        try:
            while child.pipe.poll():
                kind, unit, value = child.pipe.recv()
                child.since = time.monotonic()
                named = "" if kind == "done" else unit or child.unit()
                events.append(Event(job, kind, named, value))
                child.done.add(named)
                if kind == "done":
                    child.job = None
                    break
        except (EOFError, OSError):
            child.process.join(5)
            code = child.process.exitcode
            events.extend(self._bury(child, "died", _("The reader crashed on it (exit {code}).", code=code)))
        return events

    def _over(self, child: _Child) -> str:
        job = child.job
        if job is None:
            return ""
        if time.monotonic() - child.since > job.seconds:
            return _("It took longer than {seconds} seconds.", seconds=round(job.seconds))
        if time.monotonic() - self._watched < WATCH_SECONDS:
            return ""
        if child is self._children[-1]:
            self._watched = time.monotonic()
        if _memory(child) > self._most:
            return _("It needed more than {megabytes} MB of memory.", megabytes=self._most // 10**6)
        return ""

    def _bury(self, child: _Child, kind: Literal["died", "limit"], why: str) -> list[Event]:
        job, unit = child.job, child.unit()
        child.process.kill()
        child.process.join(5)
        child.pipe.close()
        self._children.remove(child)
        return [Event(job, kind, unit, why), Event(job, "done")] if job else []


@contextlib.contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Hold Ctrl-C back while a child starts, which inherits that: the terminal sends it to the whole family at once."""
    import signal  # noqa: PLC0415  # only starting children needs it

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Python's own helper process lets interrupts in again when it starts, so it starts before.
    multiprocessing.resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _leave_with_parent() -> None:
    """End this child when its parent is gone, also in the middle of a page that never ends."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _child_main(pipe: multiprocessing.connection.Connection, warm: Callable[[], None] | None) -> None:
    """Live in a child: take jobs until the pipe closes, which it does when the parent dies, however it dies."""
    import signal  # noqa: PLC0415  # only children need it

    use(os.environ.get("READINGROOM_LANG", "en"))  # what fails is said in the language of whoever adds
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interruption means
    if warm is not None:
        with contextlib.suppress(Exception):  # what is missing is missed, and said, by the job that needs it
            warm()
    with contextlib.suppress(EOFError, OSError):
        while True:
            job = pipe.recv()
            for unit, value in run(job):
                pipe.send((_kind(value), unit, _shown(value)))
            pipe.send(("done", "", None))


def children_for(megabytes: int) -> int:
    """Return how many children of `megabytes` fit the cores and the free memory of this machine, at least one."""
    cores = len(psutil.Process().cpu_affinity()) if hasattr(psutil.Process, "cpu_affinity") else psutil.cpu_count() or 1
    return max(1, min(cores, int(psutil.virtual_memory().available // (megabytes * 1_000_000))))
