"""A damaged PDF written anew from the objects that are left of it (`pdf_scan`), with a page tree of our own.

Nothing is invented: objects are copied as they are, only the lengths of streams, the page tree, the cross-reference
and the trailer are made. Pages keep the numbers that the file's own page tree gives them; one of which nothing is left
keeps its number too, as an empty place in the tree, which every reader reports as a page that can't be loaded. Without
a page tree, pages are numbered in the order in which they stand in the file.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from readingroom.formats.pdf_scan import (
    MOST_ENTRIES,
    MOST_UNPACKED_ALL,
    Bytes,
    Entries,
    Thing,
    entries_of,
    packed_things,
    references,
    things_in,
    whole_number,
)

#: Numbers of objects beyond this are noise; pdfium knows none beyond (CPDF_Parser::kMaxObjectNumber).
MOST_NUMBER = 4_000_000

#: A page count beyond this, or beyond so many times the pages that are left (or `_FEW`), is noise: a bit that turned.
MOST_PAGES, MOST_TIMES = 250_000, 100
_FEW = 10

#: What pages inherit from the nodes above them (ISO 32000-1, table 30).
INHERITED = (b"Resources", b"MediaBox", b"CropBox", b"Rotate")

#: US Letter: for pages whose size is lost while no other page tells one.
_USUAL_SHEET = b"[0 0 612 792]"

#: The empty place of a page that is lost: an object that is nowhere.
_NOWHERE = MOST_NUMBER

#: Nodes inside nodes are followed to this depth; real trees have a few levels.
_MOST_NESTED = 64

#: The last so many trailers of a file are looked at; each update of a file brings one.
_MOST_TRAILERS = 64

_TRAILER = re.compile(rb"trailer[\x00\t\n\x0c\r ]*(?=<<)")


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What was written.

    Attributes:
        pages: places in the page tree.
        found: how many of these have a page.
        expected: how many pages the file once had; None when nothing left of it tells.
    """

    pages: int
    found: int
    expected: int | None


@dataclass(slots=True)
class _Left:
    """What is left of a file.

    Attributes:
        things: the objects by number; the last of each.
        order: of pages: the numbers in the order in which they stand in the file.
        nodes: numbers of the nodes of the page tree.
        trailer: the entries of all trailers, later ones over earlier ones.
        said: how many pages a file made for quick viewing says it has (ISO 32000-1, annex F), or None.
    """

    things: dict[int, Thing] = field(default_factory=dict)
    order: dict[int, None] = field(default_factory=dict)
    nodes: set[int] = field(default_factory=set)
    trailer: Entries = field(default_factory=dict)
    said: int | None = None


def salvage(data: Bytes, out: BinaryIO) -> Salvaged | None:
    """Write what is left of a PDF.

    Args:
        data: the damaged file.
        out: written from the first byte to the last.

    Returns:
        What was written; None, and nothing is written, when not one page is left.
    """
    left = _left(data)
    root = _root(left)
    pages, expected = _pages(left, root)
    found = sum(page is not None for page in pages)
    if not found:
        return None
    _write(data, left, root, pages, out)
    return Salvaged(len(pages), found, expected)


def _left(data: Bytes) -> _Left:
    left, room = _Left(), MOST_UNPACKED_ALL
    for thing in things_in(data):
        kind = thing.entries.get(b"Type", b"")
        if kind == b"/XRef":
            left.trailer |= thing.entries
            continue
        if b"Linearized" in thing.entries and left.said is None:
            left.said = whole_number(thing.entries.get(b"N", b""))
        inner = packed_things(data, thing, room) if kind == b"/ObjStm" and room > 0 else []
        room -= sum(len(part.text) for part in inner)
        for part in inner or [thing]:
            _take(left, part)
    for found in deque(_TRAILER.finditer(data), _MOST_TRAILERS):
        left.trailer |= entries_of(bytes(data[found.end() : found.end() + MOST_ENTRIES]))
    return left


