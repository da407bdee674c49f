from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from click.testing import CliRunner
from PIL import Image
from sqlalchemy import select, update

from pdfs import line, write_pdf
from readingroom.cli.main import commands
from readingroom.desk.add import add
from readingroom.desk.correct import correct
from readingroom.desk.executor import Event, InProcess, Job
from readingroom.desk.export_pdf import RECEIPT, PdfExport, PdfFile, export_pdfs
from readingroom.desk.receive import Given
from readingroom.desk.room import make_room, open_room
from readingroom.desk.searchable import Made
from readingroom.errors import WrongUseError
from readingroom.formats.file_names import Names, safe_name
from readingroom.formats.pdf_images import bare_jpeg
from readingroom.model.ids import FileId, PageId
from readingroom.store.schema import PAGES, SIGHTINGS

COVERED = line("Operation plan") + line("secret", y=600) + "0 g 60 590 200 30 re f\n"


def quiet(_step: object) -> None:
    pass


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan whose second page hides a word, one with a note, a cropped and turned page, images, a text."""
    folder = tmp_path_factory.mktemp("pdfs")
    pile = folder / "June"
    (pile / "more").mkdir(parents=True)
    write_pdf(pile / "plan.pdf", line("First page"), COVERED, line("Third page"))
    write_pdf(pile / "more" / "plan.pdf", line("Another plan"), crop=[50, 300, 500, 750], rotate=90)
    path = write_pdf(folder / "note.pdf", line("Noted"))
    with pikepdf.open(path) as pdf:
        stamp = pdf.make_stream(b"0.9 g 0 0 90 20 re f", Subtype=pikepdf.Name.Form, BBox=[0, 0, 90, 20])
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, Rect=[300, 300, 390, 320])
        note.Contents, note.AP = "secret note", pikepdf.Dictionary(N=stamp)
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(note)])
        pdf.save(pile / "note.pdf")
    Image.new("RGB", (300, 200), "white").save(pile / "white.jpg", dpi=(100, 100), exif=_turned())
    frames = [Image.new("1", (100, 150), 1), Image.new("L", (100, 150), 250)]
    frames[0].save(pile / "two.tif", save_all=True, append_images=frames[1:], dpi=(100, 100))
    (pile / "a:b.txt").write_text("Plain text of the operation\n") if sys.platform != "win32" else None
    make_room(folder / "room", name="June", me="Ana")
    add(folder / "room", [pile], Given(), quiet, executor=InProcess())
    return folder / "room"


def _turned() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def exported(room: Path, out: Path, **chosen: object) -> dict[str, PdfFile]:
    with open_room(room) as opened:
        answer = export_pdfs(opened, out, quiet, executor=InProcess(), **chosen)
    return {one.path: one for one in answer.files}


def text_of(path: Path, page: int) -> str:
    pdf = pdfium.PdfDocument(path)
    text = pdf[page].get_textpage()
    found = text.get_text_range()
    text.close()
    pdf.close()
    return found


def everything(path: Path) -> bytes:
    with pikepdf.open(path) as pdf:
        out = io.BytesIO()
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
    return out.getvalue()


def test_each_file_with_pages_becomes_one_pdf_and_nothing_hidden_leaves(room: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    files = exported(room, out)
    plan = files["plan.pdf"].made
    assert plan == Made(3, 2, 1, (), (), 6)
    assert files["note.pdf"].made == Made(1, 0, 1, (), (), 1)
    assert files["more/plan.pdf"].made == Made(1, 1, 0, (), (), 2)
    written = out / files["plan.pdf"].name
    assert [text_of(written, page).split() for page in range(3)] == [
        ["First", "page"],
        ["Operation", "plan"],
        ["Third", "page"],
    ]
    for one in files.values():
        assert b"secret" not in everything(out / one.name)
    with open_room(room) as opened:
        bodies = [opened.vault.place(file) for file in opened.vault.files()]
    assert sum(b"secret" in everything(body) for body in bodies if body.read_bytes()[:4] == b"%PDF") == 2
    assert list(out.glob("*.part*")) + list(out.glob("*.pictures")) == []


def test_kept_pages_look_as_received_and_drawn_ones_nearly(room: Path, tmp_path: Path) -> None:
    files = exported(room, tmp_path / "out")
    with open_room(room) as opened:
        for name in ("plan.pdf", "more/plan.pdf", "note.pdf"):
            one = files[name]
            before = pdfium.PdfDocument(opened.vault.place(one.file))
            after = pdfium.PdfDocument(tmp_path / "out" / one.name)
            for page in range(len(before)):
                old, new = (pdf[page].render(scale=1).to_numpy().astype(int) for pdf in (before, after))
                drawn = (name, page) in {("plan.pdf", 1), ("note.pdf", 0)}
                assert old.shape == new.shape
                assert np.abs(old - new).mean() < (1.5 if drawn else 0.001)
            before.close()
            after.close()


def test_images_become_pages_and_the_pixels_of_a_jpeg_stay_as_they_are(room: Path, tmp_path: Path) -> None:
    files = exported(room, tmp_path / "out")
    with open_room(room) as opened:
        data = opened.vault.place(files["white.jpg"].file).read_bytes()
    with pikepdf.open(tmp_path / "out" / files["white.jpg"].name) as pdf:
        [image] = pdf.pages[0].Resources.XObject.values()
        assert image.read_raw_bytes() == bare_jpeg(data)
        assert (pdf.pages[0].Rotate, [round(float(edge)) for edge in pdf.pages[0].MediaBox]) == (90, [0, 0, 216, 144])
    with pikepdf.open(tmp_path / "out" / files["two.tif"].name) as pdf:
        kinds = [[str(image.Filter) for image in page.Resources.XObject.values()] for page in pdf.pages]
        assert kinds == [["/CCITTFaxDecode"], ["/FlateDecode"]]
        shades = [np.asarray(pdfium_page(pdf, page)).min() for page in range(2)]
        assert shades == [255, 250]


@pytest.mark.parametrize("place", ["-60 100", "400 100", "100 -60", "100 700", "100 100"])
def test_of_an_image_that_the_page_cuts_only_the_visible_part_leaves(tmp_path: Path, place: str) -> None:
    pile = tmp_path / "pile"
    pile.mkdir()
    path = write_pdf(tmp_path / "a.pdf", line("Plan") + f"q 200 0 0 200 {place} cm /Im Do Q\n", crop=[0, 0, 500, 792])
    with pikepdf.open(path) as pdf:
        image = pdf.make_stream(bytes(8) + b"secretpx" * 4 + bytes(24), Type=pikepdf.Name.XObject)
        image.Subtype, image.Width, image.Height = pikepdf.Name.Image, 8, 8
        image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceGray, 8
        pdf.pages[0].Resources.XObject = pikepdf.Dictionary(Im=image)
        pdf.save(pile / "cut.pdf")
    make_room(tmp_path / "room", name="June", me="Ana")
    add(tmp_path / "room", [pile], Given(), quiet, executor=InProcess())
    [one] = exported(tmp_path / "room", tmp_path / "out").values()
    whole = place == "100 100"
    assert (b"secretpx" in everything(tmp_path / "out" / one.name)) is whole
    assert one.made
    assert (one.made.kept, one.made.drawn) == ((1, 0) if whole else (0, 1))


def pdfium_page(pdf: pikepdf.Pdf, number: int) -> object:
    out = io.BytesIO()
    pdf.save(out)
    opened = pdfium.PdfDocument(out.getvalue())
    pixels = opened[number].render(scale=1, grayscale=True).to_numpy().copy()
    opened.close()
    return pixels


def test_everything_written_says_that_it_is_internal(room: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    files = exported(room, out)
    assert "INTERNAL" in (out / "INTERNAL.txt").read_text(encoding="utf-8")
    names = {path.name for path in out.iterdir()}
    assert names == {"INTERNAL.txt", RECEIPT, *(one.name for one in files.values())}
    for one in files.values():
        assert one.name.startswith("INTERNAL ")
        with pikepdf.open(out / one.name) as pdf:
            assert str(pdf.docinfo["/Subject"]).startswith("INTERNAL")
            assert b"INTERNAL" in pdf.Root.Metadata.read_bytes()
    with (out / RECEIPT).open(encoding="utf-8", newline="") as source:
        rows = {row["path"]: row for row in csv.DictReader(source)}
    assert rows["plan.pdf"]["drawn"] == "1"
    assert {rows[name]["pdf"] for name in ("plan.pdf", "more/plan.pdf")} == {
        "INTERNAL plan.pdf",
        "INTERNAL plan (2).pdf",
    }


def test_a_page_that_was_not_read_is_not_given_out(room: Path, tmp_path: Path) -> None:
    with open_room(room, write=True) as opened:
        with opened.catalogue.connect() as connection:
            file = connection.scalar(select(SIGHTINGS.c.file_id).where(SIGHTINGS.c.path == "plan.pdf").limit(1))
        third = PAGES.c.page_id == f"{file}/p0001"
        with opened.catalogue.begin() as connection:
            connection.execute(update(PAGES).where(third).values(state="waiting"))
        try:
            answer = export_pdfs(opened, tmp_path / "out", quiet, file=FileId(file or ""), executor=InProcess())
            done = CliRunner().invoke(
                commands, ["export", str(room), str(tmp_path / "cli"), "--pdf", "--file", file or "", "--json"]
            )
        finally:
            with opened.catalogue.begin() as connection:
                connection.execute(update(PAGES).where(third).values(state="read"))
    [one] = answer.files
    assert one.made
    assert one.made.absent == (1,)
    assert ["Not read, so not given out: 1." in failure.error for failure in answer.failures] == [True]
    assert "was not read" in text_of(tmp_path / "out" / one.name, 0)
    assert done.exit_code == 3
    assert json.loads(done.stdout)["made"]["absent"] == [1]
    assert "not given out: 1." in done.stderr


def test_one_production_or_one_file_is_asked_for(room: Path, tmp_path: Path) -> None:
    assert len(exported(room, tmp_path / "all", production="June")) >= 5
    with open_room(room) as opened, pytest.raises(WrongUseError, match="no file with pages"):
        export_pdfs(opened, tmp_path / "none", quiet, production="July", executor=InProcess())
    assert not (tmp_path / "none").exists()
    for wrong in (["--file", "x"], ["--pdf", "--tables", "csv"], ["--pdf", "--file", "x"]):
        refused = CliRunner().invoke(commands, ["export", str(room), str(tmp_path / "none"), *wrong])
        assert isinstance(refused.exception, WrongUseError)
    assert not (tmp_path / "none").exists()


class Broken(InProcess):
    """Writes the first file, then the child dies."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def events(self, seconds: float) -> list[Event]:
        self.count += 1
        if self.count == 1:
            return super().events(seconds)
        job: Job = self._jobs.pop()
        job.payload.out.write_bytes(b"half")
        if self.count == 2:
            return [Event(job, "died", job.units[0], "The reader crashed on it (exit 9)."), Event(job, "done")]
        raise KeyboardInterrupt


