"""Daily reports, contracts, forms, and the sheets that stand for deleted pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from readingroom.sample.codes import Policy, printed
from readingroom.sample.document import Desk, Document
from readingroom.sample.fill import Fill, english, mark
from readingroom.sample.furniture import caveat, heading, item, letterhead, page_numbers
from readingroom.sample.layout import Flow, bare
from readingroom.sample.leaf import Area, Leaf, Run, Shape
from readingroom.sample.tables import check_box, field_box, pairs, seal, signature, table


def report(desk: Desk, number: int, policy: Policy) -> Document:
    """Daily report `number`: a table of all offices with totals that add up, and notes."""
    pack, rng = desk.pack, desk.rng("report", number)
    operation = desk.operation(number // 5)
    day = pack.first_day + timedelta(days=40 + number)
    fill = desk.fill(rng, day, operation=operation, small=str(number % 5 + 1), date=english(day))
    wide = number % 3 == 2  # noqa: PLR2004  # every third is set across and turned by the file, as spreadsheets print
    flow = desk.flow(policy, landscape=wide)
    flow.para(pack.text("bureau"), "sans_bold", 13, after=0, colour=pack.accent)
    flow.para(f"{pack.text('report_title')} - Operation {operation}", "sans_bold", 11.5, after=0)
    flow.para(f"{english(day)}, day {number % 5 + 1} of 5", "sans", 10, after=6)
    flow.rule(1.2, pack.accent, after=8)
    flow.para(fill.pick("report_intro"), after=8)
    fill.pop("small"), fill.pop("date")
    rows: list[Sequence[str]] = []
    totals = [0] * 5
    for index in range(24):
        visits = rng.randrange(4, 120)
        numbers = [visits, rng.randrange(visits), rng.randrange(1 + visits // 3), rng.randrange(1 + visits // 9)]
        numbers.append(visits * rng.randrange(5, 14))
        totals = [total + value for total, value in zip(totals, numbers, strict=True)]
        rows.append((desk.office(index), *(f"{value:,}" for value in numbers)))
    rows.append(("Total", *(f"{value:,}" for value in totals)))
    table(flow, pack.phrases["report_columns"], rows, (0.3, 0.14, 0.16, 0.14, 0.13, 0.13), size=8.8)
    flow.heading(pack.text("report_notes"), "sans_bold", 11)
    for note in desk.fill(rng, day, operation=operation).several("report_notes", rng.randrange(4, 8)):
        flow.para(note, indent=20, first="-", after=3)
    for leaf in flow.leaves:
        caveat(leaf, pack, desk.faces)
        leaf.rotate = 90 if wide else 0
    page_numbers(flow.leaves, desk.faces)
    title = f"{pack.text('report_title')}, Operation {operation}, {english(day)}"
    return Document("report", title, day, "", f"report/{number}", flow.leaves, family="report")


def contract(desk: Desk, number: int, policy: Policy) -> Document:
    """Contract `number`: a title block, a schedule of prices and numbered clauses over several pages."""
    pack, rng = desk.pack, desk.rng("contract", number)
    day = pack.first_day - timedelta(days=rng.randrange(60, 500))
    company = rng.choice(pack.words["companies"])
    fill = desk.fill(rng, day, company=company)
    name = f"{pack.text('short')}-{day:%y}-C-{1200 + number:05d}"
    flow = desk.flow(policy, size=pack.number("text_size") - 1.0)
    flow.para(pack.text("contract_title"), "bold", 16, align="centre", after=4)
    flow.para(name, "text", 12, align="centre", after=12)
    flow.rule(1.0, after=8)
    parties = [("Issued by:", pack.text("bureau")), ("Contractor:", company), ("Effective:", english(day)),
               ("Officer:", fill("{agent}, {phone}"))]  # fmt: skip
    pairs(flow, parties, label=78)
    flow.skip(8)
    rows = []
    for line in range(1, rng.randrange(5, 9)):
        price = mark("b4", "price", fill.money())
        rows.append((f"{line:04d}", fill.pick("line_items"), fill["count"], price, mark("b4", "price", fill.money())))
    table(flow, pack.lines("price_columns"), rows, (0.1, 0.42, 0.12, 0.18, 0.18), size=8.6)
    for index, phrase in enumerate(pack.phrases["contract"], 1):
        title, _bar, text = phrase.partition("|")
        flow.heading(heading(pack, index, title), after=2)
        flow.para(fill(text), after=4)
        for letter, clause in enumerate(fill.several("clauses", rng.randrange(3, 7)), 1):
            flow.para(clause, indent=28, first=item(pack, index, letter), after=4)
    flow.need(70)
    flow.skip(30)
    signature(flow, rng, flow.margin, flow.y)
    signature(flow, rng, flow.margin + 240, flow.y)
    flow.skip(14)
    pairs(flow, [(fill("{chief_name}"), ""), (pack.text("signed_line"), company)], label=150)
    page_numbers(flow.leaves, desk.faces, title=name)
    return Document(
        "contract", f"{pack.text('contract_title')} {name}, {company}", day, "", f"contract/{number}", flow.leaves
    )


def form(desk: Desk, number: int, policy: Policy) -> Document:
    """One filled-in form: boxes with typed answers, boxes to tick, remarks, a signature."""
    pack, rng = desk.pack, desk.rng("form", number)
    office = desk.office(rng.randrange(24))
    day = pack.first_day + timedelta(days=rng.randrange(30, 300))
    fill = desk.fill(rng, day, office=office, operation=desk.operation(rng.randrange(8)))
    flow = desk.flow(policy)
    left, wide = flow.margin - 18, flow.measure + 36
    seal(flow, left + 22, flow.y + 12, 20, (0.15, 0.15, 0.15))
    flow.write(left + 54, flow.y + 6, pack.text("name"), "sans", 9)
    flow.write(left + 54, flow.y + 24, pack.text("form_title").upper(), "sans_bold", 14)
    flow.skip(40)
    answers = _answers(fill, office, day)
    labels = pack.phrases["form_fields"]
    tall = 31.0
    for index, label in enumerate(labels):
        column = index % 3
        box = Area(left + column * wide / 3, flow.y, wide / 3, tall)
        field_box(flow, box, f"{index + 1}. {label}", answers[index])
        if column == 2 or index == len(labels) - 1:  # noqa: PLR2004  # three a row
            flow.skip(tall)
    _checks(flow, fill, left, wide, len(labels) + 1)
    _remarks(flow, fill, left, wide, len(labels) + 2)
    leaf = flow.leaf
    leaf.runs.append(Run(left, leaf.height - 52, f"FORM {pack.text('form')} (REV. 03/16)", "sans", 7.2))
    title = f"{pack.text('form_title')}, {office}, {english(day)}"
    return Document("form", title, day, office, f"form/{number}", flow.leaves, family="form")


def _answers(fill: Fill, office: str, day: date) -> list[str]:
    rng = fill.rng
    start = rng.randrange(5, 17)
    home = f"{rng.randrange(10, 990)} {rng.choice(fill.pack.words['streets'])}"
    on, ashore = (f"{start + hours:02d}{rng.choice(('00', '15', '40'))}" for hours in (0, rng.randrange(1, 4)))
    return [
        f"{day:%m/%d/%Y}",
        office,
        fill["site"],
        fill["craft"],
        mark("b6,b7C", "number", f"{rng.randrange(10**6, 10**7)}"),
        fill["agent"],
        mark("b6,b7C", "address", home),
        fill["phone"],
        fill["agent"],
        str(rng.randrange(1000, 9999)),
        on,
        ashore,
    ]


def _checks(flow: Flow, fill: Fill, left: float, wide: float, number: int) -> None:
    checks = fill.pack.phrases["form_checks"]
    tall = 24 + 17 * ((len(checks) + 1) // 2)
    flow.leaf.shapes.append(Shape("rect", (left, flow.y, wide, tall), None, (0.1, 0.1, 0.1), 0.7))
    flow.write(left + 3, flow.y + 8, f"{number}. {fill.pack.text('form_checks')}", "sans", 6.8)
    for index, label in enumerate(checks):
        x = left + 14 + (index % 2) * wide / 2
        check_box(flow, x, flow.y + 16 + (index // 2) * 17, label, ticked=fill.rng.random() < 0.3)  # noqa: PLR2004  # few are
    flow.skip(tall)


def _remarks(flow: Flow, fill: Fill, left: float, wide: float, number: int) -> None:
    top = flow.y
    flow.write(left + 3, top + 8, f"{number}. {fill.pack.text('form_remarks')}", "sans", 6.8)
    flow.skip(15)
    for remark in fill.several("form_remarks", fill.rng.randrange(4, 7)):
        flow.para(remark, "mono", 9.2, indent=-10, width=wide - 34, after=2)
    flow.y = max(flow.y + 8, top + 150)
    flow.leaf.shapes.append(Shape("rect", (left, top, wide, flow.y - top), None, (0.1, 0.1, 0.1), 0.7))
    sign = f"{number + 1}. {fill.pack.text('form_sign')}"
    field_box(flow, Area(left, flow.y, wide * 0.6, 44), sign, "")
    signature(flow, fill.rng, left + 30, flow.y + 28)
    date_label = f"{number + 2}. {fill.pack.text('form_date')}"
    field_box(flow, Area(left + wide * 0.6, flow.y, wide * 0.4, 44), date_label, f"{fill.day:%m/%d/%Y}")


def deleted_sheet(desk: Desk, number: int, pages: Sequence[tuple[int, tuple[str, ...]]]) -> Document:
    """The sheet that stands where pages were withheld in full, naming each and its exemptions."""
    pack, rng = desk.pack, desk.rng("sheet", number)
    words = pack.phrases["withheld"]
    flow = desk.flow(Policy())
    flow.skip(70)
    flow.para(pack.text("bureau").upper(), "sans_bold", 12, align="centre", after=2)
    flow.para(pack.text("foia"), "sans", 11, align="centre", after=2)
    flow.para(words[0].upper(), "sans_bold", 12, align="centre", after=30)
    flow.para(words[3], "sans", 10.5, after=18)
    flow.para(f"{words[2]} ~ {len(pages)}", "sans", 10.5, after=2)
    for page, codes in pages:
        flow.para(f"Page {page} ~ {'; '.join(printed(codes, 'bare').split())};", "sans", 10.5, after=1)
    flow.skip(60)
    row = "X" * 24
    flow.para(row, "mono", 10, align="centre", after=0)
    for line in (words[0], words[1]):
        flow.para(f"X  {line}  X".replace("  ", " "), "mono", 9, align="centre", after=0)
    flow.para(row, "mono", 10, align="centre", after=0)
    flow.leaf.withheld = list(pages)
    day = pack.first_day + timedelta(days=rng.randrange(30, 300))
    return Document("sheet", words[0], day, "", f"sheet/{number}", flow.leaves)


def district_letter(desk: Desk, number: int, policy: Policy) -> Document:
    """A letter from a district office to headquarters or an operator: dense text on letterhead."""
    pack, rng = desk.pack, desk.rng("district", number)
    office = desk.office(rng.randrange(24))
    day = pack.first_day + timedelta(days=rng.randrange(20, 330))
    fill = desk.fill(rng, day, office=office, operation=desk.operation(rng.randrange(8)))
    flow = desk.flow(policy)
    letterhead(flow, office)
    pairs(flow, [("To:", f"{pack.text('motto')}"), ("From:", fill("{chief_name}, " + pack.text("chief"))),
                 ("Date:", english(day)), ("Subject:", fill.pick("mail_subjects"))], label=70)  # fmt: skip
    flow.skip(10)
    body = fill.several("letter", rng.randrange(5, 8)) + fill.several("mail", rng.randrange(2, 7))
    for paragraph in rng.sample(body, len(body)):
        whole = rng.random() < 0.15  # noqa: PLR2004  # some paragraphs are all opinion
        flow.para(mark("b5", "passage", bare(paragraph)) if whole else paragraph)
    page_numbers(flow.leaves, desk.faces)
    return Document("letter", f"Memorandum from {office}", day, office, f"district/{number}", flow.leaves)


def blank_back(leaf: Leaf) -> Leaf:
    """The white back of a scanned sheet."""
    return Leaf(leaf.width, leaf.height, blank=True)
