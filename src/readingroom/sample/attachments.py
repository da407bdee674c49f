"""What came as files and not as paper: a spreadsheet, a zip with another zip in it, a message, a mailbox."""

from __future__ import annotations

import hashlib

from readingroom.sample import mail, native, plan, policies
from readingroom.sample.book import Shelf
from readingroom.sample.document import Desk
from readingroom.sample.fill import english
from readingroom.sample.letters import spanish_letter


def spreadsheet(desk: Desk) -> bytes:
    """A workbook whose second sheet is hidden and names people: what offices forget."""
    pack, rng = desk.pack, desk.rng("spreadsheet")
    fill = desk.fill(rng, pack.first_day)
    roster: list[native.Row] = [("Office", "Name", "Telephone", "E-mail")]
    for index in range(24):
        person = fill.person()
        roster.append((desk.office(index), person, fill.telephone(), fill.address(person)))
    return native.workbook([(pack.text("sheet_name"), figures(desk), False), (pack.text("hidden_sheet"), roster, True)])


def figures(desk: Desk) -> list[native.Row]:
    """A table of the offices with numbers."""
    pack, rng = desk.pack, desk.rng("figures")
    rows: list[native.Row] = [pack.phrases["report_columns"]]
    for index in range(24):
        visits = rng.randrange(20, 600)
        rows.append(
            (desk.office(index), visits, rng.randrange(visits), rng.randrange(90), rng.randrange(30), visits * 7)
        )
    return rows


def write_archive(shelf: Shelf, path: str, production: str) -> None:
    """Write a zip: a plan as PDF, a table, a note, and a zip with a Spanish letter."""
    if shelf.full():
        return
    desk = shelf.desk
    files = desk.pack.files
    gap = policies.numbered(5)
    inner_path = f"{path}/{files['inner']}.zip"
    letter_path = f"{inner_path}/{files['letter']}.pdf"
    shelf.open(letter_path, production, inner=True)
    shelf.put(spanish_letter(desk, 1, gap), gap)
    letter = shelf.close()
    members: list[tuple[str, bytes]] = []
    if not shelf.full():
        shelf.open(f"{path}/{files['plans']}.pdf", production, inner=True)
        shelf.put(plan.plan(desk, 22, gap), gap)
        members.append((f"{files['plans']}.pdf", shelf.close()))
    table = native.table_csv(figures(desk))
    note = _note(desk)
    inner = native.zipped([(f"{files['letter']}.pdf", letter)])
    members += [(f"{files['table']}.csv", table), (f"{files['note']}.txt", note), (f"{files['inner']}.zip", inner)]
    for name, data, kind in (("table", table, "text/csv"), ("note", note, "text/plain")):
        member = f"{path}/{files[name]}.{'csv' if name == 'table' else 'txt'}"
        _text(shelf, member, data)
        shelf.file(member, production, kind, (hashlib.sha256(data).hexdigest(), len(data)), parent=path)
    shelf.file(inner_path, production, "application/zip", (hashlib.sha256(inner).hexdigest(), len(inner)), parent=path)
    _written(shelf, path, production, "application/zip", native.zipped(members))


def write_mail(shelf: Shelf, message_path: str, mailbox_path: str, production: str) -> None:
    """Write a message with a table attached, and a mailbox of two chains."""
    desk = shelf.desk
    domain = desk.pack.text("domain")
    table = (f"{desk.pack.files['table']}.csv", native.table_csv(figures(desk)))
    newest = mail.chain(desk, 60)[0]
    message = native.message(mail.opened(newest), 60, domain, table)
    _written(shelf, message_path, production, "message/rfc822", message)
    _text(shelf, message_path, message)
    stored = []
    for chain in (61, 62):
        for number, letter in enumerate(mail.chain(desk, chain)[::-1]):
            shown = mail.opened(letter)
            stored.append((shown, native.message(shown, chain * 10 + number, domain)))
            shelf.truth.write("messages", _record(mailbox_path, shown))
    shelf.truth.write("messages", _record(message_path, mail.opened(newest)))
    _written(shelf, mailbox_path, production, "application/mbox", native.mailbox(stored), state="kept")


def _record(path: str, letter: mail.Letter) -> dict[str, object]:
    people = [f"{name} <{address}>" for name, address in letter.recipients + letter.copied]
    return {"path": path, "sent": letter.sent.isoformat(timespec="minutes"), "subject": letter.subject,
            "sender": f"{letter.sender[0]} <{letter.sender[1]}>", "recipients": people, "depth": 0}  # fmt: skip


def _text(shelf: Shelf, path: str, data: bytes) -> None:
    """Note what a file without pages says."""
    shelf.truth.write("texts", {"path": path, "text": data.decode("utf-8").replace("\r\n", "\n")})


def _note(desk: Desk) -> bytes:
    pack = desk.pack
    lines = [pack.text("foia"), pack.text("bureau"), english(pack.first_day), "", pack.phrases["withheld"][3], ""]
    return "\r\n".join(lines).encode("utf-8")


def _written(shelf: Shelf, path: str, production: str, kind: str, data: bytes, *, state: str = "read") -> None:
    target = shelf.folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    shelf.file(path, production, kind, shelf.hashed(path), state=state)
