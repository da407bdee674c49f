"""How much disk and memory a room takes: `python bench/size.py`.

Disk, cache apart, against 1.3 x (received bytes + unpacked members) + 30 kB a page + 30 kB an access copy; memory of
each process, sampled, against 800 MB. Bytes that came twice count once, which makes it harder.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import common
import records

#: Folders of the real records that are measured.
FOLDERS = ("foia", "govdocs1", "tables_misc")

#: Most memory that one process may hold, bytes.
MOST_MEMORY = 800_000_000


def size_of(folder: Path) -> int:
    """Return the bytes of all files below a folder, as written (not as blocks of the disk)."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main() -> int:
    """Run the benchmark; return 1 if a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--publish", action="store_true")
    asked = parser.parse_args()
    on = common.machine()
    with tempfile.TemporaryDirectory(prefix="size-") as place:
        room = Path(place) / "room"
        cost = records.add(room, FOLDERS)
        with closing(sqlite3.connect(room / "catalogue.db")) as connection:
            kept, copies = connection.execute("SELECT sum(size), sum(access_copy != '') FROM files").fetchone()
            [pages] = connection.execute("SELECT count(*) FROM pages").fetchone()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        parts = {path.name: size_of(path) if path.is_dir() else path.stat().st_size for path in room.iterdir()}
    cache = parts.pop("cache", 0)
    total, most = sum(parts.values()), 1.3 * kept + 30_000 * pages + 30_000 * copies
    common.table("disk", ("part", "bytes"), [*sorted(parts.items()), ("total", total), ("(cache)", cache)])
    rows = [
        ("room, cache apart", total / 1e6, most / 1e6, "MB"),
        ("of it beyond the files, a page", (total - kept) / max(pages, 1) / 1e3, 30.0, "kB"),
        ("largest process", cost.peak_one / 1e6, MOST_MEMORY / 1e6, "MB"),
        ("all processes together", cost.peak_tree / 1e6, float("nan"), "MB"),
    ]
    common.table("limits", ("what", "measured", "at most", "unit"), rows)
    print(f"{pages} pages, {copies} access copies, {kept:,} bytes kept, {cost.processes} processes, exit {cost.code}")
    print(f"{cost.wall:.0f} s, {cost.cpu:.0f} s of CPU")
    results = {
        "folders": FOLDERS, "pages": pages, "access_copies": copies, "kept_bytes": kept, "parts": parts, "cache": cache,
        "total": total, "at_most": most, "peak_one": cost.peak_one, "peak_tree": cost.peak_tree,
        "processes": cost.processes, "wall_seconds": cost.wall, "cpu_seconds": cost.cpu,
    }  # fmt: skip
    common.save("size", results, publish=asked.publish, on=on)
    return 0 if total <= most and cost.peak_one <= MOST_MEMORY else 1


if __name__ == "__main__":
    sys.exit(main())