def test_a_file_that_can_t_be_written_is_named_and_an_interruption_leaves_nothing(room: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with open_room(room) as opened:
        with pytest.raises(KeyboardInterrupt):
            export_pdfs(opened, out, quiet, executor=Broken())
        assert not out.exists()
        plan = next(iter(exported(room, tmp_path / "other").values()))
        broken = Broken()
        broken.count = 1
        answer = export_pdfs(opened, out, quiet, file=plan.file, executor=broken)
    assert [failure.error for failure in answer.failures] == ["The reader crashed on it (exit 9)."]
    assert {path.name for path in out.iterdir()} == {"INTERNAL.txt", RECEIPT}


def test_an_unverified_page_is_named() -> None:
    made = Made(9, 9, 0, (), (2, 3, 4, 7), 100)
    answer = PdfExport((PdfFile(FileId("a" * 64), "a.pdf", "June", "INTERNAL a.pdf", made),))
    assert "read on: 2-4;7." in answer.failures[0].error


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("plan", "plan"),
        ("a/b\\c:d?", "a_b_c_d_"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        (" . ", "file"),
        ("x" * 500, "x" * 120),
        ("ü" * 500, "ü" * 60),
        ("gnp.\u202eexe", "gnp._exe"),
    ],
)
def test_received_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_no_two_names_are_alike() -> None:
    names = Names()
    assert [names.free(stem, ".pdf") for stem in ("Plan", "plan", "PLAN", "plan (2)")] == [
        "Plan.pdf",
        "plan (2).pdf",
        "PLAN (3).pdf",
        "plan (2) (2).pdf",
    ]


