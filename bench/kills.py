"""Kill `add` with all its children at random moments, go on, and compare: `python bench/kills.py [--kills 20]`.

A pile of PDFs, nested zips that share members, scans and text is added once undisturbed. Then it is added again and
again to a second room, each time killed (`kill -9`, the whole process tree) at a random moment. When a run ends by
itself before its moment came, the next kill starts with a new room. Every exported table of every room must be the
same as undisturbed, byte for byte, and `doctor` must find nothing wrong.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import common

#: Files of the real records that are mixed in when they are beside the checkout: born digital, scanned, printed mail.
RECORDS = (
    "foia/fbi_burge_9_8c.pdf",
    "foia/nist_sd18_response_letter.pdf",
    "foia/boston_pd_cobwebs_emails_redacted.pdf",
    "foia/nist_sd18_document_redacted.csv",
)


def make_pile(folder: Path) -> None:
    """Write the pile: our own files first, real ones where they are."""
    folder.mkdir()
    done = subprocess.run(
        common.readingroom("sample", folder / "sample", "--pages", "60", "--kind", "mixed"),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print("no sample production:", done.stderr.strip().splitlines()[-1:])
        shutil.rmtree(folder / "sample", ignore_errors=True)
    else:
        (folder / "sample" / "production").rename(folder / "2018-03 sample")
        shutil.rmtree(folder / "sample")
    mail = folder / "2018-04 April"
    mail.mkdir()
    for number in range(6):
        (mail / f"note {number}.txt").write_text(f"Note {number}\n" * 200 + "\f" + "second page", encoding="utf-8")
    try:
        source = common.records()
    except SystemExit:
        return
    for name in RECORDS:
        if (source / name).is_file():
            shutil.copy(source / name, mail)
    inner = folder.parent / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        for path in sorted(mail.iterdir()):
            archive.write(path, f"inner/{path.name}")
    for number in range(5):
        with zipfile.ZipFile(mail / f"part {number}.zip", "w") as archive:
            archive.write(inner, f"{number}/inner.zip")
            archive.writestr(f"own {number}.txt", f"own {number}\n" * 50)
            for path in sorted(mail.glob("*.pdf"))[number % 3 :]:
                archive.write(path, f"{number}/{path.name}")


def tables(room: Path, out: Path) -> dict[str, bytes]:
    """Export every table of a room and return the bytes by name."""
    subprocess.run(common.readingroom("export", room, out, "--tables", "csv"), check=True, capture_output=True)
    return {path.name: path.read_bytes() for path in out.glob("*.csv")}


def whole(room: Path) -> list[str]:
    """Return what `doctor` finds wrong with a room."""
    done = subprocess.run(common.readingroom("doctor", room), capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else [done.stdout[-2000:] + done.stderr[-2000:]]


def differences(expected: dict[str, bytes], actual: dict[str, bytes]) -> list[str]:
    """Return the names of the tables that differ, with the number of rows that only one side has."""
    found = []
    for name, table in expected.items():
        one, other = set(table.splitlines()), set(actual.get(name, b"").splitlines())
        if table != actual.get(name):
            found.append(f"{name}: {len(one - other)} rows lost, {len(other - one)} rows too many")
    return found


def add(room: Path, pile: Path, after: float | None) -> tuple[int, float, int]:
    """Add the pile; kill the whole tree after so many seconds. Return exit status, seconds, processes killed."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        common.readingroom("add", room, pile), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    killed = 0
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        killed = common.kill_tree(process.pid)
        process.wait()
    return process.returncode, time.perf_counter() - begun, killed


def main() -> int:
    """Run the benchmark; return 1 if any table differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--publish", action="store_true")
    asked = parser.parse_args()
    on, chance = common.machine(), random.Random(asked.seed)
    with tempfile.TemporaryDirectory(prefix="kills-") as place:
        work = Path(place)
        make_pile(work / "pile")
        calm = work / "calm"
        subprocess.run(common.readingroom("init", calm), check=True, capture_output=True)
        code, seconds, _none = add(calm, work / "pile", None)
        expected = tables(calm, work / "calm-out")
        pages = expected["pages.csv"].count(b"\n") - 1
        print(f"undisturbed: {seconds:.1f} s, {pages} pages, exit {code}")
        rows: list[tuple[object, ...]] = []
        wrong = whole(calm)
        spent, rooms = 0, 0
        while spent < asked.kills:
            rooms += 1
            room = work / f"room{rooms}"
            subprocess.run(common.readingroom("init", room), check=True, capture_output=True)
            while spent < asked.kills:
                # A killed run is shorter than a whole one, and what was done stays done: moments over the first half.
                code, took, killed = add(room, work / "pile", chance.uniform(0.1, seconds * 0.5))
                if not killed:
                    break
                spent += 1
                rows.append((spent, rooms, round(took, 2), killed))
            code, took, _none = add(room, work / "pile", None)
            found = differences(expected, tables(room, work / f"out{rooms}")) + whole(room)
            rows.append(("end", rooms, round(took, 2), "same" if not found else "; ".join(found)))
            wrong += found
        common.table("kills", ("kill", "room", "seconds", "processes killed, or what came out"), rows)
        verdict = "nothing lost, nothing doubled" if not wrong else "NOT the same"
        print(f"\n{spent} kills over {rooms} rooms of {pages} pages: {verdict}")
        results = {"kills": spent, "rooms": rooms, "pages": pages, "undisturbed_seconds": seconds, "wrong": wrong}
        common.save("kills", results | {"moments": rows}, publish=asked.publish, on=on)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
