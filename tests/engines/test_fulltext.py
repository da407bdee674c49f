"""One test body over both back ends, and the two compared on made-up pages and plans."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readingroom.engines.fulltext import Entry, FullText, FullTextWriter
from readingroom.engines.fulltext.memory import InMemory, edits
from readingroom.engines.fulltext.tantivy import Tantivy, TantivyWriter
from readingroom.errors import RoomError
from readingroom.model.ids import FileId, PageId, page_id
from readingroom.model.terms import NOWHERE, Close, Every, Except, InFiles, InPages, Labelled, Plan, Run, Some, Tokens

FILE, OTHER = FileId("a" * 64), FileId("b" * 64)
Pair = tuple[FullTextWriter, Callable[[], FullText]]


def _memory(_folder: Path) -> Pair:
    both = InMemory()
    return both, lambda: both


def _tantivy(folder: Path) -> Pair:
    return TantivyWriter(folder), lambda: Tantivy(folder)


@pytest.fixture(params=[_memory, _tantivy], ids=["memory", "tantivy"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    made: Pair = request.param(tmp_path)
    yield made
    made[0].close()


def _tokens(text: str, extras: Sequence[str] = ()) -> Tokens:
    terms = text.split()
    return Tokens(terms, extras=[(term, 0, 0) for term in extras])


def _run(*words: str) -> Run:
    return Run(tuple((word,) for word in words))


def _pages(reader: FullText, plan: Plan, tokens: dict[PageId, Tokens]) -> set[int]:
    found = reader.search(plan, limit=None, tokens_of=lambda pages: (tokens[page] for page in pages))
    assert found.total == len(found.hits)
    return {int(page.rsplit("p", 1)[1]) for page, _score in found.hits}


TEXTS = {
    1: "the special agent in charge",
    2: "agent special the",
    3: "special x y agent z deporting",
    4: "nothing here",
    5: "deportation of the agents",
}


@pytest.fixture
def room(pair: Pair) -> tuple[FullText, dict[PageId, Tokens]]:
    writer, reader = pair
    tokens = {page_id(FILE if n < 4 else OTHER, n): _tokens(text) for n, text in TEXTS.items()}
    writer.add([Entry(page, FILE if page.startswith("a") else OTHER, one) for page, one in tokens.items()])
    writer.commit()
    return reader(), tokens


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (_run("agent"), {1, 2, 3}),
        (_run("special", "agent"), {1}),
        (Run((("agent", "agents"),)), {1, 2, 3, 5}),
        (Run((("the", "special"), ("agent", "agents"))), {1, 5}),
        (_run("nowhere"), set()),
        (NOWHERE, set()),
        (Every(()), {1, 2, 3, 4, 5}),
        (Except(_run("agent")), {4, 5}),
        (Except(Except(_run("agent"))), {1, 2, 3}),
        (Every((_run("agent"), Except(_run("the")))), {3}),
        (Some((_run("here"), _run("deporting"))), {3, 4}),
        (InFiles(frozenset({OTHER})), {4, 5}),
        (InFiles(frozenset()), set()),
        (InPages(frozenset({page_id(FILE, 2), page_id(OTHER, 5)})), {2, 5}),
        (Every((InPages(frozenset({page_id(FILE, 1), page_id(FILE, 2)})), _run("deporting"))), set()),
        (Every((InPages(frozenset({page_id(FILE, 1), page_id(FILE, 3)})), Run((("x",), ("y",)), strict=True))), {3}),
        (Every((InFiles(frozenset({FILE})), _run("the"))), {1, 2}),
        (Close((_run("special"),), (_run("agent"),), 0), {1, 2}),
        (Close((_run("special"),), (_run("agent"),), 1), {1, 2}),
        (Close((_run("special"),), (_run("agent"),), 2), {1, 2, 3}),
        (Close((_run("agent"),), (_run("special"),), 2), {1, 2, 3}),
        (Close((_run("agent"),), (_run("agent"),), 50), set()),
        (Close((_run("special", "agent"),), (_run("charge"),), 1), {1}),
        (Close((_run("special", "agent"),), (_run("charge"),), 0), set()),
        (Except(Close((_run("special", "agent"),), (_run("charge"),), 1)), {2, 3, 4, 5}),
    ],
)
def test_these_pages_match(room: tuple[FullText, dict[PageId, Tokens]], plan: Plan, expected: set[int]) -> None:
    assert _pages(room[0], plan, room[1]) == expected


def test_the_word_as_typed_comes_before_its_other_forms(pair: Pair) -> None:
    writer, reader = pair
    tokens = {page_id(FILE, n): _tokens(text) for n, text in {1: "agents x x", 2: "agent x x", 3: "agents x x"}.items()}
    writer.add([Entry(page, FILE, one) for page, one in tokens.items()])
    writer.commit()
    if isinstance(writer, InMemory):
        pytest.skip("the reference has no ranking")
    found = reader().search(Run((("agent", "agents"),)), limit=1, tokens_of=lambda _pages: iter(()))
    assert (found.total, found.hits[0][0]) == (3, page_id(FILE, 2))


def test_a_page_added_again_is_replaced_and_a_removed_one_is_gone(pair: Pair) -> None:
    writer, reader = pair
    page = page_id(FILE, 1)
    writer.add([Entry(page, FILE, _tokens("old words"))])
    writer.commit()
    writer.add([Entry(page, FILE, _tokens("new words"))])
    writer.add([Entry(page, FILE, _tokens("newest words"))])
    writer.commit()
    seen = reader()
    assert seen.count() == 1
    assert _pages(seen, _run("old"), {}) == set()
    assert _pages(seen, _run("newest"), {}) == {1}
    assert seen.terms("", 10) == [("newest", 1), ("words", 1)]
    writer.remove([page])
    writer.commit()
    seen.refresh()
    assert seen.count() == 0
    assert _pages(seen, Every(()), {}) == set()


def test_terms_are_found_by_their_beginning_and_by_their_distance(room: tuple[FullText, dict[PageId, Tokens]]) -> None:
    seen = room[0]
    assert seen.terms("agen", 10) == [("agent", 3), ("agents", 1)]
    assert seen.terms("agen", 1) == [("agent", 3)]
    assert seen.terms("zz", 10) == []
    assert seen.near_terms("agent", 1, 10) == [("agent", 3), ("agents", 1)]
    assert seen.near_terms("agnet", 1, 10) == [("agent", 3)]
    assert seen.near_terms("agnetx", 2, 1) == [("agent", 3)]
    assert seen.near_terms("xxxxxx", 2, 10) == []
    assert (seen.frequency("agent"), seen.frequency("agen")) == (3, 0)


def test_extras_are_found_alone_but_not_in_phrases(pair: Pair) -> None:
    writer, reader = pair
    page = page_id(FILE, 1)
    writer.add([Entry(page, FILE, _tokens("e mail server", ["email"]))])
    writer.commit()
    seen = reader()
    assert _pages(seen, _run("email"), {}) == {1}
    assert _pages(seen, Run((("email",),), strict=True), {}) == set()
    assert _pages(seen, _run("email", "server"), {}) == set()
    assert seen.near_terms("emial", 1, 5) == [("email", 1)]
    assert seen.terms("ema", 5) == [("email", 1)]


@pytest.mark.parametrize("count", [60, 400, 3000])
def test_phrases_with_many_alternatives_are_found(pair: Pair, count: int) -> None:
    writer, reader = pair
    many = tuple(f"word{number:06d}" for number in range(count))
    texts = [f"{many[0]} {many[-1]}", f"{many[-1]} x {many[1]}", f"x {many[2]}", f"{many[3]} {many[0]} y"]
    tokens = {page_id(FILE, n): _tokens(text) for n, text in enumerate(texts, 1)}
    writer.add([Entry(page, FILE, one) for page, one in tokens.items()])
    writer.commit()
    seen = reader()
    even, odd = many[::2], many[1::2]
    assert _pages(seen, Run((many, many)), tokens) == {1, 4}
    assert _pages(seen, Run((even, odd)), tokens) == {1}
    assert _pages(seen, Run((many, ("x",), many)), tokens) == {2}
    assert _pages(seen, Close((Run((even,)),), (Run((odd,)),), 0), tokens) == {1, 4}
    assert _pages(seen, Except(Run((many, many))), tokens) == {2, 3}
    assert _pages(seen, Close((Run((many, many)),), (_run("y"),), 0), tokens) == {4}


def test_accents_count_when_asked_for(pair: Pair) -> None:
    writer, reader = pair
    tokens = [Tokens(["accion", "penal"], ["acción", "penal"]), Tokens(["accion", "penal"])]
    writer.add([Entry(page_id(FILE, n), FILE, one) for n, one in enumerate(tokens, 1)])
    writer.commit()
    assert _pages(reader(), _run("accion", "penal"), {}) == {1, 2}
    assert _pages(reader(), Run((("acción",), ("penal",)), accented=True), {}) == {1}
    assert _pages(reader(), Run((("acción",),), accented=True), {}) == {1}


def test_a_folder_without_an_index_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RoomError, match="rebuild"):
        Tantivy(tmp_path)


def test_what_was_not_committed_is_not_there_after_a_new_start(tmp_path: Path) -> None:
    writer = TantivyWriter(tmp_path)
    writer.add([Entry(page_id(FILE, 1), FILE, _tokens("kept"))])
    writer.commit()
    writer.add([Entry(page_id(FILE, 2), FILE, _tokens("lost"))])
    writer.close()
    again = TantivyWriter(tmp_path)
    assert Tantivy(tmp_path).count() == 1
    again.close()


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("agent", "agent", 0), ("agent", "agnet", 1), ("agent", "agen", 1), ("agent", "xgxnt", 2), ("", "ab", 2)],
)
def test_edits_are_counted(one: str, other: str, distance: int) -> None:
    assert edits(one, other) == edits(other, one) == distance


_WORD = st.sampled_from(["a", "b", "c", "dd", "de", "ñ"])
_SLOT = st.lists(_WORD, min_size=1, max_size=3, unique=True).map(tuple)
_RUN = st.builds(Run, st.lists(_SLOT, min_size=1, max_size=3).map(tuple), strict=st.booleans())
_RUNS = st.lists(_RUN, min_size=1, max_size=2).map(tuple)
_LEAF: st.SearchStrategy[Plan] = st.one_of(
    _RUN,
    st.builds(Close, _RUNS, _RUNS, st.integers(0, 4)),
    st.builds(InFiles, st.frozensets(st.sampled_from([FILE, OTHER]))),
    st.builds(InPages, st.frozensets(st.sampled_from([page_id(FILE, 1), page_id(FILE, 2)]))),
)
_PLAN: st.SearchStrategy[Plan] = st.recursive(
    _LEAF,
    lambda inner: st.one_of(
        st.builds(Every, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Some, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Except, inner),
    ),
    max_leaves=6,
)
_PAGE = st.builds(Tokens, st.lists(_WORD, max_size=12))
_DISTANT = st.builds(Close, st.just((_run("a"),)), st.just((_run("b"),)), st.integers(0, 6))


@settings(max_examples=150, deadline=None)
@given(pages=st.lists(_PAGE, max_size=8), plans=st.lists(st.one_of(_PLAN, _DISTANT), min_size=1, max_size=8))
def test_tantivy_and_the_reference_agree(
    tmp_path_factory: pytest.TempPathFactory, pages: list[Tokens], plans: list[Plan]
) -> None:
    writer, memory = TantivyWriter(folder := tmp_path_factory.mktemp("index")), InMemory()
    tokens = {page_id(FILE if n % 2 else OTHER, n): one for n, one in enumerate(pages, 1)}
    entries = [Entry(page, FILE if page.startswith("a") else OTHER, one) for page, one in tokens.items()]
    for one in (writer, memory):
        one.add(entries)
        one.commit()
    reader = Tantivy(folder)
    for plan in plans:
        assert _pages(memory, plan, tokens) == _pages(reader, plan, tokens)
    writer.close()


def test_labels_narrow_and_matching_pages_are_counted_by_file_and_label(pair: Pair) -> None:
    writer, opened = pair
    tokens = {}
    for number, text in TEXTS.items():
        page = page_id(FILE if number < 4 else OTHER, number)
        one = _tokens(text)
        one.labels = ("source:ocr" if number % 2 else "source:layer", "language:en")
        tokens[page] = one
    writer.add([Entry(page, FileId(page[:64]), one) for page, one in tokens.items()])
    writer.commit()
    reader = opened()
    scans = Labelled(frozenset({"source:ocr", "source:nothing"}))
    assert _pages(reader, scans, tokens) == {1, 3, 5}
    assert _pages(reader, Every((_run("agent"), Except(scans))), tokens) == {2}

    def given(pages: Sequence[PageId]) -> Iterator[Tokens]:
        return (tokens[page] for page in pages)

    found = reader.divided(_run("agent"), tokens_of=given)
    assert found.files == {FILE: 3}
    assert found.labels == {"source:ocr": 2, "source:layer": 1, "language:en": 3}
    # NEAR with a phrase is decided page by page.
    close = Close((_run("special", "agent"),), (_run("charge"),), 5)
    assert reader.divided(close, tokens_of=given).files == {FILE: 1}
    assert reader.divided(NOWHERE, tokens_of=given).files == {}
    assert reader.divided(Every(()), tokens_of=given).files == {FILE: 3, OTHER: 2}


def test_more_files_than_the_engine_groups_at_a_time_are_all_counted(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readingroom.engines.fulltext.tantivy.MOST_GROUPS", 7)
    writer, opened = pair
    files = [FileId(hashlib.sha256(str(number).encode()).hexdigest()) for number in range(150)]
    writer.add([Entry(page_id(file, 1), file, _tokens("agent")) for file in files])
    writer.commit()
    assert opened().divided(_run("agent"), tokens_of=lambda _pages: iter(())).files == dict.fromkeys(files, 1)
