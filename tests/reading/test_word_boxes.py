"""Where the boxes of words stand on pages that lie askew, on their side or on their head."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from pdfs import line, write_pdf
from readingroom.engines.ocr import Recogniser, load_recogniser
from readingroom.engines.ocr.upright import turn
from readingroom.engines.pages import Pixels
from readingroom.engines.pdf import PdfPages
from readingroom.model.words import Words
from readingroom.reading.layer import read_layer

DPI = 150.0
TEXT = (
    "The inspectors went down into the old gallery on Monday",
    "and counted forty lamps of which nine were not lit that day",
    "while the office above waited for word and wrote letters",
    "about the second shaft and the price of timber and rope",
)

Floats = npt.NDArray[np.float64]


@pytest.fixture(scope="module")
def engine() -> Recogniser:
    return load_recogniser("fast")


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pixels, Words]:
    """A drawing of a born-digital page, and its words with the boxes of their ink."""
    content = "".join(line(text, 90, 640 - 60 * row, 11 + row) for row, text in enumerate(TEXT))
    source = PdfPages(write_pdf(tmp_path_factory.mktemp("page") / "a.pdf", content), None)
    page = source.page(1)
    words, image = read_layer(page).words, page.draw(DPI)
    page.close()
    source.close()
    return image, words


def leaning(image: Pixels, words: Words, degrees: float) -> tuple[Pixels, Floats]:
    """Return the drawing turned by some degrees, and the boxes (pixels) around its words there."""
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    out = np.asarray(cv2.warpAffine(image, matrix, (width, height), borderValue=255), np.uint8)
    boxes = np.array(words.boxes, np.float64).reshape(-1, 4) * (width, height, width, height)
    # a recogniser places words by their line: all of its words are as high as it
    for number in set(words.lines):
        mine = np.array(words.lines) == number
        boxes[mine, 1], boxes[mine, 3] = boxes[mine, 1].min(), boxes[mine, 3].max()
    corners = np.stack([boxes[:, [0, 1]], boxes[:, [2, 1]], boxes[:, [2, 3]], boxes[:, [0, 3]]], axis=1)
    moved = corners @ matrix[:, :2].T + matrix[:, 2]
    return out, np.hstack([moved.min(axis=1), moved.max(axis=1)])


def shared(one: Floats, other: Floats) -> tuple[float, float]:
    """Return intersection over union of two boxes, and how much of the first one's width the other covers."""
    size = np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2])
    if (size <= 0).any():
        return 0.0, 0.0
    areas = [float(np.prod(box[2:] - box[:2])) for box in (one, other)]
    both = float(np.prod(size))
    return both / (sum(areas) - both), float(size[0] / (one[2] - one[0]))


@pytest.mark.parametrize(
    ("degrees", "quarters"), [(0.0, 0), (0.0, 90), (0.0, 180), (0.0, 270), (-5.0, 0), (2.0, 0), (5.0, 180)]
)
def test_boxes_stand_over_their_print(
    engine: Recogniser, straight: tuple[Pixels, Words], degrees: float, quarters: int
) -> None:
    image, true = leaning(*straight, degrees)
    found = engine.read(turn(image, quarters), DPI)
    assert found.turned == (360 - quarters) % 360
    height, width = image.shape
    boxes: dict[str, list[Floats]] = {}
    for word, box, _sure, _line in found.rows:
        edges = np.array((box.left, box.top, box.right, box.bottom)) * (width, height, width, height)
        boxes.setdefault(word, []).append(edges)
    words = list(straight[1])
    scores = np.array([
        max((shared(here, box) for box in boxes.get(word, [])), default=(0.0, 0.0))
        for word, here in zip(words, true, strict=True)
    ])  # fmt: skip
    assert (scores[:, 0] > 0).mean() >= 0.95  # nearly all words are read as they are
    read = scores[scores[:, 0] > 0]
    assert float(np.median(read[:, 0])) >= 0.6  # lines are found a little higher than their ink
    assert float(np.median(read[:, 1])) >= 0.95  # no letter stands outside
    assert float(read[:, 1].min()) >= 0.75
