"""HTML of a mail -> plain text. Nothing is fetched or run; what the mail hides from its reader is counted, not kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from readingroom.formats.css import Colour, Element, Styles, alike, colours, hides, spelt_out

#: Elements whose contents are never shown as text.
_DROPPED = frozenset(
    {
        "script",
        "style",
        "head",
        "title",
        "template",
        "object",
        "iframe",
        "svg",
        "math",
        "select",
        "textarea",
        "noframes",
        "noembed",
    }
    | {"audio", "video", "canvas", "map", "datalist", "applet"}
)
_VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "col", "area", "base", "embed", "param", "source", "wbr"}
)
_BLOCKS = frozenset(
    {"p", "div", "table", "tr", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "form", "fieldset", "center"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "address", "article", "section", "header", "footer", "main", "nav", "aside"}
    | {"body", "html", "hr", "figure", "figcaption", "caption", "thead", "tbody", "tfoot"}
)
#: Blocks with a blank line above and below.
_SPACED = frozenset({"p", "ul", "ol", "dl", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "table", "hr"})

#: Columns that a table may take to be set in columns.
_WIDEST = 96

#: Elements open at once; deeper ones are taken as part of these (a made-up page may open a million).
_DEEPEST = 1000


@dataclass(slots=True)
class _Open:
    element: Element
    hidden: bool
    dropped: bool
    ink: Colour
    ground: Colour
    pre: bool
    quote: int
    link: str = ""
    start: int = 0


@dataclass(slots=True)
class Plain:
    """The text of an HTML page.

    Attributes:
        text: as it is shown, lines as a reader sees them.
        hidden: how many words it does not show.
    """

    text: str
    hidden: int = 0


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [_Open(Element(""), hidden=False, dropped=False, ink=0, ground=0xFFFFFF, pre=False, quote=0)]
        self.out: list[str] = []
        self.hidden = 0
        self.styles = Styles()
        self._breaks = 0
        self._space = False
        self._cell = False
        self._sheet: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        above = self.open[-1]
        if tag == "br":
            self._line()
            return
        if tag in {"td", "th"}:
            self._cell = True
        if tag in _BLOCKS:
            self._block(tag)
        if tag in _VOID:
            if tag == "img" and given.get("alt", "").strip():
                now = self._opened(tag, given, above)
                self._text(f"[{given['alt'].strip()}]", now)
            return
        now = self._opened(tag, given, above)
        if len(self.open) >= _DEEPEST:
            above.hidden, above.dropped = above.hidden or now.hidden, above.dropped or now.dropped
            return
        self.open.append(now)
        if tag == "li":
            self._text("- ", now)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "style" and self._sheet:
            self.styles.read("".join(self._sheet))
            self._sheet.clear()
        if tag in _VOID or not any(one.element.tag == tag for one in self.open[1:]):
            if tag in {"p", "br"}:
                self._line()
            return
        while len(self.open) > 1:
            one = self.open.pop()
            self._close(one)
            if one.element.tag == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.open[-1].element.tag == "style":
            self._sheet.append(data)
        self._text(data, self.open[-1])

    def finish(self) -> Plain:
        self.close()
        while len(self.open) > 1:
            self._close(self.open.pop())
        lines = [line.rstrip() for line in "".join(self.out).split("\n")]
        return Plain("\n".join(lines).strip("\n"), self.hidden)

    def _opened(self, tag: str, given: dict[str, str], above: _Open) -> _Open:
        element = Element(tag, {name: value.lower() for name, value in given.items()})
        sheets = self.styles.of(element, [one.element for one in self.open[1:]]) if self.styles else ""
        style = f"{sheets};{spelt_out(given.get('style', ''))}"
        for name, value in [("color", given.get("color", "")), ("background", given.get("bgcolor", ""))]:
            style = f"{name}:{value.lower()};{style}" if value else style
        if tag == "body" and given.get("text"):
            style = f"color:{given['text'].lower()};{style}"
        ink, ground = colours(style, above.ink, above.ground)
        hidden = above.hidden or "hidden" in given or hides(style) or (tag == "dialog" and "open" not in given)
        if tag == "font" and given.get("size", "").strip() == "0":
            hidden = True
        return _Open(
            element,
            hidden,
            above.dropped or tag in _DROPPED,
            ink,
            ground,
            above.pre or tag in {"pre", "listing", "xmp"},
            above.quote + (tag == "blockquote"),
            given.get("href", "").strip() if tag == "a" else "",
            len(self.out),
        )

    def _close(self, one: _Open) -> None:
        if one.link and not (one.hidden or one.dropped):
            shown = "".join(self.out[one.start :]).strip()
            target = one.link.removeprefix("mailto:")
            if one.link.lower().startswith(("http:", "https:", "mailto:", "ftp:")) and _bare(target) != _bare(shown):
                self._text(f" <{target}>", one)
        if one.element.tag == "table":
            self.out[one.start :] = [_aligned("".join(self.out[one.start :]))]
        if one.element.tag in _BLOCKS:
            self._block(one.element.tag)

    def _text(self, data: str, element: _Open) -> None:
        if element.dropped:
            return
        if element.hidden or (alike(element.ink, element.ground) and not data.isspace()):
            self.hidden += len(data.split())
            return
        if element.pre:
            for number, line in enumerate(data.replace("\r\n", "\n").split("\n")):
                if number:
                    self._line()
                if line:
                    self._put(line, element)
            return
        words = data.split(" ") if data.strip("\t\n\r\f ") == data and "\n" not in data else None
        text = " ".join(re.split(r"[\t\n\r\f ]+", data)) if words is None else data
        if text.startswith(" "):
            self._space = True
        bare = text.strip(" ")
        if (
            not bare.strip()
        ):  # nothing, or only spaces that may not be broken, as mail programs put into blank paragraphs
            self._space = True
            return
        self._put(bare, element)
        self._space = text.endswith(" ")

    def _put(self, text: str, element: _Open) -> None:
        fresh = self._breaks > 0 or not self.out
        if self._breaks and self.out:
            self.out.append("\n" * self._breaks)
        if fresh:
            if element.quote:
                self.out.append("> " * element.quote)
        elif self._cell:
            self.out.append("\t")
        elif self._space:
            self.out.append(" ")
        self._breaks, self._space, self._cell = 0, False, False
        self.out.append(text)

    def _line(self) -> None:
        self._breaks = min(self._breaks + 1, 3)
        self._space = False

    def _block(self, tag: str) -> None:
        self._breaks = max(self._breaks, 2 if tag in _SPACED else 1)
        self._space = False


def _aligned(table: str) -> str:
    """Set the cells of a table under each other if all its rows have as many; others keep their tabs."""
    rows = [line.split("\t") for line in table.split("\n")]
    filled = [row for row in rows if row != [""]]
    count = len(filled[0]) if filled else 0
    if count < 2 or any(len(row) != count for row in filled):  # noqa: PLR2004  # one column needs nothing
        return table
    widths = [max(len(row[place]) for row in filled) for place in range(count)]
    if sum(widths) + 2 * count > _WIDEST:
        return table
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip() for row in rows]
    return "\n".join(lines)


def plain_text(html: str) -> Plain:
    """Return the text of an HTML page as a mail program shows it.

    Links keep their target behind their text, pictures their replacement text. Words that can't be seen - by style, by
    the colour of their ground, by size - are only counted.
    """
    reader = _Reader()
    reader.feed(html)
    return reader.finish()


def _bare(target: str) -> str:
    return target.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
