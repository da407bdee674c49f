"""How much of a list one answer of `/api/v1` holds."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

#: Rows of one answer when no number is asked for, and the most there are.
USUAL, MOST = 50, 1000

#: Rows that may be passed over: more than a room has pages.
FURTHEST = 100_000_000

Limit = Annotated[int, Query(ge=0, le=MOST, description="most rows to return")]
"""How many rows."""

Offset = Annotated[int, Query(ge=0, le=FURTHEST, description="rows to pass over")]
"""From which row on."""
