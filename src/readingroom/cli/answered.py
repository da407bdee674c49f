"""What is said of an answer, on stderr: how much was found, what each word stood for, and what was not searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readingroom.cli.wording import tell
from readingroom.locale import _

if TYPE_CHECKING:
    from readingroom.desk.browse import Unsearched
    from readingroom.model.answers import SearchAnswer

#: Forms of one word, and words that stand nowhere, that are shown with an answer.
MOST_FORMS = 12


def say_answer(answer: SearchAnswer, left: Unsearched) -> None:
    """Tell how much was found, what each word stood for, and what was not searched."""
    if len(answer.hits) < answer.total:
        tell(
            _("{total} pages match; 1 is shown (--limit).", total=answer.total)
            if len(answer.hits) == 1
            else _("{total} pages match; {shown} are shown (--limit).", total=answer.total, shown=len(answer.hits))
        )
    else:
        tell(_("1 page matches.") if answer.total == 1 else _("{total} pages match.", total=answer.total))
    _say_words(answer)
    for note in answer.notes:
        tell(note)
    if not answer.total and not answer.about:
        tell(_("A scan may hold the word with wrong letters: try it with ~1 behind it, as in deportation~1."))
    for phrase in answer.parted:
        others_said = _(" or ").join(phrase.queries)
        tell(
            _(
                "On 1 page {phrase} is parted by a covered place. To find it: {others}",
                phrase=phrase.phrase,
                others=others_said,
            )
            if phrase.pages == 1
            else _(
                "On {count} pages {phrase} is parted by a covered place. To find them: {others}",
                count=phrase.pages,
                phrase=phrase.phrase,
                others=others_said,
            )
        )
    say_unsearched(answer.waiting, answer.failed)
    _say_files(left)


def _say_words(answer: SearchAnswer) -> None:
    """Tell what words stood for; of many that stand nowhere only the first are named."""
    nowhere = [word for word, forms in answer.expansions.items() if not forms]
    for word, forms in answer.expansions.items():
        if not forms and word in nowhere[:MOST_FORMS]:
            tell(_("“{word}” stands nowhere in this room.", word=word))
        elif others := [form for form in forms if form != word.lower()]:
            more = _(" and {count} more", count=len(others) - MOST_FORMS) if len(others) > MOST_FORMS else ""
            known = ", ".join(others[:MOST_FORMS])
            tell(_("“{word}” also stands for: {forms}{more}", word=word, forms=known, more=more))
    if (rest := len(nowhere) - MOST_FORMS) > 0:
        tell(_("1 more word stands nowhere.") if rest == 1 else _("{n} more words stand nowhere.", n=rest))


def say_unsearched(waiting: int, failed: int) -> None:
    """Tell how many pages no search sees."""
    if waiting:
        tell(
            _("1 page is not read yet and was not searched.")
            if waiting == 1
            else _("{count} pages are not read yet and were not searched.", count=waiting)
        )
    if failed:
        tell(
            _("1 page could not be read and was not searched.")
            if failed == 1
            else _("{count} pages could not be read and were not searched.", count=failed)
        )


def _say_files(left: Unsearched) -> None:
    """Tell which files no search sees, or not the whole of."""
    parts = []
    if left.failed:
        parts.append(
            _("1 file that could not be read")
            if left.failed == 1
            else _("{n} files that could not be read", n=left.failed)
        )
    if left.partly:
        parts.append(_("a part of 1 file") if left.partly == 1 else _("parts of {n} files", n=left.partly))
    if left.kept:
        parts.append(
            _("1 file this version has no reader for")
            if left.kept == 1
            else _("{n} files this version has no reader for", n=left.kept)
        )
    if left.closed:
        parts.append(
            _("1 file that is not opened yet")
            if left.closed == 1
            else _("{n} files that are not opened yet", n=left.closed)
        )
    if parts:
        tell(f"{_('Not searched:')} {', '.join(parts)}.")
