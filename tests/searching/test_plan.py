"""From typed queries to pages: over both engines, on pages made of awkward words, they must find the same."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readingroom.engines.fulltext import Entry, FullText
from readingroom.engines.fulltext.memory import InMemory
from readingroom.engines.fulltext.tantivy import Tantivy, TantivyWriter
from readingroom.errors import QueryError
from readingroom.model.ids import FileId, page_id
from readingroom.model.query import Field
from readingroom.model.terms import InFiles, Plan, Some
from readingroom.model.words import Words
from readingroom.searching.cut import cut
from readingroom.searching.highlight import boxes, merged, snippet
from readingroom.searching.parse import parse
from readingroom.searching.plan import plan
from readingroom.searching.versions import places_on
from typed import page

FILE = FileId("a" * 64)


def _fields(field: Field) -> tuple[Plan, str]:
    return (InFiles(frozenset({FILE})), "") if field.low == "all" else (Some(()), "none")


def _memory(pages: Sequence[Words]) -> InMemory:
    index = InMemory()
    index.add([Entry(page_id(FILE, n), FILE, cut(words)) for n, words in enumerate(pages, 1)])
    index.commit()
    return index


@pytest.mark.parametrize("query", ["zzz:foo", "plan zzz:foo", "zzz:fo*", "NOT zzz:foo"])
def test_what_looks_like_a_field_and_is_none_is_searched_as_words_and_that_is_said(query: str) -> None:
    pages = [page("zzz foo"), page("plan")]
    [note] = plan(parse(query), _memory(pages), _fields, ("en", "es")).notes
    assert note.startswith("zzz: is no field; it was searched as words. Fields: kind:, body:, production:")
    assert _found(_memory(pages), pages, "zzz:foo") == {1}


@pytest.mark.parametrize("query", ["10:30", "http://zzz", "zzz: foo", '"zzz:foo"', "a1:b", "production:all"])
def test_other_colons_are_no_fields(query: str) -> None:
    assert plan(parse(query), _memory([page("x")]), _fields, ("en", "es")).notes == []


def _found(index: FullText, pages: Sequence[Words], query: str) -> set[int]:
    planned = plan(parse(query), index, _fields, ("en", "es"))
    tokens = {page_id(FILE, n): cut(words) for n, words in enumerate(pages, 1)}
    found = index.search(planned.plan, limit=None, tokens_of=lambda some: (tokens[one] for one in some))
    return {int(one.rsplit("p", 1)[1]) for one, _score in found.hits}


TEXTS = [
    "The deportation of records was deported by the agency",
    "Agencies' operations: an opera-\ntion plan, self-\ndefense and email",
    "La acción penal de las acciones",
    "accion sin acento; e-mail (b)(7)(C) b7C",
    "Policeofficers in Chicago,Illinois on 12/31/2017 paid $1,250",
    "data and datasets, dates of birth",
    "running runs ran; tries try trying; hoped hoping hope; happier happily happy",
]


@pytest.fixture(scope="module")
def index() -> InMemory:
    return _memory([page(text) for text in TEXTS])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("deport", {1}),
        ("agency", {1, 2}),
        ("agencies", {1, 2}),
        ('"agency"', {1}),
        ("operation", {2}),
        ("operate", {2}),
        ('"operation plan"', {2}),
        ('"operations an operation plan"', {2}),
        ("defense", {2}),
        ("self-defense", {2}),
        ('"self-defense and"', {2}),
        ("e-mail", {2, 4}),
        ("email", {2, 4}),
        ('"email"', {2}),
        ("acción", {3, 4}),
        ("accion", {3, 4}),
        ("acciones", {3, 4}),
        ('"acción penal"', {3}),
        ('"accion penal"', {3}),
        ('"acción"', {3}),
        ('"accion"', {3, 4}),
        ('"acción sin"', set()),
        ("b7C", {4}),
        ("(b)(7)(C)", {4}),
        ('"police officers"~', {5}),
        ('"Chicago Illinois"', {5}),
        ("12/31/2017", {5}),
        ("1250", {5}),
        ("$1,250", {5}),
        ("250", set()),
        ("data", {6}),
        ("dates", {6}),
        ('"dates"', {6}),
        ("hope", {7}),
        ("hoping", {7}),
        ("try", {7}),
        ("tries", {7}),
        ("happy", {7}),
        ("run", {7}),
        ("nowhere", set()),
        ("nowhere~2", set()),
        ('"no where at"~', set()),
        ("kind:all deport", {1}),
        ("kind:x", set()),
        ("agency NEAR/0 the", {1}),
        ("agency NEAR/5 deport*", {1}),
    ],
)
def test_a_query_finds_these_pages(index: InMemory, query: str, expected: set[int]) -> None:
    assert _found(index, [page(text) for text in TEXTS], query) == expected


def test_a_word_of_one_language_is_not_bent_by_the_rules_of_another(index: InMemory) -> None:
    planned = plan(parse("data dates acciones"), index, _fields, ("en", "es"))
    assert planned.expansions == {"data": ("data",), "dates": ("dates",), "acciones": ("acciones", "accion")}


def test_languages_of_the_room_decide_which_forms_there_are(index: InMemory) -> None:
    assert plan(parse("hope"), index, _fields, ("en",)).expansions == {"hope": ("hope", "hoped", "hoping")}
    assert plan(parse("agency"), index, _fields, ("nl",)).expansions == {"agency": ("agency",)}


def test_notes_of_fields_are_said_once(index: InMemory) -> None:
    assert plan(parse("kind:x kind:y"), index, _fields, ("en",)).notes == ["none"]


def test_a_word_that_stands_for_too_many_terms_says_so() -> None:
    index = _memory([page(" ".join(f"abc{number}" for number in range(2500)))])
    planned = plan(parse("abc*"), index, _fields, ("en",))
    assert len(planned.expansions["abc*"]) == 2000
    assert "2000" in planned.notes[0]


def test_a_snippet_begins_a_little_before_the_first_match_and_marks_each() -> None:
    words = page("one two\n" * 40 + "the plan of\nthe plan")
    spans = places_on(words, None, plan(parse("plan"), _memory([words]), _fields, ("en",)).plan, FILE)
    around = snippet(words, spans)
    assert around.text == "two " + "one two " * 4 + "the plan of the plan"
    assert [around.text[start:end] for start, end in around.marks(spans)] == ["plan", "plan"]
    assert len(boxes(words, spans)) == 2


def test_without_a_match_the_first_words_are_shown_and_an_empty_page_shows_none() -> None:
    first = snippet(page("first words\nof the page"), [])
    assert (first.text, first.marks([]), first.first, first.end) == ("first words of the page", (), 0, 5)
    assert snippet(Words(), []).text == ""


def test_a_match_longer_than_a_snippet_is_shown_whole() -> None:
    words = page("w " * 200)
    around = snippet(words, [(0, 199)])
    assert around.marks([(0, 199)]) == ((0, 399),)
    assert len(around.text) == 399


def test_a_snippet_shows_where_something_covers_the_page() -> None:
    words = page("The agent did strike the man")
    around = snippet(words, [(3, 3), (5, 5)], frozenset({-1, 2, 5}))
    assert around.text == "█ The agent did █ strike the man █"
    assert [around.text[start:end] for start, end in around.marks([(3, 3), (5, 5)])] == ["strike", "man"]
    assert around.text[slice(*around.place(2, 3))] == "did █ strike"


def test_matches_that_share_words_are_one() -> None:
    assert merged([(3, 4), (0, 1), (1, 2), (4, 4)]) == [(0, 2), (3, 4)]


_WORDS = ["plan", "plans", "opera-\n", "tion", "e-mail", "email", "(b)(6)", "b6", "acción", "accion", "1,250", "the"]
_TEXT = st.lists(st.sampled_from(_WORDS), max_size=14).map(" ".join)
_TERM = st.sampled_from(
    """plan|plan*|"plan"|"the plan"|operation|"operation plan"|e-mail|"e-mail"|email|b6|plam~|(b)(6)|acción|"acción"
