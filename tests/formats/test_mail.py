from __future__ import annotations

import io
from email.message import EmailMessage

from hypothesis import given, settings
from hypothesis import strategies as st

from readingroom.formats.mail import Mail, read_mail


def read(text: str | bytes) -> Mail:
    return read_mail(io.BytesIO(text if isinstance(text, bytes) else text.encode()))


def made(**parts: object) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Ana <ana@example.org>", "b@example.org", "Plan"
    mail.set_content(parts.get("text", "Hello\n"))
    return mail


def test_the_header_block_stands_as_printed() -> None:
    mail = read(
        "Received: x\nSubject: =?utf-8?q?Operaci=C3=B3n?=\n =?utf-8?q?_uno?=\nDate: Mon, 1 May 2017 9:00 (EDT)\n"
        "To: a@x.org,\n b@x.org\nFrom: =?bad?=\nMessage-ID: <1@x>\nX-Other: y\n\nBody\n"
    )
    assert mail.header == [
        ("From", "=?bad?="),
        ("To", "a@x.org, b@x.org"),
        ("Date", "Mon, 1 May 2017 9:00 (EDT)"),
        ("Subject", "Operaci\u00f3n uno"),
        ("Message-ID", "<1@x>"),
    ]
    assert mail.body == "Body"


def test_plain_text_is_preferred_and_html_turned_to_text() -> None:
    both = made()
    both.add_alternative("<p>Hello, <b>hello</b></p><p style='display:none'>three hidden words</p>", subtype="html")
    mail = read(both.as_bytes())
    assert (mail.body, mail.hidden, mail.attachments) == ("Hello", 3, [])
    only = EmailMessage()
    only["From"] = "a@x.org"
    only.set_content("<p>Only</p><p>HTML</p>", subtype="html")
    assert read(only.as_bytes()).body == "Only\n\nHTML"
    blank = made(text=" \n")
    blank.add_alternative("<p>Words</p>", subtype="html")
    assert read(blank.as_bytes()).body == "Words"


def test_plain_text_that_is_not_what_the_html_shows_is_not_taken() -> None:
    stub = made(text="Please view this mail in HTML.")
    stub.add_alternative("<p>The operation begins on 12 June with forty agents.</p>", subtype="html")
    assert read(stub.as_bytes()).body == "The operation begins on 12 June with forty agents."
    stub.get_payload()[1].add_related(b"\x89PNG", maintype="image", subtype="png", cid="<p>")
    assert read(stub.as_bytes()).body == "The operation begins on 12 June with forty agents."
    telling = made(text="The agent Secret Name called.")
    telling.add_alternative("<p>The agent <i style='display:none'>Secret Name</i> called.</p>", subtype="html")
    mail = read(telling.as_bytes())
    assert (mail.body, mail.hidden) == ("The agent called.", 2)
    unseen = made(text="Only here")
    unseen.add_alternative("<p hidden>Only here</p>", subtype="html")
    assert read(unseen.as_bytes()).body == "Only here"


def test_attachments_pictures_and_enclosed_mails_become_files() -> None:
    mail = made()
    mail.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan \u00e9.pdf")
    mail.add_attachment("a,b\n", subtype="csv", filename="list.csv")
    inner = made(text="Inner\n")
    mail.add_attachment(inner)
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", disposition="inline", cid="<p>")
    found = read(mail.as_bytes())
    assert [(kept.name, kept.body[:5]) for kept in found.attachments] == [
        ("plan \u00e9.pdf", b"%PDF-"),
        ("list.csv", b"a,b\n"),
        ("Plan.eml", b"From:"),
        ("image-4.png", b"\x89PNG"),
    ]
    assert found.body == "Hello"
    assert b"Inner" in found.attachments[2].body


def test_pictures_beside_html_are_kept_and_its_text_is_not_doubled() -> None:
    mail = made()
    mail.add_alternative("<p>Hello</p><img src='cid:p'>", subtype="html")
    mail.get_payload()[1].add_related(b"\x89PNG", maintype="image", subtype="png", cid="<p>")
    found = read(mail.as_bytes())
    assert found.body == "Hello"
    assert [kept.name for kept in found.attachments] == ["image-1.png"]


