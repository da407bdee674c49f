"""Files that are no PDF can be read by whoever reads such files, and are the same bytes each time."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
import zipfile
from datetime import datetime

from readingroom.sample.mail import Letter
from readingroom.sample.native import mailbox, message, table_csv, workbook, zipped


def letter(sent: datetime) -> Letter:
    return Letter(
        ("Ann Bee", "a.bee@x.example"), [("Cee Dee", "c.dee@x.example")], [], sent, "Ünits", ["From the lock."], ["Ann"]
    )


def test_a_workbook_is_a_zip_of_well_formed_parts_with_numbers_as_numbers():
    data = workbook([("Open", [("Name", "Count"), ("A & B", 7)], False), ("Closed", [("x",)], True)])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            ET.fromstring(archive.read(name))
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert '<c r="B2"><v>7</v></c>' in sheet
        assert "A &amp; B" in sheet
        book = archive.read("xl/workbook.xml").decode()
    assert book.count('state="hidden"') == 1
    assert 'name="Closed" sheetId="2" state="hidden"' in book


def test_zips_do_not_know_the_time():
    assert zipped([("a.txt", b"a")]) == zipped([("a.txt", b"a")])
    with zipfile.ZipFile(io.BytesIO(zipped([("a.txt", b"a")]))) as archive:
        assert archive.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


def test_a_table_is_read_back_as_it_was():
    rows = [("Office", "Visits"), ("Kestrel Lock, north", 12)]
    read = list(csv.reader(io.StringIO(table_csv(rows).decode())))
    assert read == [["Office", "Visits"], ["Kestrel Lock, north", "12"]]


def test_a_line_of_a_message_that_begins_like_a_new_one_is_quoted_in_a_mailbox():
    first = letter(datetime.fromisoformat("2018-03-02T09:05"))
    data = mailbox([(first, message(first, 1, "x.example")), (first, message(first, 2, "x.example"))])
    assert data.count(b"\nFrom ") + data.startswith(b"From ") == 2
    assert b"\n>From the lock." in data
    assert data.startswith(b"From a.bee@x.example Fri Mar  2 09:05:00 2018\n")
