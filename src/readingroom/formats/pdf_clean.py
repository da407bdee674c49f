"""A page of a PDF without all that it carries beside its look: taken over by a list of what may stay.

What stays is what draws: the page's boxes and turn, its content, the fonts, images, forms, patterns and states that the
content uses. Annotations, actions, scripts, attachments, metadata, thumbnails, structure, bookmarks, form fields and
everything else of the file stay behind. Text that leaves no ink (render mode 3) is taken out of the content, and so
are texts that stand in for what is drawn (`ActualText`, `Alt`). A page for which this can't be done without changing
its look is refused; it must be drawn as an image.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pikepdf

from readingroom.formats.pdf_images import bare_jpeg
from readingroom.formats.pdf_scan import MOST_UNPACKED, inflated

#: What a page inherits from the nodes above it.
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")

#: What stays of the dictionaries of images, forms and patterns (ISO 32000-1, tables 75, 76, 89, 95): it draws. Programs
#: write much else there: metadata, previews, other images, the names and authors of files that were placed on the page
#: (`PTEX.InfoDict`).
_NAMES = """
Type Subtype Length Filter DecodeParms Resources Matrix Name
BBox FormType Group
Width Height ColorSpace BitsPerComponent Intent ImageMask Mask Decode Interpolate SMask SMaskInData Matte
PatternType PaintType TilingType XStep YStep Shading ExtGState"""
_DRAWS = frozenset(f"/{name}" for name in _NAMES.split())

#: What goes from the properties of marked content: none of it draws.
_EXTRAS = ("/Metadata", "/PieceInfo", "/AF", "/LastModified")

#: Texts that a file gives in place of what is drawn.
_SPOKEN = ("/ActualText", "/Alt", "/E")

#: Kinds of resources that draw.
_KINDS = ("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties", "/ProcSet")

#: Properties that marked content may keep, and how others are found.
_NUMBERS = ("/MCID",)
_PROPERTIES = re.compile(rb"<<(?!\s*/MCID\s+[0-9]+\s*>>)")

_SHOWING = frozenset({"Tj", "TJ", "'", '"'})

#: Text render mode of text that leaves no ink.
_INVISIBLE = 3

_MOST_NESTED = 16

#: What pikepdf raises over pages that are damaged or built in an absurd way.
PDF_ERRORS = (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, IndexError, RuntimeError)


class NotCleanError(Exception):
    """The page can't be taken over without changing its look."""


