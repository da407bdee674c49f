"""How many pages of damaged PDFs are recovered: by pdfium alone, by qpdf and pdfium, and by what `add` does.

    python bench/repair.py [--publish]

Five real files (67 pages) and six kinds of damage (`damages.py`), as in the guide, each damaged with three different
chances. A page counts as opened when it loads, and as recovered when at least 90 % of the words that pdfium finds on it
in the sound file are found again on one page (pages without words are not counted). If pdf_oxide is installed it stands
beside them; we do not use it (docs/decisions/0017-repair.md).
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import importlib.util
import io
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pypdfium2 as pdfium

from common import machine, records, save, table
from damages import DAMAGES
from readingroom.engines.pdf_damage import resave
from readingroom.errors import ReadingRoomError
from readingroom.intake.kind import PDF
from readingroom.intake.limits import Limits
from readingroom.intake.open import open_file
from readingroom.model.ids import FileId

FILES = (
    "govdocs1/073439.pdf",
    "govdocs1/303226.pdf",
    "tables_icdar2013/eu-013.pdf",
    "tables_icdar2013/us-036.pdf",
    "tables_misc/federal-register-2020-17221.pdf",
)

#: Share of the words of a page that must be there again.
ENOUGH = 0.9

CHANCES = (1, 2, 3)

Page = Counter[str] | None


def words(data: bytes | Path) -> list[Page]:
    """Return the words of each page as pdfium finds them; None for a page that does not load."""
    found: list[Page] = []
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return []
    for index in range(len(pdf)):
        try:
            page = pdf[index]
            text = page.get_textpage()
            found.append(Counter(text.get_text_range().split()))
            text.close()
            page.close()
        except pdfium.PdfiumError:
            found.append(None)
    pdf.close()
    return found


def by_qpdf(data: bytes, folder: Path) -> list[Page]:
    """Cut what stands before the file, write it anew with qpdf, read it with pdfium."""
    path, out = folder / "damaged", io.BytesIO()
    path.write_bytes(data)
    return words(out.getvalue()) if resave(path, out, skip=max(data.find(b"%PDF-"), 0)) else []


def by_add(data: bytes, folder: Path) -> list[Page]:
    """Open the file as `add` does and read the body that this gives with pdfium."""
    path, kept = folder / "damaged", {}
    path.write_bytes(data)

    def keep(stream: BinaryIO) -> tuple[FileId, int]:
        body = stream.read()
        name = FileId(hashlib.sha256(body).hexdigest())
        kept[name] = body
        return name, len(body)

    try:
        opened = open_file(path, PDF, keep, Limits())
    except ReadingRoomError:
        return []
    return words(kept[opened.access_copy] if opened.access_copy else path)


def by_oxide(data: bytes, _folder: Path) -> list[Page]:
    """Text of the pages by pdf_oxide."""
    oxide: Any = importlib.import_module("pdf_oxide")
    found: list[Page] = []
    try:
        pdf = oxide.PdfDocument.from_bytes(data)
        count = pdf.page_count() if callable(pdf.page_count) else pdf.page_count
    except (RuntimeError, ValueError, OSError):
        return []
    for index in range(count):
        try:
            found.append(Counter(pdf.extract_text(index).split()))
        except (RuntimeError, ValueError, OSError):
            found.append(None)
    return found


def recovered(truth: list[Page], got: list[Page]) -> int:
    """Return how many pages with words have a page with most of their words."""
    free, count = [page for page in got if page], 0
    for page in truth:
        if not page:
            continue
        best = max(free, key=lambda other: (other & page).total(), default=None)
        if best is not None and (best & page).total() >= ENOUGH * page.total():
            free.remove(best)
            count += 1
    return count


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--publish", action="store_true", help="keep the result with the code")
    options = parser.parse_args()
    on = machine()
    ways: dict[str, Callable[[bytes, Path], list[Page]]] = {
        "pdfium": lambda data, _folder: words(data),
        "qpdf, pdfium": by_qpdf,
        "add": by_add,
    }
    if importlib.util.find_spec("pdf_oxide"):
        ways["pdf_oxide"] = by_oxide
    opened: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    seconds: Counter[str] = Counter()
    pages = with_words = 0
    with tempfile.TemporaryDirectory() as name:
        for file in FILES:
            data = (records() / file).read_bytes()
            truth = words(data)
            pages += len(truth)
            with_words += sum(bool(page) for page in truth)
            for damage, spoil in DAMAGES.items():
                for chance in CHANCES:
                    spoiled = spoil(data, random.Random(chance))
                    for way, read in ways.items():
                        begun = time.process_time()
                        got = read(spoiled, Path(name))
                        seconds[way] += time.process_time() - begun  # type: ignore[assignment]  # seconds, not a count
                        opened[way, damage] += sum(page is not None for page in got)
                        found[way, damage] += recovered(truth, got)
    times = len(CHANCES)
    rows = [
        [damage, *(text(opened[way, damage] / times, found[way, damage] / times) for way in ways)] for damage in DAMAGES
    ]
    table(
        f"pages that open / with their words again, of {pages} / {with_words} (mean of {times})",
        ["damage", *ways],
        rows,
    )
    print("CPU seconds:", ", ".join(f"{way} {seconds[way]:.1f}" for way in ways))
    kept = {
        damage: {way: {"opened": opened[way, damage] / times, "words": found[way, damage] / times} for way in ways}
        for damage in DAMAGES
    }
    save("repair", {"pages": pages, "with_words": with_words, "damage": kept}, publish=options.publish, on=on)


def text(opened: float, found: float) -> str:
    """Return two counts as they stand in the table."""
    return f"{opened:.1f} / {found:.1f}"


if __name__ == "__main__":
    main()