def _take(left: _Left, thing: Thing) -> None:
    """Keep an object; the last of a number counts."""
    number, entries = thing.number, thing.entries
    if number >= MOST_NUMBER:
        return
    left.order.pop(number, None)
    left.nodes.discard(number)
    kind = entries.get(b"Type", b"")
    if kind == b"/Pages" or ({b"Kids", b"Count"} <= entries.keys() and b"T" not in entries):
        left.nodes.add(number)
    elif kind == b"/Page" or (
        b"MediaBox" in entries and {b"Parent", b"Contents"} & entries.keys() and not thing.stream
    ):
        left.order[number] = None
    elif kind != b"/Catalog" and not thing.stream:
        thing = replace(thing, entries={})  # not needed again, and there are many
    left.things[number] = thing


def _root(left: _Left) -> Thing | None:
    """Return the catalogue: what the trailer names, else the last there is."""
    named = references(left.trailer.get(b"Root", b""))
    thing = left.things.get(named[0]) if named else None
    if thing and b"Pages" in thing.entries:
        return thing
    found = [thing for thing in left.things.values() if thing.entries.get(b"Type") == b"/Catalog"]
    return max(found, key=lambda thing: thing.place, default=None)


def _pages(left: _Left, root: Thing | None) -> tuple[list[int | None], int | None]:
    """Return the pages in order (None for one that is lost), and how many there should be."""
    above = {page: (references(left.things[page].entries.get(b"Parent", b"")) or [-1])[0] for page in left.order}
    top = (references(root.entries.get(b"Pages", b"")) or [-1])[0] if root else -1
    if top not in left.nodes:
        tops = [node for node in left.nodes if b"Parent" not in left.things[node].entries]
        top = tops[0] if len(tops) == 1 else -1
    below: dict[int, list[int]] = {}
    for page, parent in above.items():
        below.setdefault(parent, []).append(page)
    tree = _Tree(left, below)
    pages = list(tree.under(top)) if top in left.nodes else []
    lost = any(page is None for page in pages)
    if lost or not pages:
        # Pages whose node is lost; one that its own node does not list was taken out of the file by somebody.
        free = [page for page in left.order if page not in tree.seen and above[page] not in left.nodes]
        if not pages:
            pages = list(free)
        elif len(free) == pages.count(None):  # else nobody can say which of them is which
            rest = iter(free)
            pages = [next(rest) if page is None else page for page in pages]
    count = _count(left, top) if top in left.nodes else 0
    if pages and not lost and top in left.nodes:
        return pages, len(pages)
    expected = count or _believed(left, left.said)
    if not expected:
        return pages, None
    expected = max(expected, len(pages))
    return pages + [None] * (expected - len(pages)), expected


def _count(left: _Left, node: int) -> int:
    """Return how many pages stand under a node, as it says itself; 0 when that can't be believed."""
    return _believed(left, whole_number(left.things[node].entries.get(b"Count", b"")))


def _believed(left: _Left, count: int | None) -> int:
    return count if count and count <= min(MOST_PAGES, MOST_TIMES * max(len(left.order), _FEW)) else 0


@dataclass(slots=True)
class _Tree:
    """The page tree as far as it is left.

    Attributes:
        left: what is left of the file.
        below: the pages that name a node as their parent, by its number.
        seen: pages and nodes that were met; nothing is met twice.
    """

    left: _Left
    below: dict[int, list[int]]
    seen: set[int] = field(default_factory=set)

    def under(self, node: int, depth: int = 0) -> Iterator[int | None]:
        """Yield the pages under a node in order; None for each that is lost."""
        self.seen.add(node)
        entries = self.left.things[node].entries
        kids = references(entries.get(b"Kids", b""))
        missing = [kid for kid in kids if kid not in self.left.order and kid not in self.left.nodes]
        found = 0
        said = _count(self.left, node)
        for kid in kids:
            if kid in self.seen:
                continue
            if kid in self.left.order:
                part: list[int | None] = [kid]
            elif kid in self.left.nodes:
                part = list(self.under(kid, depth + 1)) if depth < _MOST_NESTED else [None]
            else:
                # A lost node, whose pages are still there; else a lost page.
                part = [page for page in self.below.get(kid, ()) if page not in self.seen] or [None]
                if kid == missing[-1] and len(missing) == 1 and len(part) == 1 and part[0] is None:
                    later = len(kids) - kids.index(kid) - 1
                    part += [None] * min(
                        max(said - found - 1 - self._count(kids[-later:] if later else []), 0), MOST_PAGES
                    )
            self.seen.update(page for page in part if page is not None)
            found += len(part)
            yield from part

    def _count(self, kids: list[int]) -> int:
        """Return how many pages stand under these, as their nodes say."""
        return sum(_count(self.left, kid) if kid in self.left.nodes else 1 for kid in kids)


