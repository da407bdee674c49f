"""In which order pages of several columns are read, beside Tesseract: `bench/order.py [--mode fast] [--publish]`.

Letter errors (CER) of the whole page in the order in which it is read: a wrong order shows as errors. Lines of dots
that lead to the next column do not count.

- synthetic: pages of two and three columns under a headline, one of them askew by 2 degrees, drawn at 200 dpi;
- real, born digital: pages of the Federal Register (three columns) without footnotes, drawn at 200 dpi; their own text
  in the order of the file is the truth (looked at by eye; the file gives footnotes before the columns above them);
- real scan: the two-column spread of the UNLV set.

Nothing real is part of the project (`shared/records`).
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pikepdf

from common import machine, readingroom, records, save, table
from ocr_truth import TYPES, tesseract
from readingroom.engines.ocr import load_recogniser
from readingroom.engines.pages import Pixels, open_pages
from readingroom.engines.pdf import PdfPages
from readingroom.reading.layer import read_layer
from readingroom.reading.scan import read_scan
from scoring import score

DPI = 200.0
REAL = (("tables_misc/federal-register-2020-17221.pdf", (4, 5, 6)),)
#: Letters a line of a column of 9 points, lines a column, and points between columns, for two and three columns.
COLUMNS = {2: (54, 52, 252.0), 3: (34, 52, 170.0)}
#: By how much a capital is wider than a small letter, in small letters.
CAPITAL = 0.5

Page = tuple[str, Path, str]
"""Name, picture, text."""


def prose(folder: Path) -> list[str]:
    """Return words of running text of the sample."""
    command = readingroom("sample", folder, "--kind", "text", "--style", "tune", "--pages", "12", "--seed", "3")
    subprocess.run(command, check=True, capture_output=True)
    lines = (folder / "truth" / "words.jsonl").read_text(encoding="utf-8").splitlines()
    return [word for line in lines for word in json.loads(line)["text"].split() if word.isascii()]


def broken(words: list[str], letters: int) -> Iterator[str]:
    """Return words as lines about as wide as so many small letters; a wider one would run into the next column."""
    line = ""
    for word in words:
        if line and wide(f"{line} {word}") > letters:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()


def wide(text: str) -> float:
    """Return how wide a text is, in small letters."""
    return len(text) + CAPITAL * sum(letter.isupper() for letter in text)


def synthetic(folder: Path) -> Iterator[Page]:
    """Make the pages of columns."""
    words = prose(folder / "text")
    for columns, (letters, high, wide) in COLUMNS.items():
        lines = list(broken(words, letters))[: columns * high - 9]
        headline = "Report on the State of the Workings and of the Lamps"
        content = f"BT /F 20 Tf 54 730 Td ({headline}) Tj ET\n"
        for number, line in enumerate(lines):
            column, row = divmod(number, high)
            safe = line.replace("\\", "").replace("(", "\\(").replace(")", "\\)")
            content += f"BT /F 9 Tf {54 + wide * column:g} {690 - 12 * row} Td ({safe}) Tj ET\n"
        path = folder / f"{columns}.pdf"
        with pikepdf.new() as pdf:
            font = pikepdf.Object.parse(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
            page = pdf.add_blank_page(page_size=(612, 792))
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
            page.Contents = pdf.make_stream(content.encode())
            pdf.save(path)
        source = open_pages(path, "application/pdf")
        image = source.render(1, dpi=DPI)
        source.close()
        text = "\n".join([headline, *lines])
        yield f"{columns} columns (synthetic)", written(folder / f"{columns}.png", image), text
        height, width = image.shape
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -2, 1.0)
        askew = np.asarray(cv2.warpAffine(image, matrix, (width, height), borderValue=255), np.uint8)
        yield f"{columns} columns, 2 degrees (synthetic)", written(folder / f"{columns}s.png", askew), text


def written(path: Path, image: Pixels) -> Path:
    """Write a picture with its resolution, which Tesseract asks for."""
    from PIL import Image  # noqa: PLC0415  # only to write

    Image.fromarray(image).save(path, dpi=(DPI, DPI))
    return path


def real(folder: Path) -> Iterator[Page]:
    """Draw real pages of several columns."""
    for name, numbers in REAL:
        source = open_pages(records() / name, "application/pdf")
        for number in numbers:
            assert isinstance(source, PdfPages)  # opened as one
            page = source.page(number)
            text = read_layer(page).words.text
            picture = written(folder / f"{Path(name).stem}-{number}.png", page.draw(DPI))
            page.close()
            yield f"{Path(name).stem} {number}", picture, text
        source.close()
    for path in sorted((records() / "ocr_truth" / "unlv").glob("*.tif")):
        yield path.name, path, path.with_suffix(".txt").read_text(encoding="utf-8", errors="replace")


def led(text: str) -> str:
    """Return a text without lines of dots that lead to the next column: they are no letters."""
    return re.sub(r"\.{3,}", " ", text)


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mode", default="fast", choices=("fast", "balanced", "accurate"))
    parser.add_argument("--publish", action="store_true")
    options = parser.parse_args()
    on, rows = machine(), []
    engine, compare = load_recogniser(options.mode), shutil.which("tesseract") is not None
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name, path, text in (*synthetic(folder), *real(folder)):
            source = open_pages(path, TYPES[path.suffix])
            mine = score(led(text), led(read_scan(source, 1, lambda: engine).words.text))
            source.close()
            other = score(led(text), led(tesseract(path))) if compare else None
            rows.append([name, round(100 * mine.cer, 2), round(100 * other.cer, 2) if other else "-"])
    table(f"Letter errors of pages of several columns, mode {options.mode}, %", ("page", "ours", "Tesseract"), rows)
    save(f"order_{options.mode}", {"pages": rows}, publish=options.publish, on=on)


if __name__ == "__main__":
    main()
