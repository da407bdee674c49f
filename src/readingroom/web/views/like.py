"""More like this page: pages that share several of its rare words, shown as the results of a search are."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from readingroom.desk.browse import page_sizes
from readingroom.desk.similar import similar
from readingroom.desk.words import page_named, words
from readingroom.model.answers import SearchAnswer
from readingroom.web.templates import link, page
from readingroom.web.views.asked import OpenRoom
from readingroom.web.views.pager import Pager
from readingroom.web.views.search import HITS, Found, groups

router = APIRouter()


@router.get("/like/{name:path}")
def show_like(room: OpenRoom, name: str, at: int = 1) -> Response:
    """The pages like one page."""
    named = page_named(name)
    (text,) = words(room, [named], "room")
    found = similar(room, named, limit=HITS, offset=(max(at, 1) - 1) * HITS)
    pager = Pager(found.total, HITS, at)
    if pager.at != at:
        found = similar(room, named, limit=HITS, offset=pager.offset)
    sizes = page_sizes(room, [hit.page for hit in found.hits])
    return page(
        "like.html",
        room=room.name,
        here="search",
        up=link(f"/page/{named}"),
        facts=text.facts,
        name=text.facts.path.rsplit("/", 1)[-1],
        found=found,
        pager=pager,
        groups=list(groups(Found(SearchAnswer("", found.total, found.hits), pager), sizes)),
    )
