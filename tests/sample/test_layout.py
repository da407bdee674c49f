"""Setting text: a redaction never moves a word, and codes stand where the release says."""

from __future__ import annotations

import pytest

from readingroom.sample.codes import PLACES, Policy, printed
from readingroom.sample.document import Desk
from readingroom.sample.leaf import Faces
from readingroom.sample.pack import STYLES, load_pack
from readingroom.sample.pagewords import words
from readingroom.sample.papers import contract, district_letter
from readingroom.sample.plan import plan
from readingroom.sample.policies import ALL, METHODS, PEOPLE
from readingroom.sample.policies import STYLES as BOX_STYLES


@pytest.fixture(scope="module", params=STYLES)
def desk(request):
    pack = load_pack(request.param)
    return Desk(pack, Faces(pack), 1)


@pytest.mark.parametrize(
    ("codes", "form", "expected"),
    [
        (("b6", "b7C"), "paren", "(b)(6), (b)(7)(C)"),
        (("b6", "b7C"), "spaced", "(b) (6), (b) (7)(C)"),
        (("b7E",), "bare", "b7E"),
        (("b6", "b7C"), "sub", "b6 -1 b7C -1"),
    ],
)
def test_codes_are_printed_as_releases_print_them(codes, form, expected):
    assert printed(codes, form) == expected


@pytest.mark.parametrize("style", [style for style, _places in BOX_STYLES])
def test_words_that_stay_open_stand_in_the_same_place_in_every_release(desk, style):
    def open_words(policy: Policy) -> list[dict]:
        return [
            {(word, tuple(round(edge, 5) for edge in place)) for word, place, _first in words(leaf, desk.faces)}
            for leaf in plan(desk, 7, policy).leaves
        ]

    everything = open_words(Policy())
    for withhold in (ALL, PEOPLE, METHODS):
        held = open_words(Policy(withhold, style, "none"))
        assert len(held) == len(everything)
        for some, every in zip(held, everything, strict=True):
            # what is not in the open copy is only punctuation that lost the word it stood at
            assert all(not any(map(str.isalnum, word)) for word, _place in some - every)
            assert len(some) > 0.3 * len(every)


@pytest.mark.parametrize("place", PLACES)
def test_a_code_stands_where_the_policy_says(desk, place):
    found = 0
    for leaf in plan(desk, 3, Policy(ALL, "white_border", place)).leaves:
        seen = [(word, edges) for word, edges, _first in words(leaf, desk.faces)]
        for covered in leaf.covered:
            if covered.place == "none":
                assert not covered.printed
                continue
            assert covered.place == place
            first = covered.printed.split(" ")[0]
            spots = [edges for word, edges in seen if word.startswith(first)]
            middle = (covered.area.y + covered.area.height / 2) / leaf.height
            left, right = covered.area.x / leaf.width, (covered.area.x + covered.area.width) / leaf.width
            level = [edges for edges in spots if edges[1] <= middle <= edges[3]]
            if place == "inside":
                assert any(left <= edges[0] and edges[2] <= right for edges in level)
            elif place == "beside":
                assert any(right <= edges[0] < right + 0.02 for edges in level)
            else:
                assert any(edges[0] > 1 - desk.pack.number("margin") / leaf.width for edges in level)
            found += 1
    assert (found > 8) == (place != "none")


def test_nothing_under_a_box_is_in_the_words_of_a_page(desk):
    for leaf in plan(desk, 3, Policy(ALL, "solid")).leaves:
        visible = " ".join(word for word, _place, _first in words(leaf, desk.faces))
        for covered in leaf.covered:
            if len(covered.words) > 20:
                assert covered.words not in visible


def test_every_word_stands_on_its_page(desk):
    for make in (plan, contract, district_letter):
        for leaf in make(desk, 5, Policy(ALL, "gap", "margin", "bare")).leaves:
            for word, (left, top, right, bottom), _first in words(leaf, desk.faces):
                assert 0 <= left < right <= 1, word
                assert 0 <= top < bottom <= 1, word
