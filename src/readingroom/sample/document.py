"""A fictional document: its pages as laid out for one release, and what is true of it whichever release shows it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date

from readingroom.sample.codes import Policy
from readingroom.sample.fill import Fill
from readingroom.sample.layout import Flow
from readingroom.sample.leaf import Faces, Leaf
from readingroom.sample.pack import Pack


@dataclass(slots=True)
class Message:
    """A message printed in a mail chain.

    Attributes:
        first, last: its pages within the document, from 0.
        sent: ISO 8601 local time.
        sent_printed: as printed.
        sender: as printed; `withheld` if this release hides it.
        recipients: as printed, `withheld` for each hidden one.
        subject: as printed.
        depth: 0 for the newest, 1 for the one it quotes ...
    """

    first: int
    last: int
    sent: str
    sent_printed: str
    sender: str
    recipients: list[str]
    subject: str
    depth: int


@dataclass(slots=True)
class Document:
    """One document as one release shows it.

    Attributes:
        kind: request, acknowledgement, determination, letter, plan, report, mail, form, contract, sheet or drawn page.
        title: as a register would list it.
        day: its date.
        office: the district office it comes from; empty for headquarters.
        content: names what it says; two releases of one document share it.
        leaves: its pages.
        messages: of a printed mail chain.
        family: name of its template, empty if it stands alone.
        language: `en` or `es`.
    """

    kind: str
    title: str
    day: date
    office: str
    content: str
    leaves: list[Leaf]
    messages: list[Message] = field(default_factory=list)
    family: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Desk:
    """What is needed to write documents of one production.

    Attributes:
        pack: the style.
        faces: its fonts.
        seed: of the production.
    """

    pack: Pack
    faces: Faces
    seed: int

    def rng(self, *name: object) -> random.Random:
        """Chance of its own for each thing that has a name: the same on every machine and in any order."""
        return random.Random("/".join(map(str, (self.pack.name, self.seed, *name))))  # noqa: S311  # fiction, not secrets

    def flow(self, policy: Policy, *, landscape: bool = False, size: float = 0.0) -> Flow:
        """A document's first page, empty."""
        return Flow(self.pack, self.faces, policy, landscape=landscape, size=size)

    def fill(self, rng: random.Random, day: date, **fixed: str) -> Fill:
        """Values for phrases, with the department's names in them."""
        pack = self.pack
        names = {key: pack.text(key) for key in ("bureau", "short", "requester", "form")}
        return Fill(pack, rng, day, department=pack.text("name"), **(names | fixed))

    def office(self, index: int) -> str:
        """Name of a district office, 0..23."""
        offices = self.pack.words["offices"]
        return offices[index % len(offices)]

    def operation(self, index: int) -> str:
        """Name of an operation; after the pack's own they come again with the year's number."""
        operations = self.pack.words["operations"]
        turn, place = divmod(index, len(operations))
        return operations[place] + (f" {turn + 1}" if turn else "")
