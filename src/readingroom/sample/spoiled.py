"""Files that can't be read: one cut off in transfer, one behind a password."""

from __future__ import annotations

import hashlib
import io
import re

from readingroom.formats.pdf_writer import PdfWriter
from readingroom.sample.codes import Policy
from readingroom.sample.document import Desk
from readingroom.sample.draw import draw
from readingroom.sample.papers import district_letter

#: Padding of passwords (ISO 32000-1, 7.6.3.3, algorithm 2).
_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
#: What the reader needs to be told; nobody knows it in the story.
PASSWORD = b"towpath"
#: All is allowed to whoever opens it: the flags that must be set (ISO 32000-1, table 22).
_RIGHTS = -4


def damaged(desk: Desk) -> tuple[bytes, int]:
    """A PDF that lost its second half and has noise in its first; returns it and how many pages it had."""
    data, pages = _letter(desk, 81)
    rng = desk.rng("damaged")
    torn = bytearray(data[: len(data) * 2 // 5])
    for _index in range(60):
        torn[rng.randrange(200, len(torn))] = rng.randrange(256)
    return bytes(torn), pages


def encrypted(desk: Desk) -> tuple[bytes, int]:
    """A PDF behind a password (RC4, 40 bits, revision 2: the oldest kind, and the same bytes each time)."""
    data, pages = _letter(desk, 82)
    name = hashlib.md5(data).digest()  # noqa: S324  # the format's own identifier, no protection
    owner = _rc4(hashlib.md5(_padded(PASSWORD)).digest()[:5], _padded(PASSWORD))  # noqa: S324  # as the standard says
    rights = (_RIGHTS & 0xFFFFFFFF).to_bytes(4, "little")
    key = hashlib.md5(_padded(PASSWORD) + owner + rights + name).digest()[:5]  # noqa: S324  # as the standard says
    user = _rc4(key, _PAD)
    return _rewritten(data, key, name, owner, user), pages


def _letter(desk: Desk, number: int) -> tuple[bytes, int]:
    out = io.BytesIO()
    writer = PdfWriter(out)
    leaves = district_letter(desk, number, Policy()).leaves
    for leaf in leaves:
        draw(writer, leaf, desk.pack, desk.faces)
    writer.close()
    return out.getvalue(), len(leaves)


def _rewritten(data: bytes, key: bytes, name: bytes, owner: bytes, user: bytes) -> bytes:
    """Write the objects of a PDF of ours again with their streams and strings enciphered."""
    out = bytearray(data[: data.index(b"1 0 obj") if data.startswith(b"1 0 obj") else data.index(b"\n", 9) + 1])
    places: dict[int, int] = {}
    position = 0
    for match in re.finditer(rb"(\d+) 0 obj\n", data):
        if match.start() < position:
            continue
        number = int(match[1])
        end = data.index(b"\nendobj\n", match.end())
        body = data[match.end() : end]
        length = re.search(rb"/Length (\d+)>>stream\n", body)
        if length is not None:
            start = match.end() + length.end()
            size = int(length[1])
            end = start + size + len(b"\nendstream")
            own = hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]  # noqa: S324  # as the standard says
            body = body[: length.end()] + _rc4(own, data[start : start + size]) + b"\nendstream"
        elif body.startswith(b"<</Producer("):
            body = b"<<>>"
        position = end
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    count = max(places) + 1
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % count
    for number in range(1, count):
        out += b"%010d 00000 n \n" % places[number]
    handler = b"<</Filter/Standard/V 1/R 2/P %d/O<%b>/U<%b>>>" % (
        _RIGHTS, owner.hex().encode("ascii"), user.hex().encode("ascii"),
    )  # fmt: skip
    identifier = name.hex().encode("ascii")
    out += b"trailer\n<</Size %d/Root 1 0 R/Encrypt %b/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n" % (
        count, handler, identifier, identifier, start,
    )  # fmt: skip
    return bytes(out)


def _padded(password: bytes) -> bytes:
    return (password + _PAD)[:32]


def _rc4(key: bytes, data: bytes) -> bytes:
    """Encipher with RC4, which no library offers any more and old files still use."""
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)
