"""Saved searches as they stand, replayed from what people did to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from readingroom.model.saved import Saved, SavedAct


def with_undone(acts: Sequence[SavedAct]) -> tuple[SavedAct, ...]:
    """Return acts with those marked that were taken back; a taking back can be taken back too.

    Args:
        acts: in the order of their numbers.
    """
    gone: set[int] = set()
    for act in reversed(acts):
        if act.kind == "search_taken_back" and act.number not in gone:
            gone.add(act.replaces)
    return tuple(replace(act, undone=act.number in gone) for act in acts)


def standing(acts: Iterable[SavedAct]) -> dict[str, Saved]:
    """Return every search that was ever saved as it stands after `acts`, by what names it; see `with_undone`."""
    found: dict[str, Saved] = {}
    for act in acts:
        if act.kind == "search_saved":
            found[act.search] = Saved(act.search, act.name, act.query, act.person, act.at)
        elif act.search in found and not act.undone:
            if act.kind == "search_renamed":
                found[act.search] = replace(found[act.search], name=act.name)
            elif act.kind == "search_deleted":
                found[act.search] = replace(found[act.search], standing=False)
    return found
