"""Asks `quote` for quotations written from real scans by eye, half of them altered (`labels/README.md`).

    python bench/quotations.py [--modes fast,balanced,accurate] [--publish]

The files are added to a new room for each mode, as people add them: what their text layers say is judged as always.
Each quotation is asked for with the page on which it should stand and without. Accepted means exact or
within_ocr_noise; an altered quotation that is accepted is the worst answer there is.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import common
import labelled
from readingroom.desk.quote import quote
from readingroom.desk.room import Room, open_room
from readingroom.model.answers import QuoteAnswer
from readingroom.model.ids import PageId, file_id, page_id

#: The answers that accept a quotation.
ACCEPTED = ("exact", "within_ocr_noise")


@dataclass(frozen=True, slots=True)
class Asked:
    """One quotation and the answers to it.

    Attributes:
        kind: true, or how it was altered.
        file: where it should stand.
        page: number of the page.
        text: as asked.
        on_page: the verdict when asked for with the page.
        anywhere: the verdict when asked for without.
        found: whether the page is among those that the answer without page names.
        differences: what the nearest place on the page has instead, as (asked, read).
        rests: on what the first answer says it rests.
    """

    kind: str
    file: str
    page: int
    text: str
    on_page: str
    anywhere: str
    found: bool
    differences: tuple[tuple[str, str], ...]
    rests: str


def made(files: Sequence[str], room: Path, mode: str) -> None:
    """Make a room of these files of the records, read in a mode, and index it."""
    add = common.readingroom("add", room, *(common.records() / file for file in files), "--mode", mode)
    # an asked quotation brings the index up to date; none stands nowhere: that is not an error here
    first = common.readingroom("quote", room, "none of these words stands anywhere here")
    for command, codes in ((common.readingroom("init", room), {0}), (add, {0}), (first, {0, 1})):
        cost = common.measure(command)
        if cost.code not in codes:
            raise SystemExit(cost.talk[-1000:])


def ask(room: Room, one: dict[str, str], page: PageId) -> Asked:
    """Ask for a quotation with its page and without."""
    there, anywhere = quote(room, one["text"], page), quote(room, one["text"])
    return Asked(
        one["kind"],
        one["file"],
        int(one["page"]),
        one["text"],
        there.verdict,
        anywhere.verdict,
        page in {anywhere.page, *anywhere.pages},
        tuple((each.asked, each.read) for each in there.differences),
        rests(there),
    )


def rests(answer: QuoteAnswer) -> str:
    """Return on what an answer says that it rests."""
    return answer.rests_on or "nothing"


def summary(asked: Sequence[Asked]) -> dict[str, Any]:
    """Return shares: of the true ones accepted, of the altered ones by kind."""
    kinds: dict[str, dict[str, int]] = {}
    for one in asked:
        counts = kinds.setdefault(one.kind, {"asked": 0, "exact": 0, "noise": 0, "anywhere": 0, "found": 0})
        counts["asked"] += 1
        counts["exact"] += one.on_page == "exact"
        counts["noise"] += one.on_page == "within_ocr_noise"
        counts["anywhere"] += one.anywhere in ACCEPTED
        counts["found"] += one.anywhere in ACCEPTED and one.found
    true = kinds["true"]
    altered = [counts for kind, counts in kinds.items() if kind != "true"]
    return {
        "true_accepted": (true["exact"] + true["noise"]) / true["asked"],
        "true_accepted_anywhere": true["anywhere"] / true["asked"],
        "altered_accepted": sum(counts["exact"] + counts["noise"] for counts in altered),
        "altered_accepted_anywhere": sum(counts["anywhere"] for counts in altered),
        "kinds": kinds,
        "rests": Counter(one.rests for one in asked if one.kind == "true"),
    }


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modes", default="fast,balanced,accurate", help="our modes, with commas between")
    parser.add_argument("--publish", action="store_true")
    options = parser.parse_args()
    on, listed, kept = common.machine(), labelled.quotations(), {}
    shas = {page.head["file"]: page.head["sha256"] for page in labelled.pages()}
    with tempfile.TemporaryDirectory(prefix="quotations-") as place:
        for mode in options.modes.split(","):
            path = Path(place) / mode
            made(sorted({one["file"] for one in listed}), path, mode)
            with open_room(path) as room:
                asked = [ask(room, one, page_id(file_id(shas[one["file"]]), int(one["page"]))) for one in listed]
            sums = summary(asked)
            columns = ("kind", "asked", "exact", "noise", "anywhere", "found")
            common.table(f"mode {mode}", columns, [[kind, *each.values()] for kind, each in sums["kinds"].items()])
            print({key: value for key, value in sums.items() if key != "kinds"})
            wrong = [one for one in asked if (one.kind == "true") != (one.on_page in ACCEPTED)]
            wrong += [one for one in asked if one not in wrong and (one.kind == "true") != (one.anywhere in ACCEPTED)]
            for one in wrong:
                print(one.kind, one.file, one.page, one.on_page, one.anywhere, one.text, one.differences, sep=" | ")
            kept[mode] = {**sums, "asked": [asdict(one) for one in asked]}
    common.save("quotations", kept, publish=options.publish, on=on)


if __name__ == "__main__":
    main()
