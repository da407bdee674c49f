"""Bytes of a text file -> its lines: encoding told, line ends alike, controls shown, what has no form left out."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

#: Bytes read at a time, and the longest piece of one line that is held at once.
CHUNK, PIECE = 1 << 20, 1 << 16

#: Bytes from which an encoding is guessed.
SAMPLE = 1 << 15

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

#: Encodings that are guessed when the text is not UTF-8, those of Western offices first. Few, because each further one
#: makes every guess less sure; a guess is among these or it is the first.
GUESSED = (
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp850",
    "koi8_r",
    "gb18030",
    "big5",
    "cp932",
    "euc_jp",
    "cp949",
)

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")

#: Characters without any form of their own (Unicode, Default_Ignorable_Code_Point, and interlinear annotation): they
#: draw nothing, break words in two for a search, and can carry hidden text. They are left out of access copies.
_FORMLESS = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_ODD = re.compile(f"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffc{_FORMLESS}]")


def _table() -> dict[int, str]:
    table = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "\u2421"}
    table |= dict.fromkeys(range(0x80, 0xA0), "\ufffd") | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    return table | {0xFFFC: "\u25a1"}


_SHOWN = _table()


def marked(head: bytes) -> str:
    """Return the Python name of the encoding that the mark at the beginning of a text names; empty without a mark."""
    return next((name for mark, name in _MARKS if head.startswith(mark)), "")


def encoding_of(path: Path) -> str:
    """Return the Python name of a text file's encoding: by its mark, UTF-8 if it is that throughout, else guessed."""
    with path.open("rb") as stream:
        if name := marked(stream.read(4)):
            return name
        stream.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        place = 0
        try:
            while chunk := stream.read(CHUNK):
                decoder.decode(chunk)
                place += len(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            # Guess where the odd letters are: a long beginning may be plain ASCII.
            stream.seek(max(0, place + error.start - SAMPLE // 4))
            return guess(stream.read(SAMPLE))
    return "utf-8"


def guess(sample: bytes) -> str:
    """Guess the encoding of bytes that are not UTF-8."""
    from charset_normalizer import from_bytes  # noqa: PLC0415  # few files need it

    found = list(from_bytes(sample[:SAMPLE], cp_isolation=list(GUESSED), preemptive_behaviour=False))
    # Several fit equally well (Spanish is never more odd as Polish letters): the first of ours among these.
    fitting = {name for match in found if match.chaos <= found[0].chaos for name in match.could_be_from_charset}
    return next((name for name in GUESSED if name in fitting), GUESSED[0])


def decoded(data: bytes, declared: str = "") -> str:
    """Decode a whole text: by what it declares where that holds, else UTF-8, else guessed."""
    for name in (_HONEST.get(declared.strip().lower(), declared.strip().lower()), "utf-8"):
        if name and "\0" not in name:
            try:
                text = data.decode(name)
            except (LookupError, UnicodeError, ValueError):
                continue
            if isinstance(text, str):
                return text
    return data.decode(guess(data), errors="replace")


#: Encodings that are declared where another is meant (WHATWG, Encoding Standard). Plain ASCII is tried as UTF-8.
_HONEST = {
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "unicode-1-1-utf-7": "utf-7",
    "unknown-8bit": "",
    "x-unknown": "",
    "base64": "",
    "hex": "",
    "rot13": "",
}


def visible(line: str) -> str:
    """Return a line in NFC; controls become their pictures (U+2400), what has no form is left out."""
    if line.isascii():
        return line.translate(_SHOWN) if _ODD.search(line) else line
    if _ODD.search(line):
        line = _ODD.sub(lambda found: _SHOWN.get(ord(found[0]), ""), line)
    return unicodedata.normalize("NFC", line)


def lines(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """Return the lines of a text, each with a line feed at its end, form feeds inside.

    A line longer than `PIECE` comes in pieces, of which only the last ends with a line feed, so memory stays bounded.
    """
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    rest = ""
    while chunk := stream.read(CHUNK):
        text = rest + decoder.decode(chunk)
        # A carriage return at the end may be half of a line end.
        held = text[-1:] if text.endswith("\r") else ""
        pieces = _LINE_ENDS.sub("\n", text[: len(text) - len(held)]).split("\n")
        rest = pieces.pop()
        yield from (piece + "\n" for piece in pieces)
        while len(rest) > 2 * PIECE:
            cut = rest.rfind(" ", 0, PIECE) + 1 or PIECE
            yield rest[:cut]
            rest = rest[cut:]
        rest += held
    last = _LINE_ENDS.sub("\n", rest + decoder.decode(b"", final=True))
    yield from (piece + "\n" for piece in last.removesuffix("\n").split("\n") if last)
