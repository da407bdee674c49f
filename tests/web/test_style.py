from __future__ import annotations

from readingroom.web.style import FIRST, dense, stylesheet


def test_the_parts_come_as_one_stylesheet_and_only_when_they_changed(served) -> None:
    answer = served.get("/static/style.css")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/css")
    for selector in (":root", ".top", ".rows", ".viewer", ".hit"):
        assert selector in answer.text
    assert served.get("/static/style.css", if_none_match=answer.headers["etag"]).status == 304


def test_what_others_build_on_stands_first() -> None:
    text = stylesheet()[0].decode()
    places = [text.index(mark) for mark in (":root", ".top{", ".sheet-column{", ".rows{", ".viewer{")]
    assert places == sorted(places)
    assert FIRST[0] == "ground"


def test_what_is_for_us_is_not_sent_and_nothing_else_is_lost() -> None:
    css = '/* Ours. */ a > b,\n  a + b { width: calc(1px + 2px); content: "✕ " }\n'
    css += "@media (min-width: 2px) and print { c { } }"
    wanted = 'a > b,a + b{width: calc(1px + 2px);content: "✕ "}@media (min-width: 2px) and print{c{}}'
    assert dense(css) == wanted
