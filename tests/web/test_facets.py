from __future__ import annotations

import html
import re


def narrowing(served, path: str) -> str:
    answer = served.get(path)
    assert answer.status == 200
    found = re.search(r'<nav class="facets".*?</nav>', answer.text, re.DOTALL)
    return found[0] if found else ""


def test_each_value_is_a_link_that_narrows_the_search_to_as_many_pages(served) -> None:
    shown = narrowing(served, "/search?q=warrant OR plan")
    links = re.findall(r'<a href="([^"]+)"[^>]*>.*?</a>.*?<span class="n">(\d+)</span>', shown, re.DOTALL)
    assert links
    for address, pages in links:
        title = re.search(r'<h1 class="count">(\d+) of', served.get(html.unescape(address)).text)
        assert title
        assert title[1] == pages


def test_a_chosen_value_can_be_taken_away(served) -> None:
    shown = narrowing(served, "/search?q=warrant file:pdf")
    assert re.search(
        r'href="/search\?q=warrant" aria-current="true" data-keep="file:pdf">PDF <span class="off">take away', shown
    )


def test_what_narrows_a_search_stands_above_the_results_and_each_can_be_taken_away(served) -> None:
    text = served.get("/search?q=warrant NOT file:mail production:first zebra").text
    chips = re.findall(r'<li><a href="([^"]+)"><span class="unseen">Take away', text)
    assert [html.unescape(chip) for chip in chips] == [
        "/search?q=warrant+production%3Afirst+zebra",
        "/search?q=warrant+NOT+file%3Amail+zebra",
    ]
    assert 'class="chips"' not in served.get("/search?q=warrant file:pdf OR zebra").text


def test_values_are_said_in_the_reader_s_language(served) -> None:
    assert "Tipo de archivo" in narrowing(served, "/search?q=warrant file:pdf&lang=es")


def test_where_nothing_is_found_nothing_can_be_narrowed(served) -> None:
    assert narrowing(served, "/search?q=xylophone") == ""
