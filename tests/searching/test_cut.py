from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.model.terms import COVERED
from readingroom.searching.cut import cut, plain, tokens_of
from typed import page


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Agent", ("agent",)),
        ("agent,", ("agent",)),
        ("(b)(7)(E)", ("b", "7", "e")),
        ("b.6", ("b", "6")),
        ("U.S.", ("u", "s")),
        ("2021-HQFO-00060", ("2021", "hqfo", "00060")),
        ("e-mail", ("e", "mail")),
        ("jo.doe@epa.gov", ("jo", "doe", "epa", "gov")),
        ("and/or", ("and", "or")),
        ("don\u2019t", ("don't",)),
        ("'officer's'", ("officer's",)),
        ("$1,250,000.50", ("1250000", "50")),
        ("1,2,3", ("1", "2", "3")),
        ("12,34", ("12", "34")),
        ("1,2345", ("1", "2345")),
        ("10:30", ("10", "30")),
        ("Chicago,Illinois", ("chicago", "illinois")),
        ("ACCIÓN", ("accion",)),
        ("acción", ("accion",)),
        ("STRASSE", ("strasse",)),
        ("straße", ("strasse",)),
        ("ﬁle", ("file",)),
        ("co\u00adoperate", ("cooperate",)),
        ("\u202eabc\u202c", ("abc",)),
        ("Ελλάδα", ("ελλαδα",)),
        ("हिन्दी", ("हिनदी",)),
        ("—", ()),
        ("***", ()),
        ("_____", ()),
        ("a_b", ("a", "b")),
        ("C++", ("c",)),
        ("x" * 500, ("x" * 128,)),
        ("", ()),
        ("█", (COVERED,)),
        ("████,", (COVERED,)),
        ("did█strike", ("did", COVERED, "strike")),
    ],
)
def test_a_word_is_cut_into_these_tokens(word: str, expected: tuple[str, ...]) -> None:
    assert tokens_of(word) == expected


def test_accents_are_kept_beside() -> None:
    tokens = cut(page("La acción penal"))
    assert tokens.terms == ["la", "accion", "penal"]
    assert tokens.accented == ["la", "acción", "penal"]
    assert cut(page("the plan")).accented is None
    assert plain("Ñandú") == "Nandu"


def test_a_word_broken_at_the_end_of_a_line_is_one_token() -> None:
    tokens = cut(page("the opera-", "tion plan"))
    assert tokens.terms == ["the", "operation", "plan"]
    assert (list(tokens.first), list(tokens.last)) == ([0, 1, 3], [0, 2, 3])
    assert tokens.extras == [("opera", 1, 1), ("tion", 1, 1)]


def test_a_word_broken_twice_is_one_token() -> None:
    tokens = cut(page("inter-", "govern-", "mental body"))
    assert tokens.terms == ["intergovernmental", "body"]
    assert (list(tokens.first), list(tokens.last)) == ([0, 3], [2, 3])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("2021-HQFO-", "00060"), ["2021", "hqfo", "00060"]),
        (("Anglo-", "American"), ["anglo", "american"]),
        (("a pre- and",), ["a", "pre", "and"]),
        (("plan -", "approved"), ["plan", "approved"]),
        (("(opera-", "tion) b"), ["operation", "b"]),
        (("last-",), ["last"]),
        (("self-defence-", "related"), ["self", "defencerelated"]),
    ],
)
def test_other_hyphens_stay_between_two_tokens(lines: tuple[str, ...], expected: list[str]) -> None:
    assert cut(page(*lines)).terms == expected


def test_compounds_also_stand_as_one_word() -> None:
    tokens = cut(page("An e-mail, non-responsive state-of-play 7-a"))
    assert tokens.terms == ["an", "e", "mail", "non", "responsive", "state", "of", "play", "7", "a"]
    assert tokens.extras == [("email", 1, 2), ("nonresponsive", 3, 4), ("stateofplay", 5, 7)]


def test_codes_also_stand_as_one_word() -> None:
    assert cut(page("552(b)(6), (b)(7)(E)")).extras == [("b6", 1, 2), ("b7e", 3, 5)]


def test_a_covered_place_stands_between_two_tokens_and_breaks_a_word_at_a_line_s_end() -> None:
    tokens = cut(page("did strike the opera-", "tion"), frozenset({0, 3}))
    assert tokens.terms == ["did", COVERED, "strike", "the", "opera", COVERED, "tion"]
    assert list(tokens.first) == list(tokens.last) == [0, 0, 1, 2, 3, 3, 4]
    assert cut(page("did"), frozenset({-1})).terms == [COVERED, "did"]
    assert cut(page(""), frozenset({-1})).terms == []


@given(st.lists(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=8), max_size=20))
def test_tokens_always_name_words_of_the_page_and_typed_words_are_cut_alike(words: list[str]) -> None:
    line = " ".join(words)
    made = page(line)
    tokens = cut(made)
    assert len(tokens.terms) == len(tokens.first) == len(tokens.last) == len(tokens.accented or tokens.terms)
    assert all(0 <= first <= last < len(made) for first, last in zip(tokens.first, tokens.last, strict=True))
    assert all(0 <= start <= end < len(tokens.terms) for _term, start, end in tokens.extras)
    assert tuple(tokens.terms) == tokens_of(made.text)
    assert all(term and not any(map(str.isspace, term)) for term in tokens.terms)
