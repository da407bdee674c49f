from __future__ import annotations

import pytest
from tests.model.test_agree import laid

from readingroom.model.layout import Doubt
from readingroom.reading.second import doubts


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("arrested 412 people", "arrested 472 people", [Doubt(1, "472", "digit")]),
        ("section l0 applies", "section 10 applies", [Doubt(1, "10", "digit")]),
        ("shall not leave", "shall nut leave", [Doubt(1, "nut", "negation")]),
        ("shall not leave", "shall     leave", [Doubt(1, "", "negation")]),
        ("shall     leave", "shall not leave", [Doubt(0, "shall not", "negation")]),
        ("we are not able", "we are notable", [Doubt(2, "notable", "negation")]),
        ("rose by -5 degrees", "rose by 5 degrees", [Doubt(2, "5", "digit")]),
        ("Agent Burqe wrote", "Agent Burge wrote", [Doubt(1, "Burge", "name")]),
        # what differs in ordinary words, case or punctuation is no doubt
        ("the repert says", "the report says", []),
        ("The plan, of", "the plan. of", []),
        ("412, people", "412 people", []),
        # where the second engine read nothing at all it has no opinion
        ("arrested 412 people", "", []),
        ("1991", "", []),
    ],
)
def test_only_what_turns_the_meaning_is_marked(one: str, other: str, expected: list[Doubt]) -> None:
    assert expected == list(doubts(laid(one), laid(other)))


def test_a_negation_that_only_the_second_engine_reads_at_the_begin_of_a_line_is_marked() -> None:
    assert list(doubts(laid("were found", "    guilty"), laid("were found", "not guilty"))) == [
        Doubt(2, "not guilty", "negation")
    ]
    # numbers of lines are no doubt
    assert list(doubts(laid("were found", "    guilty"), laid("were found", "12  guilty"))) == []
