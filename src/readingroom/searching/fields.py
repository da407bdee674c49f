"""The fields of a query: their values checked, made alike, and refused in words that name what would be understood."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Sequence

from readingroom.errors import QueryError
from readingroom.locale import _
from readingroom.model.query import FIELDS, FILE_KINDS, QUALITIES, SOURCES, Field, FieldName
from readingroom.searching.cut import plain, tokens_of
from readingroom.searching.lex import Piece

#: How like a known name a wrong one must be to be taken for it (difflib's ratio). Above .75, or a name of four letters
#: would be taken for any other that shares three of them: `data:` for `date:`.
LIKE = 0.76

#: Longest name of a field that a wrong one is compared with, in characters.
LONGEST_NAME = 20

#: Most characters of the query in a sentence.
LONGEST_SAID = 60

FIRST_DAY, LAST_DAY = "0000", "9999"

#: Names that people write for these fields and that may as well be words of a page: said, not refused.
_SYNONYMS: dict[str, FieldName] = {
    "type": "file", "filetype": "file", "ext": "file", "extension": "file", "tipo": "file", "format": "file",
    "formato": "file", "name": "filename", "path": "filename", "folder": "filename", "nombre": "filename",
    "archivo": "filename", "carpeta": "filename", "fecha": "date", "received": "date", "before": "date",
    "after": "date", "since": "date", "until": "date", "year": "year", "ano": "year", "idioma": "language",
    "lengua": "language", "etiqueta": "tag", "label": "tag", "calidad": "quality", "fuente": "source",
    "produccion": "production", "release": "production", "entrega": "production", "batch": "production",
    "lote": "production", "codigo": "code", "exemption": "code", "exencion": "code", "agency": "body",
    "office": "body", "organismo": "body", "clase": "kind", "number": "bates", "numero": "bates",
}  # fmt: skip

#: Languages by their names; a text of another language is asked for by its code.
_LANGUAGES = {
    "english": "en", "ingles": "en", "spanish": "es", "espanol": "es", "castellano": "es", "french": "fr",
    "frances": "fr", "francais": "fr", "portuguese": "pt", "portugues": "pt", "german": "de", "aleman": "de",
    "deutsch": "de", "italian": "it", "italiano": "it", "chinese": "zh", "chino": "zh", "russian": "ru", "ruso": "ru",
    "arabic": "ar", "arabe": "ar", "vietnamese": "vi", "vietnamita": "vi", "korean": "ko", "coreano": "ko",
    "unknown": "unknown", "none": "unknown", "desconocido": "unknown", "desconocida": "unknown",
}  # fmt: skip

#: Other words for the values of closed fields, English and Spanish.
_VALUES: dict[FieldName, dict[str, str]] = {
    "file": {
        "email": "mail", "e-mail": "mail", "correo": "mail", "eml": "mail", "mbox": "mail", "msg": "mail",
        "images": "image", "imagen": "image", "picture": "image", "photo": "image", "scan": "image", "png": "image",
        "jpg": "image", "jpeg": "image", "tif": "image", "tiff": "image", "gif": "image", "word": "office",
        "doc": "office", "docx": "office", "excel": "office", "xls": "office", "xlsx": "office", "powerpoint": "office",
        "ppt": "office", "pptx": "office", "rtf": "office", "oficina": "office", "csv": "table", "tsv": "table",
        "tabla": "table", "txt": "text", "texto": "text", "html": "web", "htm": "web", "zip": "archive",
        "7z": "archive", "otro": "other",
    },
    "source": {"text": "layer", "own": "layer", "scan": "ocr", "both": "mixed", "capa": "layer", "mixta": "mixed"},
    "quality": {"bad": "poor", "low": "poor", "mala": "poor", "high": "good", "buena": "good", "regular": "fair",
                "none": "unknown", "desconocida": "unknown"},
}  # fmt: skip

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_OTHER_DATE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?")
_YEAR = re.compile(r"[0-9]{4}")
_PERCENT = re.compile(r"([0-9]{1,3})%?")


def nearest(name: str) -> FieldName | None:
    """Return the field that a wrong name was meant for, by its letters; None when it is like none of them."""
    like = _near(name.lower(), FIELDS)
    return next((known for known in FIELDS if known == like), None)


def meant(name: str) -> FieldName | None:
    """Return the field that a word before a colon is another word for, in English or Spanish."""
    return _SYNONYMS.get(plain(name.lower()))


def field_of(name: FieldName, piece: Piece) -> Field:
    """Return a field with its value checked and made alike (see `model.query.Field`).

    Args:
        name: of the field.
        piece: the field, or one of the values in its brackets.

    Raises:
        QueryError: it has no value, or none that this field knows.
    """
    value = piece.text.strip()
    if not value or not any(map(str.isalnum, value)):
        raise QueryError(
            _("“{name}:” at character {place} has no value.", name=name, place=piece.at + 1),
            _("Write it without a space: {name}:value", name=name),
            piece.at,
            piece.length,
        )
    if name == "date":
        return _date(piece, value)
    if name == "year":
        return _year(piece, value)
    if name == "quality":
        return _quality(piece, value)
    if name == "file":
        return Field(name, _known(name, piece, value, tuple(FILE_KINDS)))
    if name == "source":
        return Field(name, _known(name, piece, value, SOURCES))
    if name == "language":
        return _language(piece, value)
    if name == "bates" and ".." in value and not piece.quoted:
        return _bates(piece, value)
    if not tokens_of(value) or (value.endswith("*") and not value[-2:-1].isalnum()):
        raise _wrong(name, piece, value, _("Write it without a space: {name}:value", name=name))
    return Field(name, value, whole=name == "production" and piece.quoted)


def _wrong(name: FieldName, piece: Piece, value: str, next_step: str) -> QueryError:
    return QueryError(
        _("“{value}” at character {place} is nothing that {name}: understands.",
          value=short(value), place=piece.at + 1, name=name),
        next_step,
        piece.at,
        piece.length,
    )  # fmt: skip


def _known(name: FieldName, piece: Piece, value: str, known: Sequence[str]) -> str:
    """Return the known value that a typed one is or is another word for."""
    word = plain(value.casefold())
    word = _VALUES[name].get(word, word)
    if word in known:
        return word
    near = _near(word, [*known, *_VALUES[name]])
    if near:
        raise _wrong(name, piece, value, _("Did you mean “{near}”?", near=f"{name}:{_VALUES[name].get(near, near)}"))
    step = _("It takes: {known}.", known=", ".join(known))
    if name == "file":
        step += " " + _("For the name of a file write filename:{value}", value=_quotable(short(value)))
    raise _wrong(name, piece, value, step)


def _near(word: str, known: Sequence[str]) -> str:
    """Return the known word that a wrong one is like; empty when it is like none."""
    near = difflib.get_close_matches(word, known, 1, LIKE) if len(word) <= LONGEST_NAME else []
    return near[0] if near else ""


def short(text: str) -> str:
    """Return a text of the query as it is said in a sentence: not longer than one."""
    return text if len(text) <= LONGEST_SAID else text[:LONGEST_SAID] + "\N{HORIZONTAL ELLIPSIS}"


def _quotable(value: str) -> str:
    return f'"{value}"' if " " in value else value


def _language(piece: Piece, value: str) -> Field:
    word = plain(value.casefold())
    code = _LANGUAGES.get(word, word)
    if code != "unknown" and not (len(code) == 2 and code.isascii() and code.isalpha()):  # noqa: PLR2004  # ISO 639-1
        near = _near(word, tuple(_LANGUAGES))
        step = (
            _("Did you mean “{near}”?", near=f"language:{near}")
            if near
            else _("Write the language's code of two letters: language:es, language:en, or language:unknown")
        )
        raise _wrong("language", piece, value, step)
    return Field("language", code)


def _range(name: FieldName, piece: Piece, value: str, example: str) -> tuple[str, str, bool]:
    """Return both ends of a range as typed; the same twice and False for a single value."""
    low, dots, high = (part.strip() for part in value.partition(".."))
    if not dots:
        return low, low, False
    if not low and not high:
        raise _wrong(name, piece, value, _("Write for instance: {example}", example=example))
    return low, high, True


def _backwards(piece: Piece, example: str) -> QueryError:
    return QueryError(
        _("The range at character {place} runs backwards.", place=piece.at + 1),
        _("Write the smaller end first: {example}", example=example),
        piece.at,
        piece.length,
    )


def _date(piece: Piece, value: str) -> Field:
    low, high, ranged = _range("date", piece, value, "date:2017-06..2017-10")
    for part in filter(None, (low, high)):
        _check_date(piece, part)
    if not ranged:
        return Field("date", low)
    low, high = low or FIRST_DAY, high or LAST_DAY
    if low > high and not low.startswith(high):
        raise QueryError(
            _("The dates at character {place} run backwards.", place=piece.at + 1),
            _("Write the earlier one first: date:2017-06..2017-10"),
            piece.at,
            piece.length,
        )
    return Field("date", low, high)


def _check_date(piece: Piece, part: str) -> None:
    match = _DATE.fullmatch(part)
    if match and _exists(match):
        return
    step = _("Write a year, a month or a day, or a range: date:2017, date:2017-06, date:2017-06..2017-10")
    what = _("“{value}” at character {place} is no date.", value=short(part), place=piece.at + 1)
    if match:
        what = _("“{value}” at character {place} is no day of the calendar.", value=short(part), place=piece.at + 1)
    elif (other := _OTHER_DATE.fullmatch(part)) and _exists(other):
        iso = "-".join(number.zfill(2) for number in other.groups() if number)
        step = _("Write it so: {example}", example=f"date:{iso}")
    raise QueryError(what, step, piece.at, piece.length)


def _exists(match: re.Match[str]) -> bool:
    year, month, day = match.groups()
    try:
        dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return False
    return True


def _year(piece: Piece, value: str) -> Field:
    example = "year:2017, year:2015..2017"
    low, high, ranged = _range("year", piece, value, example)
    if not all(_YEAR.fullmatch(part) for part in (low, high) if part):
        raise _wrong("year", piece, value, _("Write for instance: {example}", example=example))
    if not ranged:
        return Field("year", low)
    low, high = low or FIRST_DAY, high or LAST_DAY
    if low > high:
        raise _backwards(piece, "year:2015..2017")
    return Field("year", low, high)


def _quality(piece: Piece, value: str) -> Field:
    example = "quality:poor, quality:..60, quality:60..80"
    low, high, ranged = _range("quality", piece, value, example)
    if not ranged and not _PERCENT.fullmatch(low):
        return Field("quality", _known("quality", piece, value, QUALITIES))
    ends = [int(match[1]) for part in (low or "0", high or "100") if (match := _PERCENT.fullmatch(part))]
    if len(ends) != 2 or max(ends) > 100:  # noqa: PLR2004  # both ends, percents
        raise _wrong("quality", piece, value, _("Write for instance: {example}", example=example))
    if ends[0] > ends[1]:
        raise _backwards(piece, "quality:60..80")
    return Field("quality", str(ends[0]), str(ends[1]))


def _bates(piece: Piece, value: str) -> Field:
    """A range of Bates numbers: of one series, the second end may leave out what comes before its number."""
    example = "bates:ABC000100..ABC000200"
    low, high, _ranged = _range("bates", piece, value, example)
    series, first = _apart(low)
    other, last = _apart(high)
    if (low and not first) or (high and not last):
        raise _wrong("bates", piece, value, _("Write for instance: {example}", example=example))
    if low and high:
        if not other:
            other, high = series, series + high
        if series.casefold() != other.casefold():
            raise QueryError(
                _("The numbers at character {place} are of two series.", place=piece.at + 1),
                _("Write both of one: {example}", example=example),
                piece.at,
                piece.length,
            )
        if _size(first) > _size(last):
            raise _backwards(piece, example)
    return Field("bates", low, high)


def _apart(number: str) -> tuple[str, str]:
    """Return what stands before the last digits of a Bates number, and these."""
    series = number.rstrip("0123456789")
    return series, number[len(series) :]


def _size(digits: str) -> tuple[int, str]:
    """Return what sorts digits by their number; they may be too many for a number of Python's."""
    digits = digits.lstrip("0")
    return len(digits), digits
