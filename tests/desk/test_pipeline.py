from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.executor import Event, InProcess, Job
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room, open_room
from readingroom.desk.worker import read_pages
from readingroom.store.schema import TASKS


class Scripted(InProcess):
    """Opens files as usual; what happens to the page is played from a script of (kind, sentence)."""

    def __init__(self, *script: tuple[str, str]) -> None:
        super().__init__()
        self.script = list(script)

    def events(self, seconds: float) -> list[Event]:
        job: Job = self._jobs[0]
        if job.work is not read_pages:
            return super().events(seconds)
        self._jobs.clear()
        kind, why = self.script.pop(0)
        return [Event(job, kind, job.units[0], why), Event(job, "done")]


@pytest.mark.parametrize(
    ("script", "state", "error"),
    [
        ([("died", "gone")] * 3, "set_aside", "gone Tried 3 times."),
        ([("limit", "slow"), ("died", "gone"), ("failed", "damaged")], "failed", "damaged"),
        ([("failed", "damaged")], "failed", "damaged"),
    ],
)
def test_a_page_that_kills_is_tried_three_times_and_one_that_fails_once(
    tmp_path: Path, script: list[tuple[str, str]], state: str, error: str
) -> None:
    room = tmp_path / "room"
    make_room(room)
    page = write_pdf(tmp_path / "a.pdf", line("Plan"))
    report = add(room, [page], Given(), lambda _step: None, executor=Scripted(*script))
    assert [failure.error for failure in report.failures if failure.page] == [error]
    with open_room(room) as opened, opened.catalogue.connect() as connection:
        [task] = connection.execute(select(TASKS).where(TASKS.c.stage == "read"))
    assert (task.state, task.holder) == (state, "")
