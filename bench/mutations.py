"""Asks for quotations of the sample's scans as they were written, and for the same ones altered in eight ways.

    python bench/mutations.py ROOM TRUTH [--each 12] [--show 20] [--publish]

`ROOM` holds a production of `readingroom sample --kind scan`, read in the mode to be tried; `TRUTH` is the folder of
its ground truth. Synthetic: real quotations are asked by `quotations.py`. A quotation is a run of 5 to 12 words as the
truth has them, on a page of any damage and over its tables too. An altered one that stands somewhere on the page as it
was written, but for punctuation, is left out. Chance is repeatable.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import select

import common
from readingroom.citing.check import asked_words, check
from readingroom.citing.covered import covered_after, covers
from readingroom.desk.room import Room, open_room
from readingroom.desk.words import words
from readingroom.model.ids import PageId
from readingroom.model.words import Words
from readingroom.store.schema import PAGES

ACCEPTED = ("exact", "within_ocr_noise")

#: What is printed on a box or stands alone as a sign: nobody quotes across it.
_LABEL = re.compile(r"\(?b\)?[(0-9].*|-[0-9]|[^\w$]+")

_TENSES = {"was": "is", "is": "was", "were": "are", "are": "were", "has": "had", "had": "has", "will": "would"}
_NEGATIONS = ("not", "no", "never", "nor", "without")


def page_words(room: Room) -> dict[tuple[str, int], tuple[Words, frozenset[int]]]:
    """Return the words of every page and after which something is covered, by path and number as the truth has it."""
    with room.catalogue.connect() as connection:
        pages = [PageId(page) for page in connection.scalars(select(PAGES.c.page_id))]
    found = words(room, pages, "room")
    return {
        (text.facts.path.split("/", 1)[-1], text.facts.number): (text.words, covered_after(text.words, covers(text)))
        for text in found
    }


def altered(kind: str, quotation: Sequence[str], chance: random.Random, names: Sequence[str]) -> list[str] | None:
    """Return a quotation altered in one way, or None where it has nothing to alter."""
    return _ALTER[kind](list(quotation), chance, names)


def _digit(said: list[str], chance: random.Random, _names: Sequence[str]) -> list[str] | None:
    places = [(at, place) for at, word in enumerate(said) for place, c in enumerate(word) if c.isdigit()]
    if not places:
        return None
    at, place = chance.choice(places)
    digit = chance.choice([c for c in "0123456789" if c != said[at][place]])
    said[at] = said[at][:place] + digit + said[at][place + 1 :]
    return said


def _negation(said: list[str], chance: random.Random, _names: Sequence[str]) -> list[str] | None:
    there = [at for at, word in enumerate(said) if word.lower() in _NEGATIONS and 0 < at < len(said) - 1]
    if there:
        del said[chance.choice(there)]
    else:
        said.insert(chance.randrange(1, len(said)), "not")
    return said


def _name(said: list[str], chance: random.Random, names: Sequence[str]) -> list[str] | None:
    there = [at for at, word in enumerate(said) if re.fullmatch(r"[A-Z][a-z]{2,}", word)]
    if not there:
        return None
    at = chance.choice(there)
    said[at] = chance.choice([name for name in names if name != said[at]])
    return said


def _letter(said: list[str], chance: random.Random, _names: Sequence[str]) -> list[str] | None:
    """Another name, one letter away: Hansen, Hanson."""
    there = [at for at, word in enumerate(said) if re.fullmatch(r"[A-Z][a-z]{3,}", word)]
    if not there:
        return None
    at = chance.choice(there)
    place = chance.randrange(1, len(said[at]))
    letter = chance.choice([c for c in "aeiouhlnrst" if c != said[at][place]])
    said[at] = said[at][:place] + letter + said[at][place + 1 :]
    return said


def _tense(said: list[str], chance: random.Random, _names: Sequence[str]) -> list[str] | None:
    there = [at for at, word in enumerate(said) if word in _TENSES or re.fullmatch(r"[a-z]{3,}(ed|s)", word)]
    if not there:
        return None
    at = chance.choice(there)
    word = said[at]
    said[at] = _TENSES.get(word) or (word[:-2] + "ing" if word.endswith("ed") else word[:-1])
    return said


def _swap(said: list[str], chance: random.Random, _names: Sequence[str]) -> list[str] | None:
    at = chance.randrange(2, len(said) - 1)
    return [*said[at:], *said[:at]]


def _drop(said: list[str], chance: random.Random, _names: Sequence[str]) -> list[str] | None:
    del said[chance.randrange(1, len(said) - 1)]
    return said


def _neighbour(said: list[str], chance: random.Random, _names: Sequence[str]) -> list[str] | None:
    """Two words that follow one another, the other way round."""
    at = chance.randrange(0, len(said) - 1)
    said[at], said[at + 1] = said[at + 1], said[at]
    return said


_ALTER: dict[str, Callable[[list[str], random.Random, Sequence[str]], list[str] | None]] = {
    "digit": _digit,
    "negation": _negation,
    "name": _name,
    "letter of a name": _letter,
    "tense": _tense,
    "clauses swapped": _swap,
    "words swapped": _neighbour,
    "word dropped": _drop,
}


def quotations(text: str, count: int, chance: random.Random) -> list[list[str]]:
    """Return runs of words of a page, none broken at a line's end by a hyphen at its edges."""
    found: list[list[str]] = []
    said = text.split()
    for _try in range(count * 5):
        size = chance.randint(5, 12)
        if len(said) <= size or len(found) == count:
            break
        start = chance.randrange(0, len(said) - size)
        run = said[start : start + size]
        broken = any(word.endswith("-") for word in (*run, *said[max(0, start - 1) : start]))
        if not broken and not any(_LABEL.fullmatch(word) for word in run):
            found.append(run)
    return found


