"""What a file is, told from its first bytes and never from its name."""

from __future__ import annotations

import re

#: Bytes by which a file is told.
HEAD = 1 << 16

EMPTY = "application/x-empty"
UNKNOWN = "application/octet-stream"

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"GIF8", "image/gif"),
    (b"{\\rtf", "application/rtf"),
    (b"%!PS", "application/postscript"),
)
CSV, TSV = "text/csv", "text/tab-separated-values"
MAIL = "message/rfc822"
PDF = "application/pdf"

#: A page of HTML. It is no text: its source holds words that it does not show.
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|svg)[\s>]",
    re.IGNORECASE | re.DOTALL,
)

_FIELD = re.compile(rb"([!-9;-~]+):[ \t\r\n]")

#: Fields that only a mail program writes; beside one of them two of the others make a mail.
_MACHINE = frozenset({b"message-id", b"received", b"return-path", b"mime-version", b"delivered-to", b"content-type"})
_PEOPLE = frozenset({b"from", b"to", b"cc", b"bcc", b"date", b"subject", b"reply-to", b"sender", b"references"})
_PEOPLE |= {b"in-reply-to"}

#: A PDF may begin with other bytes, up to here (ISO 32000 Annex H, as readers do).
_PDF_WITHIN = 1024
_PDF_HEADER = re.compile(rb"%PDF-[0-9]\.[0-9]")
_PDF_OBJECT = re.compile(rb"[\r\n][0-9]+ [0-9]+ obj\b")


def media_type(head: bytes) -> str:
    """Return the IANA media type of a file by its first bytes (64 kB are plenty)."""
    if not head:
        return EMPTY
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    # After the others: an archive that stores a PDF as it is has these bytes near its beginning too.
    if _is_pdf(head):
        return PDF
    if head.startswith(b"From ") and len(_fields(head.partition(b"\n")[2])) > 1:
        return "application/mbox"
    if _is_mail(head):
        return MAIL
    if not _is_text(head):
        # Bytes of no known kind before a PDF that begins later than readers allow: a spool file, a damaged head.
        late = _PDF_HEADER.search(head)
        return PDF if late and _PDF_OBJECT.search(head, late.end()) else UNKNOWN
    if _HTML.match(head):
        return "text/html"
    mark = table_separator(head)
    return TSV if mark == "\t" else CSV if mark else "text/plain"


def table_separator(head: bytes) -> str:
    """Return what separates the cells of a table by its first bytes, or nothing for a text that is none."""
    from readingroom.formats.table import separator  # noqa: PLC0415  # most files are no text, and it loads a page maker

    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    return separator(head.decode(encoding, errors="replace").lstrip("\ufeff"), whole=len(head) < HEAD)


def _is_pdf(head: bytes) -> bool:
    """Whether this is a PDF; a text that only speaks of one has the mark somewhere, but no object after it."""
    found = _PDF_HEADER.search(head[:_PDF_WITHIN])
    if head.lstrip(b"\xef\xbb\xbf\x00\t\r\n\x0c ").startswith(b"%PDF-"):
        return True
    return found is not None and (not _is_text(head) or _PDF_OBJECT.search(head, found.end()) is not None)


def _fields(head: bytes) -> dict[bytes, bytes]:
    """Return name (lower case) and value of the fields of a mail's header; none if it is not only fields."""
    fields: dict[bytes, bytes] = {}
    lines = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n").splitlines(keepends=True)
    for number, line in enumerate(lines):
        if not line.strip():
            break
        match = _FIELD.match(line)
        if match:
            fields.setdefault(match[1].lower(), line[match.end() :])
        elif not (line[:1] in b" \t" and fields) and not (number == len(lines) - 1 and fields):
            return {}
    return fields


def _is_mail(head: bytes) -> bool:
    fields = _fields(head)
    people = _PEOPLE & fields.keys()
    if _MACHINE & fields.keys():
        return len(people) > 1
    # A memorandum begins with such lines too. It stays text, so that none of its lines is left out as a field.
    return len(people) > 1 and fields.keys() <= _PEOPLE and b"@" in fields.get(b"from", b"")


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not _CONTROLS.search(head)


#: Bytes that stand in no text: controls but tab, line feed, carriage return, form feed, DOS end mark and escape.
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1c-\x1f]")