def _write(data: Bytes, left: _Left, root: Thing | None, pages: list[int | None], out: BinaryIO) -> None:
    writer = _Writer(out)
    highest = max(left.things)
    tree, catalogue = highest + 1, root.number if root else highest + 2
    own = {page for page in pages if page is not None}
    sheets = Counter(left.things[page].entries.get(b"MediaBox", b"") for page in own)
    sheets.pop(b"", None)
    usual = sheets.most_common(1)[0][0] if sheets else _USUAL_SHEET
    for number, thing in sorted(left.things.items(), key=lambda item: item[1].place):
        if number in own:
            entries = _inheriting(left, thing.entries, usual) | {b"Type": b"/Page", b"Parent": b"%d 0 R" % tree}
            writer.thing(number, thing.generation, _dictionary(entries))
        elif number in left.order or number in left.nodes or number == catalogue:
            continue  # other pages were taken out; the nodes are replaced
        elif thing.stream:
            body = data[thing.stream[0] : thing.stream[1]]
            entries = thing.entries | {b"Length": b"%d" % len(body)}
            writer.thing(number, thing.generation, _dictionary(entries), b"stream\n", body, b"\nendstream")
        else:
            writer.thing(number, thing.generation, data[slice(*thing.body)] if thing.body else thing.text)
    kids = b"\n".join(b"%d %d R" % _reference(left, page) for page in pages)
    writer.thing(tree, 0, b"<</Type/Pages/Count %d/Kids[\n%b\n]>>" % (len(pages), kids))
    entries = (root.entries if root else {}) | {b"Type": b"/Catalog", b"Pages": b"%d 0 R" % tree}
    generation = root.generation if root else 0
    writer.thing(catalogue, generation, _dictionary(entries))
    trailer = {name: left.trailer[name] for name in (b"Encrypt", b"ID") if name in left.trailer}
    writer.close(trailer | {b"Root": b"%d %d R" % (catalogue, generation)})


def _reference(left: _Left, page: int | None) -> tuple[int, int]:
    return (page, left.things[page].generation) if page is not None else (_NOWHERE, 0)


def _inheriting(left: _Left, entries: Entries, usual: bytes) -> Entries:
    """Return the entries of a page with all that it inherits."""
    found, node = dict(entries), entries
    for _level in range(32):  # a loop of nodes ends here
        numbers = references(node.get(b"Parent", b""))
        if not numbers or numbers[0] not in left.nodes:
            break
        node = left.things[numbers[0]].entries
        for name in INHERITED:
            if name in node:
                found.setdefault(name, node[name])
    found.setdefault(b"MediaBox", usual)
    return found


def _dictionary(entries: Entries) -> bytes:
    return b"<<" + b"".join(b"/%b %b\n" % item for item in entries.items()) + b">>"


class _Writer:
    """Writes objects and, at the end, the cross-reference."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._numbers, self._places, self._generations = array("I"), array("Q"), array("H")
        self._place = 0
        self._put(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def thing(self, number: int, generation: int, *parts: bytes) -> None:
        """Write one object."""
        self._numbers.append(number)
        self._places.append(self._place)
        self._generations.append(min(generation, 65535))
        self._put(b"%d %d obj\n" % (number, generation))
        for part in parts:
            self._put(part)
        self._put(b"\nendobj\n")

    def close(self, trailer: Entries) -> None:
        """Write the cross-reference and the trailer."""
        start = self._place
        self._put(b"xref\n0 1\n0000000000 65535 f \n")
        for index in sorted(range(len(self._numbers)), key=self._numbers.__getitem__):
            row = (self._numbers[index], self._places[index], self._generations[index])
            self._put(b"%d 1\n%010d %05d n \n" % row)
        size = max(self._numbers) + 1
        self._put(b"trailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (_dictionary(trailer | {b"Size": b"%d" % size}), start))

    def _put(self, part: bytes) -> None:
        self._out.write(part)
        self._place += len(part)
