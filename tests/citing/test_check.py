from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.citing.check import check
from readingroom.model.answers import Difference
from readingroom.model.words import Words
from typed import page

PAGE = page(
    """The Field Office shall not deport any person before 12 June 2017, unless
the Director has approved the opera-
tion plan in writing. Of 1,250 records, 17.5% were “withheld in full”; the self-
defense fund (Chicago,Illinois) spent $40 — and then stopped.
If the agent arrives first, the officer's report may be filed later: pre- and
post-war files of the FBI's unit, U.S. Code 552(b)(6)."""
)


@pytest.mark.parametrize(
    "asked",
    [
        "The Field Office shall not deport any person",
        "the Director has approved the operation plan in writing",
        "the operation plan in writing.",
        "shall not deport  any\nperson",
        "before 12 June 2017",
        "before 12 June 2017, unless the Director",
        'were "withheld in full"',
        "withheld in full",
        "were “withheld in full”; the self-defense fund",
        "the selfdefense fund",
        '"the operation plan"',
        "in writing. Of 1,250 records",
        "in Chicago, Illinois".removeprefix("in ").replace(", ", ","),
        "Illinois",
        "fund (Chicago",
        "spent $40 - and then stopped",
        "spent $40",
        "pre- and post-war files",
        "the FBI's unit",
        "the FBI\u2019s unit",
        "17.5% were",
        "Code 552(b)(6)",
        "the opera-\ntion plan",
    ],
)
def test_these_words_stand_there(asked: str) -> None:
    found = check(asked, PAGE)
    assert (found.verdict, found.differences) == ("exact", ())


@pytest.mark.parametrize(
    "asked",
    [
        "The Field Office shall deport any person",  # a negation dropped
        "The Field Office shall not not deport any person",
        "The Field Office may not deport any person",  # another modal
        "the Director has not approved the operation plan",  # a negation added
        "before 13 June 2017",  # a digit changed
        "before 12 June 2018",
        "before 12 July 2017",
        "Of 1,260 records",
        "Of 1,25 records",
        "1,250 record",
        "Of 1,250 records, 17.5",  # the sign of the number cut off
        "7.5% were",
        "40 — and then",  # the currency cut off
        "The field Office",  # case
        "the director has approved",
        "the Director had approved",  # tense
        "the Director approved the operation plan",  # a word dropped
        "the Director has approved the whole operation plan",  # a word added
        "the officer's report may be filed later if the agent arrives first",  # clauses swapped
        "report may be filed later: If the agent arrives first",
        "plan operation in writing",
        "deport any person after 12 June 2017",
        "the officer",  # from "officer's"
        "Field Off",
        "tion plan in writing",  # half a word
        "approved the opera",
        "defense fund",
        "552(b)(7)",
        "552(b)",
        "U.S. Code 552(b)(6).1",
        "and the Director has approved",
        "",
    ],
)
def test_an_altered_quotation_is_never_accepted(asked: str) -> None:
    assert check(asked, PAGE).verdict == "not_found"


NOISY = page(
    """Tbe Bureau of Invesligation sent 2O18 records to govemment otficers in lllinois;
    modem rnethods, not b7C, by Wllliam"""
)


@pytest.mark.parametrize(
    ("asked", "differences"),
    [
        ("Bureau of Investigation sent", [("Investigation", "Invesligation")]),
        ("The Bureau of Investigation", [("The", "Tbe"), ("Investigation", "Invesligation")]),
        ("sent 2018 records", [("2018", "2O18")]),
        (
            "to government officers in Illinois",
            [("government", "govemment"), ("officers", "otficers"), ("Illinois", "lllinois")],
        ),
        ("methods", [("methods", "rnethods")]),
        ("by William", [("William", "Wllliam")]),
    ],
)
def test_letters_that_reading_confuses_are_noise(asked: str, differences: list[tuple[str, str]]) -> None:
    found = check(asked, NOISY)
    assert found.verdict == "within_ocr_noise"
    assert found.differences == tuple(Difference(*pair) for pair in differences)


@pytest.mark.parametrize(
    "asked",
    [
        "modern methods",  # "modem" is a word
        "sent 2019 records",
        "sent 2028 records",
        "methods, not b7G",  # a code is not repaired
        "methods, now b7C",
        "Bureau of Instigation sent",
        "Bureau for Investigation sent",
        "Bureau of investigation sent",
        "sent records",
        "sent 2018 of records",
    ],
)
def test_what_stands_there_as_a_word_or_a_number_is_no_noise(asked: str) -> None:
    assert check(asked, NOISY).verdict == "not_found"


