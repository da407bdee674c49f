"""How the releases of a production redact: every box style with the places of codes that go with it."""

from __future__ import annotations

import random
from dataclasses import replace

from readingroom.sample.codes import FORMS, Place, Policy

ALL = frozenset({"b4", "b5", "b6", "b7C", "b7E"})
#: What is still withheld after an appeal.
PEOPLE = frozenset({"b6", "b7C"})
METHODS = frozenset({"b7E", "b4"})

#: Box styles of passages and where their codes can be read (hatching leaves no room inside).
STYLES: tuple[tuple[str, tuple[Place, ...]], ...] = (
    ("solid", ("inside", "none", "margin")),
    ("white_border", ("inside", "margin", "beside")),
    ("grey", ("inside", "beside")),
    ("coloured", ("inside", "margin")),
    ("hatched", ("margin", "beside", "none")),
    ("gap", ("inside", "margin", "none")),
    ("stacked", ("inside", "none", "margin")),
)


def numbered(number: int) -> Policy:
    """Policy `number` of a fixed round through all styles, so that a small production has each of them."""
    style, places = STYLES[number % len(STYLES)]
    return Policy(ALL, style, places[number // len(STYLES) % len(places)], FORMS[number % len(FORMS)])


def drawn(rng: random.Random) -> Policy:
    """A policy by chance."""
    style, places = rng.choice(STYLES)
    withhold = ALL if rng.random() < 0.7 else rng.choice((PEOPLE, METHODS))  # noqa: PLR2004  # most releases withhold all
    return Policy(withhold, style, rng.choice(places), rng.choice(FORMS))


def other(policy: Policy, rng: random.Random) -> Policy:
    """Another release of what was withheld under `policy`: other boxes, and fewer or other grounds."""
    withhold = rng.choice((PEOPLE, METHODS)) if policy.withhold == ALL else ALL
    return replace(drawn(rng), withhold=withhold)
