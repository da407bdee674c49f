"""An endless stream of documents for large productions: each from its own chance, so any can be made alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from readingroom.sample import letters, mail, papers, plan, policies
from readingroom.sample.book import Form, withhold_page
from readingroom.sample.codes import Policy
from readingroom.sample.document import Desk, Document
from readingroom.sample.order import Kind

#: Share of each kind of document up to which a draw of 0..1 gives it; digital productions are heavy with text.
_DIGITAL = ((0.28, "plan"), (0.5, "mail"), (0.82, "contract"), (0.97, "district"), (1.0, "report"))
_SCANNED = ((0.2, "plan"), (0.4, "mail"), (0.55, "contract"), (0.75, "district"), (0.85, "report"), (1.0, "form"))
#: In mixed productions one document in so many is scanned.
_SCANS = 5
#: One document in so many comes again later with other redactions; one in so many is followed by a deleted-page sheet.
_AGAIN, _SHEETS = 14, 40
#: Number of the first document, beyond those of the programme; how far back a document that comes again may lie.
_FIRST, _REACH = 100, 50


@dataclass(frozen=True, slots=True)
class Piece:
    """A document on its way into a file."""

    document: Document
    policy: Policy
    form: Form


def pieces(desk: Desk, kind: Kind, start: int = _FIRST) -> Iterator[Piece]:
    """Yield documents without end.

    Args:
        desk: of the production.
        kind: mixed, scan or digital.
        start: number of the first, beyond those that a programme used by name.
    """
    index = start
    while True:
        rng = desk.rng("stream", index)
        yield from _turn(desk, kind, index, rng)
        index += 1


def _turn(desk: Desk, kind: Kind, index: int, rng: random.Random) -> Iterator[Piece]:
    form: Form = "scan" if kind == "scan" or (kind == "mixed" and rng.randrange(_SCANS) == 0) else "digital"
    policy = policies.drawn(rng)
    number = _earlier(desk, index)
    if number is None:
        number = index
    elif rng.randrange(2):
        policy = policies.drawn(_policy_rng(desk, kind, number))  # filed twice and released alike
    else:
        policy = policies.other(policies.drawn(_policy_rng(desk, kind, number)), rng)
    document = make(desk, number, _SCANNED if kind == "scan" else _DIGITAL, policy, mixed=kind == "mixed")
    if rng.randrange(_SHEETS) == 0:
        withhold_page(document.leaves[-1], ("b5",), desk)
    yield Piece(document, policy, form)
    if rng.randrange(_SHEETS) == 0:
        codes = (("b7E",), ("b5",), ("b6", "b7C"))
        held = [(index * 10 + page, rng.choice(codes)) for page in range(rng.randrange(1, 12))]
        yield Piece(papers.deleted_sheet(desk, index, held), policy, form)


def _earlier(desk: Desk, index: int) -> int | None:
    """Number of the document that turn `index` shows again; None if it shows one of its own."""
    rng = desk.rng("again", index)
    if index < _FIRST + _REACH or rng.randrange(_AGAIN):
        return None
    number = index - rng.randrange(5, _REACH)
    return number if _earlier(desk, number) is None else None


def _policy_rng(desk: Desk, kind: Kind, number: int) -> random.Random:
    """The chance of turn `number` just before it draws its policy."""
    rng = desk.rng("stream", number)
    if kind == "mixed":
        rng.randrange(_SCANS)
    return rng


def make(
    desk: Desk, number: int, shares: tuple[tuple[float, str], ...], policy: Policy, *, mixed: bool = False
) -> Document:
    """Document `number` of a stream under a policy; its kind is its own and not the policy's."""
    draw = desk.rng("kind", number).random()
    name = next(name for limit, name in shares if draw < limit)
    if mixed and number % 97 == 0:
        return letters.spanish_letter(desk, number, policy)
    if name == "plan":
        return plan.plan(desk, number, policy)
    if name == "mail":
        return mail.printed_mail(desk, number, policy)
    if name == "contract":
        return papers.contract(desk, number, policy)
    if name == "report":
        return papers.report(desk, number, policy)
    if name == "form":
        return papers.form(desk, number, policy)
    return papers.district_letter(desk, number, policy)