def test_the_place_of_a_quotation_is_known() -> None:
    found = check("the operation plan", PAGE)
    assert [PAGE.word(index) for index in range(found.first, found.last + 1)] == ["the", "opera-", "tion", "plan"]


def test_the_nearest_place_is_shown_with_what_differs() -> None:
    found = check("the Director had approved the plan in writing", PAGE)
    assert found.verdict == "not_found"
    assert found.differences == (
        Difference("had", "has"),
        Difference("", "operation"),
    )
    assert PAGE.word(found.first) == "the"
    assert PAGE.word(found.last) == "writing."


def test_nothing_near_is_nothing() -> None:
    found = check("completely other words stand here", PAGE)
    assert (found.verdict, found.first, found.differences) == ("not_found", -1, ())


def test_an_empty_page_holds_nothing() -> None:
    assert check("the plan", Words()).verdict == "not_found"


WORDS = PAGE.text.split()


@given(st.integers(0, len(WORDS) - 4), st.integers(3, 10))
def test_every_passage_of_a_page_is_exact(start: int, count: int) -> None:
    passage = WORDS[start : start + count]
    if passage[0] in {"tion", "defense", "post-war"} or passage[-1] in {"opera-", "self-", "pre-"}:
        return  # begins or ends in the middle of a word
    assert check(" ".join(passage), PAGE).verdict == "exact"


@given(st.data())
def test_a_passage_with_words_dropped_doubled_or_swapped_is_never_accepted(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(WORDS) - 6))
    passage = WORDS[start : start + data.draw(st.integers(5, 12))]
    at = data.draw(st.integers(1, len(passage) - 3))
    change = data.draw(st.sampled_from(["drop", "double", "swap", "not"]))
    altered = {
        "drop": passage[:at] + passage[at + 1 :],
        "double": passage[:at] + passage[at - 1 :],
        "swap": [*passage[:at], passage[at + 1], passage[at], *passage[at + 2 :]],
        "not": [*passage[:at], "not", *passage[at:]],
    }[change]
    if " ".join(altered) in PAGE.text.replace("\n", " "):
        return
    assert check(" ".join(altered), PAGE).verdict == "not_found"


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(asked: str) -> None:
    assert check(asked, PAGE).verdict in {"exact", "within_ocr_noise", "not_found"}


@pytest.mark.parametrize("asked", ["1015 agents", "F16 files", "the 1015 agents and F-16"])
def test_a_hyphen_that_ends_a_line_beside_a_digit_is_never_closed(asked: str) -> None:
    printed = page("the 10-", "15 agents and F-", "16 files")
    assert check(asked, printed).verdict == "not_found"
    assert check("the 10-15 agents and F-16 files", printed).verdict == "exact"
    assert check("the 10-15 agents anb F-16 files", printed).verdict == "not_found"


def test_a_place_with_more_words_than_the_quotation_is_not_cut_short() -> None:
    printed = page("We reviewed the records of all of the former agency personnel and closed.")
    asked = "We reviewed the records of agency personnel"
    assert check(asked, printed).differences == (Difference("", "all of the former"),)
    assert check("agency staff and members closed", page("agency staff and members")).differences == (
        Difference("closed", ""),
    )


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        (["the"] * 1000, ["the", *"abcdefgh"] * 67),
        (["a", "b"] * 100, ["a"] * 600),
        (["a", "a", "b"] * 200, ["a"] * 600),
        (["a", "a", "a", "b"] * 60, ["a", "a", "c"] * 100),
        (list("abcdefghij") * 30, list("jabcdefghixx") * 50),
    ],
)
def test_words_that_stand_there_again_and_again_are_looked_for_in_bounded_time(
    asked: list[str], there: list[str]
) -> None:
    start = time.process_time()
    assert check(" ".join(asked), page(" ".join(there))).verdict == "not_found"
    assert time.process_time() - start < 3, "seconds; before there was a bound up to 20 on a fast machine"


def test_the_nearest_of_many_places_is_shown() -> None:
    there = page(
        " ".join(["we met at the old mill"] * 40 + ["we met at the new dam on Monday"] + ["we met at the sea"] * 40)
    )
    found = check("we met at the new dam on Tuesday", there)
    assert [(one.asked, one.read) for one in found.differences] == [("Tuesday", "Monday")]
    assert found.first == 240  # forty times six words stand before it