1250|"accion the"|"acción plans"|"operatoin plan"~|plan NEAR/2 the|"the plan" NEAR/1 email|acción NEAR/3 e-mail|kind:all
zz|plan NEAR/1 plans|NOT plan|kind:x|"e-mail the"|tion|op*|opera~2|"acción" NEAR/2 plan""".replace("\n", "|").split("|")
)
_QUERY = st.recursive(
    _TERM,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map(" OR ".join),
        inner.map("NOT ({})".format),
    ),
    max_leaves=4,
)


@settings(max_examples=120, deadline=None)
@given(texts=st.lists(_TEXT, max_size=6), queries=st.lists(_QUERY, min_size=1, max_size=8))
def test_both_engines_find_the_same_for_what_people_type(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], queries: list[str]
) -> None:
    pages = [page(text) for text in texts]
    writer = TantivyWriter(folder := tmp_path_factory.mktemp("index"))
    writer.add([Entry(page_id(FILE, n), FILE, cut(words)) for n, words in enumerate(pages, 1)])
    writer.commit()
    memory, reader = _memory(pages), Tantivy(folder)
    for query in queries:
        assert _found(memory, pages, query) == _found(reader, pages, query), query
        planned = plan(parse(query), reader, _fields, ("en", "es"))
        assert planned.expansions == plan(parse(query), memory, _fields, ("en", "es")).expansions
    writer.close()


@given(st.text(max_size=30), _TEXT)
def test_whatever_is_typed_every_page_can_be_asked(query: str, text: str) -> None:
    words = page(text)
    try:
        tree = parse(query)
    except QueryError:
        return
    planned = plan(tree, _memory([words]), _fields, ("en", "es"))
    for start, end in places_on(words, None, planned.plan, FILE):
        assert 0 <= start <= end < len(words)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"cold store on"~', {1, 2, 6}),  # 5: "until" is not "on", and "storeon" is not "store"
        ('"civil rights"~', {3}),  # not "civil lights"
        ('"civil rights act"~', {3, 4}),  # one word of three may be another word
        ('"colt stoer on"~', {1}),  # misspelt by whoever typed it
    ],
)
def test_a_fuzzy_phrase_finds_damage_and_not_other_words(query: str, expected: set[int]) -> None:
    pages = [
        page("a cold store on the pier"),
        page("a colld stcre on the pier"),
        page("civil rights act"),
        page("civil lights act"),
        page("cold store until"),
        page("a coldstore on the pier"),
    ]
    assert _found(_memory(pages), pages, query) == expected
