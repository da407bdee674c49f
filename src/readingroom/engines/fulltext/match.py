"""Does a page match a plan, and where: plain Python over the page's tokens.

The rule that every engine must agree with, and the source of every highlight.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from readingroom.model.terms import Chain, Close, Every, Except, InFiles, InPages, Labelled, Plan, Run, Some, Tokens

#: A match: first and last token, both included.
Span = tuple[int, int]


class PageTerms:
    """The tokens of one page, made ready for questions."""

    def __init__(self, tokens: Tokens, file: str, page: str = "") -> None:
        """Index the places of each term; `page` is the page_id, for plans that name pages."""
        self._tokens = tokens
        self._file, self._page = file, page
        self._places: dict[bool, dict[str, list[int]]] = {}
        self._extras: dict[str, list[Span]] = {}
        for term, start, end in tokens.extras:
            self._extras.setdefault(term, []).append((start, end))

    def _at(self, accented: bool) -> dict[str, list[int]]:
        accented = accented and self._tokens.accented is not None
        if accented not in self._places:
            found: dict[str, list[int]] = {}
            terms = self._tokens.accented if accented and self._tokens.accented is not None else self._tokens.terms
            for place, term in enumerate(terms):
                found.setdefault(term, []).append(place)
            self._places[accented] = found
        return self._places[accented]

    def run(self, run: Run) -> list[Span]:
        """Every place of a run, in order."""
        places = self._at(run.accented)
        starts: set[int] | None = None
        for offset, slot in enumerate(run.slots):
            here = {place - offset for term in slot for place in places.get(term, ())}
            starts = here if starts is None else starts & here
            if not starts:
                break
        found = [(start, start + len(run.slots) - 1) for start in starts or ()]
        if len(run.slots) == 1 and not run.strict and not run.accented:
            found += [span for term in run.slots[0] for span in self._extras.get(term, ())]
        return sorted(set(found))

    def close(self, close: Close) -> list[Span]:
        """Both sides of every pair that is close enough, in order."""
        return self._linked([self._sides(close.left), self._sides(close.right)], (close.between,))

    def chain(self, chain: Chain) -> list[Span]:
        """Every place that is part of a whole chain, in order."""
        return self._linked([self._sides(side) for side in chain.sides], chain.between)

    @staticmethod
    def _linked(sides: list[list[Span]], between: Sequence[int]) -> list[Span]:
        """Return the places of each side from which the others can be reached, forth and back."""
        for place in range(1, len(sides)):
            sides[place] = _beside(sides[place], sides[place - 1], between[place - 1])
        for place in range(len(sides) - 2, -1, -1):
            sides[place] = _beside(sides[place], sides[place + 1], between[place])
        return sorted({span for side in sides for span in side})

    def _sides(self, runs: Iterable[Run]) -> list[Span]:
        return sorted({span for run in runs for span in self.run(Run(run.slots, run.accented, strict=True))})

    def matches(self, plan: Plan) -> bool:
        """Whether the page matches."""
        if isinstance(plan, Every):
            return all(self.matches(part) for part in plan.parts)
        if isinstance(plan, Some):
            return any(self.matches(part) for part in plan.parts)
        if isinstance(plan, Except):
            return not self.matches(plan.part)
        if isinstance(plan, InFiles):
            return self._file in plan.files
        if isinstance(plan, InPages):
            return self._page in plan.pages
        if isinstance(plan, Labelled):
            return not plan.labels.isdisjoint(self._tokens.labels)
        return bool(self._places_of(plan))

    def spans(self, plan: Plan) -> list[Span]:
        """Every match on the page, in order; what is asked not to be there matches nowhere."""
        if isinstance(plan, (Every, Some)):
            return sorted({span for part in plan.parts for span in self.spans(part)})
        if isinstance(plan, (Except, InFiles, InPages, Labelled)):
            return []
        return self._places_of(plan)

    def _places_of(self, plan: Run | Close | Chain) -> list[Span]:
        if isinstance(plan, Chain):
            return self.chain(plan)
        return self.close(plan) if isinstance(plan, Close) else self.run(plan)


def _beside(spans: Sequence[Span], others: Sequence[Span], between: int) -> list[Span]:
    """Return the spans that have one of the others before or after them, at most `between` tokens away; both sorted."""
    starts, ends = [first for first, _last in others], sorted(last for _first, last in others)
    found = []
    for first, last in spans:
        after = bisect_right(starts, last)
        before = bisect_left(ends, first)
        if (after < len(starts) and starts[after] <= last + between + 1) or (
            before and ends[before - 1] >= first - between - 1
        ):
            found.append((first, last))
    return found
