"""Make the small room of a release: `python tests/data/rooms/make.py`, once, when it is released; then never again.

The room holds one PDF of two pages (one line of visible words, one line under a black box, one page of words), a text
file of two pages, the PDF again in a zip, and an empty file: everything this release can tell apart. A test opens each
of these rooms with the program as it is now.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from pdfs import line, write_pdf  # noqa: E402  # the folder of the tests is no package
from readingroom import __version__  # noqa: E402
from readingroom.desk.room import hold_room  # noqa: E402


def make(target: Path) -> None:
    """Write the room, without its cache, as a zip archive."""
    with tempfile.TemporaryDirectory() as place:
        pile = Path(place) / "2018-03-02 March"
        pile.mkdir()
        covered = (
            line("Operation plan for the north district") + line("under the box", y=600) + "0 g 60 590 200 30 re f\n"
        )
        plan = write_pdf(pile / "plan.pdf", covered, line("Second page of the plan"))
        (pile / "note.txt").write_text(
            "A note from the district.\n\fIts second page: a\u00f1o.\n", encoding="utf-8", newline="\n"
        )
        with zipfile.ZipFile(pile / "again.zip", "w") as archive:
            archive.write(plan, "copy/plan again.pdf")
        (pile / "empty.pdf").write_bytes(b"")
        room = Path(place) / "room"
        run = [sys.executable, "-m", "readingroom"]
        subprocess.run([*run, "init", str(room), "--name", "Release", "--me", "Ana"], check=True)
        subprocess.run([*run, "add", str(room), str(pile), "--sender", "District office"], check=False)
        # Everything into the databases themselves, so that no log file has to come along.
        with hold_room(room) as opened:
            for engine in (opened.catalogue, opened.readings.engine):
                with engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(room.rglob("*")):
                name = path.relative_to(room).as_posix()
                if path.is_file() and not name.startswith("cache/") and not name.endswith((".lock", "-wal", "-shm")):
                    archive.write(path, name)


if __name__ == "__main__":
    version = ".".join(__version__.split(".")[:2])
    out = HERE / f"{version}.zip"
    if out.exists():
        raise SystemExit(f"{out.name} is there already. A room of a release is made once.")
    make(out)
