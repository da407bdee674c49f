"""What a file is, told from its first bytes and never from its name."""

from __future__ import annotations

import re

EMPTY = "application/x-empty"
UNKNOWN = "application/octet-stream"

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"GIF8", "image/gif"),
    (b"{\\rtf", "application/rtf"),
)
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:[ \t]")
_MAIL_FIELDS = re.compile(rb"(?mi)^(from|to|subject|date|received|message-id|return-path|mime-version):")

#: A PDF may begin with other bytes, up to here (ISO 32000 Annex H, as readers do).
_PDF_WITHIN = 1024


def media_type(head: bytes) -> str:
    """Return the IANA media type of a file by its first bytes (64 kB are plenty)."""
    if not head:
        return EMPTY
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    # After the others: an archive that stores a PDF as it is has these bytes near its beginning too.
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return "application/pdf"
    if head.startswith(b"From ") and _MAIL_FIELDS.search(head):
        return "application/mbox"
    if _HEADER.match(head) and len({field.lower() for field in _MAIL_FIELDS.findall(head.replace(b"\r", b""))}) >= 2:  # noqa: PLR2004  # one may be prose
        return "message/rfc822"
    return "text/plain" if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1a\x1b" for byte in head)  # noqa: PLR2004  # ASCII controls
    return controls == 0
