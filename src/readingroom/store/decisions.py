"""Decisions of people: rows that are added and never changed by a machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, update

from readingroom.store.catalogue import add_person, now
from readingroom.store.schema import DECISIONS, PEOPLE


@dataclass(frozen=True, slots=True)
class Kept:
    """A decision as it is kept; see `schema.DECISIONS`."""

    number: int
    subject: str
    kind: str
    person: str
    at: str
    value: str


def keep_decision(connection: Connection, person: str, kind: str, subject: str, value: str) -> Kept:
    """Write down that `person` decided something; return it with its number."""
    at = now()
    row = insert(DECISIONS).values(
        person_id=add_person(connection, person), at=at, kind=kind, subject=subject, value=value
    )
    made = connection.execute(row.returning(DECISIONS.c.decision_id))
    return Kept(int(made.scalar_one()), subject, kind, person, at, value)


def rewrite(connection: Connection, values: Mapping[int, str]) -> None:
    """Put other values in the place of those of decisions: only to take out words that may be kept nowhere."""
    change = update(DECISIONS).where(DECISIONS.c.decision_id == bindparam("which"))
    connection.execute(
        change.values(value=bindparam("new")), [{"which": number, "new": value} for number, value in values.items()]
    )


def decisions_on(connection: Connection, subjects: Sequence[str], kinds: Iterable[str]) -> dict[str, list[Kept]]:
    """Return the decisions of these kinds about each of the subjects, in the order in which they were made."""
    found: dict[str, list[Kept]] = {}
    for one in _kept(connection, kinds, subjects):
        found.setdefault(one.subject, []).append(one)
    return found


def decisions_of(connection: Connection, kinds: Iterable[str]) -> list[Kept]:
    """Return every decision of these kinds, in the order in which they were made."""
    return list(_kept(connection, kinds, None))


def subjects_decided(connection: Connection, kinds: Iterable[str]) -> list[str]:
    """Return everything that decisions of these kinds are about, in the order of the first decision on each."""
    query = select(DECISIONS.c.subject).where(DECISIONS.c.kind.in_(list(kinds))).order_by(DECISIONS.c.decision_id)
    return list(dict.fromkeys(connection.scalars(query)))


def subject_of(connection: Connection, number: int, kinds: Iterable[str]) -> str | None:
    """Return what a decision of one of these kinds is about, or None when there is none of that number."""
    query = select(DECISIONS.c.subject).where(DECISIONS.c.decision_id == number, DECISIONS.c.kind.in_(list(kinds)))
    return connection.scalar(query)


def last_decision(connection: Connection) -> int:
    """Return the number of the last decision of the room, 0 when there is none."""
    query = select(DECISIONS.c.decision_id).order_by(DECISIONS.c.decision_id.desc()).limit(1)
    return connection.scalar(query) or 0


def _kept(connection: Connection, kinds: Iterable[str], subjects: Sequence[str] | None) -> Iterable[Kept]:
    query = (
        select(DECISIONS, PEOPLE.c.name)
        .join(PEOPLE, PEOPLE.c.person_id == DECISIONS.c.person_id)
        .where(DECISIONS.c.kind.in_(list(kinds)))
        .order_by(DECISIONS.c.decision_id)
    )
    if subjects is not None:
        query = query.where(DECISIONS.c.subject.in_(subjects))
    for row in connection.execute(query):
        yield Kept(row.decision_id, row.subject, row.kind, row.name, row.at, row.value)
