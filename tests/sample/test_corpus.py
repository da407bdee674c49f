"""`--kind text`: pages of words alone."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from readingroom.errors import WrongUseError
from readingroom.sample.make import make
from readingroom.sample.order import Order
from readingroom.sample.pack import OPEN
from readingroom.sample.truth import words_of
from readingroom.sample.typed import COLUMNS


def quiet(_done: int) -> None:
    """Progress that nobody sees."""


def records(folder: Path, table: str) -> list[dict]:
    return [json.loads(line) for line in (folder / "truth" / f"{table}.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample") / "text"
    make(folder, Order(pages=700, seed=5, kind="text"), quiet)
    return folder


def test_it_has_as_many_pages_as_asked_for(text):
    pages = records(text, "words")
    assert len(pages) == 700
    assert len({page["page_id"] for page in pages}) == 700


def test_pages_are_long(text):
    pages = records(text, "words")
    assert sum(len(page["text"].split()) for page in pages) / len(pages) >= 300


def test_every_word_has_its_box_in_the_grid(text):
    for page in records(text, "words")[:60]:
        words = words_of(page)
        assert list(words) == page["text"].split()
        left, top, advance, pitch, _height = page["grid"]
        lines = page["text"].split("\n")
        assert max(map(len, lines)) <= COLUMNS
        for index, word in enumerate(words):
            box = words.box(index)
            row, column = round((box.top - top) / pitch), round((box.left - left) / advance)
            assert lines[row][column : column + len(word)] == word


def test_documents_cover_every_page_once_and_in_order(text):
    seen = []
    for document in records(text, "documents"):
        covered = [(path, page) for path, first, last in document["parts"] for page in range(first, last + 1)]
        assert len(covered) == document["pages"]
        seen += covered
    assert seen == [(page["path"], page["page"]) for page in records(text, "words")]


def test_all_kinds_of_documents_come(text):
    assert {document["kind"] for document in records(text, "documents")} == {
        "mail", "letter", "report", "plan", "contract",
    }  # fmt: skip


def test_the_same_order_gives_the_same_bytes_and_another_seed_others(tmp_path):
    sums = []
    for number, seed in enumerate((1, 1, 2)):
        folder = tmp_path / str(number)
        make(folder, Order(pages=60, seed=seed, kind="text"), quiet)
        sums.append(hashlib.sha256((folder / "truth" / "words.jsonl").read_bytes()).hexdigest())
    assert sums[0] == sums[1] != sums[2]


def test_no_passage_is_left_marked(text):
    assert OPEN not in (text / "truth" / "words.jsonl").read_text("utf-8")


@pytest.mark.parametrize("order", [Order(pages=0), Order(kind="text", one_file=4), Order(pages=-3), Order(pages=10**9)])
def test_orders_that_cannot_be_are_refused(tmp_path, order):
    with pytest.raises(WrongUseError):
        make(tmp_path / "new", order, quiet)


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(WrongUseError):
        make(tmp_path, Order(pages=3, kind="text"), quiet)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def body(texts: dict, document: dict) -> list[str]:
    """The lines of a document without the feet of its pages."""
    places = [(path, page) for path, first, last in document["parts"] for page in range(first, last + 1)]
    return [line for place in places for line in texts[place].split("\n")[:-3]]


def test_numbers_break_and_documents_come_again(tmp_path):
    make(tmp_path / "long", Order(pages=3000, kind="text"), quiet)
    assert {item["kind"] for item in records(tmp_path / "long", "bates_gaps")} >= {"gap", "overlap"}
    documents = {item["document"]: item for item in records(tmp_path / "long", "documents")}
    copies = records(tmp_path / "long", "copies")
    assert {item["relation"] for item in copies} == {"same", "other_redactions"}
    texts = {(page["path"], page["page"]): page["text"] for page in records(tmp_path / "long", "words")}
    for item in copies:
        a, b = documents[item["a"]], documents[item["b"]]
        assert a["content"] == b["content"]
        first, again = (body(texts, part) for part in (a, b))
        assert (first == again) == (item["relation"] == "same")


def test_messages_stand_on_the_page_that_the_truth_names(text):
    texts = {(page["path"], page["page"]): page["text"] for page in records(text, "words")}
    messages = records(text, "messages")
    assert max(item["depth"] for item in messages) >= 3
    for item in messages:
        assert f"From:    {item['sender']}" in texts[tuple(item["first"])]
