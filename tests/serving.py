"""A room that is served while tests ask it."""

from __future__ import annotations

import hashlib
import http.client
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import uvicorn

from pdfs import line, write_pdf
from readingroom.desk.room import enter_room
from readingroom.model.ids import page_id
from readingroom.web.app import make_app
from readingroom.web.finder import DeskFinder
from readingroom.web.server import _listen

#: A file name that tries to be markup, another line, and another ending.
HOSTILE = '<img src=x onerror="alert(1)">\u202efdp.exe'


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True, slots=True)
class Served:
    """A room that is served, and the ids of its files by name."""

    port: int
    path: Path
    files: dict[str, str]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, quote(path, safe="/?&=#%+~;,"), headers=named)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def send(self, path: str, body: str, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("POST", quote(path, safe="/?&=#%+~;,"), body=body.encode(), headers=named)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def page(self, name: str, number: int = 1) -> str:
        return page_id(self.files[name], number)


def make_pile(folder: Path) -> dict[str, str]:
    """A production with a plan of 12 pages, hostile words and names, hidden words, a zip, and what can't be read."""
    folder.mkdir(parents=True)
    plan = [line(f"Operation plan page {number}") for number in range(1, 13)]
    plan[1] += line("The warrant was served", y=600) + line("and the warrant was filed", y=560)
    plan[8] += line("A second warrant", y=300)
    made = {
        "plan": write_pdf(folder / "plan.pdf", *plan),
        "hostile": write_pdf(folder / HOSTILE, line("<script>document.title = 1</script> &amp; <b>warrant</b>")),
        "hidden": write_pdf(
            folder / "hidden.pdf", line("Visible words") + line("secretname", y=600) + "0 g 60 590 200 30 re f\n"
        ),
    }
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (folder / "data.bin").write_bytes(bytes(range(256)))
    inner = write_pdf(folder.parent / "report.pdf", line("Daily report on the warrant"))
    with zipfile.ZipFile(folder / "mail.zip", "w") as archive:
        archive.write(inner, "r/report.pdf")
    made |= {"broken": folder / "broken.pdf", "data": folder / "data.bin", "zip": folder / "mail.zip", "report": inner}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in made.items()}


def run_server(path: Path, files: dict[str, str]) -> Iterator[Served]:
    door = _listen(0)
    server = uvicorn.Server(
        uvicorn.Config(
            make_app(enter_room(path), DeskFinder()), log_config=None, ws="none", timeout_graceful_shutdown=1
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    yield Served(door.getsockname()[1], path, files)
    server.should_exit = True
    thread.join(20)
    door.close()
    assert not thread.is_alive()
