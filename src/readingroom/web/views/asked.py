"""What every view takes out of a request."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from readingroom.desk.room import Room
from readingroom.web.finder import Finder


def _room(request: Request) -> Room:
    return cast("Room", request.app.state.room)


def _finder(request: Request) -> Finder:
    return cast("Finder", request.app.state.finder)


OpenRoom = Annotated[Room, Depends(_room)]
"""The room that is served."""

Finds = Annotated[Finder, Depends(_finder)]
"""What answers searches."""
