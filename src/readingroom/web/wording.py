"""Numbers, sizes, types and states in words."""

from __future__ import annotations

from readingroom.desk.decided import Decided
from readingroom.desk.labels import grade
from readingroom.locale import _, language
from readingroom.model.decision import DecisionState

#: Spanish groups digits from five on, with a narrow space that does not break (Ortografia de la lengua espanola, 2010).
_GROUPED_FROM_ES = 10_000


def number(value: int) -> str:
    """Return a whole number with its digits grouped as readers of the language in use expect."""
    if language() == "es":
        return f"{value:,}".replace(",", "\N{NARROW NO-BREAK SPACE}") if value >= _GROUPED_FROM_ES else str(value)
    return f"{value:,}"


def size(count: int) -> str:
    """Return a number of bytes as people say it: bytes, kB, MB or GB of 1,000 each."""
    if count < 1000:  # noqa: PLR2004  # below a kilobyte
        return _("{count} bytes", count=count)
    value, unit = count / 1000, "kB"
    for larger in ("MB", "GB", "TB"):
        if value < 999.5:  # noqa: PLR2004  # what would be shown as 1,000
            break
        value, unit = value / 1000, larger
    digits = f"{value:.1f}" if value < 9.95 else f"{value:.0f}"  # noqa: PLR2004  # what would be shown as 10.0
    return f"{digits.replace('.', ',') if language() == 'es' else digits} {unit}"


