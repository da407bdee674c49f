from __future__ import annotations

import hashlib
import io
import os
import shutil
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from pdfs import line, write_pdf
from readingroom.desk import images
from readingroom.desk.add import add
from readingroom.desk.executor import Event, InProcess, Job
from readingroom.desk.images import Cache, Images, step_for
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room, open_room
from readingroom.desk.words import image, strip
from readingroom.desk.worker import DrawPage
from readingroom.engines.strips import cut_strip
from readingroom.errors import DoesNotHoldError, TamperedError, UnreadableError, WrongUseError
from readingroom.model.geometry import Box
from readingroom.model.ids import FileId, page_id
from readingroom.store.vault import Vault


@pytest.fixture
def task(tmp_path: Path) -> DrawPage:
    (tmp_path / "vault").mkdir()
    path = write_pdf(tmp_path / "a.pdf", line("Plan"), line("Two"))
    with path.open("rb") as stream:
        file, _size = Vault(tmp_path / "vault").put(stream)
    return DrawPage(tmp_path / "vault", file, "application/pdf", 1, 0, 300)


class Counting(InProcess):
    """Runs jobs here and counts them."""

    def __init__(self) -> None:
        super().__init__()
        self.started = 0

    def start(self, job: Job) -> None:
        self.started += 1
        super().start(job)


class Dying(InProcess):
    """Every job kills its child."""

    def events(self, seconds: float) -> list[Event]:  # noqa: ARG002  # nothing is waited for
        events = [
            event for job in self._jobs for event in (Event(job, "died", "page", "It crashed."), Event(job, "done"))
        ]
        self._jobs.clear()
        return events


def test_steps_are_few() -> None:
    assert [step_for(width) for width in (1, 300, 301, 1601, 9999)] == [300, 300, 1000, 2400, 2400]


def test_a_page_is_drawn_once_for_many_who_ask(tmp_path: Path, task: DrawPage) -> None:
    executor = Counting()
    drawing = Images(Cache(tmp_path / "cache", 10**9), lambda: executor)
    answers: list[bytes] = []
    threads = [threading.Thread(target=lambda: answers.append(drawing.draw(task))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert Image.open(io.BytesIO(answers[0])).width == 300
    drawn = executor.started
    drawing.draw(task)
    assert executor.started == drawn
    shutil.rmtree(tmp_path / "cache")
    assert drawing.draw(task) == answers[0]
    assert drawing.draw(task) == answers[0]
    assert executor.started == drawn + 1
    drawing.close()


def test_a_deleted_or_forbidden_cache_is_no_error(tmp_path: Path, task: DrawPage) -> None:
    drawing = Images(Cache(tmp_path / "file", 10**9), InProcess)
    (tmp_path / "file").write_text("not a folder")
    assert drawing.draw(task)
    drawing.close()


def test_a_page_that_kills_its_child_is_said_and_not_tried_again_at_once(tmp_path: Path, task: DrawPage) -> None:
    made = []
    drawing = Images(Cache(tmp_path / "cache", 10**9), lambda: made.append(1) or Dying())
    for _ in range(2):
        with pytest.raises(UnreadableError, match="crashed"):
            drawing.draw(task)
    drawing.close()
    with pytest.raises(UnreadableError, match="closed"):
        drawing.draw(DrawPage(task.vault, task.body, task.media_type, 2, 0, 300))


def test_a_damaged_page_is_said_in_words(tmp_path: Path, task: DrawPage) -> None:
    drawing = Images(Cache(tmp_path / "cache", 10**9), InProcess)
    with pytest.raises(UnreadableError, match="Page 9 of the PDF is damaged"):
        drawing.draw(DrawPage(task.vault, task.body, task.media_type, 9, 0, 300))
    with pytest.raises(UnreadableError):
        drawing.draw(DrawPage(task.vault, FileId("0" * 64), task.media_type, 1, 0, 300))
    drawing.close()


def test_a_spawned_child_draws_and_goes_away(tmp_path: Path, task: DrawPage) -> None:
    drawing = images.images_for(tmp_path / "cache", megabytes=100, spare_megabytes=0, child_megabytes=800)
    assert Image.open(io.BytesIO(drawing.draw(task))).width == 300
    drawing.close()


def test_a_full_cache_loses_what_was_used_longest_ago(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 10_000)
    for number in range(12):
        cache.put(f"{number:02d}.webp", bytes([number + 1]) * 1000)
        os.utime(tmp_path / f"{number:02d}"[:2] / f"{number:02d}.webp", (number, number))
    assert cache.get("00.webp")  # used just now
    cache.trim()
    assert cache.get("00.webp")
    assert cache.get("01.webp") is None
    assert sum(path.stat().st_size for path in tmp_path.glob("*/*")) <= 10_000


def test_two_caches_in_one_folder_do_not_disturb_each_other(tmp_path: Path) -> None:
    first, second = Cache(tmp_path, 50_000), Cache(tmp_path, 50_000)
    stop = time.monotonic() + 1

    def use(cache: Cache) -> None:
        number = 0
        while time.monotonic() < stop:
            number += 1
            name = f"{number % 90:02d}.webp"
            cache.put(name, bytes([65]) * 1000)
            kept = cache.get(name)
            assert kept is None or kept == bytes([65]) * 1000
            cache.trim()

    threads = [threading.Thread(target=use, args=(cache,)) for cache in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not list(tmp_path.glob("*/*.new"))


def test_nothing_is_kept_when_the_disk_is_nearly_full(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 10**9, spare=10**18)
    cache.put("aa.webp", b"x")
    assert cache.get("aa.webp") is None


def test_images_leave_by_the_one_door_and_never_for_the_public(tmp_path: Path) -> None:
    make_room(tmp_path / "room")
    path = write_pdf(tmp_path / "plan.pdf", line("Plan"))
    add(tmp_path / "room", [path], Given(), lambda _step: None, executor=InProcess())
    page = page_id(hashlib.sha256(path.read_bytes()).hexdigest(), 1)
    with open_room(tmp_path / "room") as room:
        room.cached["images"] = Images(Cache(room.paths.images, 10**9), InProcess)
        assert Image.open(io.BytesIO(image(room, page, "room", width=250))).width == 300
        box = Box(0, 0, 0.5, 0.1)
        assert Image.open(io.BytesIO(strip(room, page, "room", band=box, marks=[], width=1000))).width == 500
        for ask in (
            lambda: image(room, page, "public", width=300),
            lambda: strip(room, page, "public", band=box, marks=[], width=300),
        ):
            with pytest.raises(DoesNotHoldError):
                ask()
        with pytest.raises(WrongUseError, match="no page"):
            image(room, page_id(FileId("0" * 64), 1), "room", width=300)
        body = room.vault.place(FileId(page[:64]))
        body.unlink()
        with pytest.raises(TamperedError):
            image(room, page, "room", width=300)


def test_a_strip_is_the_band_with_its_words_marked() -> None:
    white = io.BytesIO()
    Image.new("RGB", (1600, 2000), "white").save(white, "WEBP")
    strip = Image.open(io.BytesIO(cut_strip(white.getvalue(), Box(0, 0.1, 0.5, 0.2), [Box(0.1, 0.14, 0.2, 0.16)])))
    assert strip.size == (800, 200)
    red, green, blue = strip.convert("RGB").getpixel((240, 100))
    assert (red > 240, green > 200, blue < 170) == (True, True, True)
    assert min(strip.convert("RGB").getpixel((700, 20))) > 250
