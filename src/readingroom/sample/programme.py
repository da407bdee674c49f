"""The small production: four monthly batches that hold everything once, in an order that a team would receive it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from readingroom.sample import letters, mail, papers, plan, policies
from readingroom.sample.attachments import spreadsheet, write_archive, write_mail
from readingroom.sample.book import Form, Shelf, withhold_page
from readingroom.sample.codes import Policy
from readingroom.sample.document import Document
from readingroom.sample.order import DEFAULT_PAGES, Order
from readingroom.sample.release import batch_name
from readingroom.sample.spoiled import damaged, encrypted

Made = tuple[Document, Policy, Form]


class _Programme:
    """Writes the batches."""

    def __init__(self, shelf: Shelf, order: Order) -> None:
        self.shelf, self.desk, self.order = shelf, shelf.desk, order
        self.scale = min(1.0, max(0.0, (order.pages - _LEAST) / (DEFAULT_PAGES - _LEAST)))
        self.batch = -1
        self.production = ""

    def count(self, most: int) -> int:
        """So many in a production of the usual size, fewer in a smaller one, at least one."""
        return max(1, round(most * self.scale))

    def next_batch(self) -> None:
        """Go on with the next month's folder."""
        self.batch += 1
        self.production = batch_name(self.desk.pack, self.batch)

    def path(self, name: str, suffix: str = "pdf") -> str:
        """Path of a file of this batch."""
        return f"{self.production}/{self.desk.pack.files[name]}.{suffix}"

    def pdf(self, name: str, made: Iterable[Made], *, stamped: bool = True) -> None:
        """Write a PDF of documents."""
        if self.shelf.full():
            return
        self.shelf.open(self.path(name), self.production)
        for document, policy, form in made:
            self.shelf.put(document, policy, form, stamped=stamped)
        self.shelf.close()

    def data(
        self, name: str, suffix: str, media_type: str, data: bytes, *, state: str = "read", pages: int = 0
    ) -> None:
        """Write a file as it is."""
        path = self.path(name, suffix)
        target = self.shelf.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self.shelf.file(path, self.production, media_type, self.shelf.hashed(path), pages=pages, state=state)

    def first(self) -> None:
        """A letter, the request and its acknowledgement, plans, contracts."""
        desk, shelf = self.desk, self.shelf
        letter = letters.determination(desk, 0, Policy())
        self.pdf("letter", [(letter, Policy(), "digital")], stamped=False)
        self.pdf("request", self._request(), stamped=False)
        plans = range(self.count(_FIRST_PLANS))
        self.pdf("plans", ((plan.plan(desk, index, _PLANS), _PLANS, "digital") for index in plans))
        self.pdf(
            "contracts",
            (
                (papers.contract(desk, index, policies.numbered(2 + index)), policies.numbered(2 + index), "digital")
                for index in range(self.count(2))
            ),
        )
        self.data("empty", "pdf", "application/x-empty", b"", state="failed")
        shelf.stamper.leave_out(7)

    def _request(self) -> Iterable[Made]:
        policy = Policy(policies.PEOPLE, "solid", "inside", "paren")
        yield letters.request(self.desk, 0, policy), policy, "scan"
        yield letters.acknowledgement(self.desk, 0, Policy()), Policy(), "digital"

    def second(self) -> None:
        """Reports, mail, scanned forms, native files."""
        desk = self.desk
        hatched = policies.numbered(4)
        self.pdf(
            "reports", ((papers.report(desk, index, hatched), hatched, "digital") for index in range(self.count(3)))
        )
        self.pdf("mail", ((mail.printed_mail(desk, index, _MAIL), _MAIL, "digital") for index in range(self.count(5))))
        self.pdf("forms", self._forms())
        self.data("sheet", "xlsx", _XLSX, spreadsheet(desk), state="kept")
        leak = {"path": self.path("sheet", "xlsx"), "kind": "hidden_sheet", "place": desk.pack.text("hidden_sheet")}
        self.shelf.truth.write("leaks", leak)
        write_archive(self.shelf, self.path("archive", "zip"), self.production)
        write_mail(self.shelf, self.path("message", "eml"), self.path("mailbox", "mbox"), self.production)

    def _forms(self) -> Iterable[Made]:
        desk = self.desk
        for index in range(self.count(5)):
            policy = replace(policies.numbered(1 + index), form="sub")
            document = papers.form(desk, index, policy)
            document.leaves.append(papers.blank_back(document.leaves[0]))
            yield document, policy, "scan"

    def third(self) -> None:
        """One large PDF of many documents under a new Bates prefix, and files that can't be read."""
        self.shelf.stamper.change(1)
        self.pdf("combined", self._combined())
        for name, make in (("encrypted", encrypted), ("damaged", damaged)):
            data, pages = make(self.desk)
            self.data(name, "pdf", "application/pdf", data, state="failed", pages=pages)

    def _combined(self) -> Iterable[Made]:
        """Mail, plans and their neighbours in the order in which somebody emptied a cabinet."""
        desk, numbered = self.desk, policies.numbered
        for index in range(self.count(3)):
            yield mail.printed_mail(desk, 20 + index, numbered(5 + index)), numbered(5 + index), "digital"
        held = plan.plan(desk, _FIRST_PLANS, numbered(6))
        for leaf in held.leaves[-2:]:  # withheld in full, and still in their place
            withhold_page(leaf, ("b5", "b7E"), desk)
        yield held, numbered(6), "digital"
        yield plan.plan(desk, _FIRST_PLANS, numbered(3), draft=True), numbered(3), "digital"
        yield papers.district_letter(desk, 1, numbered(0)), numbered(0), "scan"
        codes: list[tuple[str, ...]] = [("b7E",) if page % 3 else ("b5",) for page in range(9)]
        yield papers.deleted_sheet(desk, 0, list(enumerate(codes, 412))), Policy(), "digital"
        yield papers.report(desk, 7, numbered(4)), numbered(4), "digital"
        yield letters.spanish_letter(desk, 0, numbered(8)), numbered(8), "scan"
        for index in range(self.count(9)):
            first, second, third = numbered(9 + index), numbered(12 + index), numbered(15 + index)
            form: Form = "scan" if index % 4 == 1 else "digital"
            yield plan.plan(desk, _FIRST_PLANS + 1 + index, first), first, form
            if index < self.count(4):
                yield papers.district_letter(desk, 10 + index, second), second, "scan" if index == 1 else "digital"
                yield mail.printed_mail(desk, 30 + index, third), third, "scan" if index == _SCANNED_MAIL else "digital"
        yield papers.contract(desk, 7, numbered(10)), numbered(10), "digital"

    def fourth(self) -> None:
        """After an appeal: the same documents with other redactions, copies, and a supplement redacted badly."""
        desk, shelf = self.desk, self.shelf
        shelf.stamper.again(3)
        again = Policy(policies.PEOPLE, "white_border", "beside", "spaced")
        self.pdf("reissue", self._again(again))
        shelf.stamper.change(2)
        self.pdf("failed", self._failed(Policy(policies.ALL, "solid", "none", "paren", failed=True)))
        source = f"{batch_name(desk.pack, 0)}/{desk.pack.files['contracts']}.pdf"
        if (shelf.folder / source).exists():
            data = (shelf.folder / source).read_bytes()
            self.data("copy", "pdf", "application/pdf", data, state="duplicate")
            shelf.truth.write("copies", {"a": source, "b": self.path("copy"), "relation": "bytes"})

    def _failed(self, policy: Policy) -> Iterable[Made]:
        for index in range(self.count(2)):
            yield mail.printed_mail(self.desk, 40 + index, policy), policy, "digital"
        white = replace(policy, style="gap")  # nothing was removed, the words were only made white
        yield plan.plan(self.desk, 23, white), white, "digital"

    def _again(self, policy: Policy) -> Iterable[Made]:
        for index in range(self.count(4)):
            yield plan.plan(self.desk, index, policy), policy, "digital"
        shown = replace(policy, withhold=policies.METHODS, style="grey", place="inside")
        for index in range(self.count(3)):
            yield mail.printed_mail(self.desk, index, shown), shown, "digital"


#: Fitted so that orders of 70 to 200 pages get about what they ask for; fewer than 60 pages can not hold everything.
_LEAST = 30
#: Plans in the first file, one an office; the others are in the large PDF, in the zip and in the supplement: 24 in all.
_FIRST_PLANS = 12
#: Which chain of the large PDF was scanned.
_SCANNED_MAIL = 2
_PLANS = Policy(policies.ALL, "solid", "inside", "paren")
_MAIL = Policy(policies.ALL, "white_border", "margin", "bare")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_programme(shelf: Shelf, order: Order) -> int:
    """Write the four batches; returns how many batches there are."""
    programme = _Programme(shelf, order)
    for batch in (programme.first, programme.second, programme.third, programme.fourth):
        programme.next_batch()
        batch()
    return programme.batch + 1
