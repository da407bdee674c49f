from __future__ import annotations

import importlib.util
import multiprocessing
import string
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest
from PIL import Image, ImageDraw, ImageFont

from readingroom.engines.ocr import Recogniser, load_recogniser
from readingroom.engines.pages import Pixels
from readingroom.model.geometry import Box
from readingroom.model.page import Sheet
from readingroom.reading.look import with_look
from readingroom.reading.scan import MOST_PIXELS, read_scan
from readingroom.store.settings import Settings

DPI = 200.0


class OneImage:
    """An image as a file of one page."""

    name, pages = "made", 1

    def __init__(self, pixels: Pixels) -> None:
        self._pixels = pixels

    def size(self, _number: int) -> Sheet:
        return Sheet(self._pixels.shape[1] / DPI * 72, self._pixels.shape[0] / DPI * 72)

    def render(self, _number: int, *, dpi: float, gray: bool = True, turned: int = 0) -> Pixels:
        del gray
        size = [max(1, round(side * dpi / DPI)) for side in self._pixels.shape]
        assert size[0] * size[1] <= MOST_PIXELS * 1.01
        shown = cv2.resize(self._pixels, (size[1], size[0]), interpolation=cv2.INTER_AREA)
        return np.ascontiguousarray(np.rot90(shown, -(turned // 90)))

    def damaged(self, _number: int) -> bool:
        return False

    def close(self) -> None:
        pass


def noise() -> Pixels:
    return np.random.default_rng(7).integers(0, 256, (1100, 850), dtype=np.uint8)


def boxes() -> Pixels:
    image = np.full((1100, 850), 255, np.uint8)
    for y in range(4, 1090, 11):
        for x in range(4, 840, 8):
            image[y : y + 7, x : x + 5] = 0
    return image


PAGES = {
    "one dot": np.zeros((1, 1), np.uint8),
    "one dot wide": np.tile(np.array([0, 255], np.uint8), 300)[:, None],
    "20,000 dots wide": np.tile(np.array([0] * 20 + [255] * 20, np.uint8), (40, 500)),
    "black": np.zeros((2200, 1700), np.uint8),
    "noise": noise(),
    "ten thousand boxes": boxes(),
}


@pytest.fixture(scope="module")
def engine() -> Recogniser:
    return load_recogniser("fast")


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_read_without_a_crash_and_gives_hardly_a_word(engine: Recogniser, name: str) -> None:
    reading = read_scan(OneImage(PAGES[name]), 1, lambda: engine)
    assert len(reading.words) <= 5


def test_a_page_that_is_black_all_over_is_a_covered_place_and_a_white_one_is_not(engine: Recogniser) -> None:
    black, white = (read_scan(OneImage(np.full((2200, 1700), gray, np.uint8)), 1, lambda: engine) for gray in (20, 245))
    assert [(region.kind, region.box) for region in black.regions] == [("box", Box(0, 0, 1, 1))]
    assert not white.regions


def dense() -> Pixels:
    """Three thousand scraps of three small letters: as many lines as a page can have."""
    rng = np.random.default_rng(3)
    image = Image.new("L", (1700, 2200), 255)
    for y in range(0, 2190, 16):
        for x in range(0, 1690, 60):
            letters = "".join(chr(97 + letter) for letter in rng.integers(0, 26, 3))
            ImageDraw.Draw(image).text((x, y), letters, fill=0, font=font(11))
    return np.array(image)


def costs(names: list[str], mode: str) -> list[tuple[str, float, int]]:
    """Return (name, seconds of CPU, most MB of memory so far) of hostile pages read one after another; run apart."""
    engine = load_recogniser(mode)
    found = []
    for name in names:
        page = dense() if name == "dense" else PAGES[name]
        begun = time.process_time()
        read_scan(OneImage(page), 1, lambda: engine)
        memory = psutil.Process().memory_info()
        found.append((name, time.process_time() - begun, getattr(memory, "peak_wset", memory.rss) // 10**6))
    return found


@pytest.mark.parametrize("mode", ["balanced", "accurate"])
def test_hostile_pages_cost_no_more_time_and_memory_than_a_page_may(mode: str) -> None:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
        found = apart.submit(costs, [*PAGES, "dense"], mode).result()
    given = Settings(name="")
    for name, seconds, megabytes in found:
        # found on 2 cores: 28 s for the dense page, .2 s for each other
        assert seconds < (given.page_seconds / 2 if name == "dense" else 5), (name, seconds)
        assert megabytes < given.child_megabytes, (name, megabytes)


def font(size: int, name: str = "DejaVuSans") -> ImageFont.FreeTypeFont:
    """A font that comes with a package of the tests."""
    found = importlib.util.find_spec("matplotlib")
    return ImageFont.truetype(
        Path(found.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf" / f"{name}.ttf", size
    )


def printed(*lines: str) -> Pixels:
    """A letter page with lines of print."""
    image = Image.new("L", (1700, 2200), 255)
    for number, line in enumerate(lines):
        ImageDraw.Draw(image).text((160, 160 + 70 * number), line, fill=0, font=font(32))
    return np.array(image)


def test_a_page_that_lies_askew_by_45_degrees_is_read_or_marked() -> None:
    lines = [f"Paragraph {number} the district office reported {number * 37} arrests" for number in range(25)]
    page = np.asarray(Image.fromarray(printed(*lines)).rotate(45, fillcolor=255))
    reading = with_look(read_scan(OneImage(page), 1, lambda: load_recogniser("balanced")))
    assert list(reading.words).count("district") >= 20 or "poor" in reading.look


def test_a_page_of_five_scripts_is_marked() -> None:
    greek = "\u03a4\u03bf \u03b3\u03c1\u03b1\u03c6\u03b5\u03af\u03bf"
    five = ["The district office", "Районное управление", greek, "ماركز الشرطة أبلغ", "משרד המחוז דיווח"]
    reading = with_look(read_scan(OneImage(printed(*five * 4)), 1, lambda: load_recogniser("balanced")))
    assert "poor" in reading.look
    assert reading.quality < 0.6


def codes() -> tuple[list[str], Pixels]:
    """Return codes of seven letters and numbers, and a blurred and grainy page with six of them on each of 20 lines."""
    rng = np.random.default_rng(1)
    made = ["".join(rng.choice(list(string.ascii_uppercase + string.digits), 7)) for _code in range(120)]
    image = Image.new("L", (1700, 2200), 255)
    for line in range(20):
        text = "  ".join(made[6 * line : 6 * line + 6])
        ImageDraw.Draw(image).text((150, 150 + 52 * line), text, fill=20, font=font(30, "DejaVuSerif"))
    blurred = cv2.GaussianBlur(np.array(image), (0, 0), 2.0)
    return made, np.clip(blurred + rng.normal(0, 40, blurred.shape), 0, 255).astype(np.uint8)


def test_a_page_of_codes_keeps_its_words_and_is_in_no_other_script() -> None:
    made, page = codes()
    reading = with_look(read_scan(OneImage(page), 1, lambda: load_recogniser("balanced")))
    assert len(reading.words) == len(made)
    assert len(set(made) & set(reading.words)) > len(made) / 2
    assert "other_script" not in reading.look
