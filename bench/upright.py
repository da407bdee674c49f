"""Which way up pages lie, and how straight they are laid: `python bench/upright.py [--style tune] [--publish]`.

Orientation: scans of the fictional sample (synthetic) and real scans (`shared/records`, not part of the project), each
in all four directions; the real ones stand upright in their files but for two test pictures, whose names say so (looked
at by eye). Both errors are counted: a page that is turned though it stood upright, and one that stays or is turned
wrongly. A page on which no line is found must stay.

Skew: pages of a born-digital production of the sample and real born-digital pages, drawn at 150 dpi and turned by known
angles. What is left after laying straight is the difference between that angle and the one that is found.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from common import machine, readingroom, records, save, table
from readingroom.engines.ocr.detect import Detector
from readingroom.engines.ocr.ppocr import PpOcr
from readingroom.engines.ocr.runtime import best_runtime
from readingroom.engines.ocr.upright import turn
from readingroom.engines.pages import Pixels, open_pages
from readingroom.reading.boxes import solid_boxes
from readingroom.reading.inverted import without_boxes
from readingroom.reading.order import skew

DPI = 150.0
#: The target for what is left of a skew, degrees.
SMALL = 0.2
SEED = 7
#: Degrees by which pages are turned to measure what is left of it.
ANGLES = (-10.0, -5.0, -2.0, -0.7, 0.0, 0.4, 1.5, 3.0, 7.0, 10.0)
TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".tif": "image/tiff", ".pdf": "application/pdf"}
#: Real files whose pages are images; every how many-th page is taken.
SCANS = {
    "foia/norcross_pd_predpol_MR57810.pdf": 4,
    "foia/fbi_openbsd_2002.pdf": 1,
    "foia/fbi_staughton_lynd.pdf": 1,
    "foia/fbi_burge_9_8b.pdf": 1,
    "foia/fbi_burge_9_8d.pdf": 1,
    "foia/fbi_burge_civilrights_memos_1991-93.pdf": 2,
    "foia/chicago_pd_units_2016.pdf": 1,
    "foia/chicago_ipra_217_response.pdf": 1,
    "foia/dhs_opsec_2021-HQFO-00060.pdf": 1,
    "govdocs1/498264.pdf": 1,
}
#: Test pictures that do not stand upright, and the clockwise degrees that make them so.
TURNED = {"phototest-rotated-180": 180, "phototest-rotated-L": 90}
PRINT = ("foia/elgin_predpol_saas_agreement.pdf", "govdocs1/303226.pdf", "tables_misc/federal-register-2020-17221.pdf")

Page = tuple[str, Pixels]


def sample(folder: Path, kind: str, style: str, pages: int) -> list[dict[str, Any]]:
    """Make a production and return the records of its pages."""
    command = readingroom("sample", folder, "--kind", kind, "--style", style, "--pages", str(pages), "--seed", "11")
    subprocess.run(command, check=True, capture_output=True)
    text = (folder / "truth" / "pages.jsonl").read_text(encoding="utf-8")
    found = [json.loads(line) for line in text.splitlines()]
    random.Random(SEED).shuffle(found)
    return found


def drawn(path: Path, number: int) -> Pixels:
    """Return a page as it is read."""
    source = open_pages(path, TYPES[path.suffix.lower()])
    sheet = source.size(number)
    image = source.render(number, dpi=min(DPI, (16e6 / (sheet.width * sheet.height / 72**2)) ** 0.5))
    source.close()
    return image


def synthetic(folder: Path, style: str, count: int) -> Iterator[Page]:
    """Return upright scans of the sample."""
    for page in sample(folder, "scan", style, 4 * count)[:count]:
        yield page["path"], turn(drawn(folder / "production" / page["path"], page["page"]), page["turned"])


def real() -> Iterator[Page]:
    """Return upright real scans."""
    folder = records()
    for name, step in SCANS.items():
        source = open_pages(folder / name, "application/pdf")
        pages = source.pages
        source.close()
        yield from ((f"{name} {number}", drawn(folder / name, number)) for number in range(1, pages + 1, step))
    images = sorted((folder / "woo_redaction" / "images").glob("*.png"))
    images += sorted(path for path in (folder / "ocr_truth").rglob("*") if path.suffix in TYPES)
    for path in images:
        yield path.name, turn(drawn(path, 1), TURNED.get(path.stem, 0))


def directions(pages: Iterator[Page], engine: PpOcr) -> dict[str, Any]:
    """Count both errors over all four directions of some pages."""
    count = empty = wrongly = 0
    missed: list[str] = []
    for name, upright in pages:
        clean = without_boxes(upright, solid_boxes(upright, DPI), DPI)
        for degrees in (0, 90, 180, 270):
            image = turn(clean, degrees)
            found, lines = engine.upright(image, DPI)
            if not lines:
                empty += 1
                wrongly += found != 0
                continue
            count += 1
            if found != (360 - degrees) % 360:
                wrongly += degrees == 0
                missed += [f"{name} turned {degrees}: {found}"] if degrees else []
    right = count - wrongly - len(missed)
    return {"pages": count, "without_lines": empty, "right": right, "wrongly": wrongly, "missed": missed}


def askew(pages: Iterator[Page], detector: Detector) -> list[float]:
    """Return what is left of known angles, degrees."""
    left = []
    for _name, image in pages:
        height, width = image.shape
        for angle in ANGLES:
            matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
            leaning = np.asarray(cv2.warpAffine(image, matrix, (width, height), borderValue=255), np.uint8)
            lines = detector.lines(leaning, DPI)
            if lines:
                found = float(np.degrees(skew(np.array(lines, np.float64))))
                left.append(abs(found - angle))
    return left


def digital(folder: Path, style: str, count: int) -> Iterator[Page]:
    """Return pages of the sample that are straight by construction."""
    for page in [one for one in sample(folder, "digital", style, 60) if one["words"] > 80][:count]:
        yield page["path"], drawn(folder / "production" / page["path"], page["page"])


def printed() -> Iterator[Page]:
    """Return real pages that are straight because they are born digital."""
    for name in PRINT:
        yield from ((name, drawn(records() / name, number)) for number in (1, 3, 5))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--style", default="tune", choices=("train", "tune", "report"))
    parser.add_argument("--pages", type=int, default=100, help="scans of the sample")
    parser.add_argument("--publish", action="store_true")
    options = parser.parse_args()
    on = machine()
    runtime, load = best_runtime()
    engine, detector = PpOcr("fast", runtime, load), Detector(load)
    with tempfile.TemporaryDirectory() as folder:
        made, synthetic_pages = Path(folder), f"sample {options.style} (synthetic)"
        ways = {
            synthetic_pages: directions(synthetic(made / "scan", options.style, options.pages), engine),
            "real scans": directions(real(), engine),
        }  # fmt: skip
        left = {
            synthetic_pages: askew(digital(made / "digital", options.style, 12), detector),
            "real born-digital pages": askew(printed(), detector),
        }
    rows = []
    for name, one in ways.items():
        share = round(100 * one["right"] / one["pages"], 2)
        rows.append([name, one["pages"], one["wrongly"], len(one["missed"]), one["without_lines"], share])
    columns = ("pages x 4 directions", "with lines", "turned wrongly", "not put upright", "no lines, stays", "right %")
    table("Which way up", columns, rows)
    for one in ways.values():
        print("\n".join(one["missed"]))
    rows = []
    for name, rest in left.items():
        small = round(100 * float(np.mean(np.array(rest) <= SMALL)), 1)
        rows.append([name, len(rest), float(np.median(rest)), float(np.quantile(rest, 0.95)), max(rest), small])
    table("What is left of the skew, degrees", ("pages x angles", "count", "median", "95 %", "most", "<= .2, %"), rows)
    save("upright", {"directions": ways, "left": left}, publish=options.publish, on=on)


if __name__ == "__main__":
    main()
