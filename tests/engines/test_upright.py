from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from readingroom.engines.ocr.detect import Corners
from readingroom.engines.ocr.runtime import best_runtime
from readingroom.engines.ocr.upright import Compass, turn, turned_line
from readingroom.engines.pages import Pixels

#: A line near the top left of an upright page of 600 x 800 pixels.
LINE = np.array([(50, 100), (250, 100), (250, 120), (50, 120)], np.float32)


@pytest.fixture(scope="module")
def compass() -> Compass:
    return Compass(best_runtime()[1])


def marked(line: Corners) -> tuple[int, int]:
    """Return width and height of the ink of a line."""
    size = line.max(axis=0) - line.min(axis=0)
    return int(size[0]), int(size[1])


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_line_is_turned_with_its_page(degrees: int) -> None:
    page = np.full((800, 600), 255, np.uint8)
    page[100:120, 50:250] = 0
    turned = turn(page, degrees)
    line = turned_line(LINE, degrees, 600, 800)
    left, top = line.min(axis=0).astype(int)
    right, bottom = line.max(axis=0).astype(int)
    assert not turned[top:bottom, left:right].any()
    assert int((turned == 0).sum()) == (right - left) * (bottom - top)
    assert marked(line) == ((200, 20) if degrees % 180 == 0 else (20, 200))


def paper(*, wide: bool) -> tuple[Pixels, list[Corners]]:
    page: npt.NDArray[np.uint8] = np.full((800, 600), 255, np.uint8)
    step: npt.NDArray[np.float32] = np.array((0, 40) if wide else (40, 0), np.float32)
    line = LINE if wide else turned_line(LINE, 90, 600, 800)
    return page, [line + step * at - (0 if wide else 300) * np.array((1, 0), np.float32) for at in range(5)]


@pytest.mark.parametrize("upright_at", [90, 270])
def test_a_page_on_its_side_is_turned_the_way_in_which_it_reads_well(compass: Compass, upright_at: int) -> None:
    page, lines = paper(wide=False)
    wide = paper(wide=True)[1]
    # the page that is turned by 90 is asked first; the one by 270 is the same turned by half
    seen: list[Pixels] = []

    def reads(image: Pixels, _line: Corners) -> tuple[float, int]:
        if image is page:
            return 0.0, 20
        if not any(image is one for one in seen):
            seen.append(image)
        first = image is seen[0]
        return (20.0 if first == (upright_at == 90) else 2.0), 20

    assert compass.turn(page, lines, reads, lambda _image: wide) == upright_at


@pytest.mark.parametrize("wide", [True, False])
def test_a_page_that_reads_well_in_no_direction_stays(compass: Compass, *, wide: bool) -> None:
    page, lines = paper(wide=wide)
    assert compass.turn(page, lines, lambda _image, _line: (1.0, 20), lambda _image: lines) == 0


def test_a_page_without_lines_stays(compass: Compass) -> None:
    def never(_image: Pixels, _line: Corners) -> tuple[float, int]:
        raise AssertionError

    assert compass.turn(np.full((80, 60), 255, np.uint8), [], never, lambda _image: []) == 0
