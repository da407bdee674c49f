"""Resting: what words of a page rest on, and what differs from a quotation, as sentences for people."""

from __future__ import annotations

from readingroom.citing.rests import rests
from readingroom.locale import _
from readingroom.model.answers import Difference, PageText, QuoteAnswer, Support
from readingroom.model.words import MARK
from readingroom.reading.fitted import threshold

#: Characters of words that a sentence repeats.
LONGEST = 60

#: Pages that were not compared to their end and are named.
MOST_NAMED = 5


def resting(page: PageText, first: int, last: int) -> tuple[Support, ...]:
    """Return what the words `first` to `last` of a page, as it is shown, rest on."""
    return rests(page, first, last, threshold("doubt"))


def sentence(support: Support) -> str:
    """Return what a run of words rests on as a sentence."""
    words = support.words if len(support.words) <= LONGEST else support.words[:LONGEST].rstrip() + "…"
    day = support.at[:10]
    if support.on == "visible_text":
        return _("“{words}”: text of the file itself, which the page shows.", words=words)
    if support.on == "person" and support.corrected and not support.machine:
        return _(
            "“{words}”: put in by {person} on {day}; nothing was read there.",
            words=words,
            person=support.person,
            day=day,
        )
    if support.on == "person" and support.corrected:
        return _(
            "“{words}”: corrected by {person} on {day}; the machine read “{machine}”.",
            words=words,
            person=support.person,
            day=day,
            machine=support.machine,
        )
    if support.on == "person":
        return _(
            "“{words}”: compared with the image by {person} on {day}.", words=words, person=support.person, day=day
        )
    if support.on == "two_readings":
        return _("“{words}”: read alike by two engines.", words=words)
    if support.doubted and support.other:
        return _("“{words}”: another engine read “{other}”. Look at the image.", words=words, other=support.other)
    if support.doubted:
        return _("“{words}”: another engine read nothing there. Look at the image.", words=words)
    if support.unsure:
        return _("“{words}”: read by one machine only, which was unsure. Look at the image.", words=words)
    if support.given:
        return _(
            "“{words}”: text of the file itself, with a letter that was too rare or too small to be compared with the "
            "page. Compare it with the image.",
            words=words,
        )
    return _("“{words}”: read by one machine only. Compare it with the image.", words=words)


def difference(one: Difference) -> str:
    """Return what differs in one place between a quotation and the page as a sentence."""
    if not one.asked and set(one.read) <= {MARK, " "}:
        return _("The quotation runs over a covered place ({mark}); what stands under it is not known.", mark=MARK)
    asked, read = _quoted(one.asked), _quoted(one.read)
    if not one.person:
        return _("asked {asked}, read {read}", asked=asked, read=read)
    return _(
        "asked {asked}, but {person} corrected it to {read} on {day}; the machine read {machine}",
        asked=asked,
        read=read,
        person=one.person,
        day=one.at[:10],
        machine=_quoted(one.machine),
    )


def unsettled(answer: QuoteAnswer) -> str:
    """Return what was not compared to its end, as a sentence; empty where all was."""
    count = len(answer.unsettled)
    if not count:
        return ""
    names = [_("{path}, page {number}", path=path, number=number) for path, number in _places(answer)[:MOST_NAMED]]
    named = "; ".join([*names, *([_("and {count} more", count=count - MOST_NAMED)] if count > MOST_NAMED else [])])
    return (
        _(
            "1 page repeats these words over and over. They do not stand there exactly; whether they do but for "
            "misread letters was not compared to the end: {named}. Ask for fewer words.",
            named=named,
        )
        if count == 1
        else _(
            "{count} pages repeat these words over and over. They do not stand there exactly; whether they do but for "
            "misread letters was not compared to the end: {named}. Ask for fewer words.",
            count=count,
            named=named,
        )
    )


def _places(answer: QuoteAnswer) -> list[tuple[str, int]]:
    return [answer.places[page] for page in answer.unsettled]


def _quoted(words: str) -> str:
    return _("“{words}”", words=words) if words else _("nothing")
