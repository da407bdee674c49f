"""The small production: four monthly batches that hold everything once, in an order that a team would receive it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from readingroom.sample import letters, mail, papers, plan, policies
from readingroom.sample.attachments import spreadsheet, write_archive, write_mail
from readingroom.sample.book import Form, Shelf, withhold_page
from readingroom.sample.codes import Policy
from readingroom.sample.document import Desk, Document
from readingroom.sample.order import DEFAULT_PAGES, Order
from readingroom.sample.release import batch_name
from readingroom.sample.spoiled import damaged, encrypted

Made = tuple[Document, Policy, Form]


class _Programme:
    """Writes the batches."""

    def __init__(self, shelf: Shelf, order: Order) -> None:
        self.shelf, self.desk, self.order = shelf, shelf.desk, order
        self.scale = min(1.0, order.pages / DEFAULT_PAGES)
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
        self.pdf("plans", ((plan.plan(desk, index, _PLANS), _PLANS, "digital") for index in range(self.count(4))))
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
        desk, numbered = self.desk, policies.numbered
        made: list[Callable[[], Made]] = []

        def add(
            make: Callable[[Desk, int, Policy], Document], number: int, policy: Policy, form: Form = "digital"
        ) -> None:
            made.append(lambda: (make(desk, number, policy), policy, form))

        for index in range(self.count(3)):
            add(mail.printed_mail, 20 + index, numbered(5 + index))
        add(plan.plan, 5, numbered(6))
        made.append(lambda: (plan.plan(desk, 5, numbered(3), draft=True), numbered(3), "digital"))
        add(papers.district_letter, 1, numbered(0), "scan")
        made.append(
            lambda: (
                papers.deleted_sheet(desk, 0, [(412 + page, ("b7E",) if page % 3 else ("b5",)) for page in range(9)]),
                Policy(),
                "digital",
            )
        )
        add(papers.report, 7, numbered(4))
        add(letters.spanish_letter, 0, numbered(8), "scan")
        for index in range(self.count(4)):
            add(plan.plan, 8 + index, numbered(9 + index), "scan" if index % 2 else "digital")
            add(papers.district_letter, 10 + index, numbered(12 + index), "scan" if index == 1 else "digital")
            add(mail.printed_mail, 30 + index, numbered(15 + index), "scan" if index == 2 else "digital")  # noqa: PLR2004  # one of them
        add(papers.contract, 7, numbered(10))
        for index, make in enumerate(made):
            document, policy, form = make()
            if index == 3:  # noqa: PLR2004  # the plan: two of its pages are withheld in full and stay in their place
                for leaf in document.leaves[-2:]:
                    withhold_page(leaf, ("b5", "b7E"), desk)
            yield document, policy, form

    def fourth(self) -> None:
        """After an appeal: the same documents with other redactions, copies, and a supplement redacted badly."""
        desk, shelf = self.desk, self.shelf
        shelf.stamper.again(3)
        again = Policy(policies.PEOPLE, "white_border", "beside", "spaced")
        self.pdf("reissue", self._again(again))
        shelf.stamper.change(2)
        failed = Policy(policies.ALL, "solid", "none", "paren", failed=True)
        self.pdf(
            "failed",
            ((mail.printed_mail(desk, 40 + index, failed), failed, "digital") for index in range(self.count(2))),
        )
        source = f"{batch_name(desk.pack, 0)}/{desk.pack.files['contracts']}.pdf"
        if (shelf.folder / source).exists():
            data = (shelf.folder / source).read_bytes()
            self.data("copy", "pdf", "application/pdf", data, state="duplicate")
            shelf.truth.write("copies", {"a": source, "b": self.path("copy"), "relation": "bytes"})

    def _again(self, policy: Policy) -> Iterable[Made]:
        for index in range(self.count(4)):
            yield plan.plan(self.desk, index, policy), policy, "digital"
        shown = replace(policy, withhold=policies.METHODS, style="grey", place="inside")
        for index in range(self.count(3)):
            yield mail.printed_mail(self.desk, index, shown), shown, "digital"


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
