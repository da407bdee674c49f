"""Documents of typewritten lines for `--kind text`, made fast: paragraphs are picked from a pool or filled anew."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from readingroom.sample.fill import Fill, english, weekday
from readingroom.sample.lines import broken
from readingroom.sample.pack import CLOSE, OPEN, Pack

#: Letters a line.
COLUMNS = 84
#: Paragraphs that are made before the first page and picked from; more for more pages, so that they seldom repeat.
_POOL_LEAST, _POOL_MOST = 500, 16_000

#: Kinds of phrases that make the flesh of documents.
_FLESH = ("mail", "letter", "letter", "clauses", "report_notes")

_SYLLABLES = (
    "ba", "cor", "del", "fen", "gar", "hol", "in", "jor", "kel", "lun", "mar", "nes", "or", "pel", "quin",
    "ros", "sal", "tor", "ul", "ver", "wen", "yar", "zel", "dun", "brook", "ster", "ham", "ley", "ton",
)  # fmt: skip


@dataclass(slots=True)
class Paper:
    """A document as lines; `messages` are what is true of each printed message with the line at which it begins."""

    kind: str
    title: str
    day: date
    office: str
    lines: list[str]
    family: str = ""
    content: str = ""
    messages: list[tuple[int, dict[str, object]]] = field(default_factory=list)


class Typist:
    """Makes documents of lines from a pack."""

    def __init__(self, pack: Pack, seed: int, pages: int) -> None:
        self.pack, self.seed = pack, seed
        rng = self.chance("pool")
        fill = Fill(pack, rng, pack.first_day, **_names(pack))
        size = min(_POOL_MOST, max(_POOL_LEAST, 2 * pages))
        self.pool = [tuple(broken(bare_marks(fill.pick(rng.choice(_FLESH))), COLUMNS)) for _index in range(size)]
        self.fill = fill
        self._template: tuple[int, list[list[str]]] = (-1, [])

    def chance(self, *name: object) -> random.Random:
        """Chance of its own for each thing that has a name."""
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

    def document(self, index: int) -> Paper:
        """Document `index`, the same whichever came before."""
        rng = self.chance(index)
        self.fill.rng = rng
        share = rng.random()
        for limit, make in _KINDS:
            if share < limit:
                return make(self, index, rng)
        raise AssertionError("the last limit is 1")

    def mail(self, index: int, rng: random.Random) -> Paper:
        """A printed chain."""
        pack = self.pack
        day = pack.first_day + timedelta(days=rng.randrange(700))
        subject = self.fill(rng.choice(pack.phrases["mail_subjects"]))
        lines: list[str] = []
        people = [f"{rng.choice(pack.words['first'])} {self.tail(rng)}" for _index in range(3)]
        messages: list[tuple[int, dict[str, object]]] = []
        turns = rng.randrange(1, 6)
        for depth in range(turns):
            if depth:
                lines.append("-----Original Message-----")
            when = day - timedelta(days=depth)
            hour, minute = rng.randrange(1, 12), rng.randrange(60)
            printed = f"{weekday(when)}, {english(when)} {hour}:{minute:02d} PM"
            sender, others = people[depth % 3], [people[(depth + 1) % 3], people[(depth + 2) % 3]]
            full = subject if depth == turns - 1 else f"RE: {subject}"
            sent = f"{when.isoformat()}T{hour + 12:02d}:{minute:02d}"
            messages.append(
                (len(lines), {"sent": sent, "sent_printed": printed, "sender": sender, "recipients": others,
                              "subject": full, "depth": depth})
            )  # fmt: skip
            lines += [f"From:    {sender}", f"Sent:    {printed}", f"To:      {'; '.join(others)}",
                      f"Subject: {full}", ""]  # fmt: skip
            self.paragraphs(lines, rng, rng.randrange(3, 12))
        return Paper("mail", subject, day, "", lines, "", f"mail/{index}", messages)

    def letter(self, index: int, rng: random.Random) -> Paper:
        """A memorandum of a district office."""
        pack = self.pack
        office = rng.choice(pack.words["offices"])
        day = pack.first_day + timedelta(days=rng.randrange(700))
        lines = [pack.text("name").upper().center(COLUMNS).rstrip(), pack.text("bureau").center(COLUMNS).rstrip(), "",
                 english(day), "", f"Memorandum for {self.tail(rng)}, {office}", ""]  # fmt: skip
        self.paragraphs(lines, rng, rng.randrange(8, 40))
        lines += [pack.text("closing"), "", self.tail(rng), pack.text("chief")]
        return Paper("letter", f"Memorandum from {office}", day, office, lines, "", f"letter/{index}")

    def contract(self, index: int, rng: random.Random) -> Paper:
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
        return Paper("contract", title, day, "", lines, "", f"contract/{index}")

    def report(self, index: int, rng: random.Random) -> Paper:
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
        return Paper("report", title, day, "", lines, "report", f"report/{index}")

    def plan(self, index: int, rng: random.Random) -> Paper:
        """The plan of one office: the operation's template and the office's own passages."""
        pack = self.pack
        number = index // 200  # about 24 plans share a template
        if self._template[0] != number:
            begin, end = english(pack.first_day), english(pack.first_day + timedelta(days=4))
            name = self.tail(self.chance("name", number))
            rng_all = self.chance("operation", number)
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
        return Paper("plan", title, day, office, lines, f"plan/{number}", f"plan/{index}")


_KINDS: tuple[tuple[float, Callable[[Typist, int, random.Random], Paper]], ...] = (
    (0.4, Typist.mail),
    (0.6, Typist.letter),
    (0.75, Typist.report),
    (0.87, Typist.plan),
    (1.0, Typist.contract),
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
