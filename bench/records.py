"""Add all real records in one run and account for every file and page: `python bench/records.py`.

Each file must be read or failed with a line of its own, every page that exists must be a row - counted a second time
here, by pdfium and Pillow straight from the files -, and nothing may crash or hang.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pypdfium2
from PIL import Image

import common

#: Folders of the real records.
FOLDERS = ("foia", "govdocs1", "tables_misc", "email")

#: Seconds after which a run counts as hung.
MOST_SECONDS = 3600.0


def add(room: Path, folders: tuple[str, ...]) -> common.Cost:
    """Make a room and add these folders of the real records to it in one run; return what that cost."""
    common.measure(common.readingroom("init", room))
    return common.measure(
        common.readingroom("add", room, *(common.records() / name for name in folders)), seconds=MOST_SECONDS
    )


def table(room: Path, out: Path) -> dict[str, list[dict[str, str]]]:
    """Export a room and return its tables."""
    done = common.measure(common.readingroom("export", room, out, "--tables", "csv"))
    if done.code:
        raise SystemExit(done.talk)
    tables = {}
    for path in out.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as source:
            tables[path.stem] = list(csv.DictReader(source))
    return tables


def pages_of(path: Path) -> int | None:
    """Count the pages of a file without our code; None if nothing here can."""
    head = path.read_bytes()[:1024]
    try:
        if b"%PDF-" in head:
            with pypdfium2.PdfDocument(path) as pdf:
                return len(pdf)
        with Image.open(path) as image:
            return int(getattr(image, "n_frames", 1))
    except (pypdfium2.PdfiumError, OSError):
        return None


def received() -> dict[str, Path]:
    """Return the files of the real records by the path that the room gives them."""
    found: dict[str, Path] = {}
    for name in FOLDERS:
        folder = common.records() / name
        found |= {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return found


def unaccounted(tables: dict[str, list[dict[str, str]]]) -> tuple[list[str], int]:
    """Return a line for each file or page that is not accounted for, and how many pages were counted apart."""
    files, seen = {row["file_id"]: row for row in tables["files"]}, {row["path"]: row for row in tables["sightings"]}
    rows = Counter(page["file_id"] for page in tables["pages"])
    parents = {row["parent_id"] for row in tables["sightings"]}
    wrong = []
    for row in files.values():
        if int(row["pages"]) != rows[row["file_id"]]:
            wrong.append(f"{row['path']}: {row['pages']} pages, {rows[row['file_id']]} rows")
        if row["pages"] == "0" and row["file_id"] not in parents and not row["error"]:
            wrong.append(f"{row['path']}: no pages, no members, no reason")
        if row["state"] in {"received", "waiting"}:
            wrong.append(f"{row['path']}: still {row['state']}")
    counted = 0
    for shown, path in received().items():
        if shown not in seen:
            wrong.append(f"{shown} is not in the room")
            continue
        expected, file = pages_of(path), files[seen[shown]["file_id"]]
        counted += expected or 0
        if expected is not None and int(file["pages"]) != expected:
            wrong.append(f"{shown}: {file['pages']} pages, counted here {expected} ({file['error']})")
    return wrong, counted


def main() -> int:
    """Run the benchmark; return 1 if a file or page is not accounted for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--publish", action="store_true")
    asked = parser.parse_args()
    on = common.machine()
    with tempfile.TemporaryDirectory(prefix="records-") as place:
        cost = add(Path(place) / "room", FOLDERS)
        tables = table(Path(place) / "room", Path(place) / "out")
    wrong, counted = unaccounted(tables)
    if cost.code not in {0, 3} or "Traceback" in cost.talk:
        wrong.append(f"exit {cost.code}: {cost.talk[-500:]}")
    files, pages = tables["files"], tables["pages"]
    states = Counter(row["state"] for row in files)
    common.table("files", ("state", "files"), sorted(states.items()))
    common.table("pages", ("state", "pages"), sorted(Counter(page["state"] for page in pages).items()))
    lines = [(row["path"], row["state"], row["error"]) for row in files if row["error"]]
    common.table("files with a line", ("file", "state", "line"), lines)
    summary = {
        "received": len(received()), "files": len(files), "states": dict(states), "pages": len(pages),
        "pages_counted_apart": counted, "exit": cost.code, "wall_seconds": cost.wall, "cpu_seconds": cost.cpu,
        "wrong": wrong,
    }  # fmt: skip
    for name, value in summary.items():
        print(f"{name}: {value}")
    common.save("records", summary, publish=asked.publish, on=on)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