class Cleaner:
    """Takes pages of one PDF over into another, which must be saved while the first is open."""

    def __init__(self, source: Any, target: Any) -> None:
        """Take over from `source` into `target` (pikepdf); `source` is changed in memory and must not be saved."""
        self._source, self._target = source, target
        self._seen: set[tuple[int, int]] = set()

    def page(self, page: Any) -> Any:
        """Return the page in the target; it is not yet among its pages.

        Raises:
            NotCleanError: it must be drawn as an image.
        """
        try:
            return self._page(page)
        except PDF_ERRORS as error:
            raise NotCleanError(type(error).__name__) from error

    def _page(self, page: Any) -> Any:
        found = {name: _inherited(page, name) for name in _INHERITED}
        fresh = self._target.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Page))
        media = _box(found["/MediaBox"]) or (0.0, 0.0, 612.0, 792.0)
        crop = _box(found["/CropBox"]) or media
        left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
        right, top = min(media[2], crop[2]), min(media[3], crop[3])
        if left >= right or bottom >= top:
            left, bottom, right, top = media
        # What lies outside the visible page is given no room.
        fresh.MediaBox = pikepdf.Array([left, bottom, right, top])
        if found["/Rotate"]:
            fresh.Rotate = int(found["/Rotate"]) % 360
        if "/UserUnit" in page:
            fresh.UserUnit = page.UserUnit
        if isinstance(page.get("/Group"), pikepdf.Dictionary):
            fresh.Group = self._over(page.Group)
        contents = page.get("/Contents")
        parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents] if contents is not None else []
        raw = b"\n".join(part.read_bytes() for part in parts)
        changed = _without_unseen(pikepdf.parse_content_stream(page), raw) if _may_hide(raw) else None
        if changed is not None:
            fresh.Contents = self._target.make_stream(changed)
        else:
            fresh.Contents = pikepdf.Array([self._over(part) for part in parts])
        fresh.Resources = self._over(self._resources(found["/Resources"], 0))
        return fresh

    def _resources(self, resources: Any, depth: int) -> Any:
        """Return resources of which only what draws is left, without extras."""
        kept = pikepdf.Dictionary()
        if not isinstance(resources, pikepdf.Dictionary):
            return kept
        if depth > _MOST_NESTED:
            raise NotCleanError("nested")
        for kind in _KINDS:
            named = resources.get(kind)
            if isinstance(named, pikepdf.Dictionary):
                _refuse_masks(named)
                kept[kind] = pikepdf.Dictionary(dict(named.items()))
            elif isinstance(named, pikepdf.Array):
                kept[kind] = named
        for kind in ("/XObject", "/Pattern"):
            for thing in dict(kept.get(kind, pikepdf.Dictionary()).items()).values():
                self._scrub(thing, depth)
        for thing in dict(kept.get("/Properties", pikepdf.Dictionary()).items()).values():
            if thing.get("/Type") in {"/OCG", "/OCMD"}:
                raise NotCleanError("layers")  # without the file's list of layers, all of them would show
            _drop(thing, (*_EXTRAS, *_SPOKEN))
        return kept

    def _scrub(self, thing: Any, depth: int) -> None:
        """Take extras out of an image, a form or a pattern and what it uses."""
        if not isinstance(thing, (pikepdf.Stream, pikepdf.Dictionary)) or (
            thing.is_indirect and thing.objgen in self._seen
        ):
            return
        if thing.is_indirect:
            self._seen.add(thing.objgen)
        if "/OC" in thing:
            raise NotCleanError("layers")
        _refuse_partly_seen(thing)
        if any(name in thing for name in ("/F", "/FFilter")):
            raise NotCleanError("external")
        _drop(thing, set(thing.keys()) - _DRAWS)
        for mask in (thing.get("/SMask"), thing.get("/Mask")):
            self._scrub(mask, depth + 1)
        if isinstance(thing, pikepdf.Stream) and _is_jpeg(thing):
            _bare(thing)
        if "/Resources" in thing:
            thing.Resources = self._resources(thing.Resources, depth + 1)
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") != "/Image" and _may_hide(thing.read_bytes()):
            changed = _without_unseen(pikepdf.parse_content_stream(thing), thing.read_bytes())
            if changed is not None:
                thing.write(changed)

    def _over(self, thing: Any) -> Any:
        return self._target.copy_foreign(thing if thing.is_indirect else self._source.make_indirect(thing))


def _refuse_partly_seen(thing: Any) -> None:
    """Refuse an image that a mask hides in part, and JPEG 2000, which may hold masks and notes of its own."""
    if thing.get("/Subtype") != "/Image":
        return
    packed = thing.get("/Filter")
    filters = list(packed) if isinstance(packed, pikepdf.Array) else [packed]
    if "/SMask" in thing or "/Mask" in thing or "/JPXDecode" in filters:
        raise NotCleanError("masked image")


def _refuse_masks(named: Any) -> None:
    """Refuse graphics states with a soft mask and fonts whose glyphs are content: either may hold text unseen."""
    for thing in dict(named.items()).values():
        if isinstance(thing, pikepdf.Dictionary) and (
            isinstance(thing.get("/SMask"), pikepdf.Dictionary) or thing.get("/Subtype") == "/Type3"
        ):
            raise NotCleanError("soft mask or glyphs of content")


def _drop(thing: Any, names: Iterable[str]) -> None:
    for name in names:
        if name in thing:
            del thing[name]


