from __future__ import annotations

from readingroom.model.geometry import Box
from readingroom.model.layout import Block, Region
from readingroom.model.words import Words, words_from
from readingroom.reading.flow import passages
from readingroom.reading.labels import labelled


def row(text: str, number: int) -> list[tuple[str, Box, float, int]]:
    """Words of a line, each a tenth of the page wide."""
    return [
        (word, Box(0.1 * at, 0.1 * number, 0.1 * at + 0.08, 0.1 * number + 0.04), 0.9, number)
        for at, word in enumerate(text.split())
    ]


def page() -> Words:
    return words_from([*row("Ring (b)(6) on Monday", 1), *row("(b)(5)", 2), *row("about it.", 3)])


BOXES = (Region("box", Box(0.09, 0.09, 0.2, 0.15)), Region("box", Box(0.0, 0.19, 0.5, 0.25)))


def test_words_on_a_box_are_labels_and_the_text_around_them_is_not() -> None:
    found = labelled(page(), (Block("paragraph", 0, 6, "en"),), BOXES)
    kinds = [(one.kind, one.first, one.last, one.language) for one in found]
    assert kinds == [
        ("paragraph", 0, 0, "en"),
        ("label", 1, 1, ""),
        ("paragraph", 2, 3, "en"),
        ("label", 4, 4, ""),
        ("paragraph", 5, 6, "en"),
    ]


def test_a_sentence_runs_on_over_a_label_in_its_line() -> None:
    words = page()
    found = list(passages(words, labelled(words, (Block("paragraph", 0, 6),), BOXES)))
    assert [(one.block.kind, one.text) for one in found] == [
        ("paragraph", "Ring (b)(6) on Monday"),
        ("label", "(b)(5)"),
        ("paragraph", "about it."),
    ]


def test_a_cell_stays_a_cell_and_a_page_without_boxes_as_it_is() -> None:
    words = page()
    cells = (Block("cell", 0, 1, table=1, row=1, column=1), Block("cell", 2, 6, table=1, row=1, column=2))
    assert labelled(words, cells, BOXES) == cells
    whole = (Block("paragraph", 0, 6),)
    assert labelled(words, whole, ()) == whole
