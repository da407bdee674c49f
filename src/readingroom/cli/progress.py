"""Progress on stderr: what is being done, how fast, how long still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from readingroom.locale import _
from readingroom.model.answers import Progress as Step


@contextmanager
def shown() -> Iterator[Callable[[Step], None]]:
    """Show progress while the block runs; the callback is given each step. Silent when stderr is no terminal."""
    titles = {
        "receive": _("Receiving"),
        "open": _("Opening"),
        "read": _("Reading"),
        "index": _("Indexing"),
        "write": _("Writing"),
        "check": _("Checking"),
    }
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        bars: dict[str, int] = {}

        def show(step: Step) -> None:
            if step.stage not in bars:
                bars[step.stage] = bar.add_task(titles[step.stage], total=None, rate="")
            rate = _("{rate} a second", rate=f"{step.rate:.1f}")
            bar.update(bars[step.stage], completed=step.done, total=step.total or None, rate=rate)  # type: ignore[arg-type]  # a task's number

        yield show
