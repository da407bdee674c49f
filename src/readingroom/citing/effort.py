"""How much comparing one question may cost: counted, so that it gets the same answer on every machine."""

from __future__ import annotations

from dataclasses import dataclass

#: Words compared on one page, and for one question in all. A page of print and its quotation take a few hundred to a
#: few thousand; where a quotation repeats its words over and over as the page does, it would be millions (2,000 words
#: against 1,000: 4 s). 100,000 take .2 to .4 s on a Xeon core.
MOST_ON_PAGE, MOST_IN_ALL = 100_000, 1_000_000

#: What one pair of equal words costs where the nearest place is looked for, in words compared.
PAIR = 4


@dataclass(slots=True)
class Effort:
    """What is left of it.

    Attributes:
        left: words that may still be compared, in all.
        here: on this page.
        spent: whether some of this page was not compared because of it.
    """

    left: int = MOST_IN_ALL
    here: int = MOST_ON_PAGE
    spent: bool = False

    def turn(self) -> None:
        """Begin another page."""
        self.here, self.spent = MOST_ON_PAGE, False

    def take(self, words: int = 1) -> bool:
        """Whether so many words may be compared; if not, this page is not compared to its end."""
        if self.spent or words > min(self.here, self.left):
            self.spent = True
            return False
        self.here -= words
        self.left -= words
        return True
