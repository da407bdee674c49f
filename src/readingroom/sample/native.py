"""Files that are no PDF: a spreadsheet with a hidden sheet, mail, a table, a note, zips. The same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import formatdate
from html import escape

from readingroom.sample.layout import bare
from readingroom.sample.mail import Letter

#: Members of zips bear the first time that the format knows: a clock would make each run differ.
_TIME = (1980, 1, 1, 0, 0, 0)

Row = Sequence[str | int]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def zipped(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip of (name, bytes)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # else it would say which system wrote it
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()


def workbook(sheets: Sequence[tuple[str, Sequence[Row], bool]]) -> bytes:
    """Return an .xlsx of (name, rows, hidden) sheets: the smallest one that ISO/IEC 29500 allows."""
    names = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}"{" state=" + chr(34) + "hidden" + chr(34) if hidden else ""} '
        f'r:id="rId{number}"/>'
        for number, (name, _rows, hidden) in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    content = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>{types}</Types>'
    )
    root = (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    parts = [
        ("[Content_Types].xml", content),
        ("_rels/.rels", root),
        ("xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>'),
        ("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'),
    ]
    parts += [
        (f"xl/worksheets/sheet{number}.xml", _sheet(rows)) for number, (_name, rows, _hidden) in enumerate(sheets, 1)
    ]
    return zipped((name, (_HEAD + text).encode("utf-8")) for name, text in parts)


def _sheet(rows: Sequence[Row]) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        cells = []
        for index, value in enumerate(row):
            place = f"{chr(65 + index)}{number}"
            if isinstance(value, int):
                cells.append(f'<c r="{place}"><v>{value}</v></c>')
            else:
                cells.append(f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>')
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def table_csv(rows: Sequence[Row]) -> bytes:
    """Return a CSV with quoted text and CRLF, as spreadsheets write it."""
    lines = (",".join(str(cell) if isinstance(cell, int) else f'"{cell}"' for cell in row) for row in rows)
    return ("\r\n".join(lines) + "\r\n").encode("utf-8")


def message(letter: Letter, number: int, domain: str, attachment: tuple[str, bytes] | None = None) -> bytes:
    """Return an .eml (RFC 5322) of one message in plain text, with a CSV attached if given."""
    sent = letter.sent.replace(tzinfo=UTC)
    people = ", ".join(f"{name} <{address}>" for name, address in letter.recipients)
    head = [
        f"From: {letter.sender[0]} <{letter.sender[1]}>",
        f"To: {people}",
        *([f"Cc: {', '.join(f'{name} <{address}>' for name, address in letter.copied)}"] if letter.copied else []),
        f"Subject: {letter.subject}",
        f"Date: {formatdate(datetime.timestamp(sent), usegmt=False)}",
        f"Message-ID: <{number:06d}.{sent:%Y%m%d%H%M}@{domain}>",
        "MIME-Version: 1.0",
    ]
    body = "\r\n\r\n".join(bare(paragraph) for paragraph in letter.body)
    body += "\r\n\r\n" + "\r\n".join(bare(line) for line in letter.signature) + "\r\n"
    plain = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", body]
    if attachment is None:
        return "\r\n".join(head + plain).encode("utf-8")
    edge = f"=_part_{number:06d}"
    name, data = attachment
    lines = [
        *head, f'Content-Type: multipart/mixed; boundary="{edge}"', "", f"--{edge}", *plain, f"--{edge}",
        f'Content-Type: text/csv; charset=utf-8; name="{name}"', "Content-Transfer-Encoding: 8bit",
        f'Content-Disposition: attachment; filename="{name}"', "", data.decode("utf-8"), f"--{edge}--", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode("utf-8")


def mailbox(messages: Sequence[tuple[Letter, bytes]]) -> bytes:
    """Return an mbox (RFC 4155) of messages."""
    parts = []
    for letter, data in messages:
        lines = data.replace(b"\r\n", b"\n").split(b"\n")
        quoted = b"\n".join(b">" + line if line.startswith(b"From ") else line for line in lines)
        when = _asctime(letter.sent)
        parts.append(f"From {letter.sender[1]} {when}\n".encode("ascii") + quoted.rstrip(b"\n") + b"\n\n")
    return b"".join(parts)


def _asctime(moment: datetime) -> str:
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{days[moment.weekday()]} {months[moment.month - 1]} {moment.day:2d} {moment:%H:%M:%S} {moment.year}"
