"""A gray scan is drawn without being made gray once more: the same picture in a fifth of the time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pdfs import line, write_pdf
from readingroom.engines.pdf import PdfPages
from readingroom.engines.pdf_page import PdfPage


def scan(path: Path, mode: str) -> PdfPage:
    noise = np.random.default_rng(3).integers(0, 256, (330, 255, 3)).astype(np.uint8)
    noise[100:200, 50:120] = (200, 30, 30)
    image = Image.fromarray(noise).convert(mode)
    image.save(path, resolution=30)
    return PdfPages(path).page(1)


@pytest.mark.parametrize("mode", ["L", "1"])
@pytest.mark.parametrize("dpi", [20, 30, 47.3, 150])
def test_a_gray_scan_is_drawn_as_it_would_be_if_it_were_made_gray(tmp_path: Path, mode: str, dpi: float) -> None:
    page = scan(tmp_path / "a.pdf", mode)
    assert page._is_gray
    quick = page.draw(dpi)
    page.__dict__["_is_gray"] = False
    np.testing.assert_array_equal(quick, page.draw(dpi))


def test_what_has_colours_or_words_is_made_gray(tmp_path: Path) -> None:
    assert not scan(tmp_path / "colour.pdf", "RGB")._is_gray
    assert not PdfPages(write_pdf(tmp_path / "text.pdf", line("Plan"))).page(1)._is_gray
    assert not PdfPages(write_pdf(tmp_path / "empty.pdf", "")).page(1)._is_gray
