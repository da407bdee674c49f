"""How pages with one kind of damage each are read: with the clean-up, without it, and by OCRmyPDF.

    python bench/damage.py [--pages 3] [--style train] [--kinds "form lines" "red stamp" ...] [--mode balanced]
                           [--ocrmypdf PROGRAM] [--publish]

Clean scans of the fictional sample (all accuracy here is synthetic) are spoiled in one way each (`marred.py`). Without
the clean-up means: boxes are still masked, but neither borders, holes and lines nor streaks and rough print are mended.
Use the packs `train` and `tune` while working on the reader.

Letters that no reader can see count as well: where a copier has swallowed the white label of a black box, the truth has
the label and the page has not. So a kind is to be read beside "none" and beside the other programs.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from PIL import Image

from common import machine, save, table
from marred import DAMAGES
from ocr import lines, made, their_texts, theirs
from readingroom.engines.ocr import load_recogniser
from readingroom.engines.pages import Pixels, open_pages
from readingroom.reading import scan
from scoring import Score, score, total

#: What mends an image in `reading/scan.py`.
MENDING = ("without_borders", "without_lines", "cleaned")
DPI, SEED, LEAST_WORDS = 200, 20261125, 150


def clean_pages(sample: Path, count: int) -> Iterator[tuple[Pixels, Any, str]]:
    """Return clean office scans, the boxes of their words and what they say."""
    truth = {(record["path"], record["page"]): record for record in lines(sample / "truth" / "words.jsonl")}
    taken = 0
    for page in lines(sample / "truth" / "pages.jsonl"):
        if page["damage"] != "office" or page["turned"] or page["words"] < LEAST_WORDS or taken >= count:
            continue
        taken += 1
        said = truth[page["path"], page["page"]]
        source = open_pages(sample / "production" / page["path"], "application/pdf")
        image = source.render(page["page"], dpi=DPI)
        source.close()
        yield image, np.array(said["boxes"]).reshape(-1, 4), said["text"]


def spoiled(folder: Path, kind: str, pages: list[tuple[Pixels, Any, str]]) -> Path:
    """Write the pages with a kind of damage as one PDF; return its path."""
    images = [
        DAMAGES[kind](image, boxes, DPI, random.Random(f"{SEED} {kind} {number}"))
        for number, (image, boxes, _text) in enumerate(pages)
    ]
    drawn = [Image.fromarray(image) for image in images]
    dpi = DPI * images[0].shape[0] / pages[0][0].shape[0]
    path = folder / f"{kind}.pdf"
    drawn[0].save(path, resolution=dpi, save_all=True, append_images=drawn[1:], quality=85)
    return path


def ours(path: Path, count: int, engine: Any, *, mended: bool) -> tuple[list[str], float]:
    """Return what we read on each page and CPU seconds a page."""
    begun = time.process_time()

    def same(image: Pixels, *_rest: object) -> Pixels:
        return image

    texts = []
    source = open_pages(path, "application/pdf")
    with contextlib.ExitStack() as unmended:
        for name in () if mended else MENDING:
            unmended.enter_context(mock.patch.object(scan, name, same))
        texts = [scan.read_scan(source, number, lambda: engine).words.text for number in range(1, count + 1)]
    source.close()
    return texts, (time.process_time() - begun) / count


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=3)
    parser.add_argument("--style", default="report", choices=("report", "tune", "train"))
    parser.add_argument("--kinds", nargs="+", default=list(DAMAGES), choices=list(DAMAGES))
    parser.add_argument("--mode", default="balanced", choices=("fast", "balanced", "accurate"))
    parser.add_argument("--ocrmypdf", default=shutil.which("ocrmypdf") or "")
    parser.add_argument("--publish", action="store_true")
    options = parser.parse_args()
    on, engine = machine(), load_recogniser(options.mode)
    results: dict[str, dict[str, Score]] = {}
    costs: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        pages = list(clean_pages(made(folder, options.style), options.pages))
        truth = [text for _image, _boxes, text in pages]
        for kind in options.kinds:
            path = spoiled(folder, kind, pages)
            with_it, cost = ours(path, len(pages), engine, mended=True)
            without, before = ours(path, len(pages), engine, mended=False)
            read = {"with clean-up": with_it, "without": without}
            read |= dict(_theirs(options.ocrmypdf, path, folder, len(pages)))
            results[kind] = {
                name: total([score(*pair) for pair in zip(truth, texts, strict=True)]) for name, texts in read.items()
            }
            costs[kind] = (cost, before)
    rows = [
        [kind, name, f"{100 * one.cer:.1f}", f"{100 * one.wer:.1f}", f"{one.f1:.3f}"]
        for kind, each in results.items()
        for name, one in each.items()
    ]
    title = f"{options.pages} synthetic pages of each kind of damage, pack {options.style}, {options.mode}"
    table(title, ("damage", "program", "CER", "WER", "F1"), rows)
    kept = {"style": options.style, "pages": options.pages, "mode": options.mode, "accuracy_synthetic": results}
    save("damage", kept | {"cpu_with_and_without": costs}, publish=options.publish, on=on)


def _theirs(program: str, path: Path, folder: Path, count: int) -> Iterator[tuple[str, list[str]]]:
    """Return what OCRmyPDF reads, as it comes and cleaning."""
    cleaning: tuple[tuple[str, tuple[str, ...]], ...] = (("ocrmypdf", ()),)
    if shutil.which("unpaper"):
        cleaning = (*cleaning, ("ocrmypdf --deskew --clean", ("--deskew", "--clean")))
    for name, more in cleaning if program else ():
        theirs(program, path, folder, *more)
        yield name, their_texts(folder, count)


if __name__ == "__main__":
    main()
