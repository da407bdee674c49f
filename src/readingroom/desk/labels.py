"""By what a page is searched and counted beside its words: where they come from, how well it was read, its language."""

from __future__ import annotations

from readingroom.model.answers import PageFacts
from readingroom.model.query import Field
from readingroom.reading.fitted import threshold

#: Below the first a reading is poor (the list of pages to look at says the same), from the second on good: as the
#: browser words it.
POOR, GOOD = threshold("poor"), 0.97

#: What stands for a value that is not known.
UNKNOWN = "unknown"


def grade(quality: float | None) -> str:
    """Return a quality (0..1) as a word of the query language: poor, fair, good or unknown."""
    if quality is None:
        return UNKNOWN
    return "poor" if quality < POOR else "good" if quality >= GOOD else "fair"


def labels_of(facts: PageFacts) -> tuple[str, ...]:
    """Return the labels of a page: source, language, quality in percent (as it is shown, rounded) and as a word."""
    percent = UNKNOWN if facts.quality is None else str(round(100 * facts.quality))
    return (
        f"source:{facts.source}",
        f"language:{facts.language or UNKNOWN}",
        f"percent:{percent}",
        f"quality:{grade(facts.quality)}",
    )


def wanted(field: Field) -> frozenset[str]:
    """Return the labels of which a page must have one, for a field of source, language or quality."""
    if field.name == "quality" and field.high is not None:
        return frozenset(f"percent:{number}" for number in range(int(field.low), int(field.high) + 1))
    return frozenset((f"{field.name}:{field.low}",))
