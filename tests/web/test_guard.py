from __future__ import annotations

import pytest

from readingroom.web.guard import preferred
from readingroom.web.views.files import disposition
from serving import HOSTILE


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example:8765", "", "localhost.:1"])
def test_another_name_for_this_machine_is_refused(served, host: str) -> None:
    answer = served.get("/", host=host)
    assert answer.status in {400, 403}
    assert "Fictional room" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}", "LOCALHOST", "127.0.0.1"])
def test_this_machine_s_own_names_are_let_in(served, host: str) -> None:
    assert served.get("/", host=host.format(port=served.port)).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:1"},
    ],
)
def test_another_site_changes_nothing(served, headers: dict[str, str]) -> None:
    assert served.get("/search", method="POST", **headers).status == 403


def test_head_is_answered_as_get_is_but_without_its_body(served) -> None:
    for path in ("/", "/api/v1/room", f"/api/v1/files/{served.files['data']}/original", "/nothing"):
        head, whole = served.get(path, "HEAD"), served.get(path)
        assert (head.status, head.body, head.headers["content-type"]) == (
            whole.status, b"", whole.headers["content-type"],
        )  # fmt: skip
        assert head.headers["content-length"] == str(len(whole.body))
    assert served.get("/api/v1/room", "HEAD", sec_fetch_site="cross-site", sec_fetch_mode="cors").status == 403


def test_another_site_may_link_here_but_not_load_what_is_here(served) -> None:
    image = f"/image/300/{served.page('plan')}"
    assert served.get(image, sec_fetch_site="cross-site", sec_fetch_mode="no-cors").status == 403
    assert served.get("/search?q=plan", sec_fetch_site="cross-site", sec_fetch_mode="cors").status == 403
    assert served.get("/search?q=plan", sec_fetch_site="cross-site", sec_fetch_mode="navigate").status == 200
    assert served.get(image, sec_fetch_site="same-origin", sec_fetch_mode="no-cors").status == 200


def test_our_own_pages_may_send(served) -> None:
    own = {"origin": served.address, "sec_fetch_site": "same-origin"}
    assert served.get("/search", method="POST", **own).status == 405  # let in, but nothing takes it yet


def test_every_answer_says_what_a_browser_may_do(served) -> None:
    for address in (
        "/",
        "/nothing",
        "/static/style.css",
        f"/page/{served.page('plan')}",
        f"/file/{served.files['zip']}",
    ):
        headers = served.get(address).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in headers


def test_words_and_names_of_a_record_are_never_markup(served) -> None:
    pages = [
        f"/page/{served.page('hostile')}?q=warrant",
        f"/about/{served.page('hostile')}",
        f"/file/{served.files['hostile']}",
        "/production?name=2018-03+first+production",
        "/search?q=warrant",
        "/search?q=<script>alert(1)</script>",
        "/nothing/<script>",
        "/production?name=<script>",
    ]
    for address in pages:
        text = served.get(address).text
        assert "<script>" not in text, address
        assert "<img src=x" not in text, address
        assert "<b>warrant" not in text, address
        assert "\u202e" not in text, address
        assert " style=" not in text, address
        assert " on" + "click=" not in text, address
    assert "&lt;script&gt;document.title" in served.get(pages[0]).text


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        (HOSTILE, "_img src=x onerror=_alert(1)__"),
        ("a\r\nSet-Cookie: b.pdf", "a__Set-Cookie_ b.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("CON.pdf", "_CON.pdf"),
        ("...", "file"),
        ("plan ñ.pdf", "plan _.pdf"),
    ],
)
def test_a_download_keeps_of_its_name_what_a_file_system_can_take(name: str, plain: str) -> None:
    header = disposition(name)
    assert header.startswith(f'attachment; filename="{plain}')
    assert not set(header) & set("\r\n<>\u202e")
    assert header.isascii()


def test_a_long_name_keeps_its_ending() -> None:
    assert disposition("x" * 400 + ".pdf").endswith("x.pdf")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "en"), ("es", "es"), ("fr,es;q=0.1", "es"), ("en;q=0.2,es;q=0.8", "es"), ("es;q=0", "en"), ("es;q=x", "en")],
)
def test_the_browser_s_languages_are_weighed(accepted: str, language: str) -> None:
    assert preferred(accepted) == language
