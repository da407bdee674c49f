"""Checking quotations in the browser: plain words, the place on its page, nothing claimed of what was not read."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest

from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room
from serving import Served, run_server


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Two productions; one page has a covered word in mid-sentence."""
    place = tmp_path_factory.mktemp("quoted")
    for name in ("march", "april"):
        (place / "pile" / name).mkdir(parents=True)
    covered = line("The agent did secretname strike the man at noon") + "0 g 146 696 64 14 re f\n"
    plan = write_pdf(place / "pile" / "march" / "plan.pdf", line("A cover sheet"), covered)
    memo = write_pdf(place / "pile" / "april" / "memo.pdf", line("The plan was not approved by <b>Ana</b>"))
    again = write_pdf(place / "pile" / "april" / "again.pdf", line("Then the plan was not approved by the office"))
    make_room(place / "room", name="Fictional room")
    for name in ("march", "april"):
        given = Given(production=name)
        add(place / "room", [place / "pile" / name], given, lambda _step: None, executor=InProcess())
    import hashlib

    files = {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in (plan, memo, again)}
    yield from run_server(place / "room", files)


def body(text: str) -> str:
    return html.unescape(text.partition("<main")[2].partition("</main>")[0])


def test_the_form_is_one_link_away_from_everywhere(own: Served) -> None:
    for address in ("/", "/help", f"/page/{own.page('memo')}", f"/file/{own.files['memo']}"):
        assert 'href="/quote' in own.get(address).text
    assert f'href="/quote?within=page%3A{own.files["memo"]}%2Fp0001">Check a quotation on this page' in (
        own.get(f"/page/{own.page('memo')}").text
    )
    form = body(own.get(f"/quote?within=page%3A{own.files['plan']}%2Fp0002").text)
    chosen = re.search(r'<option value="([^"]+)" selected>([^<]+)<', form)
    assert (chosen[1], chosen[2]) == (f"page:{own.page('plan', 2)}", "page 2 of plan.pdf")
    assert re.findall(r"<option[^>]*>([^<]+)<", form) == [
        "page 2 of plan.pdf",
        "all of plan.pdf",
        "the whole room",
        "again.pdf",
        "memo.pdf",
        "april",
        "march",
    ]


def test_a_true_quotation_is_said_to_stand_there_and_leads_to_its_words(own: Served) -> None:
    text = body(own.get("/quote?words=plan+was+not+approved+by").text)
    assert "✓</span> These words stand there, word for word." in text
    assert "“plan was not approved by”: text of the file itself, which the page shows." in text
    target = re.search(r'data-item href="([^"]+)"', text)[1]
    assert target == f"/page/{own.page('again')}?w=2-6#chosen"
    page = own.get(target.split("#")[0]).text
    assert '<g id="chosen"><rect class="chosen"' in page
    assert "<mark>plan was not approved by</mark>" in page
    assert "It also stands on" in text
    assert f'<a href="/page/{own.page("memo")}">' in text
    assert own.get(re.search(r'<img src="([^"]+)"', text)[1]).headers["content-type"] == "image/webp"


def test_an_altered_quotation_is_not_found_and_says_what_differs(own: Served) -> None:
    text = body(own.get("/quote?words=The+plan+was+approved+by").text)
    assert "✕</span> No page was read with these words." in text
    assert "asked nothing, read “not”" in text
    assert "look at its image before you conclude" in text
    assert "It also stands on" not in text
    nothing = body(own.get("/quote?words=zebra+crossing").text)
    assert "The nearest place" not in nothing
    assert "No page was read with these words." in nothing


def test_a_quotation_over_a_covered_place_says_so(own: Served) -> None:
    answer = own.get("/quote?words=The+agent+did+strike+the+man")
    assert "The words run over a covered place. What stands under it is not known." in body(answer.text)
    assert "The quotation runs over a covered place (█)" in body(answer.text)
    assert "word for word." in body(own.get("/quote?words=agent+did+█+strike+the+man").text)
    assert "secretname" not in answer.text


def test_it_can_be_looked_for_in_one_place_only(own: Served) -> None:
    asked = "/quote?words=plan+was+not+approved&within="
    for within, there in (
        ("production%3Aapril", True),
        ("production%3Amarch", False),
        (f"file%3A{own.files['memo']}", True),
        (f"file%3A{own.files['plan']}", False),
        (f"page%3A{own.files['memo']}%2Fp0001", True),
    ):
        text = body(own.get(asked + within).text)
        assert ("word for word." in text) == there, within
        assert ("Look in the whole room" in text) != there
    narrow = body(own.get(asked + f"file%3A{own.files['memo']}").text)
    assert "It also stands on" not in narrow


@pytest.mark.parametrize("within", ["production%3Anone", "production%3A"])
def test_a_production_that_is_not_there_is_said(own: Served, within: str) -> None:
    answer = own.get(f"/quote?words=plan&within={within}")
    assert answer.status == 400
    assert "There is no such file or production in this room." in body(answer.text)


def test_what_can_not_be_asked_is_said_and_what_was_typed_stays(own: Served) -> None:
    assert own.get(f"/quote?words=plan&within=file%3A{'0' * 64}").status == 404
    assert own.get("/quote?words=plan&within=page%3Anonsense").status == 404
    marks = own.get("/quote?words=%E2%80%94+%E2%96%88")
    assert (marks.status, "There are no words to look for." in body(marks.text)) == (400, True)
    long = own.get("/quote?words=" + "x" * 8001)
    assert (long.status, "8001 characters" in body(long.text)) == (400, True)
    typed = own.get("/quote?words=%3C%2Ftextarea%3E%3Cscript%3E&within=%22%3E").text
    assert "&lt;/textarea&gt;&lt;script&gt;</textarea>" in typed


def test_names_and_words_of_records_are_never_markup(own: Served) -> None:
    text = own.get("/quote?words=approved+by+%3Cb%3EAna").text
    assert "<b>" not in text.partition("<main")[2]


def test_it_is_in_spanish_from_top_to_bottom(own: Served) -> None:
    for asked in ("plan was not approved", "The plan was approved by", "The agent did strike the man", "zebra"):
        text = own.get(f"/quote?words={asked.replace(' ', '+')}", accept_language="es").text
        for english in ("stand there", "Where to look", "What differs", "rests on", "nothing", "conclude", "Check"):
            assert english not in text, (asked, english)
    assert "Están" in text or "En ninguna página se leyeron" in text


def test_a_search_says_where_a_phrase_is_parted_and_leads_there(own: Served) -> None:
    text = body(own.get('/search?q=production:march+"did+strike+the+man"').text)
    assert 'On 1 page "did strike the man" is parted by a covered place:' in text
    target = re.search(r'<a href="([^"]+)"><code>"did █ strike the man"</code>', text)[1]
    found = own.get(target).text
    assert "1 of 4 pages has it" in found
    assert 'aria-label="covered place"' in found
