from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pikepdf

from pdfs import FONT, line
from readingroom.engines.ocr import load_recogniser
from readingroom.engines.pdf import PdfPages
from readingroom.model.page import Reading
from readingroom.reading.page import read_page

PLAIN = "".join(line(f"Paragraph {n} of the plan for the district", y=740 - 20 * n) for n in range(8))


def picture(*lines: str, dark: bool = False) -> np.ndarray:
    image = np.full((400, 1000), 20 if dark else 245, np.uint8)
    for number, text in enumerate(lines):
        cv2.putText(image, text, (40, 80 + 70 * number), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 240 if dark else 10, 3)
    return image


def read(path: Path, image: np.ndarray, over: str = "", wide: int = 300) -> Reading:
    """Read a page with eight lines of text and a picture of this width below, `over` drawn over all."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(612, 792))
        stream = pdf.make_stream(image.tobytes())
        stream.Type, stream.Subtype, stream.ColorSpace = (
            pikepdf.Name.XObject,
            pikepdf.Name.Image,
            pikepdf.Name.DeviceGray,
        )
        stream.Width, stream.Height, stream.BitsPerComponent = image.shape[1], image.shape[0], 8
        font = pdf.make_indirect(pikepdf.Object.parse(FONT))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font), XObject=pikepdf.Dictionary(I=stream))
        high = wide * image.shape[0] / image.shape[1]
        page.Contents = pdf.make_stream(f"{PLAIN} q {wide} 0 0 {high} 72 300 cm /I Do Q {over}".encode())
        pdf.save(path)
    source = PdfPages(path)
    try:
        return read_page(source, 1, lambda: load_recogniser("fast"))
    finally:
        source.close()


def added(found: Reading) -> list[str]:
    """The words of the picture, which stands below the text."""
    return [word for index, word in enumerate(found.words) if found.words.box(index).top > 0.4]


def test_words_of_a_picture_follow_those_of_the_file(tmp_path: Path) -> None:
    for dark in (False, True):
        found = read(tmp_path / "page.pdf", picture("Search Results", "Export to archive", dark=dark))
        assert (found.source, found.layer) == ("mixed", "good")
        assert added(found) == ["Search", "Results", "Export", "to", "archive"]
        assert found.words.text.startswith("Paragraph 0 of the plan")


def test_a_word_that_something_covers_is_not_read_off_a_picture(tmp_path: Path) -> None:
    image = picture("Search Results", "Confidential archive")
    found = read(tmp_path / "page.pdf", image, over="0 g 72 300 300 89 re f\n")
    assert added(found) == ["Search", "Results"]


def test_text_typed_over_a_picture_is_not_read_twice(tmp_path: Path) -> None:
    image = np.full((400, 1000), 245, np.uint8)
    over = line("Typed over the picture", x=90, y=400, size=14) + line("and once more below", x=90, y=370, size=14)
    found = read(tmp_path / "page.pdf", image, over=over)
    assert found.source == "layer"
    assert found.words.text.endswith("Typed over the picture\nand once more below")


def test_photographs_and_small_logos_cost_nothing_and_add_nothing(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    photograph = cv2.GaussianBlur(rng.integers(0, 255, (400, 1000), np.uint8), (0, 0), 9)
    flat = cv2.normalize(photograph, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)
    for image, wide in ((flat, 300), (picture("Search Results"), 60)):
        assert read(tmp_path / "page.pdf", image, wide=wide).source == "layer"
