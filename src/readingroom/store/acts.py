"""Acts on notes and tags: decisions of their own kinds, read back in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, select

from readingroom.store.decisions import Kept
from readingroom.store.schema import DECISIONS, PEOPLE


def acts_on(connection: Connection, subjects: Sequence[str], kinds: Sequence[str]) -> list[Kept]:
    """Return the acts of these kinds on some notes or tags, in the order in which they were done."""
    query = _acts(kinds).where(DECISIONS.c.subject.in_(list(subjects))).order_by(DECISIONS.c.decision_id)
    return _kept(connection, query)


def last_acts(connection: Connection, kinds: Sequence[str], *, limit: int, offset: int) -> list[Kept]:
    """Return acts of these kinds on anything, the newest first."""
    query = _acts(kinds).order_by(DECISIONS.c.decision_id.desc()).limit(limit).offset(offset)
    return _kept(connection, query)


def count_acts(connection: Connection, kinds: Sequence[str]) -> int:
    """Return how many acts of these kinds there are."""
    query = select(func.count()).select_from(DECISIONS).where(DECISIONS.c.kind.in_(list(kinds)))
    return connection.scalar(query) or 0


def act_of(connection: Connection, number: int, kinds: Sequence[str]) -> Kept | None:
    """Return an act by its number, or None when there is none of these kinds."""
    found = _kept(connection, _acts(kinds).where(DECISIONS.c.decision_id == number))
    return found[0] if found else None


def _acts(kinds: Sequence[str]) -> Select[Any]:
    query = select(DECISIONS, PEOPLE.c.name).join(PEOPLE, PEOPLE.c.person_id == DECISIONS.c.person_id)
    return query.where(DECISIONS.c.kind.in_(list(kinds)))


def _kept(connection: Connection, query: Select[Any]) -> list[Kept]:
    return [
        Kept(row.decision_id, row.subject, row.kind, row.name, row.at, row.value) for row in connection.execute(query)
    ]
