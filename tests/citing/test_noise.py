from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.citing.check import check
from readingroom.citing.noise import LONG, is_joined, is_noise, is_parted
from readingroom.citing.protected import is_oddly_cased, is_protected
from readingroom.model.geometry import Box
from readingroom.model.words import Words, words_from
from typed import page


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("up,", "up"),
        ("not,", "not"),
        ("fewer.", "fewer,"),
        ("2020,", "2020"),
        ("said", "sald"),
        ("methods", "rnethods"),
        ("Nothing", ".Nothing"),
        ("I", "1"),
        ("Illinois", "lllinois"),
        ("Klnvak", "KInvak"),
        ("working", "work\u0131ng"),
        ("SA", "sA"),
        ("CHICAGO", "CHICAGo"),
        ("CHICAGO", "CHlCAGo"),
        ("OFFICE", "oFFICE"),
        ("Zoszak", "zoszak"),
        ("WWX-TV", "WwX-TV"),
    ],
)
def test_the_same_word_misread_is_noise(asked: str, read: str) -> None:
    assert is_noise(asked, read, sure=0.5)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("Hanson", "Hansen"),  # neither stands in a word list: nothing says which is printed
        ("Deapwell", "Deepwell"),
        ("No", "No."),
        ("5", ".5"),
        ("1,053", "1.053"),
        ("12", "13"),
        ("I", "II"),
        ("modern", "modem"),
        ("was", "is"),
        ("b7C", "b7G"),
        ("b7C", "b7c"),  # each character of a code may carry meaning
        ("(C)", "(c)"),
        ("US", "us"),
        ("US", "Us"),
        ("WHO", "Who"),
        ("CO", "Co"),
        ("Cook", "cook"),  # a person, and a word
        ("Sales", "sales"),
        ("XV", "xv"),
        ("may", "May"),
        ("CHICAGO", "CHICAGa"),
        ("SOS", "sAs"),
        ("SA", "sa"),
        ("SAC", "sAd"),
        (",", "."),
    ],
)
def test_another_word_is_none(asked: str, read: str) -> None:
    assert not is_noise(asked, read, sure=0.5)


@given(st.text(st.sampled_from("cosvwxzCOSVWXZaeHn"), min_size=1, max_size=8))
def test_case_alone_is_noise_only_where_nobody_writes_so(read: str) -> None:
    asked = read.swapcase()
    if is_noise(asked, read, sure=0.5):
        assert set(read.casefold()) <= set("coszvwx"), "other letters differ in shape"
        assert is_oddly_cased(read) or (len(read) >= LONG and not is_protected(read))


def test_a_name_that_the_reader_was_sure_of_is_believed() -> None:
    assert is_noise("Martin", "Martln", sure=0.4)
    assert not is_noise("Marten", "Martem", sure=0.99)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        (["of", "the"], "ofthe"),
        (["14.", "Observations"], "14.Observations"),
        (["No.", "2"], "No.2"),
        (["12,", "2020"], "12,2020"),
        (["U.S.C.", "(b)"], "U.S.C.(b)"),
        (["one", "of", "the"], "oneofthe"),
    ],
)
def test_a_space_that_reading_lost_is_noise(asked: list[str], read: str) -> None:
    assert is_joined(asked, read)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        (["not", "able"], "notable"),
        (["in", "valid"], "invalid"),
        (["3.", "5"], "3.5"),
        (["1,", "250"], "1,250"),
        (["of", "the"], "ofthc"),
        (["10", "15"], "1015"),
        (["Zk", "qv"], "Zkqv"),
    ],
)
def test_a_space_that_makes_other_words_is_none(asked: list[str], read: str) -> None:
    assert not is_joined(asked, read)


def test_a_space_that_reading_made_up() -> None:
    assert is_parted("government", "govern", "ment")
    assert not is_parted("notable", "not", "able")
    assert not is_parted("1250", "12", "50")
    assert not is_parted("Qzkv", "Qz", "kv")


def test_spaces_and_letters_together_in_a_page() -> None:
    printed = page("Part ofthe govern ment files, 14.Observations undergruund and sald up")
    found = check("of the government files, 14. Observations", printed)
    assert found.verdict == "within_ocr_noise"
    assert [(one.asked, one.read) for one in found.differences] == [
        ("of the", "ofthe"),
        ("government", "govern ment"),
        ("14. Observations", "14.Observations"),
    ]
    assert (found.first, found.last) == (1, 5)
    assert check("files 14. Observations", printed).verdict == "within_ocr_noise"
    assert check("of the government records, 14. Observations", printed).verdict == "not_found"


