"""A mail (RFC 5322, MIME) -> what its reader sees, and the files it carries. Broken ones are read as far as they go."""

from __future__ import annotations

import binascii
import codecs
import contextlib
import email.header
import email.policy
import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.generator import BytesGenerator
from email.message import Message
from email.parser import BytesFeedParser
from io import BytesIO
from typing import BinaryIO

from readingroom.errors import LimitError
from readingroom.formats.html_text import plain_text
from readingroom.formats.text import decoded
from readingroom.locale import _

#: Fields of the header block, in the order in which mail programs print them.
FIELDS = ("From", "To", "Cc", "Bcc", "Date", "Subject", "Message-ID")

#: Parts inside parts beyond this are not opened: no mail program makes so many levels.
DEEPEST = 50

#: Lines of base64 as mail programs write them are longer than this; that many of them are joined to one.
_BASE64_LINE, _LINES = 60, 1000

#: Characters of base64 from which they are unpacked without the library's copies.
_LARGE = 1 << 20

# The plain policy and not the new one: that raises on some broken headers and is slower (headers are decoded below).
_POLICY = email.policy.compat32
_WRITTEN = _POLICY.clone(max_line_length=0)

#: Endings of names of parts that have none. Ours: the standard library's differ between systems.
_ENDINGS = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/tiff": ".tif",
    "application/pdf": ".pdf",
    "message/rfc822": ".eml",
    "application/ms-tnef": ".dat",
    "application/pkcs7-signature": ".p7s",
    "application/pgp-signature": ".asc",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a mail carries: attached, shown inside it, or another mail."""

    name: str
    body: bytes


@dataclass(slots=True)
class Mail:
    """What a mail shows.

    Attributes:
        header: name and value of each field of its header block, as printed; only fields that it has.
        body: its text.
        hidden: words that its HTML hides from the reader; they are nowhere in `body`.
        attachments: the files it carries.
        troubles: what is broken in it, as short phrases.
    """

    header: list[tuple[str, str]] = field(default_factory=list)
    body: str = ""
    hidden: int = 0
    attachments: list[Attachment] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def read_mail(stream: BinaryIO) -> Mail:
    """Read a mail.

    Raises:
        LimitError: its parts are nested so deeply that it can't be taken apart.
    """
    # A mark of UTF-8 or blank lines before the header would make all of it the text.
    head = stream.read(4096)
    stream.seek(len(head) - len(head.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")))
    parser = BytesFeedParser(policy=_POLICY)
    try:
        for piece in _joined(stream):
            parser.feed(piece)
        message = parser.close()
    except RecursionError as error:
        raise LimitError(
            _("The mail nests its parts too deeply to be taken apart."),
            _("It is kept. Open the original in a mail program and add what it shows."),
        ) from error
    mail = Mail(header=[(name, value) for name in FIELDS if (value := _field(message, name))])
    shown: list[str] = []
    _take(message, mail, shown, 0)
    mail.body = "\n\n".join(text for text in shown if text.strip())
    return mail


def _joined(stream: BinaryIO) -> Iterator[bytes]:
    """Return a mail in pieces, the lines of long base64 parts joined: the parser holds every line as an object."""
    announced = inside = False  # base64 by the part's header; in its body
    run: list[bytes] = []
    for line in stream:
        if inside and len(line) > _BASE64_LINE and not line.startswith(b"--"):
            run.append(line.rstrip(b"\r\n"))
            if len(run) == _LINES:
                yield b"".join(run) + b"\n"
                run.clear()
            continue
        if run:
            yield b"".join(run) + b"\n"
            run.clear()
        if line.startswith(b"--"):
            announced = inside = False
        elif line[:26].lower() == b"content-transfer-encoding:":
            announced = line[26:].strip().lower() == b"base64"
        elif not line.strip():
            inside = announced
        yield line
    if run:
        yield b"".join(run) + b"\n"


def _take(part: Message, mail: Mail, shown: list[str], depth: int) -> None:
    kind = part.get_content_type()
    if depth > DEEPEST:
        mail.troubles.append(_("parts nested deeper than {depth} levels are not opened", depth=DEEPEST))
        return
    if part.is_multipart() and kind.startswith("multipart/"):
        parts = list(_parts(part))
        if kind == "multipart/alternative":
            _take_best(parts, mail, shown, depth)
            return
        for inner in parts:
            _take(inner, mail, shown, depth + 1)
        return
    attached = part.get_content_disposition() == "attachment" or bool(_name(part))
    if kind == "message/rfc822" and part.is_multipart():
        _keep(part, mail, _bytes_of(next(_parts(part))))
    elif part.is_multipart():  # message/delivery-status and the like: blocks of fields
        shown.append("\n\n".join(_text_of_fields(inner) for inner in _parts(part)))
    elif kind in {"text/plain", "text/html", "text/enriched", "text/rfc822-headers"} and not attached:
        text, hidden = _text(part)
        shown.append(text)
        mail.hidden += hidden
    elif kind.startswith("multipart/"):  # declared as such, but no part can be found
        shown.append(decoded(_body(part, mail), _charset(part)))
        mail.troubles.append(_("its parts are not where its header says"))
    else:
        _keep(part, mail, _body(part, mail))


def _take_best(parts: list[Message], mail: Mail, shown: list[str], depth: int) -> None:
    """Of alternatives take the plain text or the HTML; whatever else is offered becomes a file."""
    texts: dict[str, tuple[str, int]] = {}
    others = []
    for part in parts:
        kind = part.get_content_type()
        named = part.get_content_disposition() == "attachment" or bool(_name(part))
        if kind in {"text/plain", "text/html"} and not named and kind not in texts:
            texts[kind] = _text(part)
        else:
            others.append(part)
    plain, (html, hidden) = texts.get("text/plain", ("", 0))[0], texts.get("text/html", ("", 0))
    mail.hidden += hidden
    rest: list[str] = []
    for part in others:
        # HTML with its pictures is one part of several.
        inside: list[str] = []
        before = mail.hidden
        _take(part, mail, inside, depth + 1)
        if part.is_multipart() and not html.strip():
            html, hidden = "\n\n".join(inside), mail.hidden - before
        elif not part.is_multipart():
            rest += inside
    shown += [_better(plain, html, hidden=hidden > 0), *rest]


def _better(plain: str, html: str, *, hidden: bool) -> str:
    """Return the plain text unless the HTML, which is what most readers see, shows other words.

    A plain text with less than half of its words is a stub (`Please view this mail in HTML`); one with words that the
    HTML does not show, where that hides some, may hold these.
    """
    mine, theirs = (set(re.findall(r"\w+", text.casefold())) for text in (plain, html))
    if not mine or not theirs:
        return plain if mine else html
    if 2 * len(mine & theirs) < len(theirs) or (hidden and mine - theirs):
        return html
    return plain


def _parts(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    yield from (inner for inner in (payload if isinstance(payload, list) else []) if isinstance(inner, Message))


def _text(part: Message) -> tuple[str, int]:
    body = _decoded_bytes(part)[0]
    html = part.get_content_type() == "text/html"
    inside = _META.search(body[:4096]) if html else None
    text = decoded(body, _charset(part) or (inside[1].decode("ascii") if inside else ""))
    if html:
        plain = plain_text(text)
        return plain.text, plain.hidden
    return text.replace("\r\n", "\n").strip("\n"), 0


def _text_of_fields(part: Message) -> str:
    lines = [f"{name}: {_unfolded(str(value))}" for name, value in part.raw_items()]
    payload = part.get_payload()
    return "\n".join(lines) + (f"\n{payload}" if isinstance(payload, str) and payload.strip() else "")


def _keep(part: Message, mail: Mail, body: bytes) -> None:
    kind = part.get_content_type()
    name = _name(part)
    if not name and kind == "message/rfc822":
        inner = next(_parts(part), None)
        name = (_field(inner, "Subject")[:100].strip() if inner is not None else "") or "message"
    if not name:
        stem = "image" if kind.startswith("image/") else "part"
        name = f"{stem}-{len(mail.attachments) + 1}"
    ending = _ENDINGS.get(kind, "")
    if "." not in name[-6:] or (kind == "message/rfc822" and not name.lower().endswith(".eml")):
        name += ending
    mail.attachments.append(Attachment(name, body))


def _body(part: Message, mail: Mail) -> bytes:
    body, whole = _decoded_bytes(part)
    if not whole:
        mail.troubles.append(_("{name} is damaged or cut off", name=_name(part) or part.get_content_type()))
    return body


def _decoded_bytes(part: Message) -> tuple[bytes, bool]:
    """Return a part's bytes, and whether its transfer encoding held to the end."""
    payload = part.get_payload()
    if isinstance(payload, str) and len(payload) > _LARGE and str(part.get("content-transfer-encoding")) == "base64":
        with contextlib.suppress(ValueError):  # the library below copes with damage, at six times the memory
            return binascii.a2b_base64(payload), True
    try:
        body = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        body = None
    if isinstance(body, bytes):
        return body, not part.defects or not any("Base64" in type(defect).__name__ for defect in part.defects)
    return (payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""), False


