"""What readings have shown about the glyphs of fonts: which draw the letter that a layer claims, and which another.

A glyph that was once read as the letter it claims needs no second reading, on whatever page or in whatever file the
same font program draws it. So the first pages that use a font are read in part, and the thousandth is not.

Files hold only those glyphs of a font that they use, so that the same font is another program in each. When enough
glyphs of a program were read as what they claim, the others are believed that have name of font, letter and outline in
common with one that was read elsewhere - until one glyph of the page is caught lying.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from readingroom.engines.pdf_glyphs import Glyphs, letter, shape, without_font

Key = tuple[str, str, int, int]
"""Font program, claimed letter, width and height of the outline."""

#: Glyphs that are remembered by one process; then it begins anew (memory: about 30 MB).
MOST_KEPT = 200_000


#: A glyph that was looked at on so many pages and could not be read (a drawing, a script of its own) is left alone.
MOST_TRIES = 3

#: It draws another letter when it was read so often, or oftener, as that letter, and when of all its readings at least
#: this share is that letter and at most that share the one it claims.
LEAST_READINGS, LEAST_OTHER, MOST_SAME = 2, 0.6, 0.25


@dataclass(slots=True)
class Tally:
    """How one glyph of a page was read.

    Attributes:
        same: how often as the letter it claims, or one that looks like it.
        others: how often as which other letter (folded).
        grown: how often with which other letter beside it that no glyph claims.
        lost: how often nothing stood in its place.
    """

    same: int = 0
    others: Counter[str] = field(default_factory=Counter)
    grown: Counter[str] = field(default_factory=Counter)
    lost: int = 0

    @property
    def proven(self) -> bool:
        """Whether it draws the letter it claims, and no more than that."""
        most = max(self.grown.values(), default=0)
        return self.same > 2 * self.others.total() and most < LEAST_OTHER * self.same

    @property
    def wrong(self) -> bool:
        """Whether it draws another letter, or more than one."""
        read = self.same + self.others.total()
        most = max(self.others.values(), default=0)
        return self._more or (most >= LEAST_READINGS and most >= LEAST_OTHER * read and self.same <= MOST_SAME * read)

    @property
    def suspect(self) -> bool:
        """Whether it was read as another letter and never as the one it claims.

        Of 9,251 glyphs on 100 good pages of real releases none was, after all looks at it (`docs/decisions/0014`).
        """
        return not self.same and any(letter.isalnum() for letter in self.others)

    @property
    def _more(self) -> bool:
        most = max(self.grown.values(), default=0)
        return most >= LEAST_READINGS and most >= LEAST_OTHER * (self.same + self.others.total())


#: So many glyphs of a font program must have been read themselves before others are believed for their family's sake.
SAMPLED = 20


@dataclass(slots=True)
class Evidence:
    """What is known of glyphs; one for each process that reads pages.

    Attributes:
        proven: glyphs that draw the letter they claim.
        wrong: glyphs that draw another letter.
        tries: on how many pages glyphs were looked at that could not be read.
        families: glyphs that were read as what they claim, by the font's name without the mark of the file's selection.
        sampled: how many glyphs of each font program were read as what they claim.
        settled: of each font program, the marks of glyphs on which nothing is left to find out and that don't lie: a
            page of nothing else needs no trial.
    """

    proven: set[Key] = field(default_factory=set)
    wrong: set[Key] = field(default_factory=set)
    tries: Counter[Key] = field(default_factory=Counter)
    families: set[Key] = field(default_factory=set)
    sampled: Counter[str] = field(default_factory=Counter)
    settled: dict[str, set[int]] = field(default_factory=dict)

    def is_settled(self, glyphs: Glyphs, marks: list[int]) -> bool:
        """Whether nothing is left to find out about the glyphs of a page, and none lies."""
        none: set[int] = set()
        return all(mark >= 0 and without_font(mark) in self.settled.get(glyphs.font(mark), none) for mark in marks)

    def settle(self, glyphs: Glyphs, marks: list[int]) -> None:
        """Remember glyphs of a page that stood its trial."""
        for mark in marks:
            font = glyphs.font(mark) if mark >= 0 else ""
            if font:
                self.settled.setdefault(font, set()).add(without_font(mark))

    def is_open(self, key: Key) -> bool:
        """Whether a glyph is still to be looked at."""
        known = key in self.proven or key in self.wrong or self.tries[key] >= MOST_TRIES
        return not known and not self.is_by_family(key)

    def is_by_family(self, key: Key) -> bool:
        """Whether a glyph that was not read itself is believed for what its font's other programs have shown."""
        return key not in self.proven and self.sampled[key[0]] >= SAMPLED and _of_family(key) in self.families

    def keep(self, tallies: dict[Key, Tally]) -> None:
        """Remember what was read of glyphs; fonts without a program can't be known again."""
        if len(self.proven) + len(self.wrong) + len(self.tries) > MOST_KEPT:
            self.proven.clear()
            self.wrong.clear()
            self.tries.clear()
            self.families.clear()
            self.sampled.clear()
            self.settled.clear()
        for key, tally in tallies.items():
            if not key[0]:
                continue
            if tally.wrong:
                self.wrong.add(key)
                self.settled.pop(key[0], None)
            elif tally.proven:
                self.sampled[key[0]] += key not in self.proven
                self.proven.add(key)
                self.families.add(_of_family(key))
            else:
                self.tries[key] += 1

    def leave(self, keys: set[Key]) -> None:
        """Look at these glyphs no more: their script can't be read."""
        self.tries.update(dict.fromkeys((key for key in keys if key[0]), MOST_TRIES))


def _of_family(key: Key) -> Key:
    """Return a glyph by its font's name alone: `ABCDEF+Name` holds some glyphs of `Name` (ISO 32000-1, 9.6.4)."""
    return (_SELECTION.sub("", key[0].rsplit(" ", 2)[0]), *key[1:])


_SELECTION = re.compile("^[A-Z]{6}[+]")


def key_of(glyphs: Glyphs, mark: int) -> Key:
    """Return what is the same for this glyph on every page."""
    return (glyphs.font(mark), letter(mark), *shape(mark))
