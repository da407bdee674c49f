from __future__ import annotations

import pytest

from pdfs import line, write_pdf
from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.facets import facets
from readingroom.desk.receive import Given
from readingroom.desk.room import enter_room, make_room, open_room
from readingroom.desk.search import matches, search
from readingroom.desk.tags import tag_pages


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    place = tmp_path_factory.mktemp("facets")
    for folder, received, count in (("March release", "2018-03-01", 3), ("Later", "2019-05-02", 1)):
        pile = place / folder
        pile.mkdir()
        pages = [line(f"The warrant was served by the district office on page {n} of it") for n in range(count)]
        write_pdf(pile / f"{folder} plan.pdf", *pages)
        (pile / f"{folder}.txt").write_text("A warrant in plain words\n", encoding="utf-8")
        make_room(place / "room")
        add(place / "room", [pile], Given(received=received), lambda _step: None, executor=InProcess())
    # The same bytes again, in another production and year.
    again = place / "Again"
    again.mkdir()
    (again / "copy.pdf").write_bytes((place / "Later" / "Later plan.pdf").read_bytes())
    add(place / "room", [again], Given(received="2020-01-01"), lambda _step: None, executor=InProcess())
    opened = enter_room(place / "room")
    yield opened
    opened.close()


def counted(room, query: str) -> dict[str, dict[str, int]]:
    return {one.name: {value.value: value.pages for value in one.values} for one in facets(room, query)}


def test_pages_fall_apart_by_what_is_known_of_them_and_of_their_files(room) -> None:
    found = counted(room, "warrant")
    assert found["production"] == {"March release": 4, "Later": 2, "Again": 1}
    assert found["year"] == {"2018": 4, "2019": 2, "2020": 1}
    # The text files of both productions are the same bytes.
    assert found["file"] == {"pdf": 4, "text": 1}


def test_a_facet_counts_what_its_query_then_finds(room) -> None:
    for facet in facets(room, "warrant OR nothing"):
        for value in facet.values:
            assert search(room, value.query).total == value.pages, value


#: Names of productions that hold one another, or signs that mean something in a query.
NAMES = (
    "March", "March 2", "2 March 2", "March (1)", "March 1", "Año", "Ano", "co-op", "coop", "co op", 'Q"uo', "“curly”",
    "A OR B", "NOT me", "a:b", "star*", "year:2018", "~1", "1",
)  # fmt: skip


@pytest.fixture(scope="module")
def nasty(tmp_path_factory):
    place = tmp_path_factory.mktemp("nasty")
    make_room(place / "room", me="Ana")
    for number, name in enumerate(NAMES):
        made = write_pdf(
            place / f"{number}.pdf", line(f"The warrant of plan{number}"), line(f"Another warrant {number}")
        )
        given = Given(received=f"20{10 + number % 3}-02-01", production=name)
        add(place / "room", [made], given, lambda _step: None, executor=InProcess())
    with open_room(place / "room", write=True) as tagged:
        pages = [hit.page for hit in search(tagged, "warrant", order="page", limit=40).hits]
        for number, name in enumerate(
            ("Key", "key two", "a OR b", "NOT", "x:y", "(b)(6)", "tag's", "“quoted”", "a “b” c")
        ):
            tag_pages(tagged, name, pages[number : number + 3])
    opened = enter_room(place / "room")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "query",
    [
        "warrant",
        "plan1 OR plan4",
        "plan1 OR(plan4)",
        "(plan1) OR (plan4)",
        "(plan1)OR(plan4 OR plan5)",
        "NOT plan1",
        "NOT (plan1 OR plan4)",
        '"plan1 OR plan4" OR warrant',
        "warrant NEAR/3 plan1 OR plan2",
        "warrant production:march",
        "warrant production:(march OR ano)",
        "warrant NOT file:mail",
    ],
)
def test_a_facet_counts_what_its_query_finds_whatever_productions_and_tags_are_called(nasty, query: str) -> None:
    values = [value for facet in facets(nasty, query) for value in facet.values]
    assert values
    for value in values:
        if value.query or value.value not in ("“quoted”", "a “b” c"):  # tags that can't be typed
            assert search(nasty, value.query).total == value.pages, value


