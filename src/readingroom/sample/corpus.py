"""`--kind text`: pages of words alone, thousands a second, for benches of search and sorting.

A page is what a typewriter would print: lines of at most 84 letters on a fixed grid, so that every word's box follows
from where it stands in its line. Documents have the kinds, heads, page numbers, families and Bates stamps of the
drawn production.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from readingroom.sample.fill import Fill, english, weekday
from readingroom.sample.lines import broken
from readingroom.sample.pack import CLOSE, OPEN, Pack
from readingroom.sample.truth import Truth

#: Letters a line and lines a page.
COLUMNS, LINES = 84, 56
#: Left edge, top edge, width of a letter, distance of lines, height of a letter on a letter-size page, as fractions.
GRID = (60 / 612, 60 / 792, 5.85 / 612, 12.0 / 792, 9.0 / 792)
#: Pages a file, as in productions that are cut into files.
PAGES_A_FILE = 50
#: Paragraphs that are made before the first page and picked from; more for more pages, so that they seldom repeat.
_POOL_LEAST, _POOL_MOST = 500, 16_000

#: Kinds of phrases that make the flesh of documents.
_FLESH = ("mail", "letter", "letter", "clauses", "report_notes")

_SYLLABLES = (
    "ba", "cor", "del", "fen", "gar", "hol", "in", "jor", "kel", "lun", "mar", "nes", "or", "pel", "quin",
    "ros", "sal", "tor", "ul", "ver", "wen", "yar", "zel", "dun", "brook", "ster", "ham", "ley", "ton",
)  # fmt: skip


@dataclass(slots=True)
class _Paper:
    """A document as lines."""

    kind: str
    title: str
    day: date
    office: str
    lines: list[str]
    family: str = ""
    content: str = ""
    pages: list[list[str]] = field(default_factory=list)


class _Writer:
    """Makes documents of lines from a pack."""

    def __init__(self, pack: Pack, seed: int, pages: int) -> None:
        self.pack, self.seed = pack, seed
        rng = self._rng("pool")
        fill = Fill(pack, rng, pack.first_day, **_names(pack))
        size = min(_POOL_MOST, max(_POOL_LEAST, 2 * pages))
        self.pool = [tuple(broken(bare_marks(fill.pick(rng.choice(_FLESH))), COLUMNS)) for _index in range(size)]
        self.fill = fill
        self._template: tuple[int, list[list[str]]] = (-1, [])

    def _rng(self, *name: object) -> random.Random:
        return random.Random("/".join(map(str, (self.pack.name, self.seed, "text", *name))))  # noqa: S311  # fiction

    def tail(self, rng: random.Random) -> str:
        """An invented name that hardly comes twice: the long tail that every real index has."""
        return "".join(rng.choices(_SYLLABLES, k=rng.randrange(2, 5))).capitalize()

    def paragraphs(self, lines: list[str], rng: random.Random, count: int) -> None:
        """Add paragraphs; every third is made for this place only, every second is followed by new names."""
        pool, fill = self.pool, self.fill
        for index in range(count):
            if index % 3:
                lines.extend(pool[int(rng.random() * len(pool))])
            else:
                lines.extend(broken(bare_marks(fill.pick(rng.choice(_FLESH))), COLUMNS))
            lines.append("")
            if index % 2:
                lines.append(
                    f"{self.tail(rng)} and {self.tail(rng)} are entered under {int(rng.random() * 1e6)} "
                    f"on {english(self.pack.first_day + timedelta(days=int(rng.random() * 900)))}."
                )
                lines.append("")

    def document(self, index: int) -> _Paper:
        """Document `index`, the same whichever came before."""
        rng = self._rng(index)
        self.fill.rng = rng
        share = rng.random()
        for limit, make in _KINDS:
            if share < limit:
                return make(self, index, rng)
        raise AssertionError("the last limit is 1")

    def mail(self, index: int, rng: random.Random) -> _Paper:
        """A printed chain."""
        pack = self.pack
        day = pack.first_day + timedelta(days=rng.randrange(700))
        subject = self.fill(rng.choice(pack.phrases["mail_subjects"]))
        lines: list[str] = []
        people = [f"{rng.choice(pack.words['first'])} {self.tail(rng)}" for _index in range(3)]
        for depth in range(rng.randrange(1, 6)):
            if depth:
                lines.append("-----Original Message-----")
            when = day - timedelta(days=depth)
            clock = f"{rng.randrange(1, 12)}:{rng.randrange(60):02d} PM"
            lines += [f"From:    {people[depth % 3]}", f"Sent:    {weekday(when)}, {english(when)} {clock}",
                      f"To:      {people[(depth + 1) % 3]}; {people[(depth + 2) % 3]}",
                      f"Subject: {'RE: ' if depth % 2 == 0 else ''}{subject}", ""]  # fmt: skip
            self.paragraphs(lines, rng, rng.randrange(3, 12))
        return _Paper("mail", subject, day, "", lines, "", f"mail/{index}")

    def letter(self, index: int, rng: random.Random) -> _Paper:
        """A memorandum of a district office."""
        pack = self.pack
        office = rng.choice(pack.words["offices"])
        day = pack.first_day + timedelta(days=rng.randrange(700))
        lines = [pack.text("name").upper().center(COLUMNS).rstrip(), pack.text("bureau").center(COLUMNS).rstrip(), "",
                 english(day), "", f"Memorandum for {self.tail(rng)}, {office}", ""]  # fmt: skip
        self.paragraphs(lines, rng, rng.randrange(8, 40))
        lines += [pack.text("closing"), "", self.tail(rng), pack.text("chief")]
        return _Paper("letter", f"Memorandum from {office}", day, office, lines, "", f"letter/{index}")

    def contract(self, index: int, rng: random.Random) -> _Paper:
        """A contract of many clauses."""
        pack = self.pack
        day = pack.first_day - timedelta(days=rng.randrange(500))
        company = f"{self.tail(rng)} {self.tail(rng)} Inc."
        title = f"{pack.text('contract_title')} {rng.randrange(10**5):05d}, {company}"
        lines = [title, english(day), ""]
        for number, phrase in enumerate(pack.phrases["contract"], 1):
            head, _bar, text = phrase.partition("|")
            lines += [f"{number}. {head}", *broken(bare_marks(self.fill(text)), COLUMNS), ""]
            self.paragraphs(lines, rng, rng.randrange(4, 12))
        return _Paper("contract", title, day, "", lines, "", f"contract/{index}")

    def report(self, index: int, rng: random.Random) -> _Paper:
        """A daily report with its table."""
        pack = self.pack
        day = pack.first_day + timedelta(days=rng.randrange(700))
        title = f"{pack.text('report_title')}, {english(day)}"
        columns = pack.phrases["report_columns"]
        lines = [title, "", f"{columns[0]:<20}" + "".join(f"{name:>14.14}" for name in columns[1:5]), ""]
        for office in pack.words["offices"]:
            a, b, c, d = (int(rng.random() * 200) for _index in range(4))
            lines.append(f"{office:<20}{a:>14}{b:>14}{c:>14}{d:>14}")
        lines.append("")
        self.paragraphs(lines, rng, rng.randrange(6, 10))
        return _Paper("report", title, day, "", lines, "report", f"report/{index}")

    def plan(self, index: int, rng: random.Random) -> _Paper:
        """The plan of one office: the operation's template and the office's own passages."""
        pack = self.pack
        number = index // 200  # about 24 plans share a template
        if self._template[0] != number:
            begin, end = english(pack.first_day), english(pack.first_day + timedelta(days=4))
            name = self.tail(self._rng("name", number))
            rng_all = self._rng("operation", number)
            common = Fill(pack, rng_all, pack.first_day, operation=name, start=begin, end=end, **_names(pack))
            sections = [
                [line for phrase in part.template for line in (*broken(bare_marks(common(phrase)), COLUMNS), "")]
                for part in pack.plan
            ]
            self._template = (number, sections)
        office = pack.words["offices"][index % 24]
        day = pack.first_day + timedelta(days=rng.randrange(60))
        own = Fill(pack, rng, day, office=office, targets=str(rng.randrange(40, 420)), **_names(pack))
        title = f"{pack.text('plan_title')}, {office}"
        lines = [pack.text("caveat"), "", title, english(day), ""]
        for section, part in zip(self._template[1], pack.plan, strict=True):
            lines += [part.title, *section]
            for phrase in part.own[:2]:
                lines += [*broken(bare_marks(own(phrase)), COLUMNS), ""]
            self.paragraphs(lines, rng, 4)
        return _Paper("plan", title, day, office, lines, f"plan/{number}", f"plan/{index}")


_KINDS: tuple[tuple[float, Callable[[_Writer, int, random.Random], _Paper]], ...] = (
    (0.4, _Writer.mail),
    (0.6, _Writer.letter),
    (0.75, _Writer.report),
    (0.87, _Writer.plan),
    (1.0, _Writer.contract),
)


def _names(pack: Pack) -> dict[str, str]:
    return {
        "department": pack.text("name"),
        **{key: pack.text(key) for key in ("bureau", "short", "requester", "form")},
    }


def bare_marks(text: str) -> str:
    """Text with its passages shown: a page of words alone withholds nothing."""
    while OPEN in text:
        before, _open, rest = text.partition(OPEN)
        inside, _close, after = rest.partition(CLOSE)
        text = before + inside.partition(":")[2] + after
    return text


def write_corpus(truth: Truth, pack: Pack, seed: int, pages: int, tell: Callable[[int], None]) -> None:
    """Write exactly `pages` pages of words and their documents into the truth.

    Args:
        truth: where to.
        pack: the style.
        seed: of the production.
        pages: how many.
        tell: called with the number of pages written so far.
    """
    writer = _Writer(pack, seed, pages)
    number = 0
    stamp = pack.lines("bates")[0]
    words_file = truth.raw("words")
    grid = ",".join(f"{value:.6f}" for value in GRID)
    for index, paper in enumerate(_documents(writer)):
        first = number + 1
        sheets = [paper.lines[start : start + LINES - 3] for start in range(0, len(paper.lines), LINES - 3)]
        sheets = sheets[: pages - number]
        parts: list[list[object]] = []
        for place, lines in enumerate(sheets, 1):
            number += 1
            name, page = divmod(number - 1, PAGES_A_FILE)
            path, file_id = _file(name, pack, seed)
            foot = ["", f"Page {place} of {len(sheets)}".center(COLUMNS).rstrip(), _bates(stamp, pack, number)]
            text = "\n".join([*lines, *foot]).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            words_file.write(
                f'{{"page_id":"{file_id}/p{page + 1:04d}","path":"{path}","page":{page + 1},"document":{index},'
                f'"bates":"{foot[2].strip()}","text":"{text}","grid":[{grid}]}}\n'
            )
            if parts and parts[-1][0] == path:
                parts[-1][2] = page + 1
            else:
                parts.append([path, page + 1, page + 1])
        truth.write(
            "documents",
            {"document": index, "kind": paper.kind, "title": paper.title, "date": paper.day.isoformat(),
             "office": paper.office, "language": "en", "pages": number - first + 1, "content": paper.content,
             "family": paper.family, "parts": parts},
        )  # fmt: skip
        tell(number)
        if number >= pages:
            return


def _documents(writer: _Writer) -> Iterator[_Paper]:
    index = 0
    while True:
        yield writer.document(index)
        index += 1


def _bates(stamp: str, pack: Pack, number: int) -> str:
    return stamp.format(year=pack.first_day.year, n=number).rjust(COLUMNS)


def _file(number: int, pack: Pack, seed: int) -> tuple[str, str]:
    path = f"{pack.first_day.year + 1}-{number // 40 % 12 + 1:02d} release/{pack.name} {seed} volume {number:05d}.pdf"
    return path, hashlib.sha256(path.encode("utf-8")).hexdigest()