def _plain(text: str) -> str:
    """Return words without the punctuation that ends them."""
    return " ".join(word.rstrip(".,;:") for word in asked_words(text))


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("room", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--each", type=int, default=12, help="quotations a page")
    parser.add_argument("--show", type=int, default=0, help="true ones that are not accepted to print")
    parser.add_argument("--publish", action="store_true")
    options = parser.parse_args()
    chance = random.Random(20261124)
    rows = [json.loads(row) for row in (options.truth / "words.jsonl").read_text(encoding="utf-8").splitlines()]
    names = sorted({word for row in rows for word in row["text"].split() if re.fullmatch(r"[A-Z][a-z]{3,}", word)})
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in ("true", *_ALTER)}
    missed: list[str] = []
    wrong: list[str] = []
    with open_room(options.room) as room:
        pages = page_words(room)
    for row in rows:
        there = pages.get((row["path"], row["page"])) or pages.get((row["path"].split("/", 1)[-1], row["page"]))
        if there is None:
            continue
        page, covered = there
        written = _plain(row["text"])
        for said in quotations(row["text"], options.each, chance):
            found = check(" ".join(said), page, covered)
            counts["true"][found.verdict] += 1
            if found.verdict not in ACCEPTED:
                missed.append(f"{row['page']}: {' '.join(said)} | {[(d.asked, d.read) for d in found.differences]}")
            for kind in _ALTER:
                other = altered(kind, said, chance, names)
                if other is None or _plain(" ".join(other)) in written:
                    continue
                answer = check(" ".join(other), page, covered)
                counts[kind][answer.verdict] += 1
                if answer.verdict in ACCEPTED:
                    wrong.append(
                        f"{kind} | {' '.join(other)} | {' '.join(said)} | {answer.verdict} {answer.differences}"
                    )
    columns = ("kind", "asked", "exact", "noise", "accepted")
    table = []
    for kind, each in counts.items():
        asked, accepted = each.total(), each["exact"] + each["within_ocr_noise"]
        table.append([kind, asked, each["exact"], each["within_ocr_noise"], round(accepted / max(asked, 1), 4)])
    common.table(f"{options.room.name} (synthetic)", columns, table)
    for line in (*wrong, *missed[: options.show]):
        print(line)
    kept = {"rows": table, "altered_accepted": wrong}
    common.save(f"mutations-{options.room.name}", kept, publish=options.publish, on=common.machine())


if __name__ == "__main__":
    main()
