"""Does reading a page cost more in a large room than in a small one, and do the reading processes grow with it?

    python bench/growth.py [--pages 500] [--times 4] [--mode balanced] [--publish]

Scanned pages of the fictional sample (style pack `report`) are read into a new room, then `--times` as many into
another: the same files again, each copy with a comment at its end that makes it another file, so that both rooms hold
the same mixture. Target (issue 4): at most 1.05 times the time a page for four times as many pages.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

import common

#: Most times the time a page in the larger room; most memory of one process, MB.
AT_MOST, MEMORY = 1.05, 600


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=500, help="pages of the smaller room")
    parser.add_argument("--times", type=int, default=4, help="how many times as many the larger one has")
    parser.add_argument("--mode", default="balanced", choices=("fast", "balanced", "accurate"))
    parser.add_argument("--publish", action="store_true", help="keep the result with the code")
    options = parser.parse_args()
    on = common.machine()
    rows, results = [], []
    with tempfile.TemporaryDirectory(prefix="growth-") as temporary:
        work = Path(temporary)
        _run("sample", work / "made", "--kind", "scan", "--style", "report", "--pages", str(options.pages))
        files = sorted((work / "made" / "production").rglob("*.pdf"))
        for times in (1, options.times):
            folder = work / f"pile{times}"
            _copies(files, folder, times)
            _run("init", work / f"room{times}")
            cost = _run("add", work / f"room{times}", folder, "--mode", options.mode)
            pages = _pages(work / f"room{times}")
            rows.append([pages, cost.wall, cost.wall / pages, cost.cpu / pages, cost.peak_one // 10**6])
            results.append({"pages": pages, "cost": cost})
            shutil.rmtree(folder)
    title = f"Scanned pages (synthetic) into a new room, mode {options.mode}, start-up included"
    common.table(title, ("pages", "wall s", "wall s a page", "CPU s a page", "largest process MB"), rows)
    times = rows[1][2] / rows[0][2]
    print(f"\n{times:.3f} times the time a page, {rows[1][3] / rows[0][3]:.3f} times its CPU time (wanted: {AT_MOST})")
    print(f"Largest process: {rows[1][4]} MB (wanted: at most {MEMORY})")
    slim = [
        {"pages": one["pages"], "wall": row[1], "cpu": row[3] * row[0], "peak_one": row[4]}
        for one, row in zip(results, rows, strict=True)
    ]
    common.save(f"growth_{options.mode}", {"times": times, "runs": slim}, publish=options.publish, on=on)


def _copies(files: list[Path], folder: Path, times: int) -> None:
    for copy in range(times):
        for number, file in enumerate(files):
            target = folder / f"copy {copy + 1}" / f"{number:04d}.pdf"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes() + f"\n% {copy}\n".encode())


def _run(*arguments: str | Path) -> common.Cost:
    cost = common.measure(common.readingroom(*arguments))
    if cost.code not in {0, 3}:  # the sample holds damaged files on purpose
        raise SystemExit(cost.talk)
    return cost


def _pages(room: Path) -> int:
    from readingroom.desk.room import open_room  # noqa: PLC0415  # the commands do their work in other processes
    from readingroom.desk.status import status  # noqa: PLC0415

    with open_room(room) as opened:
        return sum(production.read for production in status(opened).productions)


if __name__ == "__main__":
    main()
