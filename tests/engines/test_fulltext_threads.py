"""Threads share a reader: a browser asks while the index grows."""

from __future__ import annotations

import threading
from pathlib import Path

from readingroom.engines.fulltext import Entry
from readingroom.engines.fulltext.tantivy import Tantivy, TantivyWriter
from readingroom.model.ids import FileId, page_id
from readingroom.model.terms import Run, Tokens

FILE = FileId("a" * 64)


def test_a_search_holds_while_another_thread_sees_a_later_commit(tmp_path: Path) -> None:
    writer = TantivyWriter(tmp_path)
    writer.add([Entry(page_id(FILE, 1), FILE, Tokens(["plan"]))])
    writer.commit()
    reader, done, wrong = Tantivy(tmp_path), threading.Event(), []

    def ask() -> None:
        while not done.is_set():
            try:
                found = reader.search(Run((("plan",),)), limit=None, tokens_of=lambda _pages: iter(()))
                if len(found.hits) != found.total or not found.hits:
                    wrong.append(found)
            except BaseException as error:  # noqa: BLE001  # tantivy panics with its own kind of error
                wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(2, 60):
        writer.add([Entry(page_id(FILE, number), FILE, Tokens(["plan"]))])
        writer.commit()
        reader.refresh()
    done.set()
    for thread in threads:
        thread.join()
    writer.close()
    assert wrong == []
