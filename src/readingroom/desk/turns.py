"""Turns: a room that is served gets its index brought up to date a little at a time, and others add in between."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

from readingroom.desk.index import Indexing, corrected_since, unindexed
from readingroom.desk.room import hold_room, open_room
from readingroom.errors import ReadingRoomError, RoomBusyError
from readingroom.model.answers import Progress

#: Seconds after which a turn takes no more pages: opening and committing included it held the room for .4 to 1.2 s on
#: two busy cores, and `add` waits longer. Pages taken at a time.
TURN_SECONDS, TOGETHER = 0.25, 100

#: Seconds between two turns: others look for the room some 20 times a second.
REST_SECONDS = 0.25

#: Seconds until the next try where another program adds to the room; it indexes what it finds, too.
AGAIN_SECONDS = 5.0


def index_in_turns(path: Path, *, rest: Callable[[float], object] = time.sleep) -> int:
    """Index what is read and not indexed, and let go of the room every some hundred pages; return how many pages.

    What can't be done is logged in a line and left: searches say what is not indexed yet.

    Args:
        path: the room.
        rest: waits for some seconds, while the room is free.
    """
    done, left = 0, -1
    try:
        while True:
            try:
                with open_room(path) as room:
                    if not (unindexed(room) or corrected_since(room)):
                        return done
                taken, now_left = _turn(path)
            except RoomBusyError:
                rest(AGAIN_SECONDS)
                continue
            done += taken
            if not now_left or now_left == left:
                return done
            left = now_left
            rest(REST_SECONDS)
    except (ReadingRoomError, OSError) as error:
        logging.getLogger(__name__).warning("%s", error)
        return done


def _turn(path: Path) -> tuple[int, int]:
    """Return how many pages one turn indexed, and how many it left."""
    left = 0

    def note(step: Progress) -> None:
        nonlocal left
        left = (step.total or 0) - step.done

    with hold_room(path) as room:
        indexing = Indexing(room)
        try:
            taken = indexing.catch_up(note, seconds=TURN_SECONDS, together=TOGETHER)
        finally:
            indexing.close()
    return taken, left
