"""Reads the real scans with known text (`shared/records/ocr_truth`) and scores them, beside Tesseract if it is here.

    python bench/ocr_truth.py [--mode fast|balanced|accurate] [--publish]

Truth: hand-corrected hOCR (scribe), lines of receipts (SROIE; in the order of the file, all capitals, so only words in
any order mean much there), zones of a two-column magazine page (UNLV), the text of Tesseract's own test picture.
"""

from __future__ import annotations

import argparse
import csv
import functools
import html
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from common import machine, records, save, table
from readingroom.engines.ocr import Recogniser, load_recogniser
from readingroom.engines.pages import open_pages
from readingroom.reading.scan import read_scan
from scoring import Score, score, total

TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".tif": "image/tiff"}


def pages() -> Iterator[tuple[Path, str]]:
    """Return each page with its text."""
    folder = records() / "ocr_truth"
    for path in sorted((folder / "scribe").glob("*.png")):
        yield path, hocr_text(path.with_name(f"{path.stem}.truth.hocr").read_text(encoding="utf-8"))
    for path in sorted((folder / "sroie").glob("*.jpg")):
        lines = csv.reader(path.with_suffix(".csv").read_text(encoding="utf-8").splitlines(), quoting=csv.QUOTE_NONE)
        yield path, "\n".join(",".join(line[8:]) for line in lines if len(line) > 8)
    for path in sorted((folder / "unlv").glob("*.tif")):
        yield path, path.with_suffix(".txt").read_text(encoding="utf-8", errors="replace")
    text = (folder / "tesseract" / "phototest.gold.txt").read_text(encoding="utf-8")
    for path in sorted((folder / "tesseract").glob("phototest*.[tp][in][fg]")):
        yield path, text
    yield folder / "tesseract" / "deslant.tif", "test deslant correction"


def hocr_text(text: str) -> str:
    """Return the words of an hOCR file, one line a line."""
    lines = []
    for line in re.split(r"class=['\"]ocr_line['\"]", text)[1:]:
        words = re.findall(r"class=['\"]ocrx_word['\"][^>]*>(.*?)</span>", line, flags=re.DOTALL)
        lines.append(" ".join(html.unescape(re.sub(r"<[^>]+>", "", word)) for word in words))
    return "\n".join(lines)


def ours(mode: str, path: Path) -> tuple[str, float]:
    """Return what we read, and CPU seconds; models are loaded before."""
    load = _loaded(mode)
    source = open_pages(path, TYPES[path.suffix])
    begun = time.process_time()
    reading = read_scan(source, 1, lambda: load)
    cost = time.process_time() - begun
    source.close()
    return reading.words.text, cost


@functools.cache
def _loaded(mode: str) -> Recogniser:
    return load_recogniser(mode)


def tesseract(path: Path) -> str:
    """Return what Tesseract reads with its defaults."""
    done = subprocess.run(
        ["tesseract", path, "-", "-l", "eng"],
        capture_output=True,
        text=True,
        check=False,
        env={"OMP_THREAD_LIMIT": "1"},
    )
    return done.stdout


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mode", default="fast", choices=("fast", "balanced", "accurate"))
    parser.add_argument("--publish", action="store_true")
    options = parser.parse_args()
    on, rows, kept = machine(), [], {}
    compare = shutil.which("tesseract") is not None
    scores: dict[str, list[Score]] = {"ours": [], "tesseract": []}
    for path, truth in pages():
        text, seconds = ours(options.mode, path)
        scores["ours"].append(score(truth, text))
        if compare:
            scores["tesseract"].append(score(truth, tesseract(path)))
        last = [each[-1] if each else None for each in scores.values()]
        name = f"{path.parent.name}/{path.name}"
        kept[name] = {"ours": last[0], "tesseract": last[1], "seconds": seconds}
        rows.append([name, *_columns(last[0]), *_columns(last[1]), round(seconds, 2)])
    whole = {name: total(each) for name, each in scores.items() if each}
    rows.append(["all", *_columns(whole["ours"]), *_columns(whole.get("tesseract")), ""])
    columns = ("page", "CER", "WER", "F1", "Tess. CER", "Tess. WER", "Tess. F1", "CPU s")
    table(f"Real scans with known text, mode {options.mode}", columns, rows)
    save(f"ocr_truth_{options.mode}", {"pages": kept, "all": whole}, publish=options.publish, on=on)


def _columns(one: Score | None) -> list[str]:
    return [f"{100 * one.cer:.1f}", f"{100 * one.wer:.1f}", f"{one.f1:.3f}"] if one else ["-", "-", "-"]


if __name__ == "__main__":
    main()
