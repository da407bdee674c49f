"""Style packs: each complete, no two with anything in common that a detector could learn by heart."""

from __future__ import annotations

import itertools
import re

import pytest

from readingroom.errors import WrongUseError
from readingroom.sample.damage import damage
from readingroom.sample.leaf import Faces
from readingroom.sample.pack import FACES, STYLES, font_file, load_pack, raw_pack
from readingroom.sample.policies import STYLES as BOX_STYLES

PAIRS = list(itertools.combinations(STYLES, 2))
#: Words of the law and of grammar that every letter may hold; phrases are compared by runs of more words than this.
RUN = 5


def strings(value: object, key: str = "") -> list[tuple[str, str]]:
    """Every text of a pack with the key it stands under."""
    if isinstance(value, str):
        return [(key, value)]
    if isinstance(value, dict):
        return [found for name, inner in value.items() for found in strings(inner, name)]
    if isinstance(value, list):
        return [found for inner in value for found in strings(inner, key)]
    return []


def texts(name: str) -> set[str]:
    """What a pack says, without box style names (they are the vocabulary of the truth) and the pack's own name."""
    raw = raw_pack(name)
    styles = {style for style, _places in BOX_STYLES} | {"whole_page"}
    return {text for _key, text in strings(raw)} - styles


def runs(name: str) -> set[tuple[str, ...]]:
    """Runs of words of all phrases."""
    raw = raw_pack(name)
    found: set[tuple[str, ...]] = set()
    for _key, text in strings([raw["phrases"], raw["plan"], raw["words"]]):
        words = re.findall(r"[a-záéíóúñ{}]+", text.lower())
        found |= set(zip(*(words[start:] for start in range(RUN)), strict=False))
    return found


def colours(name: str) -> set[tuple[float, ...]]:
    raw = raw_pack(name)
    triples = {tuple(raw["look"]["accent"])}
    for box in raw["boxes"]:
        triples |= {tuple(value) for key, value in box.items() if key in {"fill", "border"}}
    return triples


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_packs_share_no_text(one, other):
    assert texts(one) & texts(other) == set()


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_packs_share_no_run_of_words(one, other):
    assert runs(one) & runs(other) == set()


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_packs_share_no_name(one, other):
    words, others = raw_pack(one)["words"], raw_pack(other)["words"]
    for key in ("first", "last", "offices", "operations", "companies", "systems", "sites", "streets", "crafts"):
        assert not {word.lower() for word in words[key]} & {word.lower() for word in others[key]}, key


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_packs_share_no_font_file_and_no_text_font_family(one, other):
    def files(name: str) -> set[str]:
        return {*raw_pack(name)["fonts"].values(), damage(name)["stamp_font"]}

    def families(name: str) -> set[str]:
        return {place.rsplit("/", 1)[1].split("-")[0] for place in raw_pack(name)["fonts"].values()}

    assert not files(one) & files(other)
    assert not families(one) & families(other)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_packs_share_no_colour_and_no_look(one, other):
    assert not colours(one) & colours(other)
    look, others = raw_pack(one)["look"], raw_pack(other)["look"]
    assert look.keys() == others.keys()
    for key, value in look.items():
        assert value != others[key], key


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_packs_draw_no_style_of_redaction_alike(one, other):
    boxes, others = load_pack(one).boxes, load_pack(other).boxes
    for name, box in boxes.items():
        if name != "gap":  # a white gap looks like nothing
            assert (box.fill, box.border) != (others[name].fill, others[name].border)


@pytest.mark.parametrize("name", STYLES)
def test_a_pack_is_whole(name):
    pack = load_pack(name)
    assert len(set(pack.words["offices"])) == 24
    assert set(pack.boxes) == {style for style, _places in BOX_STYLES} | {"whole_page"}
    assert len(pack.phrases["form_fields"]) == 12
    assert len(pack.phrases["report_columns"]) == 6
    assert [field for field in STYLES if raw_pack(field).keys() != raw_pack(name).keys()] == []
    assert {*raw_pack(name)["department"]} == {*raw_pack("report")["department"]}
    assert {*raw_pack(name)["phrases"]} == {*raw_pack("report")["phrases"]}


@pytest.mark.parametrize("name", STYLES)
def test_each_font_is_a_file_of_an_installed_package_and_has_every_letter(name):
    pack = load_pack(name)
    faces = Faces(pack)
    letters = set("".join(text for _key, text in strings(raw_pack(name))))
    for face in FACES:
        assert font_file(pack.fonts[face]).is_file()
    for face in ("text", "bold", "italic", "sans", "sans_bold"):
        missing = {letter for letter in letters if ord(letter) > 31 and faces.fonts[face].glyph(letter) < 0}
        assert missing <= {"\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}", "\N{MATHEMATICAL RIGHT WHITE SQUARE BRACKET}"}


def test_a_pack_that_is_not_there_is_refused():
    with pytest.raises(WrongUseError, match="nowhere"):
        raw_pack("nowhere")
