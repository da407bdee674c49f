from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from readingroom.engines.ocr import AGREE, DIFFER, ONCE, Recognised, load_recogniser, models
from readingroom.engines.ocr.ppocr import PpOcr
from readingroom.engines.ocr.runtime import onnx_model, openvino_model
from readingroom.engines.pdf import PdfPages
from readingroom.errors import RoomError
from readingroom.model.page import Sheet
from readingroom.reading.arrange import ordered

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
    return PpOcr("fast", request.param, openvino_model if request.param == "openvino" else onnx_model)


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


LETTER = [
    f"Paragraph {number}: the district office reported {number * 37} arrests in September" for number in range(1, 19)
]


def letter(shade: int = 0) -> np.ndarray:
    """A letter page at 150 dpi, full of print."""
    spec = importlib.util.find_spec("matplotlib")
    folder = Path(spec.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"
    font = ImageFont.truetype(folder / "DejaVuSerif.ttf", 22)
    image = Image.new("L", (1275, 1650), 250)
    for number, text in enumerate(LETTER):
        ImageDraw.Draw(image).text((130, 150 + 60 * number), text, fill=shade, font=font)
    return np.array(image)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_on_its_side_or_head_is_read_upright(reader: PpOcr, quarters: int) -> None:
    upright = letter()
    # turned against the clock by so many quarters, so the same turns with the clock make it upright
    found = reader.read(np.ascontiguousarray(np.rot90(upright, quarters)), 150)
    assert found.turned == 90 * quarters
    words = [word for word, *_rest in ordered(found, Sheet(612, 792))]
    right = sum(one == other for one, other in zip(words, " ".join(LETTER).split(), strict=False))
    assert right > 0.9 * len(" ".join(LETTER).split())
    first = rows_of(found)[0][1]
    assert [first.left, first.top] == pytest.approx([130 / 1275, 150 / 1650], abs=0.015)


def test_print_that_shines_through_from_the_back_gives_no_words(reader: PpOcr) -> None:
    pale = letter(shade=195)
    assert len(reader.read(pale, 150).rows) > 100
    assert reader.read(np.ascontiguousarray(pale[:, ::-1]), 150).rows == ()


def test_a_pale_lone_letter_that_is_the_same_in_a_mirror_is_kept(reader: PpOcr) -> None:
    spec = importlib.util.find_spec("matplotlib")
    folder = Path(spec.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"
    image = Image.fromarray(letter()[:, :1150])
    cells = "YAHMTVWXYAHMTVWXYA"
    for number, text in enumerate(cells):
        place, font = (1080, 150 + 60 * number), ImageFont.truetype(folder / "DejaVuSans.ttf", 22)
        ImageDraw.Draw(image).text(place, text, fill=172, font=font)
    rows = reader.read(np.asarray(image), 150).rows
    alone = sorted((box.top, word) for word, box, *_rest in rows if box.left > 0.9)
    assert "".join(word for _top, word in alone) == cells


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (40, 40), (1650, 1275)])
def test_black_white_noise_and_tiny_pages_end_soon_and_give_few_words(reader: PpOcr, shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(1).integers(0, 256, shape).astype(np.uint8)
    for image in (np.zeros(shape, np.uint8), np.full(shape, 255, np.uint8), noise):
        assert len(reader.read(image, 150).rows) < 5


@pytest.mark.parametrize("shape", [(9000, 1200), (900, 9000)])
def test_a_very_long_page_is_looked_at_in_bands(reader: PpOcr, shape: tuple[int, int]) -> None:
    image = np.full(shape, 255, np.uint8)
    text = picture()[120:320, 100:700]
    for row, column in ((60, 100), (shape[0] // 2, shape[1] // 2 - 300), (shape[0] - 280, shape[1] - 700)):
        image[row : row + 200, column : column + 600] = text
    words = [word for word, *_rest in reader.read(image, 150).rows]
    assert words.count("district") == 3
    assert words.count("September") == 3


def test_each_word_has_its_signs(reader: PpOcr) -> None:
    found = reader.read(picture(), 150)
    count, lines = len(found.rows), len(found.lines)
    assert (len(found.signs), len(found.margins), len(found.gaps), len(found.agreed)) == (count,) * 4
    assert (len(found.strengths), len(found.readers)) == (lines, lines)
    assert set(found.agreed.tolist()) == {ONCE}
    assert set(found.readers.tolist()) == {0}
    assert (found.signs[:, 0] <= [sure + 1e-6 for _word, _box, sure, _line in found.rows]).all()
    assert (found.signs[:, 1] <= found.signs[:, 0] + 1e-6).all()
    assert ((found.margins >= 0) & (found.margins <= 1)).all()
    assert ((found.gaps >= 0) & (found.gaps < 0.5)).all()
    assert (found.strengths > 150).all()


def test_balanced_reads_weak_lines_again_and_only_those() -> None:
    clean, spoiled = picture(), picture().copy()
    noise = np.random.default_rng(7).random(spoiled.shape)
    spoiled[210:250] = np.where(noise[210:250] < 0.18, 255 - spoiled[210:250], spoiled[210:250])
    mode = load_recogniser("balanced")
    assert "tiny+small" in mode.name
    sure = mode.read(clean, 150)
    assert [word for word, *_rest in rows_of(sure)] == " ".join(LINES).split()
    found = mode.read(spoiled, 150)
    again = {
        line for (_word, _box, _sure, line), agreed in zip(found.rows, found.agreed, strict=True) if agreed != ONCE
    }
    assert {found.readers[line] for line in again} <= {0, 1}
    assert set(found.readers[[line not in again for line in range(len(found.lines))]].tolist()) == {0}
    spoiled_lines = {at for at, corners in enumerate(found.lines) if 205 < corners[:, 1].mean() * 700 < 255}
    assert again == spoiled_lines
    assert {AGREE, DIFFER} >= set(found.agreed[[line in again for *_rest, line in found.rows]].tolist())


@pytest.mark.records
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
@pytest.mark.parametrize(
    ("file", "number"), [("fbi_burge_civilrights_memos_1991-93.pdf", 3), ("norcross_pd_predpol_MR57810.pdf", 30)]
)
def test_real_scans_are_turned_upright(reader: PpOcr, records: Path, file: str, number: int, quarters: int) -> None:
    pages = PdfPages(records / "foia" / file)
    image = pages.render(number, dpi=150)
    pages.close()
    assert reader.read(np.ascontiguousarray(np.rot90(image, quarters)), 150).turned == 90 * quarters


def test_both_runtimes_give_the_same_words() -> None:
    pytest.importorskip("openvino", reason="OpenVINO has no build for this platform")
    one = PpOcr("fast", "openvino", openvino_model).read(letter(), 150)
    other = PpOcr("fast", "onnx", onnx_model).read(letter(), 150)
    words = [[word for word, *_rest in ordered(found, Sheet(612, 792))] for found in (one, other)]
    same = sum(left == right for left, right in zip(*words, strict=False))
    assert same >= 0.97 * len(words[0])
    assert max(sure for _word, _box, sure, _line in other.rows) <= 1.0


def test_only_letters_of_latin_script_are_read(reader: PpOcr) -> None:
    letters = set("".join(reader._reader._letters))
    assert {"é", "ñ", "§", "€", "“", "☐", " "} <= letters
    assert not letters & set("分凶口Ж")


def test_another_model_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(models.HASHES, "ppocrv6/tiny/det/det.onnx", "0" * 64)
    with pytest.raises(RoomError, match="not the tested one"):
        models.model_file("ppocrv6/tiny/det/det.onnx")
