from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.executor import Event, InProcess, Job
from readingroom.desk.index import unindexed
from readingroom.desk.quote import quote
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room, open_room
from readingroom.desk.search import search
from readingroom.desk.worker import READ_VERSION, read_pages
from readingroom.store.schema import PAGES, TASKS


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


def test_what_an_older_version_read_of_a_page_goes_when_the_page_can_no_longer_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "room"
    make_room(room)
    page = write_pdf(tmp_path / "a.pdf", line("Plan with a name"))
    add(room, [page], Given(), lambda _step: None, executor=InProcess())
    with open_room(room) as opened:
        assert search(opened, "name").total == 1
    for place in ("worker", "pipeline", "add"):
        monkeypatch.setattr(f"readingroom.desk.{place}.READ_VERSION", READ_VERSION + 1)
    add(room, [], Given(), lambda _step: None, executor=Scripted(("failed", "damaged")))
    with open_room(room) as opened:
        assert search(opened, "name").total == 0
        assert quote(opened, "Plan with a name").verdict == "not_found"
        with opened.catalogue.connect() as connection:
            [row] = connection.execute(select(PAGES))
        assert (row.state, row.reading_id, row.words, row.indexed) == ("failed", None, 0, None)
        assert opened.readings.numbers() == set()
        assert unindexed(opened) == 0


def test_the_same_bytes_on_another_day_or_from_another_sender_are_a_further_receipt(tmp_path: Path) -> None:
    room = tmp_path / "room"
    make_room(room)
    page = write_pdf(tmp_path / "a.pdf", line("Plan"))
    given = [
        Given("June", "2018-06-01", "District"),
        Given("June", "2018-06-01", "District"),
        Given("June"),
        Given("June", "2018-06-09", "District"),
        Given("June", "2018-06-09", "Headquarters"),
    ]
    new = [add(room, [page], one, lambda _step: None, executor=InProcess()) for one in given]
    assert [(report.new, report.again) for report in new] == [(1, 0), (0, 0), (0, 0), (0, 1), (0, 1)]
