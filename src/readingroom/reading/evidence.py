"""What readings have shown about the glyphs of fonts: which draw the letter that a layer claims, and which another.

A drawing that was once read as the letter it claims needs no second reading, on whatever page of whatever file it is
used for that letter. So the first pages that use a font are read in part, and the thousandth is not. Nothing but the
letter and the drawing counts: not the name of the font, nor its program, which a file can name as it likes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from readingroom.engines.pdf_glyphs import Key
from readingroom.reading.align import alike

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
        near: how often as the letter it claims, but so near to a letter that is missing that it may be another one's
            place: it proves nothing, but speaks for it.
    """

    same: int = 0
    others: Counter[str] = field(default_factory=Counter)
    grown: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    near: int = 0

    @property
    def proven(self) -> bool:
        """Whether it draws the letter it claims, and no more than that."""
        most = max(self.grown.values(), default=0)
        return self.same > 2 * self.others.total() and most < LEAST_OTHER * self.same

    @property
    def wrong(self) -> bool:
        """Whether it draws another letter, or more than one."""
        same = self.same + self.near
        read = same + self.others.total()
        most = max(self.others.values(), default=0)
        return self._more or (most >= LEAST_READINGS and most >= LEAST_OTHER * read and same <= MOST_SAME * read)

    @property
    def suspect(self) -> bool:
        """Whether it was read as another letter and never as the one it claims.

        Of 9,251 glyphs on 100 good pages of real releases none was, after all looks at it (`docs/decisions/0014`).
        """
        return not self.same and not self.near and any(letter.isalnum() for letter in self.others)

    @property
    def _more(self) -> bool:
        most = max(self.grown.values(), default=0)
        return most >= LEAST_READINGS and most >= LEAST_OTHER * (self.same + self.near + self.others.total())


@dataclass(slots=True)
class Evidence:
    """What is known of glyphs; one for each process that reads pages.

    Attributes:
        proven: glyphs that draw the letter they claim.
        wrong: glyphs that draw another letter, in the file at hand.
        tries: on how many pages of the file at hand glyphs were looked at that could not be read.
        drawings: by the digest of a drawing, the letter or figure (of our alphabet) that it was proven to be.
    """

    proven: set[Key] = field(default_factory=set)
    wrong: set[Key] = field(default_factory=set)
    tries: Counter[Key] = field(default_factory=Counter)
    drawings: dict[bytes, str] = field(default_factory=dict)
    _body: str = ""

    def of_file(self, body: str) -> Evidence:
        """Return itself, ready for pages of the file whose bytes have this hash.

        What was found false, or could not be read, in another file is looked at anew: a few misreadings on bad pages
        would otherwise cost every file after them its text or its certainty, and the same file would be read otherwise
        as another one came before it.
        """
        if body != self._body:
            self._body = body
            self.wrong.clear()
            self.tries.clear()
        return self

    def is_open(self, key: Key) -> bool:
        """Whether a glyph is still to be looked at."""
        return key not in self.proven and key not in self.wrong and self.tries[key] < MOST_TRIES

    def keep(self, tallies: dict[Key, Tally]) -> None:
        """Remember what was read of glyphs; those of which the drawing is not known can't be known again."""
        if len(self.proven) + len(self.wrong) + len(self.tries) > MOST_KEPT:
            self.proven.clear()
            self.wrong.clear()
            self.tries.clear()
            self.drawings.clear()
        for key, tally in tallies.items():
            if not key[1]:
                continue
            if tally.wrong:
                self.wrong.add(key)
            elif tally.proven:
                self.proven.add(key)
                if key[0].isascii() and key[0].isalnum():
                    self.drawings[key[1]] = key[0]
            else:
                self.tries[key] += 1

    def is_false_sign(self, sign: str, digest: bytes) -> bool:
        """Whether what draws a sign is known to draw a letter or a figure that does not look like that sign."""
        letter = self.drawings.get(digest)
        return letter is not None and not alike(sign, letter)

    def leave(self, keys: set[Key]) -> None:
        """Look at these glyphs no more: their script can't be read."""
        self.tries.update(dict.fromkeys((key for key in keys if key[1]), MOST_TRIES))
