"""Pages made from templates: everything that comes from a record is text there, never markup (autoescape)."""

from __future__ import annotations

import contextvars
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from readingroom import __version__
from readingroom.desk.browse import Listed
from readingroom.desk.look import short, why
from readingroom.locale import LANGUAGES, _, language
from readingroom.locale.again import worded
from readingroom.web.wording import (
    decided,
    decision_state,
    facet,
    facet_value,
    graded,
    kind,
    number,
    quality_said,
    reason,
    size,
    source,
    state,
    unseen_words,
    verdict,
)

#: The language that the address names; kept in links, because no cookie is set.
_kept: contextvars.ContextVar[str] = contextvars.ContextVar("kept language", default="")

#: The address that is being answered, for the link to the same page in another language.
_asked: contextvars.ContextVar[tuple[str, str]] = contextvars.ContextVar("asked", default=("/", ""))

#: Characters that would change how the text around them is shown: controls, and marks of writing direction.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")

_LANGUAGE_NAMES = {"en": "English", "es": "Español"}


def keep_address(path: str, query: str, language_named: str) -> None:
    """Remember what is being answered: its path, its query, and the language that it names (empty for none)."""
    _asked.set((path, query))
    _kept.set(language_named)


def link(path: str, **query: object) -> str:
    """Return an address within the room; empty values are left out, a chosen language is kept."""
    values = {name: str(value) for name, value in query.items() if value not in ("", None)}
    if _kept.get():
        values.setdefault("lang", _kept.get())
    return quote(path, safe="/~") + ("?" + urlencode(values) if values else "")


def shown(text: str) -> str:
    """Return text from outside with its unseen characters made visible, so that a name can't disguise itself."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text.replace("\n", "\N{REPLACEMENT CHARACTER}").replace("\t", " "))


def page_text(text: str) -> str:
    """Return words of a page as a browser can show them: the same number of characters, none that it drops."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


def addresses(path: str, counted: str = "at", **query: object) -> Callable[[int], str]:
    """Return what makes the address of each part of a long list; `counted` names the part in the address."""
    return lambda part: link(path, **query, **{counted: part})


def switched(code: str) -> str:
    """Return the address of the page that is being answered in another language."""
    path, query = _asked.get()
    values = [(name, value) for name, value in parse_qsl(query[:4000]) if name != "lang"]
    return quote(path, safe="/~") + "?" + urlencode([*values, ("lang", code)])


def in_folders(files: Sequence[Listed]) -> list[tuple[str, list[Listed]]]:
    """Return a list of files in its order, those that follow one another in the same folder together."""
    groups = groupby(files, key=lambda file: file.facts.path.rpartition("/")[0])
    return [(folder, list(inside)) for folder, inside in groups]


def _other_languages() -> list[tuple[str, str]]:
    return [(code, _LANGUAGE_NAMES[code]) for code in LANGUAGES if code != language()]


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("readingroom.web", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        _=_,
        link=link,
        addresses=addresses,
        switched=switched,
        in_folders=in_folders,
        language=language,
        kept=_kept.get,
        others=_other_languages,
        version=__version__,
    )
    environment.filters.update(
        shown=shown,
        worded=worded,
        number=number,
        size=size,
        kind=kind,
        state=state,
        source=source,
        reason=reason,
        unseen_words=unseen_words,
        verdict=verdict,
        decided=lambda one: shown(decided(one)),
        decision_state=decision_state,
        look_why=why,
        look_short=short,
        facet=facet,
        facet_value=facet_value,
        graded=graded,
        quality_said=quality_said,
    )
    return environment


_ENVIRONMENT = _environment()


#: What every page takes: `query` stands in the search line, `up` is where Esc leads.
_DEFAULTS: dict[str, Any] = {"query": "", "up": "", "room": "", "here": ""}


def page(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return the page made from a template: `query` stands in the search line, `up` is where Esc leads."""
    return HTMLResponse(_ENVIRONMENT.get_template(template).render(_DEFAULTS | values), status_code=status)


def pieces_of(template: str, **values: Any) -> Iterator[str]:
    """Yield a page piece by piece, as the values that it takes come, for answers that take long."""
    return _ENVIRONMENT.get_template(template).generate(_DEFAULTS | values)


def draw(template: str, **values: Any) -> str:
    """Return what a template gives, for answers that are no page."""
    return _ENVIRONMENT.get_template(template).render(values)


def error_page(status: int, what: str, next_step: str, *, room: str = "") -> HTMLResponse:
    """Return a page that says what went wrong and what to do."""
    return page("error.html", status=status, title=what, what=what, next_step=next_step, room=room, up=link("/"))