def test_a_corrected_word_is_the_one_that_is_taken_out(tmp_path: Path) -> None:
    make_room(tmp_path / "room", me="Ana")
    path = write_pdf(tmp_path / "plan.pdf", line("Operation plan of 1901"), line("Second page"))
    add(tmp_path / "room", [path], Given("June"), quiet, executor=InProcess())
    with open_room(tmp_path / "room", write=True) as opened:
        with opened.catalogue.connect() as connection:
            page = connection.scalar(select(PAGES.c.page_id).where(PAGES.c.number == 1))
        correct(opened, PageId(page or ""), 3, 3, "1991")
    [one] = exported_all(tmp_path / "room", tmp_path / "out")
    # The page's own text would contradict the correction, so the page is drawn.
    assert one.made == Made(2, 1, 1, (), (), 6)
    assert text_of(tmp_path / "out" / one.name, 0).split() == ["Operation", "plan", "of", "1991"]


def test_a_file_with_an_owner_s_password_is_written_open(tmp_path: Path) -> None:
    make_room(tmp_path / "room")
    with pikepdf.open(write_pdf(tmp_path / "a.pdf", line("Plan"))) as pdf:
        pdf.save(tmp_path / "owner.pdf", encryption=pikepdf.Encryption(owner="secret", user=""))
    add(tmp_path / "room", [tmp_path / "owner.pdf"], Given("June"), quiet, executor=InProcess())
    [one] = exported_all(tmp_path / "room", tmp_path / "out")
    assert one.made == Made(1, 1, 0, (), (), 1)
    with pikepdf.open(tmp_path / "out" / one.name) as pdf:
        assert not pdf.is_encrypted


