"""Letters: the request, what the body answered, a Spanish one."""

from __future__ import annotations

from datetime import date, timedelta

from readingroom.sample.codes import Policy
from readingroom.sample.document import Desk, Document
from readingroom.sample.fill import english, spanish
from readingroom.sample.furniture import address_block, letterhead, page_numbers
from readingroom.sample.layout import Flow
from readingroom.sample.tables import check_box, signature

_EXEMPTIONS = ("(b)(1)", "(b)(2)", "(b)(3)", "(b)(4)", "(b)(5)", "(b)(6)", "(b)(7)(A)", "(b)(7)(C)", "(b)(7)(D)",
               "(b)(7)(E)", "(b)(7)(F)", "(b)(8)")  # fmt: skip
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
             "eleventh", "twelfth")  # fmt: skip
_TICKED = {"(b)(4)", "(b)(5)", "(b)(6)", "(b)(7)(C)", "(b)(7)(E)"}


def _asked(desk: Desk, number: int) -> tuple[date, str, str]:
    """Day, tracking number and asker of request `number`: the same in every letter about it."""
    day = desk.pack.first_day + timedelta(days=300 + 30 * number)
    tracking = desk.pack.text("requests").format(year=day.year, number=4100 + 37 * number)
    return day, tracking, desk.fill(desk.rng("requester", number), day).person()


def request(desk: Desk, number: int, policy: Policy) -> Document:
    """The requester's letter."""
    pack, rng = desk.pack, desk.rng("request", number)
    day, _tracking, person = _asked(desk, number)
    fill = desk.fill(rng, day, operation=desk.operation(number))
    flow = desk.flow(policy)
    address_block(flow, pack.lines("requester_address"))
    flow.para(english(day), after=14)
    address_block(flow, pack.lines("foia_address"))
    body = pack.phrases["request"]
    flow.para(fill(body[0]), after=9)
    for phrase in body[1:]:
        number_of, dot, rest = fill(phrase).partition(". ")
        if dot and number_of.isdigit():
            flow.para(rest, indent=36, first=number_of + ".")
        else:
            flow.para(fill(phrase))
    _sign(flow, rng.randrange(1 << 30), person, pack.text("requester"), desk)
    page_numbers(flow.leaves, desk.faces, "{page}")
    title = f"Request for records, Operation {desk.operation(number)}"
    return Document("request", title, day, "", f"request/{number}", flow.leaves)


def acknowledgement(desk: Desk, number: int, policy: Policy) -> Document:
    """The body says that it has the request."""
    rng = desk.rng("acknowledgement", number)
    asked, tracking, person = _asked(desk, number)
    day = asked + timedelta(days=9)
    fill = desk.fill(
        rng, day, operation=desk.operation(number), request=tracking, requester_name=person,
        date=english(asked), date2=english(asked + timedelta(days=3)),
    )  # fmt: skip
    flow = _opened(desk, day, policy, tracking)
    for phrase in desk.pack.phrases["ack"]:
        flow.para(fill(phrase))
    _sign(flow, rng.randrange(1 << 30), fill["liaison"], desk.pack.text("foia"), desk)
    page_numbers(flow.leaves, desk.faces)
    title = f"Acknowledgement of request {tracking}"
    return Document("acknowledgement", title, day, "", f"acknowledgement/{number}", flow.leaves)


def determination(desk: Desk, number: int, policy: Policy) -> Document:
    """The body says what it releases and what it withholds, with the exemptions ticked."""
    rng = desk.rng("determination", number)
    day = desk.pack.first_day + timedelta(days=398 + 30 * number)
    _day, tracking, person = _asked(desk, number // 12)
    fill = desk.fill(
        rng, day, operation=desk.operation(number // 12), request=tracking, requester_name=person,
        ordinal=_ORDINALS[number % 12],
    )  # fmt: skip
    flow = _opened(desk, day, policy, tracking)
    body = desk.pack.phrases["determination"]
    for phrase in body[:2]:
        flow.para(fill(phrase))
    flow.need(110)
    top = flow.y + 4
    for index, code in enumerate(_EXEMPTIONS):
        x = flow.margin + 20 + (index // 4) * 130
        check_box(flow, x, top + (index % 4) * 17, code, ticked=code in _TICKED)
    flow.y = top + 4 * 17 + 12
    for phrase in body[2:]:
        flow.para(fill(phrase))
    _sign(flow, rng.randrange(1 << 30), fill["liaison"], desk.pack.text("foia"), desk)
    page_numbers(flow.leaves, desk.faces)
    title = f"Interim response {number + 1} to request {tracking}"
    return Document("determination", title, day, "", f"determination/{number}", flow.leaves)


def spanish_letter(desk: Desk, number: int, policy: Policy) -> Document:
    """A letter in Spanish from a district office."""
    pack, rng = desk.pack, desk.rng("spanish", number)
    office = desk.office(rng.randrange(24))
    day = pack.first_day + timedelta(days=rng.randrange(60, 360))
    fill = desk.fill(rng, day, office=office, operation=desk.operation(number))
    flow = desk.flow(policy)
    letterhead(flow, office)
    flow.para(f"{office}, {spanish(day)}", align="right", after=16)
    for phrase in pack.phrases["spanish"]:
        flow.para(fill(phrase), after=9)
    flow.skip(26)
    signature(flow, rng, flow.margin, flow.y)
    flow.skip(22)
    flow.para(fill("{agent}"), after=0)
    flow.para(f"{pack.text('bureau')}, {office}", "italic", after=0)
    title = f"Carta de la oficina de {office}"
    return Document("letter", title, day, office, f"spanish/{number}", flow.leaves, language="es")


def _opened(desk: Desk, day: date, policy: Policy, tracking: str) -> Flow:
    flow = desk.flow(policy)
    letterhead(flow, "")
    flow.para(english(day), after=14)
    address_block(flow, desk.pack.lines("requester_address"))
    flow.para(f"Re: {tracking}", "bold", after=10)
    return flow


def _sign(flow: Flow, seed: int, name: str, body: str, desk: Desk) -> None:
    flow.need(96)
    flow.para(desk.pack.text("closing"), after=30)
    signature(flow, desk.rng("signature", seed), flow.margin + 4, flow.y - 8)
    flow.skip(16)
    flow.para(name, after=0)
    flow.para(body, "italic", after=0)