TEXT = """The Bureau shall not release the 1,250 records of Hansen before 12 June 2017 unless the Director has approved
the plan in writing, and no agent was asked whether Ridgeway Holdings had paid $40 for the files.""".split()  # noqa: SIM905  # prose
_NAMES = ("Hanson", "Ridgewey", "Hausen", "Larsen", "Director", "Holdings")


def damaged(seed: int) -> Words:
    """The text as a poor engine reads it: each word with some chance misread by known confusions, joined or cut."""
    chance = random.Random(seed)
    swaps = [("rn", "m"), ("l", "1"), ("i", "l"), ("e", "c"), ("o", "0"), ("t", "f"), ("h", "b"), (",", "."), (".", "")]
    read = []
    for word in TEXT:
        old, new = chance.choice(swaps)
        said = word.replace(old, new, 1) if chance.random() < 0.25 else word
        if read and chance.random() < 0.05:
            read[-1] += said
        else:
            read.append(said or word)
    boxes = [Box(k / 100, 0.1, k / 100 + 0.008, 0.12) for k in range(len(read))]
    return words_from((word, box, chance.random(), 0) for word, box in zip(read, boxes, strict=True))


@given(st.integers(0, 10_000), st.data())
def test_an_altered_quotation_is_refused_however_badly_the_page_was_read(seed: int, data: st.DataObject) -> None:
    printed = damaged(seed)
    start = data.draw(st.integers(0, len(TEXT) - 8))
    said = TEXT[start : start + data.draw(st.integers(5, 8))]
    kind = data.draw(st.sampled_from(sorted(_ALTER)))
    altered = _ALTER[kind](said, random.Random(data.draw(st.integers(0, 10_000))))
    if altered is not None and altered != said:
        assert check(" ".join(altered), printed).verdict == "not_found", (altered, printed.text)


def _digit(said: list[str], chance: random.Random) -> list[str] | None:
    return _changed(said, chance, lambda word: any(map(str.isdigit, word)), _other_digit)


def _other_digit(word: str, chance: random.Random) -> str:
    at = chance.choice([k for k, sign in enumerate(word) if sign.isdigit()])
    return word[:at] + str((int(word[at]) + chance.randint(1, 9)) % 10) + word[at + 1 :]


def _negation(said: list[str], chance: random.Random) -> list[str] | None:
    there = [k for k, word in enumerate(said) if word in {"not", "no"} and 0 < k < len(said) - 1]
    at = there[0] if there else chance.randrange(1, len(said))
    return [*said[:at], *said[at + 1 :]] if there else [*said[:at], "not", *said[at:]]


def _name(said: list[str], chance: random.Random) -> list[str] | None:
    names = {"Hansen", "Ridgeway", "Director", "Holdings"}
    return _changed(said, chance, names.__contains__, lambda _word, chance: chance.choice(_NAMES))


def _tense(said: list[str], chance: random.Random) -> list[str] | None:
    other = {"has": "had", "had": "has", "was": "is", "shall": "should"}
    return _changed(said, chance, other.__contains__, lambda word, _chance: other[word])


def _changed(
    said: list[str], chance: random.Random, fits: Callable[[str], bool], change: Callable[[str, random.Random], str]
) -> list[str] | None:
    there = [k for k, word in enumerate(said) if fits(word)]
    if not there:
        return None
    at = chance.choice(there)
    return [*said[:at], change(said[at], chance), *said[at + 1 :]]


def _swapped(said: list[str], chance: random.Random) -> list[str] | None:
    at = chance.randrange(1, len(said) - 1)
    return [*said[at:], *said[:at]]


def _dropped(said: list[str], chance: random.Random) -> list[str] | None:
    at = chance.randrange(1, len(said) - 1)
    return [*said[:at], *said[at + 1 :]]


_ALTER = {
    "digit": _digit,
    "negation": _negation,
    "name": _name,
    "tense": _tense,
    "clauses swapped": _swapped,
    "word dropped": _dropped,
}
