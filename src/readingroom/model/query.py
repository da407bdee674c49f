"""A search as a tree: what the query language is parsed to and what full-text engines are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

FieldName = Literal[
    "kind",
    "body",
    "production",
    "filename",
    "file",
    "bates",
    "code",
    "date",
    "year",
    "source",
    "quality",
    "language",
    "tag",
]
"""Fields of the search language."""

FIELDS: tuple[FieldName, ...] = get_args(FieldName)

#: Quotation marks that open or close a phrase or a value; none can stand inside one.
QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb'

FileKind = Literal["pdf", "image", "mail", "office", "table", "text", "web", "archive", "other"]
"""What kind of file a page comes from, as `file:` asks for it."""

#: For each kind of file how the media types begin that it stands for; the rest is `other`.
FILE_KINDS: dict[FileKind, tuple[str, ...]] = {
    "pdf": ("application/pdf",),
    "image": ("image/",),
    "mail": ("message/rfc822", "application/mbox"),
    "office": ("application/vnd.openxmlformats-officedocument", "application/x-ole-storage", "application/rtf"),
    "table": ("text/csv", "text/tab-separated-values"),
    "text": ("text/plain",),
    "web": ("text/html",),
    "archive": ("application/zip", "application/x-7z-compressed", "application/gzip"),
    "other": (),
}

#: Words that `quality:` takes in the place of numbers; what they mean in numbers is fitted (`reading/fitted.py`).
QUALITIES = ("poor", "fair", "good", "unknown")

#: What `source:` takes (`model.page.TextSource`).
SOURCES = ("layer", "ocr", "mixed", "none")


def file_kind(media_type: str) -> FileKind:
    """Return the kind of file of a media type."""
    return next((kind for kind, begins in FILE_KINDS.items() if media_type.startswith(begins)), "other")


def typed_field(name: FieldName, value: str) -> str:
    """Return a field as a person would type it: the value in quotation marks where it is more than one word.

    The name of a production always: without them it stands for all productions with these words in their names.
    """
    simple = name != "production" and value.replace("-", "").replace("_", "").isalnum()
    return f"{name}:{value}" if simple else f'{name}:"{unquoted(value)}"'


def unquoted(value: str) -> str:
    """Return a value with a space in the place of each quotation mark."""
    return "".join(" " if letter in QUOTES else letter for letter in value)


@dataclass(frozen=True, slots=True)
class Word:
    """A bare word: also finds its inflections."""

    text: str


@dataclass(frozen=True, slots=True)
class Exact:
    """Words in quotation marks: exactly these, next to each other, in this order (one word = that exact word)."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """`depor*`: words that begin so."""

    stem: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """`word~1`: words at most `distance` (1 or 2) letters or known confusions of reading away."""

    text: str
    distance: int


@dataclass(frozen=True, slots=True)
class FuzzyPhrase:
    """`"fuzzy phrase"~`: these words in this order, each allowed to be damaged."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """`a NEAR/5 b NEAR/2 c`: each side with the next, in any order, with at most so many words between the two.

    Attributes:
        sides: two or more; an `Or` as a side holds what may itself be a side. The same place of a side serves what
            stands before and after it in the chain.
        between: for each NEAR the most words between its sides; one fewer than `sides`.
    """

    sides: tuple[Side, ...]
    between: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """`production:march`: pages whose field has this value; with `high` a range, both ends included.

    The parser has checked and normalised the values (`searching/fields.py`): dates are ISO years, months or days, years
    four digits, percents of `quality` 0 to 100, languages ISO 639-1 codes or `unknown`, `file`, `source` and words of
    `quality` the known ones. An open end of a range is 0000 or 9999 for dates and years, 0 or 100 for `quality`, empty
    for `bates`. The values of the other fields are words as typed, a last `*` for words that begin so.

    Attributes:
        name: of the field.
        low: the value, or the lower end of a range.
        high: the upper end of a range; None for a single value.
        whole: a production's name in quotation marks: where one is called just so, no other is meant.
    """

    name: FieldName
    low: str
    high: str | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Pages that do not match."""

    part: Query


Single: TypeAlias = Word | Exact | Prefix | Fuzzy | FuzzyPhrase
"""What stands at one place of a page."""

Side: TypeAlias = Single | Or
"""A side of a NEAR; an `Or` of sides only."""

Query: TypeAlias = Single | Near | Field | And | Or | Not
