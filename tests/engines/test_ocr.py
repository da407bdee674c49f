from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from readingroom.engines.ocr import Recognised, models
from readingroom.engines.ocr.ppocr import PpOcr
from readingroom.engines.ocr.runtime import onnx_model, openvino_model
from readingroom.errors import RoomError
from readingroom.model.page import Sheet
from readingroom.reading.scan import ordered

LINES = [
    "The district office reported 412 arrests",
    "during the operation of September 2017.",
    "Contact the field office by noon.",
]


def picture(angle: float = 0) -> np.ndarray:
    spec = importlib.util.find_spec("matplotlib")
    folder = Path(spec.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"
    font = ImageFont.truetype(folder / "DejaVuSerif.ttf", 24)
    image = Image.new("L", (1275, 700), 255)
    for number, text in enumerate(LINES):
        ImageDraw.Draw(image).text((150, 150 + 60 * number), text, fill=0, font=font)
    return np.asarray(image.rotate(angle, fillcolor=255))


@pytest.fixture(params=["openvino", "onnx"], scope="module")
def reader(request) -> PpOcr:
    if request.param == "openvino":
        pytest.importorskip("openvino", reason="OpenVINO has no build for this platform")
    return PpOcr("tiny", request.param, openvino_model if request.param == "openvino" else onnx_model)


def rows_of(found: Recognised) -> list:
    return list(ordered(found, Sheet(612, 336)))


@pytest.mark.parametrize("angle", [0, 1.5])
def test_clean_print_is_read_word_for_word(reader: PpOcr, angle: float) -> None:
    found = reader.read(picture(angle), 150)
    words = " ".join(LINES).split()
    assert words == [word for word, _box, _sure, _line in rows_of(found)]
    assert found.quality > 0.9
    assert found.turned == 0


def test_words_stand_where_they_were_drawn(reader: PpOcr) -> None:
    rows = rows_of(reader.read(picture(), 150))
    first = rows[0][1]
    assert pytest.approx([150 / 1275, 150 / 700], abs=0.02) == [first.left, first.top]
    tops = [box.top for _word, box, _sure, _line in rows]
    assert [line for *_rest, line in rows] == [0] * 6 + [1] * 6 + [2] * 6
    assert tops == pytest.approx([(150 + 60 * line) / 700 for *_rest, line in rows], abs=0.03)


def test_a_page_without_text_has_no_words(reader: PpOcr) -> None:
    assert reader.read(np.full((1650, 1275), 255, np.uint8), 150).rows == ()


def test_another_model_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(models.HASHES, "ppocrv6/tiny/det/det.onnx", "0" * 64)
    with pytest.raises(RoomError, match="not the tested one"):
        models.model_file("ppocrv6/tiny/det/det.onnx")