def kind(media_type: str) -> str:
    """Return a media type as a word."""
    known = {
        "": _("not opened yet"),
        "application/pdf": "PDF",
        "application/zip": _("zip archive"),
        "image/png": _("PNG image"),
        "image/jpeg": _("JPEG image"),
        "image/tiff": _("TIFF image"),
        "image/gif": _("GIF image"),
        "application/x-7z-compressed": _("7z archive"),
        "application/gzip": _("gzip archive"),
        "application/x-ole-storage": _("older Office file or Outlook message"),
        "application/rtf": _("rich text (RTF)"),
        "application/mbox": _("mailbox"),
        "message/rfc822": _("e-mail"),
        "text/plain": _("plain text"),
        "text/csv": _("table (CSV)"),
        "application/x-empty": _("empty file"),
        "application/vnd.openxmlformats-officedocument": _("Office document"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _("Word document"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _("Excel workbook"),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation": _("PowerPoint slides"),
        "application/postscript": "PostScript",
        "text/html": _("web page (HTML)"),
        "text/tab-separated-values": _("table (TSV)"),
        "application/octet-stream": _("unknown type"),
    }
    return known.get(media_type, media_type)


def state(name: str) -> str:
    """Return the state of a file or page as a word."""
    return {
        "received": _("not opened yet"),
        "waiting": _("waiting to be read"),
        "read": _("read"),
        "partly": _("partly read"),
        "failed": _("failed"),
        "kept": _("kept, not readable by this version"),
    }.get(name, name)


def source(name: str) -> str:
    """Return where the words of a page come from, as a sentence part."""
    return {
        "layer": _("the file's own text"),
        "ocr": _("text recognition of the page image"),
        "mixed": _("the file's own text and text recognition"),
        "none": _("no words were found"),
    }.get(name, name)


def graded(quality: float) -> str:
    """Return a quality (0..1) in words; what is called poor is what the list of pages to look at calls so."""
    return {"poor": _("poor"), "fair": _("fair"), "good": _("good")}[grade(quality)]


def quality_said(quality: float) -> str:
    """Return a quality (0..1) in words with its number; of a poor one, which can be a high number, why it is poor."""
    if grade(quality) == "poor":
        return _(
            "quality poor ({percent} of 100: more than one word in ten may be wrong or missing)",
            percent=int(100 * quality),
        )
    return _("quality {word} ({percent} of 100)", word=graded(quality), percent=round(100 * quality))


def verdict(name: str) -> str:
    """Return what came of the trial of a page's own text, as a sentence part; empty where it has none."""
    return {
        "good": _("says what the page shows"),
        "garbage": _("has signs that are no letters: those words, or the whole page, were read off the image"),
        "encoding": _(
            "names other letters than the page shows: those words, or the whole page, were read off the image"
        ),
        "old": _("is an earlier program's recognition of the scan: the page was read anew"),
        "hidden": _("is not seen on the page: only what is seen was read"),
        "shifted": _("stands elsewhere than the print: the page was read anew"),
        "short": _("misses much of the print: the page was read anew"),
    }.get(name, name)


def reason(name: str, source: str = "") -> str:
    """Return why words of the file are not seen on a page whose words come from `source`."""
    if is_older(name, source):
        return _("an older text layer has other words here")
    return {
        "covered": _("something lies over it"),
        "outside": _("it lies outside the visible page"),
        "invisible": _("it is drawn without visible ink"),
    }.get(name, name)


def is_older(name: str, source: str) -> bool:
    """Whether words that are not seen are those of an earlier text recognition, which lie over a scan as a rule."""
    return name == "invisible" and source == "ocr"


def unseen_words(name: str, source: str) -> str:
    """Return what a place with words that are not seen is, as a whole sentence part."""
    if is_older(name, source):
        return _(
            "an older, invisible text layer of the file has other words here than could be read on the page - "
            "usual for scans that were read before"
        )
    return _("text in the file that the page does not show: {why}", why=reason(name, source))


def decided(one: Decided) -> str:
    """Return what a decision says."""
    made = one.decision
    read = " ".join(made.anchor.words) if made.anchor else ""
    if made.kind == "undo":
        return _("Decision {numbers} taken back", numbers=", ".join(map(str, made.replaces)))
    if made.kind == "looked":
        return _("“{words}” is right", words=read) if read else _("The whole page is right")
    if not made.text:
        return _("“{read}” taken away", read=read)
    return _("“{read}” corrected to “{right}”", read=read, right=" ".join(made.text))


def decision_state(code: DecisionState) -> str:
    """Return the state of a decision in words."""
    return {
        "stands": _("holds"),
        "replaced": _("replaced by a later one"),
        "undone": _("taken back"),
        "lost": _("no longer fits what is read there: look and decide again"),
    }[code]


def facet(name: str) -> str:
    """Return what the pages of a search are divided by, as a heading."""
    return {
        "production": _("Production"),
        "file": _("Kind of file"),
        "year": _("Year received"),
        "source": _("Source of the text"),
        "quality": _("Quality of the reading"),
        "language": _("Language"),
        "filename": _("Name of the file"),
        "date": _("Date received"),
        "bates": _("Bates number"),
        "code": _("Exemption"),
        "kind": _("Kind of document"),
        "body": _("Public body"),
        "tag": _("Tag"),
    }.get(name, name)


def facet_value(value: str, name: str) -> str:
    """Return one value of a facet in words; names of productions, years and codes of further languages as they are."""
    words = {
        ("file", "pdf"): _("PDF"),
        ("file", "image"): _("image"),
        ("file", "mail"): _("mail"),
        ("file", "office"): _("office file"),
        ("file", "table"): _("table"),
        ("file", "text"): _("plain text"),
        ("file", "web"): _("web page"),
        ("file", "archive"): _("archive"),
        ("file", "other"): _("other"),
        ("source", "layer"): _("text of the file"),
        ("source", "ocr"): _("read off the image"),
        ("source", "mixed"): _("both"),
        ("source", "none"): _("no words"),
        ("quality", "poor"): _("poor"),
        ("quality", "fair"): _("fair"),
        ("quality", "good"): _("good"),
        ("language", "en"): _("English"),
        ("language", "es"): _("Spanish"),
    }
    return words.get((name, value)) or (_("unknown") if value == "unknown" and name != "production" else value)
