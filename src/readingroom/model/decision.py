"""What people decided about the words of a page, and the page's words with these decisions laid over them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from readingroom.model.geometry import Box
from readingroom.model.ids import PageId
from readingroom.model.words import Words

DecisionKind = Literal["correction", "looked", "undo"]
"""correction: other words stand there than were read; looked: the words are right; undo: an earlier one is void."""

DecisionState = Literal["stands", "replaced", "undone", "lost"]
"""stands: holds; replaced: a later decision took its place; undone: taken back; lost: the page was read anew and no
longer has these words in this place, so that a person must settle it."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A run of words as read, with the place of each: what a decision was made on, whatever reads the page later.

    Attributes:
        words: as read, at least one.
        boxes: where each stood.
    """

    words: tuple[str, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page that a person looked at: its place, and a digest of its words instead of the words."""

    box: Box
    digest: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of one person about words of one page; it is never changed, only followed by others.

    Attributes:
        number: in the order in which decisions were made.
        page: its page_id.
        kind: what was decided.
        person: whose decision it is.
        at: when, UTC, ISO 8601.
        anchor: the words it is about; None for `undo` and for a look at a whole page.
        text: of a correction, the words that stand there; none when nothing does.
        lines: of a look at a whole page, its lines.
        replaces: earlier decisions that it takes the place of, or undoes.
    """

    number: int
    page: PageId
    kind: DecisionKind
    person: str
    at: str
    anchor: Anchor | None = None
    text: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    replaces: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A correction that holds: which words as read it replaces, and which words of the corrected page stand for them.

    Attributes:
        decision: the correction.
        first: first word as read.
        last: last word as read, inclusive.
        begin: first corrected word.
        end: the one after the last; equal to `begin` when the words were taken away.
    """

    decision: Decision
    first: int
    last: int
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Corrected:
    """The words of a page with the decisions of people laid over them.

    Attributes:
        words: as people left them. Words that were read keep box and confidence; a person's have confidence 1.
        read: for each of `words` the first and last word as read that it stands for; last is below first where nothing
            was read.
        by: for each word that a person put there, the correction.
        seen: for each word that a person looked at, the latest look.
        standing: corrections that hold, in the order of the page.
        states: every decision about the page, in order, with its state.
    """

    words: Words
    read: tuple[tuple[int, int], ...]
    by: dict[int, Decision] = field(default_factory=dict)
    seen: dict[int, Decision] = field(default_factory=dict)
    standing: tuple[Standing, ...] = ()
    states: tuple[tuple[Decision, DecisionState], ...] = ()

    @property
    def lost(self) -> tuple[Decision, ...]:
        """Decisions that no longer fit what was read."""
        return tuple(decision for decision, state in self.states if state == "lost")