def _bytes_of(message: Message) -> bytes:
    """Return an enclosed mail's bytes, lines unchanged."""
    out = BytesIO()
    try:
        BytesGenerator(out, mangle_from_=False, policy=_WRITTEN).flatten(message)
    except (ValueError, LookupError, UnicodeError, AttributeError, TypeError):
        # A mail that the library reads but can't write (headers that are no text): its fields and body as they are.
        fields = "".join(f"{name}: {value}\n" for name, value in message.items())
        payload = message.get_payload()
        text = fields + "\n" + (payload if isinstance(payload, str) else "")
        return text.encode("utf-8", "surrogateescape")
    return out.getvalue()


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset() or ""
    except (ValueError, LookupError, TypeError):
        return ""


def _name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        return ""
    return _unfolded(name)


def _field(message: Message, name: str) -> str:
    """Return a header field as it is read; several of one name are joined."""
    # The raw value: the library's own shows bytes that are not ASCII as question marks.
    values = (str(value) for given, value in message.raw_items() if given.lower() == name.lower())
    return "; ".join(filter(None, map(_unfolded, values)))


_META = re.compile(rb"<meta[^>]*charset=[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)
_ENCODED = re.compile(r"=\?[^?\s]*\?[bqBQ]\?")


def _unfolded(value: str) -> str:
    """Return a header's value with encoded words decoded (RFC 2047) and line breaks closed."""
    value = re.sub(r"[\r\n]+[ \t]*", " ", value).strip()
    if any("\udc80" <= letter <= "\udcff" for letter in value):  # raw bytes, which no standard allows and many send
        value = decoded(value.encode("utf-8", "surrogateescape"))
    if not _ENCODED.search(value):
        return value
    try:
        parts = email.header.decode_header(value)
        pieces = [part if isinstance(part, str) else decoded(part, charset or "us-ascii") for part, charset in parts]
    except (ValueError, LookupError, email.errors.HeaderParseError):
        return value
    return "".join(pieces)
