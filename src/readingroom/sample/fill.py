"""Filling the places of a phrase: numbers, dates, invented people and what would be withheld about them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date, timedelta

from readingroom.sample.pack import CLOSE, OPEN, Pack

_MONTHS_ES = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
              "noviembre", "diciembre")  # fmt: skip


def english(day: date) -> str:
    """A date as letters print it, whatever the machine's language."""
    months = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
              "November", "December")  # fmt: skip
    return f"{months[day.month - 1]} {day.day}, {day.year}"


def spanish(day: date) -> str:
    """A date as Spanish letters print it."""
    return f"{day.day} de {_MONTHS_ES[day.month - 1]} de {day.year}"


def weekday(day: date) -> str:
    """English name of the day of the week."""
    return ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[day.weekday()]


def mark(codes: str, kind: str, words: str) -> str:
    """Words that a release may withhold, as phrases and layouts carry them."""
    return f"{OPEN}{codes}/{kind}:{words}{CLOSE}"


#: A passage that opens a sentence, up to its first letter.
_OPENING = re.compile(rf"((?:^|[.!?] ){OPEN}[^:{CLOSE}]+:)([a-z])")


def _capital(match: re.Match[str]) -> str:
    return match[1] + match[2].upper()


class Fill(dict[str, str]):
    """Values for the places of a phrase; a place that has none yet gets a new one at each use.

    What is fixed for a document (office, operation ...) is put in as items; everything else is drawn from the pack.
    """

    def __init__(self, pack: Pack, rng: random.Random, day: date, **fixed: str) -> None:
        super().__init__(fixed)
        self.pack = pack
        self.rng = rng
        self.day = day

    def __missing__(self, place: str) -> str:
        maker = _MAKERS.get(place)
        if maker is None:
            return self.rng.choice(self.pack.words[_LISTS[place]])
        return maker(self)

    def __call__(self, phrase: str) -> str:
        """Return the phrase with its places filled; filled-in phrases may have places of their own."""
        text = phrase.format_map(self) if "{" in phrase else phrase
        text = text.format_map(self) if "{" in text else text
        if ".." in text:  # a firm's "Inc." at the end of a sentence
            text = text.replace("..", ".")
        return _OPENING.sub(_capital, text) if OPEN in text else text

    def pick(self, key: str) -> str:
        """One phrase of a kind, filled."""
        return self(self.rng.choice(self.pack.phrases[key]))

    def several(self, key: str, count: int) -> list[str]:
        """So many phrases of a kind, filled; none comes again before all have come."""
        phrases = self.pack.phrases[key]
        order: list[str] = []
        while len(order) < count:
            order += self.rng.sample(phrases, len(phrases))
        return [self(phrase) for phrase in order[:count]]

    def person(self) -> str:
        """An invented name."""
        words = self.pack.words
        return f"{self.rng.choice(words['first'])} {self.rng.choice(words['last'])}"

    def money(self) -> str:
        """A sum."""
        return f"${self.rng.randrange(1200, 990000, 50):,}.00"

    def telephone(self) -> str:
        """A telephone number of the range kept for fiction (555-0100 to 555-0199)."""
        return f"({self.pack.text('area')}) 555-01{self.rng.randrange(100):02d}"

    def address(self, person: str) -> str:
        """An e-mail address under a name that can never be registered (RFC 2606)."""
        first, _space, last = person.partition(" ")
        return f"{first[0]}.{last.replace(' ', '')}@{self.pack.text('domain')}".lower()


_LISTS = {"site": "sites", "craft": "crafts", "company": "companies", "system": "systems", "tactic": "tactics",
          "deliberation": "deliberations", "street": "streets", "office": "offices",
          "operation": "operations"}  # fmt: skip

_MAKERS: dict[str, Callable[[Fill], str]] = {
    "small": lambda f: str(f.rng.randrange(2, 13)),
    "count": lambda f: str(f.rng.randrange(14, 240)),
    "count2": lambda f: str(f.rng.randrange(14, 240)),
    "count3": lambda f: str(f.rng.randrange(14, 90)),
    "big": lambda f: f"{f.rng.randrange(300, 9800):,}",
    "percent": lambda f: str(f.rng.randrange(21, 99)),
    "money": Fill.money,
    "date": lambda f: english(f.day - timedelta(days=f.rng.randrange(3, 120))),
    "date2": lambda f: english(f.day - timedelta(days=f.rng.randrange(1, 3))),
    "date_es": lambda f: spanish(f.day - timedelta(days=f.rng.randrange(3, 60))),
    "day": lambda f: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")[f.rng.randrange(5)],
    "time": lambda f: f"{f.rng.randrange(4, 22):02d}{f.rng.choice(('00', '15', '30', '45'))}",
    "agent": lambda f: mark("b6,b7C", "name", f.person()),
    "phone": lambda f: mark("b6,b7C", "phone", f.telephone()),
    "email": lambda f: mark("b6,b7C", "email", f.address(f.person())),
    "liaison": Fill.person,
    "liaison_phone": Fill.telephone,
    "chief_name": Fill.person,
    "tactic_mark": lambda f: mark("b7E", "tactic", f.rng.choice(f.pack.words["tactics"])),
    "ordinal": lambda f: f.rng.choice(("first", "second", "third", "fourth", "fifth", "sixth")),
    "goal": lambda f: f"{f.rng.randrange(20, 96) * 100:,}",
    "targets": lambda f: str(f.rng.randrange(40, 420)),
    "requester_name": Fill.person,
}
