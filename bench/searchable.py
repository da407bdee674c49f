"""Searchable PDFs (`export --pdf`): time, size, and whether the words come out again, by pdfium and by pdftotext.

    python bench/searchable.py [--pages 2000] [--publish]

First some 20 pages of real records of all kinds (scans with and without an old layer, failed redactions, turned pages,
photos, tables), read in the usual mode. Then one made-up born-digital file of many pages, every tenth with hidden
words, for memory and speed. pdfium checks within the export; pdftotext (poppler) is asked here, if it is installed:
how many of our words it finds, spelt alike in the same place.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from common import machine, measure, readingroom, records, save, table
from readingroom.desk.room import open_room
from readingroom.desk.same_words import folded, unmatched
from readingroom.desk.words import words
from readingroom.engines.font_files import copy_font
from readingroom.engines.pdf_text import PlainWords
from readingroom.formats.pdf_writer import Font, PdfWriter
from readingroom.model.ids import FileId, page_id

FILES = (
    "foia/fbi_openbsd_2002.pdf",
    "foia/dhs_opsec_2021-HQFO-00060.pdf",
    "foia/chicago_ipra_217_response.pdf",
    "foia/ice_foia_14-06388_facility_adp_fy07-12.pdf",
    "foia/nist_list_foia_exemptions.pdf",
    "bad_redactions/gov.uscourts.cacd.719911.55.32_1.pdf",
    "tables_misc/nics-background-checks-2015-11-rotated.pdf",
    "tables_misc/san-jose-pd-firearm-sample.pdf",
    "tables_icdar2013/us-036.pdf",
    "ocr_truth/tesseract/phototest.tif",
)

_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')


def by_pdftotext(path: Path) -> list[tuple[PlainWords, PlainWords]]:
    """Return the words of each page as pdftotext takes them out, for a page as it is and for one that is turned."""
    done = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, check=True)
    found = []
    for width, height, body in _PAGE.findall(done.stdout.decode("utf-8", "replace")):
        rows = _WORD.findall(body)
        boxes = np.array([[float(edge) for edge in row[:4]] for row in rows]).reshape(-1, 4)
        texts, numbers = [html.unescape(row[4]) for row in rows], np.arange(len(rows))
        wide, high = float(width), float(height)
        one, other = (PlainWords(texts, boxes / (size * 2), numbers) for size in ((wide, high), (high, wide)))
        found.append((one, other))
    return found


def found_again(room: Path, row: dict[str, Any], out: Path) -> tuple[int, int]:
    """Return how many words a file has, and how many of them pdftotext finds in its PDF."""
    ours = again = 0
    with open_room(room) as opened:
        pages = [page_id(FileId(row["file"]), number) for number in range(1, row["made"]["pages"] + 1)]
        for text, there in zip(words(opened, pages, "room"), by_pdftotext(out / row["name"]), strict=True):
            sheet = text.facts.sheet
            # pdftotext gives the size of a page before it is turned, and places as it is after that.
            angle = sheet.turned if sheet else 0
            missing = min(len(unmatched(text.shown, one, angle)[0]) for one in there)
            count = sum(bool(folded(word)) for word in text.shown)
            ours, again = ours + count, again + count - missing
    return ours, again


def real(work: Path) -> list[dict[str, Any]]:
    """Export the real records; return one row a file."""
    sources = [records() / name for name in FILES]
    sources += sorted((records() / "ocr_truth" / "sroie").glob("*.jpg"))[:1]
    room, out = work / "room", work / "out"
    for command in (readingroom("init", room), readingroom("add", room, *sources)):
        measure(command)
    cost = measure(readingroom("export", room, out, "--pdf", "--json"))
    rows = []
    for line in cost.output.splitlines():
        row = json.loads(line)
        made = row["made"]
        before = next(path for path in sources if path.name == row["path"].rsplit("/", 1)[-1]).stat().st_size
        after = (out / row["name"]).stat().st_size
        ours, again = found_again(room, row, out) if shutil.which("pdftotext") else (made["words"], 0)
        rows.append({"path": row["path"], "before": before, "after": after, "ours": ours, "pdftotext": again} | made)
    rows.append({"path": "all", "cpu": cost.cpu, "wall": cost.wall, "code": cost.code})
    return rows


def large(work: Path, pages: int) -> dict[str, float]:
    """Export one made-up file of many pages; return what it cost."""
    lines = [" ".join(f"{word}{at}" for at in range(8)) for word in ("plan", "office", "unit", "report", "district")]
    source, room = work / "large.pdf", work / "large room"
    font = Font.load(copy_font())
    with source.open("wb") as stream:
        writer = PdfWriter(stream)
        for number in range(pages):
            page = writer.page(612, 792)
            for row in range(45):
                page.text(54, 60 + 15 * row, f"{number} {row} {lines[(number + row) % 5]}", font, 9)
            if number % 10 == 0:
                page.text(54, 745, "hidden words", font, 9)
                page.rect(50, 730, 120, 20, fill=(0, 0, 0))
            writer.end_page(page)
        writer.close()
    for command in (readingroom("init", room), readingroom("add", room, source)):
        measure(command)
    cost = measure(readingroom("export", room, work / "large out", "--pdf", "--json"))
    made = json.loads(cost.output)["made"]
    after = next((work / "large out").glob("*.pdf")).stat().st_size
    return {
        "pages": pages,
        "drawn": made["drawn"],
        "unverified": len(made["wrong"]),
        "wall": cost.wall,
        "cpu": cost.cpu,
        "peak_mb": cost.peak_one / 1e6,
        "before_mb": source.stat().st_size / 1e6,
        "after_mb": after / 1e6,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000, help="pages of the made-up file")
    parser.add_argument("--publish", action="store_true", help="keep the result with the code")
    options = parser.parse_args()
    on = machine()
    work = Path(tempfile.mkdtemp(prefix="searchable-"))
    try:
        *rows, cost = real(work)
        one = large(work, options.pages)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    table(
        "real records",
        ["file", "pages", "kept", "drawn", "unverified", "words", "by pdftotext", "kB before", "kB after"],
        [
            [
                row["path"],
                row["pages"],
                row["kept"],
                row["drawn"],
                len(row["wrong"]),
                row["ours"],
                row["pdftotext"],
                row["before"] // 1000,
                row["after"] // 1000,
            ]
            for row in rows
        ],
    )
    pages, found = sum(row["pages"] for row in rows), sum(row["pdftotext"] for row in rows)
    print(f"{pages} pages: {cost['cpu']:.1f} CPU seconds, {cost['wall']:.1f} s; exit {cost['code']}; pdftotext {found}")
    table("one large file (synthetic)", list(one), [list(one.values())])
    save("searchable", {"files": rows, "cost": cost, "large": one}, publish=options.publish, on=on)


if __name__ == "__main__":
    main()
