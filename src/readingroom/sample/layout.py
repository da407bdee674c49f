"""Setting text: paragraphs flow onto pages, passages that a release withholds become boxes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from readingroom.sample.codes import Policy, printed
from readingroom.sample.leaf import BLACK, WHITE, Area, Covered, Faces, Leaf, Mark, Run, Shape, Shown
from readingroom.sample.pack import CLOSE, OPEN, Colour, Pack

_MARK = re.compile(rf"{OPEN}([^/{CLOSE}]+)/(\w+):(.*?){CLOSE}")
#: Largest size of a code printed at a box, points.
_LABEL = 7.5


class Token(NamedTuple):
    """A word, the passage it belongs to, and whether it follows the word before without a space."""

    text: str
    mark: Mark | None = None
    glued: bool = False


class Flow:
    """Sets blocks one under the other on as many pages as they need.

    Attributes:
        leaves: the pages so far; the last one is being filled.
        y: top of the next line, points.
        own: what is set now is the document's own and not its template's.
    """

    def __init__(self, pack: Pack, faces: Faces, policy: Policy, *, landscape: bool = False, size: float = 0.0) -> None:
        self.pack, self.faces, self.policy = pack, faces, policy
        self.width, self.height = (792.0, 612.0) if landscape else (612.0, 792.0)
        self.margin = pack.number("margin")
        self.size = size or pack.number("text_size")
        self.leading = pack.number("leading")
        self.top, self.bottom = self.margin * 0.95, self.height - self.margin * 0.95
        self.leaves: list[Leaf] = []
        self.own = False
        self._marks = 0
        self.new_page()

    @property
    def leaf(self) -> Leaf:
        """The page being filled."""
        return self.leaves[-1]

    @property
    def measure(self) -> float:
        """Width between the margins, points."""
        return self.width - 2 * self.margin

    def new_page(self) -> None:
        """Go on with a new page."""
        self.leaves.append(Leaf(self.width, self.height))
        self.y = self.top

    def need(self, height: float) -> None:
        """Go on with a new page unless `height` points are left on this one."""
        if self.y + height > self.bottom:
            self.new_page()

    def skip(self, height: float) -> None:
        """Leave white."""
        self.y += height

    def para(
        self,
        text: str,
        face: str = "text",
        size: float = 0.0,
        *,
        indent: float = 0.0,
        width: float = 0.0,
        after: float = 7.0,
        align: str = "left",
        colour: Colour = BLACK,
        first: str = "",
    ) -> None:
        """Set a paragraph.

        Args:
            text: words and marked passages.
            face: of the pack.
            size: points; the flow's own if 0.
            indent: of the whole paragraph from the left margin, points.
            width: of the column; the measure if 0.
            after: white below it, points.
            align: left, centre or right.
            colour: of the words.
            first: printed left of the first line, in the indent (a number, a bullet).
        """
        size = size or self.size
        pitch = size * self.leading
        measure = (width or self.measure) - indent
        left = self.margin + indent
        if first:
            self.need(pitch)
            gap = max(20.0, self.faces.length(first, face, size) + 7)
            x = self.margin + max(0.0, indent - gap)
            self.leaf.runs.append(Run(x, self.y + size * 0.92, first, face, size, colour))
        if OPEN not in text and align == "left":
            self._plain_para(text, face, size, (left, measure), colour)
            self.y += after
            return
        for line in self.wrap(text, face, size, measure):
            self.need(pitch)
            x = left
            if align != "left":
                x += (measure - self.length(line, face, size)) * (0.5 if align == "centre" else 1.0)
            self.set_line(line, x, self.y + size * 0.92, face, size, colour=colour)
            self.y += pitch
        self.y += after

    def _plain_para(self, text: str, face: str, size: float, place: tuple[float, float], colour: Colour) -> None:
        """The fast way: nothing to withhold, flush left; most words of a production pass here."""
        pitch, rise = size * self.leading, size * 0.92
        known, width_of, space = self.faces.known[face], self.faces.width, self.faces.spaces[face]
        left, measure = place
        limit = measure / size
        words = text.split()
        if self.own:
            self.leaf.own_words += len(words)
        line: list[str] = []
        x = -space
        runs, y, bottom = self.leaf.runs, self.y, self.bottom
        for word in words:
            width = known.get(word)
            if width is None:
                width = width_of(face, word)
            x += space + width
            if x > limit and line:
                if y + pitch > bottom:
                    self.new_page()
                    runs, y = self.leaf.runs, self.y
                runs.append(Run(left, y + rise, " ".join(line), face, size, colour))
                y += pitch
                line = []
                x = width
            line.append(word)
        if line:
            if y + pitch > bottom:
                self.new_page()
                runs, y = self.leaf.runs, self.y
            runs.append(Run(left, y + rise, " ".join(line), face, size, colour))
            y += pitch
        self.y = y

    def heading(
        self, text: str, face: str = "bold", size: float = 0.0, after: float = 4.0, align: str = "left"
    ) -> None:
        """Set a heading that stays with at least three lines of what follows."""
        size = size or self.size + 1
        self.need(size * self.leading + 3 * self.size * self.leading)
        self.para(text, face, size, after=after, align=align)

    def rule(self, width: float = 0.6, colour: Colour = BLACK, after: float = 6.0) -> None:
        """Draw a rule across the measure."""
        ends = (self.margin, self.y, self.width - self.margin, self.y)
        self.leaf.shapes.append(Shape("line", ends, None, colour, width))
        self.y += after

    def write(self, x: float, baseline: float, text: str, face: str, size: float, *, colour: Colour = BLACK) -> None:
        """Put words down at a place of the page being filled."""
        self.leaf.runs.append(Run(x, baseline, text, face, size, colour))

    def tokens(self, text: str) -> list[Token]:
        """Split text into words and find the passages in it."""
        found: list[Token] = []
        position = 0
        for match in _MARK.finditer(text):
            self._plain(text[position : match.start()], found, after_mark=position > 0)
            self._marks += 1
            mark = Mark(tuple(match[1].split(",")), match[2], self._marks)
            glued = bool(found) and match.start() > 0 and not text[match.start() - 1].isspace()
            for index, word in enumerate(match[3].split()):
                found.append(Token(word, mark, glued and index == 0))
            position = match.end()
        self._plain(text[position:], found, after_mark=position > 0)
        return found

    @staticmethod
    def _plain(text: str, found: list[Token], *, after_mark: bool) -> None:
        for index, word in enumerate(text.split()):
            found.append(Token(word, None, after_mark and index == 0 and not text[0].isspace()))

    def wrap(self, text: str, face: str, size: float, measure: float) -> list[list[Token]]:
        """Break text into lines of at most `measure` points."""
        width_of, space = self.faces.width, self.faces.spaces[face] * size
        lines: list[list[Token]] = [[]]
        x = 0.0
        tokens = self.tokens(text)
        start = 0
        while start < len(tokens):
            end = start + 1
            while end < len(tokens) and tokens[end].glued:
                end += 1
            width = sum(width_of(face, token.text) for token in tokens[start:end]) * size
            gap = space if lines[-1] else 0.0
            if lines[-1] and x + gap + width > measure:
                lines.append([])
                x, gap = 0.0, 0.0
            lines[-1] += tokens[start:end]
            x += gap + width
            start = end
        return lines

    def length(self, line: Sequence[Token], face: str, size: float) -> float:
        """Length of a line, points."""
        space = self.faces.spaces[face] * size
        gaps = sum(space for token in line[1:] if not token.glued)
        return gaps + sum(self.faces.width(face, token.text) * size for token in line)

    def set_line(
        self, line: Sequence[Token], x: float, baseline: float, face: str, size: float, *, colour: Colour = BLACK
    ) -> None:
        """Put one line of words down: open words become runs, withheld ones boxes, and open passages are noted."""
        leaf, space = self.leaf, self.faces.spaces[face] * size
        if self.own:
            leaf.own_words += len(line)
        margin_notes: list[str] = []
        start = 0
        while start < len(line):
            mark = line[start].mark
            end = start + 1
            while end < len(line) and line[end].mark is mark:
                end += 1
            group = line[start:end]
            if start and not group[0].glued:
                x += space
            length = self.length(group, face, size)
            text = _join(group)
            run = Run(x, baseline, text, face, size, colour)
            if mark is None:
                leaf.runs.append(run)
            elif self.policy.applied(mark.codes):
                note = self._cover(mark, run, length)
                if note:
                    margin_notes.append(note)
            else:
                leaf.runs.append(run)
                leaf.shown.append(Shown(mark, text, Area(x, baseline - 0.74 * size, length, 0.96 * size)))
            x += length
            start = end
        for note in margin_notes[:1]:  # one note stands for a line, as in real margins
            place = Run(self.width - self.margin + 5, baseline, note, "sans_bold", 7.0)
            if place not in leaf.runs[-4:]:  # nor does a table say it for each of its cells
                leaf.runs.append(place)

    def _cover(self, mark: Mark, run: Run, length: float) -> str:
        """Put a box over withheld words and print its code; returns the code if it belongs into the margin."""
        policy, leaf, size = self.policy, self.leaf, run.size
        codes = policy.applied(mark.codes)
        style = self.pack.boxes[policy.style]
        top, height = run.baseline - 0.86 * size, 1.14 * size
        if policy.style == "stacked":  # boxes of lines one under the other touch
            top, height = run.baseline - 0.92 * size, size * self.leading + 0.3
        left, width = run.x - 1, length + 2
        label_size = min(_LABEL, size * 0.75)
        place, label = policy.place, ""
        if place != "none":
            label = self._fitting(codes, label_size, length - 4)
            place = place if label or place == "margin" else "none"
        middle = run.baseline if place == "beside" else top + height / 2 + label_size * 0.34
        if place == "beside":
            label_width = self.faces.length(label, "sans", label_size)
            width = max(8.0, width - label_width - 4)
            leaf.runs.append(Run(left + width + 2, middle, label, "sans", label_size))
        elif place == "inside":
            room = length - self.faces.length(label, "sans", label_size)
            x = run.x + (1.5 if policy.style == "white_border" else room / 2)
            leaf.runs.append(Run(x, middle, label, "sans", label_size, style.label))
        elif place == "margin":
            label = printed(codes, policy.form)
        under = (run if style.fill is not None else run._replace(colour=WHITE),) if policy.failed else ()
        area = Area(left, top, width, height)
        leaf.covered.append(Covered(area, policy.style, mark, codes, label, place, run.text, under))
        return label if place == "margin" else ""

    def _fitting(self, codes: tuple[str, ...], size: float, room: float) -> str:
        """As many of the codes as can be printed in `room` points, in the release's form; empty if none can."""
        for count in range(len(codes), 0, -1):
            label = printed(codes[:count], self.policy.form)
            if self.faces.length(label, "sans", size) <= room:
                return label
        return ""


def _join(group: Sequence[Token]) -> str:
    parts: list[str] = []
    for token in group:
        if parts and not token.glued:
            parts.append(" ")
        parts.append(token.text)
    return "".join(parts)


def bare(text: str) -> str:
    """Return text without the marks of its passages: everything shown."""
    return _MARK.sub(lambda match: match[3], text)
