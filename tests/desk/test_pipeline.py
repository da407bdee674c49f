from __future__ import annotations

import random
import re
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from pdfs import line, write_pdf
from readingroom.cli.main import commands
from readingroom.desk.add import add
from readingroom.desk.browse import file_facts, original
from readingroom.desk.executor import Event, InProcess, Job
from readingroom.desk.index import unindexed
from readingroom.desk.look import to_look
from readingroom.desk.quote import quote
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room, open_room
from readingroom.desk.search import search
from readingroom.desk.status import status
from readingroom.desk.worker import OPEN_VERSION, READ_VERSION, read_pages
from readingroom.errors import UnreadableError
from readingroom.model.file import Opened
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


def test_a_damaged_file_is_mended_and_everyone_sees_how_much_of_it_is_there(tmp_path: Path) -> None:
    room = tmp_path / "room"
    make_room(room)
    path = write_pdf(tmp_path / "plan.pdf", *(line(f"Page {n}") + "% " + "x" * 500 for n in range(1, 9)))
    with pikepdf.open(path) as pdf:
        pdf.save(path.with_name("b.pdf"), linearize=True)
    data = path.with_name("b.pdf").read_bytes()
    torn = path.with_name("torn.pdf")
    torn.write_bytes(data[: len(data) * 3 // 5])
    report = add(room, [torn], Given("June"), lambda _step: None, executor=InProcess())
    assert report.failures
    with open_room(room) as opened:
        [row] = status(opened).recovered
        assert (row.path, row.expected, row.repair, row.waiting) == ("torn.pdf", 8, "rebuilt", 0)
        assert 2 <= row.pages < 8
        assert search(opened, "Page").total >= row.pages - 1
        facts = file_facts(opened, row.file).facts
        assert (facts.expected, facts.repair, facts.pages, facts.state) == (8, "rebuilt", 8, "partly")
        # The original is as received, the mended body stands beside it.
        assert original(opened, row.file).path.read_bytes() == torn.read_bytes()
        assert len(list(opened.vault.files())) == 2
        assert list(opened.vault.scratch.glob("*")) == []
    shown = CliRunner().invoke(commands, ["status", str(room)])
    assert f"torn.pdf: damaged; {row.pages} of 8 pages recovered." in shown.stdout


def test_pages_that_lost_all_they_showed_are_not_counted_as_recovered(tmp_path: Path) -> None:
    room = tmp_path / "room"
    make_room(room)
    path = write_pdf(tmp_path / "plan.pdf", *(line(f"Words of page {number}") * 5 for number in range(8)))
    with pikepdf.open(path) as pdf:
        pdf.save(tmp_path / "b.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = (tmp_path / "b.pdf").read_bytes()
    torn = tmp_path / "torn.pdf"
    fifth = [found.end() for found in re.finditer(rb"(?<!end)stream\r?\n", data)][4]
    torn.write_bytes(data[: fifth + 20])
    add(room, [torn], Given("June"), lambda _step: None, executor=InProcess())
    with open_room(room) as opened:
        [row] = status(opened).recovered
        assert (row.pages, row.expected) == (4, 8)
        listed = file_facts(opened, row.file)
        assert (listed.read, listed.failed, listed.damaged, listed.empty) == (8, 0, 4, 4)
        first = to_look(opened).pages
        assert [(one.number, one.reasons, one.words) for one in first] == [(n, ("damaged",), 0) for n in (5, 6, 7, 8)]
    shown = CliRunner().invoke(commands, ["status", str(room)])
    assert "torn.pdf: damaged; 4 of 8 pages recovered." in shown.stdout


def test_a_file_that_an_older_version_could_not_open_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "room"
    make_room(room)
    path = write_pdf(tmp_path / "plan.pdf", line("Plan"))
    torn = tmp_path / "torn.pdf"
    torn.write_bytes(random.Random(1).randbytes(500) + path.read_bytes().replace(b"startxref", b"XXXXXXXXX"))

    def refused(*_arguments: object) -> Opened:
        raise UnreadableError("The PDF is damaged and can't be opened.")

    with monkeypatch.context() as patch:
        patch.setattr("readingroom.intake.repair.open_pdf", refused)
        for place in ("worker", "pipeline", "add"):
            patch.setattr(f"readingroom.desk.{place}.OPEN_VERSION", OPEN_VERSION - 1)
        assert len(add(room, [torn], Given("June"), lambda _step: None, executor=InProcess()).failures) == 1
    report = add(room, [], Given(), lambda _step: None, executor=InProcess())
    assert (report.pages, report.failures) == (1, ())


def test_a_page_that_lost_some_of_its_words_is_on_the_list_of_pages_to_look_at(tmp_path: Path) -> None:
    room = tmp_path / "room"
    make_room(room)
    text = "".join(line(f"line {n} of this page", y=760 - 12 * n) for n in range(50))
    path = write_pdf(tmp_path / "a.pdf", line("One"), text)
    with pikepdf.open(path) as pdf:
        packed = pdf.pages[1].Contents.read_raw_bytes()
        pdf.pages[1].Contents = pdf.make_stream(packed[: len(packed) // 2], Filter=pikepdf.Name.FlateDecode)
        pdf.save(tmp_path / "b.pdf", compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    add(room, [tmp_path / "b.pdf"], Given("June"), lambda _step: None, executor=InProcess())
    with open_room(room) as opened, opened.catalogue.connect() as connection:
        looks = [row.look for row in connection.execute(select(PAGES).order_by(PAGES.c.number))]
    assert looks == ["", "damaged"]
