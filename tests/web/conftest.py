from __future__ import annotations

from collections.abc import Iterator

import pytest

from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room
from serving import Served, make_pile, run_server


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A small room, served on a free port as `readingroom serve` does."""
    place = tmp_path_factory.mktemp("web")
    files = make_pile(place / "pile" / "2018-03 first production")
    make_room(place / "room", name="Fictional room")
    add(
        place / "room",
        [place / "pile" / "2018-03 first production", place / "pile" / "report.pdf"],
        Given(sender="District <i>office</i>"),
        lambda _step: None,
        executor=InProcess(),
    )
    yield from run_server(place / "room", files)