def _is_jpeg(thing: Any) -> bool:
    packed = thing.get("/Filter")
    return bool(packed == pikepdf.Name.DCTDecode or (isinstance(packed, pikepdf.Array) and packed[-1] == "/DCTDecode"))


def _bare(thing: Any) -> None:
    """Take metadata and previews out of a JPEG; its pixels stay as they are.

    Raises:
        NotCleanError: it is no whole JPEG, or packed once more in another way than with zlib.
    """
    packed = thing.get("/Filter")
    filters = list(packed) if isinstance(packed, pikepdf.Array) else [packed]
    details = thing.get("/DecodeParms")
    data, whole = thing.read_raw_bytes(), len(filters) == 1
    if filters[:-1] == [pikepdf.Name.FlateDecode] and details is None:
        data, whole = inflated(data, MOST_UNPACKED)
    bare = bare_jpeg(data) if whole else None
    if bare is None:
        raise NotCleanError("jpeg")
    thing.write(bare, filter=filters[-1] if len(filters) > 1 else packed, decode_parms=details)


def _inherited(page: Any, name: str) -> Any:
    node = page
    for _level in range(64):
        if name in node:
            return node[name]
        if "/Parent" not in node:
            return None
        node = node.Parent
    return None


def _box(values: Any) -> tuple[float, float, float, float] | None:
    if not isinstance(values, pikepdf.Array) or len(values) != 4:  # noqa: PLR2004  # a rectangle
        return None
    one, two, three, four = (float(value) for value in values)
    left, right = sorted((one, three))
    bottom, top = sorted((two, four))
    return (left, bottom, right, top) if left < right and bottom < top else None


def _may_hide(content: bytes) -> bool:
    """Whether content may hold text without ink, comments, or properties of marked content that are more than a number.

    A comment is looked for wherever its sign stands, also in strings: then the content is written anew without need.
    """
    return b"Tr" in content or b"%" in content or _PROPERTIES.search(content) is not None


def _without_unseen(instructions: Any, raw: bytes) -> bytes | None:
    """Return content without text that leaves no ink, stand-in texts and comments; None when it has none of them.

    Args:
        instructions: the content, parsed.
        raw: its bytes.

    Raises:
        NotCleanError: seen and unseen text share a text object, so that taking one out could move the other.
    """
    ink = _Ink()
    kept: list[Any] = []
    changed = b"%" in raw
    for instruction in instructions:
        operator, operands = str(instruction.operator), list(instruction.operands)
        if not ink.follow(operator, operands):
            changed = True
        elif operator in {"BDC", "DP"} and _speaks(operands):
            changed = True
            properties = {name: value for name, value in operands[1].items() if name in _NUMBERS}
            kept.append(([operands[0], pikepdf.Dictionary(properties)], instruction.operator))
        else:
            kept.append(instruction)
    return bytes(pikepdf.unparse_content_stream(kept)) if changed else None


def _speaks(operands: list[Any]) -> bool:
    """Whether marked content has properties that are more than its number: texts in place of what is drawn, notes."""
    return (
        len(operands) > 1
        and isinstance(operands[1], pikepdf.Dictionary)
        and any(name not in _NUMBERS for name in operands[1].keys())  # noqa: SIM118  # a pikepdf dictionary
    )


class _Ink:
    """Follows content operator by operator and knows whether text leaves ink."""

    def __init__(self) -> None:
        self._mode, self._saved = 0, [0]
        self._shown: set[bool] = set()

    def follow(self, operator: str, operands: list[Any]) -> bool:
        """Take the next operator; return whether it stays."""
        if operator == "q":
            self._saved.append(self._mode)
        elif operator == "Q" and len(self._saved) > 1:
            self._mode = self._saved.pop()
        elif operator == "Tr" and operands:
            self._mode = int(operands[0])
        elif operator == "BT":
            self._shown = set()
        elif operator in _SHOWING:
            self._shown.add(self._mode != _INVISIBLE)
            if len(self._shown) > 1:
                raise NotCleanError("mixed text")
            return self._mode != _INVISIBLE
        return True
