"""All addresses of `/api/v1` together."""

from __future__ import annotations

from fastapi import APIRouter

from readingroom.web.api import files, finding, pages, room
from readingroom.web.api.problem import PREFIX

router = APIRouter(prefix=PREFIX)
for part in (room, files, pages, finding):
    router.include_router(part.router)
