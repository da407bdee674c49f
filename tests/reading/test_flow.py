from __future__ import annotations

import pytest

from readingroom.model.geometry import Box
from readingroom.model.layout import Block
from readingroom.model.words import BORN_DIGITAL, Words, words_from
from readingroom.reading.flow import fitted, flowing, passages


def words(*lines: str) -> Words:
    return words_from(
        (word, Box(0, 0.1 * number, 1, 0.1 * number + 0.05), BORN_DIGITAL, number)
        for number, line in enumerate(lines)
        for word in line.split()
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("the inspec-", "tors went down"), "the inspectors went down"),
        (("the mine-", "owners met"), "the mine-owners met"),
        (("at Zinc-", "Hollow house"), "at Zinc- Hollow house"),
        (("pre-", "and post-war"), "pre- and post-war"),
        (("see pages 4-", "7 of it"), "see pages 4- 7 of it"),
        (("a re-entry", "of it"), "a re-entry of it"),
        (("el minis-", "terio, hoy"), "el ministerio, hoy"),
    ],
)
def test_hyphens_at_the_end_of_lines_are_resolved(lines: tuple[str, ...], said: str) -> None:
    page = words(*lines)
    assert flowing(page, 0, len(page) - 1) == said
    assert page == words(*lines)


def test_words_outside_blocks_are_passages_too() -> None:
    page = words("a b", "c d e")
    found = list(passages(page, (Block("header", 1, 2),)))
    assert [(one.block.kind, one.text) for one in found] == [
        ("paragraph", "a"),
        ("header", "b c"),
        ("paragraph", "d e"),
    ]


def test_blocks_follow_the_words_that_people_corrected() -> None:
    read, shown = words("one two", "thre four five"), words("one two", "three and four five")
    blocks = (Block("header", 0, 1), Block("paragraph", 2, 4))
    assert fitted(blocks, read, shown) == (Block("header", 0, 1), Block("paragraph", 2, 5))
    assert fitted(blocks, read, read) == blocks
    assert fitted(blocks, read, words("one two")) == (Block("header", 0, 1),)


def test_covered_places_are_marked_and_part_halves_of_words() -> None:
    page = words("did not inspec-", "tors go")
    assert flowing(page, 0, len(page) - 1, covered={-1, 0, 2}) == "█ did █ not inspec- █ tors go"
    blocks = (Block("header", 0, 1), Block("paragraph", 2, 4))
    assert [one.text for one in passages(page, blocks, covered={-1, 1})] == ["█ did not █", "inspectors go"]