def test_a_wrong_charset_or_a_broken_encoding_is_read_as_far_as_it_goes() -> None:
    assert read("From: a@x\nContent-Type: text/plain; charset=klingon\n\ncaf\u00e9").body == "caf\u00e9"
    assert read(b"From: a@x\nContent-Type: text/plain; charset=utf-8\n\ncaf\xe9").body == "caf\u00e9"
    assert read(b"From: \xe9ric@x\nSubject: caf\xc3\xa9\n\nx").header[1] == ("Subject", "caf\u00e9")
    meta = b"From: a@x\nContent-Type: text/html\n\n<meta http-equiv=x content='text/html; charset=koi8-r'>"
    assert read(meta + "Отчёт".encode("koi8-r")).body == "Отчёт"
    cut = 'From: a@x\nContent-Type: application/pdf; name="a.pdf"\nContent-Transfer-Encoding: base64\n\nJVBERi0xLj'
    found = read(cut)
    assert [kept.name for kept in found.attachments] == ["a.pdf"]
    assert found.attachments[0].body.startswith(b"%PDF-1")
    assert "a.pdf is damaged or cut off" in found.troubles


def test_a_mail_without_its_parts_or_without_anything_is_still_shown() -> None:
    found = read("From: a@x\nContent-Type: multipart/mixed; boundary=none\n\nwords that have no part\n")
    assert "words that have no part" in found.body
    assert found.troubles
    assert read("") == Mail()
    assert read("\ufeff\n\nFrom: a@x\n\nwords").header == [("From", "a@x")]
    assert read("From: a@x\n").header == [("From", "a@x")]


def test_many_and_deep_parts_stay_in_bounds() -> None:
    part = '--b\nContent-Type: image/png\nContent-Disposition: attachment; filename="a.png"\n\nx\n'
    many = read("From: a@x\nContent-Type: multipart/mixed; boundary=b\n\n" + part * 10_000 + "--b--\n")
    assert len(many.attachments) == 10_000
    deep = "From: a@x\n"
    for level in range(70):
        deep += f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"
    found = read(deep + "Content-Type: text/plain\n\ninnermost\n")
    assert any("deeper" in trouble for trouble in found.troubles)


def test_large_attachments_come_out_as_they_went_in() -> None:
    body = bytes(range(256)) * 6000
    mail = made(text="SGVsbG8gdGhlcmUsIHRoaXMgbGluZSBsb29rcyBsaWtlIGJhc2U2NCBidXQgaXMgdGV4dC4u\n" * 2)
    mail.add_attachment(
        body, maintype="application", subtype="pdf", filename="a name that is long enough to be " * 3 + ".pdf"
    )
    mail.add_attachment(body[:999], maintype="image", subtype="png", filename="b.png")
    found = read(mail.as_bytes())
    assert [kept.body for kept in found.attachments] == [body, body[:999]]
    assert found.attachments[0].name.startswith("a name that is long")
    assert found.body.count("\n") == 1
    crossed = mail.as_bytes().replace(b"Content-Transfer-Encoding: base64\n", b"", 1)
    crossed = crossed.replace(b"Content-Disposition", b"Content-Transfer-Encoding: base64\nContent-Disposition", 1)
    assert [kept.name for kept in read(crossed).attachments] == [kept.name for kept in found.attachments]


@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 255))
@settings(max_examples=150)
def test_no_bytes_stop_it(noise: bytes, place: int, byte: int) -> None:
    mail = made()
    mail.add_alternative("<p>Hello</p>", subtype="html")
    mail.add_attachment(b"abc" * 20, maintype="application", subtype="pdf", filename="a.pdf")
    whole = bytearray(mail.as_bytes())
    whole[place : place + len(noise)] = noise
    whole[place % len(whole)] = byte
    found = read(bytes(whole))
    assert isinstance(found.body, str)
