"""Work as a table of leases: `(stage, input)` is done once for a code version, whatever crashes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, and_, func, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert as upsert

from readingroom.store.schema import FILES, SIGHTINGS, TASKS

Stage = Literal["open", "read"]

#: A task that kills its child (or meets a limit) this often is set aside and shown.
MOST_DEATHS = 3


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work.

    Attributes:
        stage: open (a file) or read (a page).
        input: file_id or page_id.
        file: the file it belongs to.
        number: page number; for a file its place in the order of receipt, given when the task is added.
        deaths: how often it has killed its child.
    """

    stage: Stage
    input: str
    file: str
    number: int = 0
    deaths: int = 0


def add_tasks(connection: Connection, tasks: Iterable[Task], version: int) -> None:
    """Put tasks into the queue; those already there for this or a newer version stay as they are.

    A file is put here right after its sighting was written, so the newest sighting's number is its place.
    """
    tasks = list(tasks)
    files = any(task.stage == "open" for task in tasks)
    place = connection.scalar(select(func.max(SIGHTINGS.c.sighting_id))) or 0 if files else 0
    rows = [
        {
            "stage": t.stage,
            "input": t.input,
            "file_id": t.file,
            "number": place if t.stage == "open" else t.number,
            "version": version,
            "state": "waiting",
        }
        for t in tasks
    ]
    if rows:
        row = upsert(TASKS)
        fresh = {"state": "waiting", "version": row.excluded.version, "deaths": 0, "holder": "", "error": ""}
        older = TASKS.c.version < row.excluded.version
        connection.execute(row.on_conflict_do_update(index_elements=["stage", "input"], set_=fresh, where=older), rows)


def take_back(connection: Connection) -> int:
    """Take back every lease of a dead holder; called by whoever holds the room. Returns how many."""
    change = update(TASKS).where(TASKS.c.state == "leased").values(state="waiting", holder="")
    return connection.execute(change).rowcount


def renew(connection: Connection, stage: Stage, version: int) -> int:
    """Put work that an older code version did, or gave up on, back into the queue. Returns how many tasks."""
    older = and_(TASKS.c.stage == stage, TASKS.c.version < version)
    change = update(TASKS).where(older).values(state="waiting", version=version, deaths=0, holder="", error="")
    return connection.execute(change).rowcount


def renew_unread(connection: Connection, version: int) -> int:
    """Put files that an older code version could not open back into the queue. Returns how many.

    Files that were opened stay as they are: a paging is for ever.
    """
    unread = select(FILES.c.file_id).where(FILES.c.state.in_(("kept", "failed")))
    older = and_(TASKS.c.stage == "open", TASKS.c.version < version, TASKS.c.input.in_(unread))
    change = update(TASKS).where(older).values(state="waiting", version=version, deaths=0, holder="", error="")
    return connection.execute(change).rowcount


def try_again(connection: Connection, file: str, version: int) -> int:
    """Put what failed of a file that was given again back into the queue, but for what killed its children.

    A file that lay too deep in containers to be opened is opened now. Returns how many tasks wait again.
    """
    failed = and_(TASKS.c.file_id == file, TASKS.c.state == "failed")
    count = connection.execute(update(TASKS).where(failed).values(state="waiting", deaths=0, holder="", error=""))
    known = select(TASKS.c.input).where(TASKS.c.stage == "open", TASKS.c.input == file)
    if connection.scalar(known) is not None:
        return count.rowcount
    connection.execute(update(FILES).where(FILES.c.file_id == file).values(depth=0, state="received", error=""))
    add_tasks(connection, [Task("open", file, file)], version)
    return count.rowcount + 1


def lease(connection: Connection, stage: Stage, holder: str, most: int, *, alone: bool = False) -> list[Task]:
    """Lease up to `most` waiting tasks of one file, in page order.

    Args:
        connection: within a transaction.
        stage: which kind of work.
        holder: who takes it.
        most: at most this many.
        alone: take a task that has killed its child before; such a task is always leased by itself.
    """
    waiting = and_(TASKS.c.state == "waiting", TASKS.c.stage == stage)
    waiting = and_(waiting, TASKS.c.deaths > 0 if alone else TASKS.c.deaths == 0)
    columns = (TASKS.c.input, TASKS.c.file_id, TASKS.c.number, TASKS.c.deaths)
    rows = connection.execute(
        select(*columns).where(waiting).order_by(TASKS.c.file_id, TASKS.c.number).limit(1 if alone else most)
    ).all()
    tasks = [
        Task(stage, row.input, row.file_id, row.number, row.deaths) for row in rows if row.file_id == rows[0].file_id
    ]
    if tasks:
        _set(connection, tasks, state="leased", holder=holder)
    return tasks


def lease_files(connection: Connection, holder: str, most: int) -> list[Task]:
    """Lease up to `most` files that wait to be opened, in the order of receipt, also those that killed a child."""
    columns = (TASKS.c.input, TASKS.c.file_id, TASKS.c.number, TASKS.c.deaths)
    waiting = and_(TASKS.c.state == "waiting", TASKS.c.stage == "open")
    rows = connection.execute(select(*columns).where(waiting).order_by(TASKS.c.number, TASKS.c.input).limit(most)).all()
    tasks = [Task("open", row.input, row.file_id, row.number, row.deaths) for row in rows]
    _set(connection, tasks, state="leased", holder=holder)
    return tasks


def finish(connection: Connection, tasks: Sequence[Task], *, error: str = "") -> None:
    """Mark tasks as done, or as failed when there is an error."""
    _set(connection, tasks, state="failed" if error else "done", holder="", error=error)


def give_back(connection: Connection, tasks: Sequence[Task]) -> None:
    """Give leased tasks back unharmed (their child died over another task, or the run was interrupted)."""
    _set(connection, tasks, state="waiting", holder="")


def give_all_back(connection: Connection, holder: str) -> int:
    """Give back whatever `holder` has leased and not finished; returns how many."""
    mine = and_(TASKS.c.state == "leased", TASKS.c.holder == holder)
    return connection.execute(update(TASKS).where(mine).values(state="waiting", holder="")).rowcount


def died(connection: Connection, task: Task, error: str) -> bool:
    """Count a death of the child that had this task; return True when the task is now set aside for good."""
    deaths = task.deaths + 1
    aside = deaths >= MOST_DEATHS
    _set(connection, [task], state="set_aside" if aside else "waiting", holder="", deaths=deaths, error=error)
    return aside


def counts(connection: Connection) -> dict[tuple[str, str], int]:
    """Return how many tasks there are by (stage, state)."""
    query = select(TASKS.c.stage, TASKS.c.state, func.count()).group_by(TASKS.c.stage, TASKS.c.state)
    return {(stage, state): count for stage, state, count in connection.execute(query)}


def _set(connection: Connection, tasks: Sequence[Task], **values: str | int) -> None:
    for start in range(0, len(tasks), 400):
        keys = [(task.stage, task.input) for task in tasks[start : start + 400]]
        connection.execute(update(TASKS).where(tuple_(TASKS.c.stage, TASKS.c.input).in_(keys)).values(**values))
