"""Words invented where there are none, and printed words lost by the judges that prevent it.

    python bench/invented.py [--each 100] [--modes fast balanced accurate] [--style report] [--publish]

Blank sheets, pictures and handwriting are made by chance (`unprinted.py`; synthetic) and read as `add` reads a page;
every word is counted as invented, also one that was written by hand and read rightly. Lost are right words of printed
scans of the sample that the recogniser gave and that the judges of print took away, for each damage.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

from common import machine, save, table
from examples import Watching, behind
from readingroom.engines.ocr import load_recogniser
from readingroom.reading.scan import read_scan
from truth import scans, verdicts
from unprinted import DPI, OneImage, pages

#: Seed of the pages without print; those that were fitted on have others.
SEED = 97


def invented(mode: str, each: int, style: str, folder: Path) -> dict[str, list[tuple[str, int, int, int]]]:
    """Return for each group how each page was made, how many words and regions it got, and how many words before."""
    engine = Watching(load_recogniser(mode))
    found: dict[str, list[tuple[str, int, int, int]]] = {}
    for made in pages(SEED, each, behind(style, folder), ("letters", "curves")):
        reading = read_scan(OneImage(made.pixels, DPI), 1, lambda: engine)
        seen = engine.taken()
        before = len(seen[1].rows) if seen else 0
        found.setdefault(made.group, []).append((made.made, len(reading.words), len(reading.regions), before))
    return found


def lost(mode: str, count: int, style: str, folder: Path) -> dict[str, Counter[str]]:
    """Return for each damage how many right words the recogniser gave and how many of them are not kept."""
    engine = Watching(load_recogniser(mode))
    found: dict[str, Counter[str]] = {}
    for page in scans(style, folder, pages=count, seed=SEED):
        reading = read_scan(page.source, page.number, lambda: engine)
        seen = engine.taken()
        if seen is None:
            continue
        given = verdicts(page, [(row[0], row[1]) for row in seen[1].rows])
        kept = verdicts(page, [(text, reading.words.box(index)) for index, text in enumerate(reading.words)])
        counts = found.setdefault(page.damage, Counter())
        counts["right"] += given.count("right")
        counts["lost"] += given.count("right") - kept.count("right")
        counts["pen"] += given.count("pen")
        counts["pen kept"] += kept.count("pen")
        counts["pages with handwriting"] += bool(page.pens)
        counts["marked"] += any(region.kind == "handwriting" for region in reading.regions)
        counts["marked without"] += not page.pens and any(one.kind == "handwriting" for one in reading.regions)
        counts["pages"] += 1
    return found


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--modes", nargs="+", default=["balanced"])
    parser.add_argument("--style", default="report", choices=("tune", "report"))
    parser.add_argument("--work", type=Path, help="keep the pages of the sample here for the next time")
    parser.add_argument("--publish", action="store_true")
    options = parser.parse_args()
    on, rows, losses, kept = machine(), [], [], {}
    with tempfile.TemporaryDirectory() as spare:
        folder = (options.work or Path(spare)) / f"printed-{options.style}"
        for mode in options.modes:
            by_group = invented(mode, options.each, options.style, folder)
            for group, each in by_group.items():
                words = np.array([one[1] for one in each])
                before = sum(one[3] for one in each)
                rows.append([
                    mode, group, len(each), before, int(words.sum()), round(100 * float(words.mean()), 2),
                    int((words > 0).sum()), sum(one[2] > 0 for one in each),
                ])  # fmt: skip
            by_damage = lost(mode, options.pages, options.style, folder)
            for damage, counts in sorted(by_damage.items()):
                share = round(100 * counts["lost"] / max(counts["right"], 1), 3)
                losses.append([mode, damage, counts["pages"], counts["right"], counts["lost"], share, counts["pen"],
                               counts["pen kept"], counts["pages with handwriting"], counts["marked"],
                               counts["marked without"]])  # fmt: skip
            kept[mode] = {"unprinted": by_group, "printed": by_damage}
    table(
        "Words invented on synthetic pages without print",
        ("mode", "group", "pages", "words given", "invented", "a 100 pages", "pages with words", "pages with regions"),
        rows,
    )
    table(
        f"Right words lost on synthetic scans, style pack {options.style}",
        (
            "mode",
            "damage",
            "pages",
            "right words",
            "lost",
            "%",
            "pen words",
            "kept",
            "written",
            "marked",
            "not written",
        ),
        losses,
    )
    save("invented", kept, publish=options.publish, on=on)


if __name__ == "__main__":
    main()
