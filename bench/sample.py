"""How fast the fictional production is made, kind by kind, and in how much memory: `python bench/sample.py`.

Targets (issue 3): text 3,000 pages a second, digital 200, scan 3, on two cores; memory that does not grow with pages.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import common

#: Kind, pages of the run, pages a second that are wanted. The sizes make start-up a small part of each.
RUNS = (("text", 60_000, 3000.0), ("digital", 5_000, 200.0), ("scan", 60, 3.0), ("mixed", 400, 0.0))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publish", action="store_true", help="keep the result with the code")
    parser.add_argument(
        "--large", action="store_true", help="also 100,000 digital pages and one file of 8,000 mixed ones"
    )
    options = parser.parse_args()
    on = common.machine()
    runs = [(kind, pages, wanted, ["--kind", kind, "--pages", str(pages)]) for kind, pages, wanted in RUNS]
    if options.large:
        runs.append(("digital", 100_000, 200.0, ["--kind", "digital", "--pages", "100000"]))
        runs.append(("mixed, one file", 8_000, 0.0, ["--kind", "mixed", "--one-file", "8000"]))
    rows, results = [], []
    for kind, pages, wanted, arguments in runs:
        folder = Path(tempfile.mkdtemp(prefix="sample-"))
        try:
            cost = common.measure(common.readingroom("sample", folder / "made", *arguments))
            if cost.code:
                raise SystemExit(cost.talk)
            size, largest, words = _made(folder / "made", pages)
        finally:
            shutil.rmtree(folder)
        rate, by_cpu = pages / cost.wall, pages / cost.cpu
        rows.append((kind, pages, rate, by_cpu, wanted or "-", words, cost.peak_tree / 1e6, size / 1e6, largest / 1e6))
        results.append(
            {"kind": kind, "pages": pages, "pages_per_second": rate, "pages_per_cpu_second": by_cpu, "wanted": wanted,
             "words_per_page": words, "peak_mb": cost.peak_tree / 1e6, "production_mb": size / 1e6,
             "largest_file_mb": largest / 1e6, "cost": cost}
        )  # fmt: skip
    columns = ("kind", "pages", "pages/s", "pages/CPU s", "wanted", "words/page", "peak MB", "MB", "largest MB")
    common.table("The fictional production (synthetic), start-up included", columns, rows)
    common.save("sample", {"runs": results}, publish=options.publish, on=on)


def _made(folder: Path, pages: int) -> tuple[int, int, float]:
    """Return bytes of the production, of its largest file, and words a page."""
    sizes = [path.stat().st_size for path in (folder / "production").rglob("*") if path.is_file()]
    words = count = 0
    with (folder / "truth" / "words.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            words += len(json.loads(line)["text"].split())
            count += 1
    if count != pages:
        raise SystemExit(f"{count} pages were made and not {pages}")
    return sum(sizes), max(sizes, default=0), words / count


if __name__ == "__main__":
    main()
