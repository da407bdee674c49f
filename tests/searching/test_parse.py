from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readingroom.errors import QueryError
from readingroom.model.query import And, Exact, Field, Fuzzy, FuzzyPhrase, Near, Not, Or, Prefix, Query, Word
from readingroom.searching.parse import parse

A, B, C = Word("a1"), Word("b1"), Word("c1")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("a1", A),
        ("a1 b1", And((A, B))),
        ("a1 AND b1", And((A, B))),
        ("a1 b1 OR c1", Or((And((A, B)), C))),
        ("a1 OR b1 c1", Or((A, And((B, C))))),
        ("(a1 OR b1) c1", And((Or((A, B)), C))),
        ("NOT a1", Not(A)),
        ("NOT NOT a1", Not(Not(A))),
        ("a1 NOT (b1 OR c1)", And((A, Not(Or((B, C)))))),
        ('"Special  agent"', Exact(("Special", "agent"))),
        ("“special agent”", Exact(("special", "agent"))),
        ('"special agent"~', FuzzyPhrase(("special", "agent"))),
        ("a1 NEAR/5 b1", Near((A, B), (5,))),
        ('"x y" NEAR/0 depor*', Near((Exact(("x", "y")), Prefix("depor")), (0,))),
        ("a1 NEAR/5 b1 NEAR/2 c1", Near((A, B, C), (5, 2))),
        ("a1 NEAR/5 (b1 OR c1)", Near((A, Or((B, C))), (5,))),
        ("((a1 OR b1) OR c1) NEAR/5 agent~", Near((Or((Or((A, B)), C)), Fuzzy("agent", 1)), (5,))),
        ('"x y"~ NEAR/5 a1', Near((FuzzyPhrase(("x", "y")), A), (5,))),
        ("(a1) NEAR/5 b1", Near((A, B), (5,))),
        ("NOT a1 NEAR/5 b1", Not(Near((A, B), (5,)))),
        ("depor*", Prefix("depor")),
        ("2021-HQ*", Prefix("2021-HQ")),
        ("agent~", Fuzzy("agent", 1)),
        ("agent~2", Fuzzy("agent", 2)),
        ("production:march", Field("production", "march")),
        ('production:"March release" a1', And((Field("production", "March release", whole=True), A))),
        ("PRODUCTION:march", Field("production", "march")),
        ("date:2017", Field("date", "2017")),
        ("date:2017-06..2017-10", Field("date", "2017-06", "2017-10")),
        ("date:2017-06..2017", Field("date", "2017-06", "2017")),
        ("date:2017..", Field("date", "2017", "9999")),
        ("bates:AB0001..AB0009", Field("bates", "AB0001", "AB0009")),
        ("code:(b)(7)(E)", Field("code", "(b)(7)(E)")),
        ("code:b6", Field("code", "b6")),
        ("(b)(7)(E)", Word("(b)(7)(E)")),
        ("552(b)(6)", Word("552(b)(6)")),
        ("((b)(6) OR a1)", Or((Word("(b)(6)"), A))),
        ("NOT(a1)", Not(A)),
        ("Johnson & Johnson", And((Word("Johnson"), Word("Johnson")))),
        ("e-mail jo@epa.gov U.S.", And((Word("e-mail"), Word("jo@epa.gov"), Word("U.S.")))),
        ("Re:budget 10:30", And((Word("Re:budget"), Word("10:30")))),
        ("or and not near", And((Word("or"), Word("and"), Word("not"), Word("near")))),
        ("a\u200f1 OR\u200e b1", Or((A, B))),
        ('"OR"', Exact(("OR",))),
    ],
)
def test_a_query_becomes_this_tree(query: str, expected: Query) -> None:
    assert parse(query) == expected


@pytest.mark.parametrize(
    ("query", "position"),
    [
        ("", 0),
        ("   ", 0),
        ("&", 0),
        ("*", 0),
        ("~", 0),
        ("\u200f", 0),
        ('a1 "special agent', 3),
        ('"" a1', 0),
        ('"--"', 0),
        ("(a1", 0),
        ("a1)", 2),
        ("()", 0),
        ("OR", 0),
        ("a1 OR", 3),
        ("OR a1", 0),
        ("a1 AND", 3),
        ("a1 OR OR b1", 6),
        ("a1 AND OR b1", 3),
        ("NOT", 0),
        ("a1 NOT OR b1", 3),
        ("(a1 OR )", 4),
        ("NEAR/5 a1", 0),
        ("a1 NEAR/5", 3),
        ("a1 NEAR b1", 3),
        ("a1 NEAR/999999 b1", 3),
        ("a*", 0),
        ("*port", 0),
        ("de*port", 2),
        ("agent~3", 0),
        ("agent~x", 0),
        ("is~", 0),
        ('"special agent"~2', 0),
        ("-secret", 0),
        ("date:yesterday", 0),
        ("date:2017-13", 0),
        ("date:2018..2017", 0),
        ("a1 date:", 3),
        ("prodution:march", 0),
        ("a1 production: march", 3),
        ("bates:..", 0),
    ],
)
def test_what_cannot_be_understood_is_said_with_its_place(query: str, position: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert caught.value.position == position
    assert caught.value.what
    assert caught.value.next_step


def _place_of_error(query: str) -> int:
    try:
        parse(query)
    except QueryError as error:
        return error.position
    return 0


def test_a_thousand_ors_are_one_or() -> None:
    tree = parse(" OR ".join(f"word{i}" for i in range(1001)))
    assert isinstance(tree, Or)
    assert len(tree.parts) == 1001


@pytest.mark.parametrize(
    "query",
    [
        "(" * 100_000,
        ")" * 100_000,
        "NOT " * 25_000,
        '"' * 99_999,
        "a1 " * 33_333,
        "a1 OR " * 16_666,
        "(a1 OR " * 14_000,
        "x" * 100_000,
        "x" * 100_001,
        "(b)" * 33_333,
        "~" * 100_000,
        "a:" * 50_000,
        "date:" * 20_000,
        "\u200f" * 100_000,
        "*" * 100_000,
        "é" * 100_000,
        "(a)" * 30_000 + "(",
        "NEAR/1 " * 14_000,
    ],
    ids=lambda q: f"{q[:6]}x{len(q)}",
)
def test_the_longest_queries_are_answered_at_once(query: str) -> None:
    begun = time.process_time()
    assert 0 <= _place_of_error(query) <= len(query)
    # A hang would take minutes; one second allows for a machine at work (bench/search.py measures).
    assert time.process_time() - begun < 1


_WORDS = "a1 \" ( ) OR AND NOT NEAR/3 NEAR * ~ ~1 date: 2017.. kind: - (b)(6) “ ” e-mail .. ﬁ ' bates: / [ }"
_PARTS = st.sampled_from([*_WORDS.split(), " ", "\u202e", "\x00", "\ud800"])


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(_PARTS, max_size=25).map(" ".join), st.lists(_PARTS).map("".join)))
def test_any_text_is_a_tree_or_a_query_error(query: str) -> None:
    begun = time.process_time()
    assert 0 <= _place_of_error(query) <= len(query)
    assert time.process_time() - begun < 0.5
