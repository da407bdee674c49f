"""An image that is whole but too large is no damaged file."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from readingroom.desk.add import add
from readingroom.desk.executor import InProcess
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room, open_room
from readingroom.desk.status import status


def test_a_whole_image_that_is_too_large_is_not_called_damaged(tmp_path: Path) -> None:
    Image.new("1", (12_000, 11_000), 1).save(tmp_path / "map.png")
    make_room(tmp_path / "room")
    add(tmp_path / "room", [tmp_path / "map.png"], Given(), lambda _step: None, executor=InProcess())
    with open_room(tmp_path / "room") as room:
        told = status(room)
    assert "It is larger than" in told.failures[0].error
    assert told.recovered == ()
