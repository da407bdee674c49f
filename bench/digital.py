"""How fast born-digital pages become searchable, beside `pdftotext -bbox-layout` on the same files: `bench/digital.py`.

Targets (issue 3): pages of at least 300 words, at least 5,000 of them in files of 50, hidden words checked, from
received to searchable on two cores: 150 pages a second on a quiet machine, and at most five times the time of
pdftotext. Needs `pdftotext` (poppler-utils); without it only our side is measured.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import common

#: The targets, pages a second and times of pdftotext's.
WANTED, AT_MOST = 150.0, 5.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=5_000, help="pages of the sample that is made")
    parser.add_argument("--rounds", type=int, default=3, help="how often both are run in turn")
    parser.add_argument("--folder", type=Path, help="PDF files to use in place of the sample")
    parser.add_argument("--publish", action="store_true", help="keep the result with the code")
    options = parser.parse_args()
    on = common.machine()
    work = Path(tempfile.mkdtemp(prefix="digital-"))
    try:
        folder = options.folder or _sample(work / "sample", options.pages)
        files = sorted(folder.rglob("*.pdf"))
        runs: dict[str, Callable[[], common.Cost]] = {"readingroom add": lambda: _add(work, folder)}
        if shutil.which("pdftotext"):
            runs["pdftotext -bbox-layout"] = lambda: _pdftotext(work, files)
        costs = common.alternate(runs, options.rounds)
        pages, words, found = _room_facts(work / "room", folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    rows: list[tuple[str, float, float, float, float, float]] = []
    results = []
    for name, rounds in costs.items():
        wall, cpu = common.median([cost.wall for cost in rounds]), common.median([cost.cpu for cost in rounds])
        rows.append((name, pages / wall, cpu / pages * 1000, wall, cpu, max(cost.peak_one for cost in rounds) / 1e6))
        results.append({"name": name, "pages_per_second": pages / wall, "cpu_ms_per_page": cpu / pages * 1000,
                        "wall": wall, "cpu": cpu, "rounds": rounds})  # fmt: skip
    columns = ("program", "pages/s", "CPU ms/page", "wall s", "CPU s", "largest process MB")
    made = "given files" if options.folder else "synthetic sample"
    title = f"{pages} born-digital pages of {words / pages:.0f} words in {len(files)} files ({made}), start-up included"
    common.table(title, columns, rows)
    times = rows[0][3] / rows[1][3] if len(rows) > 1 else None
    if times is not None:
        by_cpu = rows[0][4] / rows[1][4]
        print(
            f"\n{times:.1f} times pdftotext's wall time (wanted: at most {AT_MOST:g}), {by_cpu:.1f} times its CPU time"
        )
    print(f"{rows[0][1]:.0f} pages a second (wanted: {WANTED:g}); a search for “the” finds pages: {found}")
    common.save(
        "digital",
        {"pages": pages, "files": len(files), "words": words, "made": made, "times_pdftotext": times, "runs": results},
        publish=options.publish,
        on=on,
    )


def _sample(folder: Path, pages: int) -> Path:
    """Make the sample's born-digital production."""
    _run(common.readingroom("sample", folder, "--kind", "digital", "--pages", str(pages)))
    return folder / "production"


def _add(work: Path, folder: Path) -> common.Cost:
    """Receive, read and index all files in a new room, as a user would."""
    room = work / "room"
    shutil.rmtree(room, ignore_errors=True)
    _run(common.readingroom("init", room))
    return _run(common.readingroom("add", room, folder))


def _pdftotext(work: Path, files: list[Path]) -> common.Cost:
    """Write words and boxes of each file as pdftotext does, one file after the other."""
    listed = work / "files.txt"
    listed.write_text("".join(f"{path}\0" for path in files), encoding="utf-8")
    script = 'xargs -0 -I{} pdftotext -bbox-layout {} "$1" < "$2"'
    return _run(["sh", "-c", script, "sh", str(work / "out.html"), str(listed)])


def _run(command: list[str]) -> common.Cost:
    cost = common.measure(command)
    if cost.code:
        raise SystemExit(f"{' '.join(command)}\n{cost.talk}")
    return cost


def _room_facts(room: Path, folder: Path) -> tuple[int, int, bool]:
    """Return pages and words that were read, and whether a search finds any of them.

    Raises:
        SystemExit: some of the pages were not read.
    """
    from sqlalchemy import func, select  # noqa: PLC0415

    from readingroom.desk.room import open_room  # noqa: PLC0415  # the commands do their work in other processes
    from readingroom.desk.status import status  # noqa: PLC0415
    from readingroom.store.schema import PAGES  # noqa: PLC0415

    with open_room(room) as opened:
        productions = status(opened).productions
        with opened.catalogue.connect() as connection:
            words = int(connection.execute(select(func.sum(PAGES.c.words))).scalar_one())
    pages, read = (sum(getattr(production, name) for production in productions) for name in ("pages", "read"))
    if not pages or pages != read:
        raise SystemExit(f"{read} of {pages} pages in {folder} were read.")
    hits = _run(common.readingroom("search", room, "the", "--limit", "1")).output
    return pages, words, bool(hits.strip())


if __name__ == "__main__":
    main()
