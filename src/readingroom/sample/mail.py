"""Mail: chains of messages that quote one another, as printed pages and as the files themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from readingroom.sample.codes import Policy
from readingroom.sample.document import Desk, Document, Message
from readingroom.sample.fill import english, mark, weekday
from readingroom.sample.furniture import page_numbers
from readingroom.sample.layout import Flow, bare
from readingroom.sample.leaf import Shape
from readingroom.sample.tables import pairs


@dataclass(frozen=True, slots=True)
class Letter:
    """One message of a chain, with its passages marked.

    Attributes:
        sender, recipients, copied: (name, address).
        sent: local time.
        subject: with its `RE:`.
        body: paragraphs.
        signature: lines under it.
        attached: name of a file that came with it; empty if none did.
    """

    sender: tuple[str, str]
    recipients: list[tuple[str, str]]
    copied: list[tuple[str, str]]
    sent: datetime
    subject: str
    body: list[str]
    signature: list[str]
    attached: str = ""


def chain(desk: Desk, number: int) -> list[Letter]:
    """The messages of chain `number`, newest first."""
    pack, rng = desk.pack, desk.rng("mail", number)
    day = pack.first_day + timedelta(days=rng.randrange(20, 330))
    office = desk.office(rng.randrange(24))
    fill = desk.fill(rng, day, office=office, operation=desk.operation(rng.randrange(8)))
    people = [(name, fill.address(name)) for name in (fill.person() for _ in range(5))]
    subject = fill.pick("mail_subjects")
    sent = datetime(day.year, day.month, day.day, rng.randrange(7, 11), rng.randrange(60))  # noqa: DTZ001  # local, as printed
    letters: list[Letter] = []
    turns = rng.randrange(2, 7)
    bodies = fill.several("mail", 6 * turns)
    for turn in range(turns):
        sender = people[turn % 3]
        others = [person for person in people[:3] if person is not sender]
        body = [bodies.pop() for _index in range(rng.randrange(2, 6))]
        sign = [fill_name(sender[0]), rng.choice(pack.phrases["mail_sign"]), pack.text("bureau"), fill("{phone}")]
        letters.append(
            Letter(
                sender,
                others if turn else others + people[3:4],
                people[4:5] if rng.random() < 0.5 else [],  # noqa: PLR2004  # a coin
                sent,
                ("RE: " if turn else "") + subject,
                body,
                sign,
                f"{pack.files['plans']} {office}.docx" if rng.randrange(4) == 0 else "",
            )
        )
        sent += timedelta(minutes=rng.randrange(6, 900))
    return letters[::-1]


def fill_name(name: str) -> str:
    """A person's name as a passage that may be withheld."""
    return mark("b6,b7C", "name", name)


def printed_mail(desk: Desk, number: int, policy: Policy) -> Document:
    """Chain `number` as somebody printed it."""
    letters = chain(desk, number)
    look = str(desk.pack.look["mail"])
    size = {"plain": 9.6, "web": 10.0}.get(look, 10.4)
    flow = desk.flow(policy, size=size)
    face = {"plain": "mono", "web": "sans"}.get(look, "sans")
    if look == "outlook":  # the head of the one who printed it
        flow.para(fill_name(letters[0].recipients[0][0]), "sans_bold", 13, after=3)
        flow.rule(2.2, after=8)
    elif look == "web":
        flow.para(letters[0].subject, "sans_bold", 13, after=2)
        flow.para(f"{len(letters)} messages", "sans", 8.5, after=5, colour=(0.4, 0.4, 0.4))
        flow.rule(0.5, after=8)
    messages: list[Message] = []
    for depth, letter in enumerate(letters):
        flow.need(110)
        first = len(flow.leaves) - 1
        messages.append(_message(letter, depth, first, policy, look))
        _head(flow, letter, depth, face, look)
        for paragraph in letter.body:
            flow.para(paragraph, face, after=8)
        for line in letter.signature:
            flow.para(line, face, after=0)
        flow.skip(16)
        messages[-1].last = len(flow.leaves) - 1
    if look != "plain":
        page_numbers(flow.leaves, desk.faces, "{page}")
    title = letters[0].subject
    return Document("mail", title, letters[0].sent.date(), "", f"mail/{number}", flow.leaves, messages)


def _head(flow: Flow, letter: Letter, depth: int, face: str, look: str) -> None:
    if depth and look == "plain":
        flow.para("-----Original Message-----", face, after=0)
    elif depth:
        ends = (flow.margin, flow.y, flow.width - flow.margin, flow.y)
        flow.leaf.shapes.append(Shape("line", ends, None, (0.6, 0.65, 0.75), 0.7))
        flow.skip(6)
    if depth and look == "web":
        flow.para(
            f"On {printed_time(letter.sent, look)}, {fill_name(letter.sender[0])} {_angle(letter.sender[1])} wrote:",
            face,
            after=6,
        )
        return
    rows = [
        ("From:", _who([letter.sender])),
        ("Sent:", printed_time(letter.sent, look)),
        ("To:", _who(letter.recipients)),
    ]
    if look == "web":
        rows[1] = ("Date:", rows[1][1])
    if letter.copied:
        rows.append(("Cc:", _who(letter.copied)))
    rows.append(("Subject:", letter.subject))
    if letter.attached:
        rows.append(("Attachments:" if look == "outlook" else "Attached:", letter.attached))
    pairs(flow, rows, label=76, face=face, size=flow.size)
    flow.skip(8)


def _who(people: list[tuple[str, str]]) -> str:
    return "; ".join(f"{fill_name(name)} {_angle(address)}" for name, address in people)


def _angle(address: str) -> str:
    return "<" + mark("b6,b7C", "email", address) + ">"


def printed_time(moment: datetime, look: str) -> str:
    """A time as the pack's mail program prints it."""
    clock = f"{(moment.hour - 1) % 12 + 1}:{moment.minute:02d} {'AM' if moment.hour < 12 else 'PM'}"  # noqa: PLR2004  # noon
    if look == "outlook":
        return f"{weekday(moment.date())}, {english(moment.date())} {clock}"
    if look == "web":
        month = english(moment.date())[:3]
        return f"{weekday(moment.date())[:3]}, {month} {moment.day}, {moment.year} at {clock}"
    return f"{moment.month}/{moment.day}/{moment.year} {moment.hour:02d}:{moment.minute:02d}"


def _message(letter: Letter, depth: int, first: int, policy: Policy, look: str) -> Message:
    hidden = bool(policy.applied(("b6", "b7C")))
    only_sender = depth > 0 and look == "web"
    people = [] if only_sender else letter.recipients + letter.copied
    return Message(
        first,
        first,
        letter.sent.isoformat(timespec="minutes"),
        printed_time(letter.sent, look),
        "withheld" if hidden else f"{letter.sender[0]} <{letter.sender[1]}>",
        ["withheld" if hidden else f"{name} <{address}>" for name, address in people],
        "" if only_sender else letter.subject,
        depth,
    )


def opened(letter: Letter) -> Letter:
    """A message with its passages shown, as it stands in a mail file."""
    return replace(
        letter, body=[bare(text) for text in letter.body], signature=[bare(text) for text in letter.signature]
    )
