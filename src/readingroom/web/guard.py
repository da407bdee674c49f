"""What stands before every page: who may ask, in which language, and what a browser may do with the answer."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from readingroom.locale import LANGUAGES, _, use
from readingroom.web.api.problem import PREFIX, problem
from readingroom.web.templates import error_page, keep_address

#: Names under which a browser on this machine reaches it. Any other name in `Host` is another site that was pointed
#: here (DNS rebinding).
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

#: Methods that change nothing.
_SAFE = ("GET", "HEAD", "OPTIONS")

#: Nothing but our own scripts, styles and images; nothing inline; no other site may frame or receive anything.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

_HEADERS = (
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("x-robots-tag", "noindex"),
)


class Guard:
    """Checks `Host` and origin, sets the language of the request, and adds the headers that every answer carries."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = LOOPBACK) -> None:
        """Stand before `app` and let in requests that name one of `hosts`, with any port."""
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS:
                    headers.setdefault(name, value)
                # Asked for again each time, but going back shows what was there at once.
                headers.setdefault("cache-control", "private, no-cache")
            await send(message)

        headers = Headers(scope=scope)
        _choose_language(scope, headers)
        if refused := self._refuse(scope["method"], headers, for_programs=scope["path"].startswith(f"{PREFIX}/")):
            answer = problem if scope["path"].startswith(f"{PREFIX}/") else error_page
            await answer(403, refused, _("Open the address that readingroom serve printed."))(scope, receive, guarded)
            return
        if scope["method"] == "HEAD":  # what GET would answer; the server leaves its body out (RFC 9110, 9.3.2)
            scope = {**scope, "method": "GET"}
        await self._app(scope, receive, guarded)

    def _refuse(self, method: str, headers: Headers, *, for_programs: bool) -> str:
        """Return why a request is refused, or an empty text."""
        host = headers.get("host", "")
        if host.lower().removesuffix(":" + host.rsplit(":", 1)[-1]) not in self._hosts and host not in self._hosts:
            return _("This reading room answers only to this machine, not to the name “{host}”.", host=host[:100])
        site, origin = headers.get("sec-fetch-site", ""), headers.get("origin", "")
        if method in _SAFE:
            # Another site may link here; its pages may not load ours as images, scripts or data.
            if site in ("cross-site", "same-site") and headers.get("sec-fetch-mode", "navigate") != "navigate":
                return _("Another site tried to read something here.")
            return ""
        # No browser sends JSON to another site without asking first (CORS), and we never answer that it may; a program
        # that is no browser says neither where it comes from.
        plain = for_programs and headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"
        if site not in ("", "same-origin") or (origin and origin != f"http://{host}") or not (site or origin or plain):
            return _("Another site tried to change something here. Nothing was changed.")
        return ""


def _choose_language(scope: Scope, headers: Headers) -> None:
    """Use the language that the address names, else the first one that the browser prefers and we have."""
    query = scope.get("query_string", b"").decode("latin-1")
    asked = parse_qs(query).get("lang", [""])[0].lower()
    known = asked if asked in LANGUAGES else ""
    keep_address(scope["path"], query, known)
    use(known or preferred(headers.get("accept-language", "")))


def preferred(accepted: str) -> str:
    """Return the best language of ours for an `Accept-Language` header (RFC 9110, 12.5.4)."""
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted[:1000].split(",")):
        name, _semicolon, weight = part.partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            quality = 0.0
        short = name.strip().lower()[:2]
        if short in LANGUAGES and quality > 0:
            ranked.append((-quality, place, short))
    return min(ranked)[2] if ranked else LANGUAGES[0]