@pytest.mark.parametrize(
    ("query", "name", "value", "left"),
    [
        ("warrant language:none", "language", "unknown", "warrant"),
        ("warrant lang:unknown", "language", "unknown", "warrant"),
        ("warrant FILE:Pdf", "file", "pdf", "warrant"),
        ('warrant file:"pdf" AND plan1', "file", "pdf", "warrant AND plan1"),
        ("warrant year:2010..2012 year:2010", "year", "2010", "warrant year:2010..2012"),
        ('"file:pdf" OR warrant', "file", "pdf", None),
        ('warrant NOT "file:pdf x" file:pdf', "file", "pdf", 'warrant NOT "file:pdf x"'),
        ('warrant production:"march 2"', "production", "March 2", "warrant"),
        ("warrant production:march", "production", "March", None),
        ("warrant tag:KEY", "tag", "Key", "warrant"),
        ("file:(pdf) warrant", "file", "pdf", "warrant"),
    ],
)
def test_a_value_is_chosen_however_it_was_typed(nasty, query: str, name: str, value: str, left: str | None) -> None:
    found = {(facet.name, one.value): one for facet in facets(nasty, query) for one in facet.values}
    one = found.get((name, value))
    assert (one.query if one and one.chosen else None) == left


def test_a_production_named_in_quotation_marks_is_that_one_alone(nasty) -> None:
    assert search(nasty, 'production:"march"').total == 2
    assert search(nasty, "production:march").total == 10
    assert search(nasty, 'production:"2"').total == 4  # none is called so: those with the word in their names


def test_a_chosen_value_is_marked_and_can_be_taken_away(room) -> None:
    narrowed = next(one for one in facets(room, "warrant") if one.name == "file").values[0].query
    assert narrowed == "warrant file:pdf"
    (chosen,) = next(one for one in facets(room, narrowed) if one.name == "file").values
    assert (chosen.value, chosen.chosen, chosen.query) == ("pdf", True, "warrant")


def test_a_phrase_that_the_index_can_t_decide_is_counted_too(room) -> None:
    assert counted(room, '"warrant was" NEAR/3 "district office"')["production"] == {
        "March release": 3,
        "Later": 1,
        "Again": 1,
    }


@pytest.mark.parametrize(
    ("query", "pages"),
    [
        ("warrant source:layer", 5),
        ("warrant source:ocr", 0),
        ("warrant file:text", 1),
        ("warrant file:mail", 0),
        ("warrant year:2019", 2),
        ("warrant year:2019..", 2),
        ("warrant year:2020", 1),
        ("filename:plan", 4),
        ('filename:"march release plan"', 3),
        ("filename:marc*", 4),
        ("filename:nothing", 0),
        ("warrant NOT file:pdf", 1),
        ("warrant quality:0..100 OR quality:unknown", 5),
        ("warrant (quality:poor OR quality:fair OR quality:good OR quality:unknown)", 5),
    ],
)
def test_fields_find_what_they_name(room, query: str, pages: int) -> None:
    found = search(room, query)
    assert found.total == pages
    for hit in found.hits:
        assert bool(matches(room, hit.page, query)) == ("warrant" in query)


def test_a_file_name_that_is_nowhere_is_said(room) -> None:
    assert any("nothing" in note for note in search(room, "filename:nothing").notes)


def test_nothing_found_has_no_facets(room) -> None:
    assert facets(room, "xylophone") == ()


def test_tags_narrow_a_search_and_are_counted(tmp_path) -> None:
    make_room(tmp_path / "room", me="Ana")
    made = write_pdf(tmp_path / "plan.pdf", *(line(f"The warrant number {n}") for n in range(4)))
    add(tmp_path / "room", [made], Given(), lambda _step: None, executor=InProcess())
    with open_room(tmp_path / "room", write=True) as tagged:
        pages = [hit.page for hit in search(tagged, "warrant", order="page").hits]
        tag_pages(tagged, "To ask about", pages[:2])
        tag_pages(tagged, "Key", pages[:1])
        (facet,) = [one for one in facets(tagged, "warrant") if one.name == "tag"]
        assert [(one.value, one.pages, one.query) for one in facet.values] == [
            ("To ask about", 2, 'warrant tag:"To ask about"'),
            ("Key", 1, "warrant tag:Key"),
        ]
        assert [hit.page for hit in search(tagged, facet.values[0].query, order="page").hits] == pages[:2]
        assert search(tagged, "warrant NOT tag:key").total == 3
        assert len(matches(tagged, pages[0], "warrant tag:key")) == 1
        tag_pages(tagged, "a\u200db", pages[:1])
        (facet,) = [one for one in facets(tagged, "warrant") if one.name == "tag"]
        assert [search(tagged, one.query).total for one in facet.values] == [one.pages for one in facet.values]
        assert search(tagged, "warrant tag:nothing").notes == ("No page has a tag “nothing”.",)
