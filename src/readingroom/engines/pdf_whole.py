"""Whether the packed bytes of an image in a PDF go on to their end; of one that was cut off they do not."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

#: Bytes that are unpacked at a time, and in all: an image beyond it is believed to be whole.
_STEP, MOST_UNPACKED = 1 << 16, 128_000_000

#: Markers of JPEG and JPEG 2000 (ITU T.81, table B.1; T.800, table A.2): both end with FFD9, which stands nowhere in
#: packed pixels; a JPEG may hold a small preview with an end of its own before the pixels, which begin with FFDA.
_BEGIN, _END, _SCAN = b"\xff\xd8", b"\xff\xd9", b"\xff\xda"

#: How CCITT data end (ITU T.4 and T.6): two ends of a line one after the other, in some kinds with a bit between them.
_LINE_END = "000000000001"
_FAX_ENDS = (_LINE_END * 2, (_LINE_END + "1") * 2)

#: Bytes at the end in which a mark of the end is looked for; some writers put a few more behind it.
_TAIL = 64

#: JBIG2 (ITU T.88, 7.2): a segment's length that is not known when its head is written.
_UNKNOWN = 0xFFFFFFFF


def is_whole(packed: bytes, filters: Sequence[str], least: int = 0) -> bool | None:
    """Whether an image's bytes are all there.

    Args:
        packed: as they stand in the file.
        filters: how they are packed, as the PDF names it, the outermost first.
        least: bytes that the unpacked rows take; 0 when that is not known.

    Returns:
        None where only the picture itself can tell: CCITT without a mark of its end, which is allowed.
    """
    if not filters:
        return len(packed) >= least
    match filters[0]:
        case "FlateDecode" | "Fl":
            return _unpacks(packed, least if len(filters) == 1 else 0)
        case "DCTDecode" | "DCT":
            scan = _first_scan(packed)
            return scan >= 0 and packed.rfind(_END) > max(scan, packed.rfind(_SCAN))
        case "JPXDecode":
            return _END in packed
        case "CCITTFaxDecode" | "CCF":
            tail = bin(int.from_bytes(b"\x01" + packed[-_TAIL:], "big"))
            return True if any(end in tail for end in _FAX_ENDS) else None
        case "JBIG2Decode":
            return _segments_fit(packed)
    return True


def _first_scan(packed: bytes) -> int:
    """Return where the pixels of a JPEG begin: behind segments that say how long they are; -1 where none do."""
    place = packed.find(_BEGIN) + len(_BEGIN)
    while packed[place : place + 1] == b"\xff":
        if packed[place : place + 2] == _SCAN:
            return place
        fill = packed[place + 1 : place + 2] == b"\xff"
        place += 1 if fill else 2 + int.from_bytes(packed[place + 2 : place + 4], "big")
    return -1


def _unpacks(packed: bytes, least: int) -> bool:
    """Whether zlib comes to its end, with the right checksum, and gives enough."""
    machine, size = zlib.decompressobj(), 0
    try:
        for start in range(0, len(packed), _STEP):
            size += len(machine.decompress(packed[start : start + _STEP]))
            if machine.eof:
                return size >= least
            if size >= MOST_UNPACKED:
                return True
    except zlib.error:
        return False
    return False


def _segments_fit(packed: bytes) -> bool:
    """Whether the last segment of JBIG2 data ends within them (ITU T.88, 7.2); in a PDF they have no file head."""
    place = 0
    while place < len(packed):
        head = packed[place + 4 : place + 10]
        if len(head) < 6:  # noqa: PLR2004  # flags and the count of what it refers to
            return not packed[place:].strip(b"\r\n\x00")
        number = int.from_bytes(packed[place : place + 4], "big")
        few = head[1] >> 5
        if few == 7:  # noqa: PLR2004  # a count of its own follows
            count = int.from_bytes(head[1:5], "big") & 0x1FFFFFFF
            after = place + 9 + (count + 8) // 8
        else:
            count, after = few, place + 6
        after += count * (1 if number <= 256 else 2 if number <= 65536 else 4)  # noqa: PLR2004  # 7.2.5
        after += 4 if head[0] & 0x40 else 1
        length = int.from_bytes(packed[after : after + 4], "big")
        if len(packed) < after + 4 or length == _UNKNOWN:
            return len(packed) >= after + 4
        place = after + 4 + length
    return place == len(packed)
