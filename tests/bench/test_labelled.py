from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import labelled

TRUTH = "To: Mr. ⟨name⟩ Date: 6/3/69\n⟨hand⟩ ⟨stamp: RECEIVED JUN 3⟩\nTake no action - ⟨?⟩ at all.\n"


def marks(read: str) -> labelled.Marks:
    return labelled.score(labelled.items(TRUTH), read, ordered=True)


def test_a_page_read_as_typed_is_right_whatever_stands_at_its_marks() -> None:
    for name in ("", "J. A. Doe,"):
        for word in ("", "whatever"):
            perfect = marks(f"To: Mr. {name} Date: 6/3/69 RECEIVED JUN 3 Take no action - {word} at all.")
            assert perfect == labelled.Marks(1.0, 1.0, 0.0, 0, 12)


def test_words_read_in_handwriting_are_counted_apart_and_held_against_nobody() -> None:
    read = marks("To: Mr. Doe Date: 6/3/69 Ik wep RECEIVED JUN 3 Take no action at all.")
    assert (read.f1, read.cer, read.invented) == (1.0, 0.0, 2)


def test_a_wrong_word_counts_though_a_mark_stands_beside_it() -> None:
    read = marks("To: Mr. Doe Date: 6/8/69 RECEIVED JUN 3 Take no action at all.")
    assert read.invented == 0
    assert read.f1 == pytest.approx(11 / 12)
    assert read.cer is not None
    assert 0 < read.cer < 0.03


def test_words_too_many_count() -> None:
    assert marks("To: Mr. Doe Date: 6/3/69 RECEIVED JUN 3 Take really no action at all.").f1 < 1
    assert marks("To: Mr. a b c d Date: 6/3/69 RECEIVED JUN 3 Take no action at all.").f1 < 1


def test_stamps_are_left_out_of_the_second_number() -> None:
    without = marks("To: Mr. Doe Date: 6/3/69 Take no action at all.")
    assert without.f1 < 1
    assert without.f1_no_stamps == 1
    assert marks("To: Mr. Doe Date: 6/3/69 RECEIVED JUN 3 Take no action at all.").f1_no_stamps == 1


def test_case_and_punctuation_count_and_lone_marks_do_not() -> None:
    assert labelled.words("FBI; [ ] ~ & “a” § 5") == ["FBI;", '"a"', "5"]
    assert marks("TO: Mr. Doe Date: 6/3/69 RECEIVED JUN 3 Take no action at all").f1 == pytest.approx(10 / 12)


def test_the_labels_are_whole() -> None:
    pages = list(labelled.pages())
    assert len(pages) >= 16
    assert len({page.head["file"] for page in pages}) >= 8
    for page in pages:
        assert set(page.head) == {"file", "page", "sha256", "labelled", "kind", "columns", "condition", "print"}, page
        assert (
            page.text.count("⟨")
            == page.text.count("⟩")
            == len([piece for piece in labelled.PIECE.finditer(page.text) if piece["word"] is None])
        ), page.name
        assert len([item for item in labelled.items(page.text) if item.kind == "word"]) > 80, page.name


def test_half_of_the_quotations_are_altered_and_stand_on_no_labelled_page() -> None:
    listed = labelled.quotations()
    kinds = [one["kind"] for one in listed]
    assert len(kinds) >= 64
    assert kinds.count("true") * 2 == len(kinds)
    altered = {"digit", "negation", "name", "tense", "swapped", "dropped"}
    assert set(kinds) - {"true"} == altered
    assert min(kinds.count(kind) for kind in altered) >= 6
    texts = " ".join(" ".join(page.text.split()) for page in labelled.pages())
    for one in listed:
        assert 6 <= len(one["text"].split()) <= 25
        if one["kind"] != "true":
            assert one["text"] not in texts
            assert one["text"] != one["original"]
