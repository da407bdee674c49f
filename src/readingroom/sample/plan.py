"""The operation plan: one template for all offices, with passages, targets and contacts of each office."""

from __future__ import annotations

from datetime import date, timedelta

from readingroom.sample.codes import Policy
from readingroom.sample.document import Desk, Document
from readingroom.sample.fill import Fill, english, mark
from readingroom.sample.furniture import caveat, heading, item, page_numbers, running_head
from readingroom.sample.layout import Flow, bare
from readingroom.sample.leaf import Shape
from readingroom.sample.tables import pairs, seal, signature, table

#: Number of the section about methods.
_METHODS = 3


def plan(desk: Desk, number: int, policy: Policy, *, draft: bool = False) -> Document:
    """Operation plan `number`: office `number % 24` of operation `number // 24`; the same words in each release.

    Args:
        desk: of the production.
        number: of the plan.
        policy: of this release.
        draft: an earlier version that lacks some passages and has other targets.
    """
    pack = desk.pack
    operation, office = desk.operation(number // 24), desk.office(number % 24)
    rng = desk.rng("plan", number, draft)
    day = pack.first_day + timedelta(days=(number // 24) * 45 + rng.randrange(20) - (9 if draft else 0))
    start = day + timedelta(days=14)
    common = desk.rng("operation", number // 24)  # what headquarters fixed for all offices
    template = desk.fill(
        common,
        pack.first_day,
        operation=operation,
        start=english(start.replace(day=12)),
        end=english(start.replace(day=16)),
    )
    own = desk.fill(rng, day, operation=operation, office=office, targets=str(rng.randrange(40, 420)))
    flow = desk.flow(policy)
    _cover(flow, operation, office, day, own, draft=draft)
    for index, section in enumerate(pack.plan, 1):
        flow.own = False
        flow.heading(heading(pack, index, section.title))
        passages = [(template(phrase), False) for phrase in section.template]
        count = max(1, len(section.own) - 1 - rng.randrange(2) - (1 if draft else 0))
        for position, phrase in enumerate(rng.sample(section.own, min(count, len(section.own)))):
            text = own(phrase)
            if index == _METHODS and rng.random() < 0.3:  # noqa: PLR2004  # now and then all of a paragraph is about methods
                text = mark("b7E", "passage", bare(text))
            passages.insert(min(len(passages), 1 + 2 * position), (text, True))
        for position, (text, is_own) in enumerate(passages, 1):
            flow.own = is_own
            numbered = len(passages) > 1
            flow.para(text, indent=26 if numbered else 0, first=item(pack, index, position) if numbered else "")
        flow.own = True
        if index == 2:  # noqa: PLR2004  # the mission names the targets
            _targets(flow, own)
        elif index == len(pack.plan):
            _contacts(flow, own)
    flow.own = False
    _annex(flow, own, desk)
    _approval(flow, own, desk)
    for leaf in flow.leaves:
        caveat(leaf, pack, desk.faces)
    for leaf in flow.leaves[1:]:
        running_head(leaf, f"Operation {operation} - {office}", desk.faces)
    page_numbers(flow.leaves, desk.faces)
    title = f"Operation {operation}: operation plan, {office}" + (" (draft)" if draft else "")
    content = f"plan/{number}" + ("/draft" if draft else "")
    return Document("plan", title, day, office, content, flow.leaves, family=f"plan/{number // 24}")


def _cover(flow: Flow, operation: str, office: str, day: date, own: Fill, *, draft: bool) -> None:
    pack = flow.pack
    look = str(pack.look["cover"])
    align = "left" if look == "left" else "centre"
    flow.skip(40)
    seal(flow, flow.margin + 44 if look == "left" else flow.width / 2, flow.y + 44, 44, pack.accent)
    if look == "framed":
        frame = (flow.margin - 20, flow.top, flow.measure + 40, flow.bottom - flow.top)
        flow.leaf.shapes.append(Shape("rect", frame, None, pack.accent, 1.6))
    flow.skip(120)
    flow.para(pack.text("name"), "text", 13, align=align, after=2)
    flow.para(pack.text("bureau"), "bold", 15, align=align, after=34)
    flow.para(f"Operation {operation}", "bold", 24, align=align, after=8, colour=pack.accent)
    flow.para(pack.text("plan_title"), "text", 15, align=align, after=30)
    flow.own = True
    flow.para(f"{office} {pack.text('field')}", "bold", 14, align=align, after=6)
    flow.para(english(day), "text", 12, align=align, after=4)
    flow.para("DRAFT - not yet reviewed" if draft else f"Revised {english(day)}", "italic", 10.5, align=align, after=40)
    flow.own = False
    pairs(
        flow,
        [
            ("Prepared by:", own("{agent}, {phone}")),
            ("Reviewed by:", own("{chief_name}, " + pack.text("chief"))),
            ("Distribution:", f"{pack.text('motto')}; {office} file"),
        ],
        label=96,
    )
    flow.new_page()


def _targets(flow: Flow, own: Fill) -> None:
    rows = []
    total = 0
    for craft in flow.pack.words["crafts"]:
        planned = own.rng.randrange(3, 90)
        total += planned
        rows.append((craft.capitalize(), str(planned), str(own.rng.randrange(planned)), own("{site}"), own("{day}")))
    rows.append(("Total", str(total), "", "", ""))
    table(flow, flow.pack.lines("target_columns"), rows, (0.24, 0.13, 0.13, 0.34, 0.16), size=8.6)


def _contacts(flow: Flow, own: Fill) -> None:
    rows = [(role, own("{agent}"), own("{phone}"), own("{email}")) for role in flow.pack.lines("roles")]
    table(flow, flow.pack.lines("contact_columns"), rows, (0.25, 0.22, 0.2, 0.33), size=8.4, right=False)


def _annex(flow: Flow, own: Fill, desk: Desk) -> None:
    """Schedule of the operation; one row of tactics may be withheld as a whole passage."""
    flow.heading(desk.pack.text("annex_title"))
    flow.own = True
    texts = own.several("schedule", 6)
    for hour, text in zip(range(5, 21, 3), texts, strict=False):
        line = text
        if own.rng.random() < 0.35:  # noqa: PLR2004  # about a third of a schedule is about methods
            line = mark("b7E", "passage", bare(text))
        flow.para(line, indent=54, first=f"{hour:02d}00", after=4)
    flow.own = False


def _approval(flow: Flow, own: Fill, desk: Desk) -> None:
    flow.need(90)
    flow.skip(44)
    signature(flow, desk.rng("sign", own["office"]), flow.margin + 8, flow.y - 14)
    flow.rule(0.6, after=2)
    flow.para(own("{chief_name}, " + desk.pack.text("chief") + ", {office}"), after=0)