@pytest.mark.records
@pytest.mark.parametrize("name", ["gov.uscourts.cacd.719911.55.32_1", "bad_cross_hatched_redactions"])
def test_failed_redactions_of_real_filings_do_not_leave(records: Path, tmp_path: Path, name: str) -> None:
    make_room(tmp_path / "room")
    path = records / "bad_redactions" / f"{name}.pdf"
    add(tmp_path / "room", [path], Given("June"), quiet, executor=InProcess())
    [one] = exported_all(tmp_path / "room", tmp_path / "out")
    assert one.made
    assert one.made.drawn > 0
    assert one.made.wrong == ()
    before, after = pdfium.PdfDocument(path), pdfium.PdfDocument(tmp_path / "out" / one.name)
    assert len(before) == len(after)
    more = [len(text(before, page)) - len(text(after, page)) for page in range(len(before))]
    assert max(more) > 0
    before.close()
    after.close()


def exported_all(room: Path, out: Path) -> tuple[PdfFile, ...]:
    with open_room(room) as opened:
        return export_pdfs(opened, out, quiet, executor=InProcess()).files


def text(pdf: pdfium.PdfDocument, page: int) -> list[str]:
    layer = pdf[page].get_textpage()
    found = layer.get_text_range().split()
    layer.close()
    return found
