"""A newcomer finds what there is, and is told what was asked wrongly."""

from __future__ import annotations

from serving import Served


def test_the_front_page_and_a_page_lead_to_what_can_be_done(served: Served) -> None:
    front = served.get("/").text
    for address in ("/saved", "/queries", "/quote", "/help"):
        assert f'href="{address}"' in front.split("<main")[1]
    page = served.page("plan", 2)
    assert f'href="/like/{page}"' in served.get(f"/page/{page}").text
    assert 'href="/queries"' in served.get("/saved").text
    assert 'href="/saved"' in served.get("/queries").text


def test_the_help_names_the_fields_that_a_search_understands(served: Served) -> None:
    text = served.get("/help").text
    for field in ("file:", "filename:", "source:", "quality:", "language:", "tag:", "production:", "date:"):
        assert f"<code>{field}" in text


def test_a_search_that_is_too_long_says_so_before_all_and_shows_only_what_is_over(served: Served) -> None:
    asked = "warrant+" * 12_000
    answer = served.get(f"/search?q={asked}")
    shown = answer.text.split("<main")[1].split("</main>")[0]
    assert answer.status == 400
    assert "The search has 95999 characters." in shown
    assert "Search for at most 2000 characters." in shown
    assert len(shown) < 2_000
    assert len(answer.text.split("<title>")[1].split("</title>")[0]) < 120
    assert 'href="/help"' in shown
    assert "maxlength" not in answer.text.split('id="q"')[1].split(">")[0]


def test_of_many_words_that_stand_nowhere_only_the_first_are_named(served: Served) -> None:
    text = served.get("/search?q=" + "+OR+".join(f"q{number}x" for number in range(100))).text
    assert text.count("stands on no page in any form") == 12
    assert "and 88 more words" in text
