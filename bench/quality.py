"""Does the quality tell the truth? Words and pages of scans with known text, by damage and mode; or fits the judges.

    python bench/quality.py [--style report] [--pages 160] [--modes fast accurate] [--publish]
    python bench/quality.py --fit

The first way reads scans of the fictional sample (all synthetic) as `add` does and compares each word's confidence with
whether the word is right, and each page's quality with its true word-F1. With `--style records` it reads the real
scans with known text instead (`shared/records/ocr_truth`). The second way fits the judges of
`src/readingroom/reading/quality.toml` on pack `train` and on pages without print (`unprinted.py`), chooses the
thresholds on pack `tune`, and writes the file.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import ocr_truth
from calibration import auc, calibration_error, interval
from common import machine, save, table
from fitting import fit
from readingroom.engines.ocr import load_recogniser
from readingroom.engines.pages import open_pages
from readingroom.reading.scan import read_scan
from scoring import plain, score
from truth import scans, true_f1, verdicts

#: A page whose word-F1 is below this is bad (issue 4).
BAD = 0.9
#: Seed of the pages that are scored; the pages that were fitted on and tuned on come from other packs.
SEED = 2026


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A page that was read: what was done to it, what it was thought to be, what it is, and so for each word."""

    group: str
    quality: float
    f1: float
    sure: list[float]
    right: list[bool]


def sample_pages(style: str, mode: str, folder: Path, count: int) -> Iterator[Scored]:
    """Read pages of the sample and yield how they were read."""
    engine = load_recogniser(mode)
    for page in scans(style, folder, pages=count, seed=SEED):
        words = read_scan(page.source, page.number, lambda: engine)
        texts = list(words.words)
        what = verdicts(page, [(text, words.words.box(index)) for index, text in enumerate(texts)])
        if not page.words:
            continue  # a blank back: what is invented there, `invented.py` counts
        counted = [index for index, verdict in enumerate(what) if verdict != "stamp"]
        yield Scored(
            page.damage,
            words.quality or 0.0,
            true_f1(page, texts, what),
            [float(words.words.confidence[index]) for index in counted],
            [what[index] == "right" for index in counted],
        )


def real_pages(mode: str) -> Iterator[Scored]:
    """Read the real scans with known text. A word counts as right when the page has it, wherever it stands."""
    engine = load_recogniser(mode)
    for path, truth in ocr_truth.pages():
        source = open_pages(path, ocr_truth.TYPES[path.suffix])
        read = read_scan(source, 1, lambda: engine)
        source.close()
        there = set(plain(truth).split())
        right = [plain(word) in there for word in read.words]
        yield Scored(
            path.parent.name, read.quality or 0.0, score(truth, read.words.text).f1, list(read.words.confidence), right
        )


def rows(mode: str, pages: list[Scored]) -> list[list[object]]:
    """Return a row a group of pages, then one of all."""
    found: list[list[object]] = []
    for group in [*sorted({page.group for page in pages}), "all"]:
        mine = [page for page in pages if group in {page.group, "all"}]
        sure = np.array([one for page in mine for one in page.sure])
        right = np.array([one for page in mine for one in page.right], bool)
        told, true = np.array([page.quality for page in mine]), np.array([page.f1 for page in mine])
        found.append(
            [
                mode, group, len(mine), len(sure),
                round(float(right.mean()), 3), round(float(sure.mean()), 3),
                f"{auc(sure, right):.3f}", f"{calibration_error(sure, right):.3f}",
                int((true < BAD).sum()), round(float(true.mean()), 3), round(float(told.mean()), 3),
                f"{auc(-told, true < BAD):.3f}", round(float(np.abs(told - true).mean()), 3),
            ]
        )  # fmt: skip
    return found


COLUMNS = (
    "mode", "group", "pages", "words", "right", "told right", "AUC", "ECE",
    "bad pages", "F1", "told F1", "page AUC", "page error",
)  # fmt: skip


def main() -> None:
    """Score or fit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--style", default="report", choices=("tune", "report", "records"))
    parser.add_argument("--pages", type=int, default=160)
    parser.add_argument("--modes", nargs="+", default=["fast", "accurate"])
    parser.add_argument("--work", type=Path, help="keep pages and readings here for the next time")
    parser.add_argument("--publish", action="store_true")
    options = parser.parse_args()
    on = machine()
    with tempfile.TemporaryDirectory() as spare:
        work = options.work or Path(spare)
        if options.fit:
            fit(work)
            return
        kept, shown = {}, []
        for mode in options.modes:
            if options.style == "records":
                pages = list(real_pages(mode))
            else:
                pages = list(sample_pages(options.style, mode, work / f"scored-{options.style}", options.pages))
            shown += rows(mode, pages)
            told, true = np.array([page.quality for page in pages]), np.array([page.f1 for page in pages])
            kept[mode] = {
                "rows": [dict(zip(COLUMNS, row, strict=True)) for row in shown if row[0] == mode],
                "page_auc_interval": interval(-told, true < BAD),
                "pages": [[page.group, round(page.quality, 4), round(page.f1, 4)] for page in pages],
            }
            print(f"{mode}: AUC of pages with 95 % interval {kept[mode]['page_auc_interval']}")
    kind = "real scans" if options.style == "records" else f"synthetic scans, style pack {options.style}"
    table(f"Quality against the truth on {kind}", COLUMNS, shown)
    save(f"quality_{options.style}", kept, publish=options.publish, on=on)


if __name__ == "__main__":
    main()
