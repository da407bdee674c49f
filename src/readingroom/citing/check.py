"""Is a quotation on a page, word for word: exactly, but for reading noise, or not.

exact              equal after NFC, with runs of space, quotation marks and dashes folded and line-end hyphens closed;
                   case counts; it begins and ends where words do, so that no `not`, digit or sign is cut off. Where
                   something covers words that the file still holds, a `MARK` stands on the page.
within_ocr_noise   the same words in the same order; each that differs was read off an image and is noise (`noise.py`).
not_found          anything else, with the nearest place and what differs there.
"""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, replace

from readingroom.citing.effort import PAIR, Effort
from readingroom.citing.fold import BREAK, Folded, fold, folded
from readingroom.citing.noise import MOST_JOINED, is_joined, is_noise, is_parted
from readingroom.model.answers import Difference, Verdict
from readingroom.model.words import MARK, Words

#: Share of a quotation's words that must stand in a place, in order, for it to be shown as near.
NEAR = 2 / 3

#: How far outside a place its words are looked for: these many words, and one for every so many of the quotation.
SLACK, SLACK_EACH = 2, 4

#: Pairs of equal words, one of the quotation and one of the page, up to which the nearest place is looked for; text has
#: a few thousand. Beyond it one word stands there again and again, and every place is as near as the next.
MOST_PAIRS = 50_000

#: Such pairs in all the places that are compared closely; those that hold most of the quotation's words come first.
MOST_COMPARED = 200_000

#: Longest quotation, in characters; far longer than any page.
LONGEST = 20_000

# What may stand outside a quotation in its first and last printed word.
_OPENING = "\"'([{<*\u2020\u2021\u2022\u00b7\u00b6\u00bf\u00a1"
_CLOSING = "\"')]}>*\u2020\u2021.,;:!?\u2026"
_BETWEEN_LETTERS = ",;"


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of looking for a quotation on one page.

    Attributes:
        verdict: as promised.
        first: first word of the place, -1 if there is none.
        last: last word of the place.
        differences: what was asked and what stands there, word by word.
        share: of the quotation's words that stand there in order, 0..1.
        whole: False where the page was not compared to its end: it repeats the quotation's words over and over.
    """

    verdict: Verdict
    first: int = -1
    last: int = -1
    differences: tuple[Difference, ...] = ()
    share: float = 0.0
    whole: bool = True


def asked_words(asked: str) -> list[str]:
    """Return the words of a quotation, folded; quotation marks around the whole are left out."""
    text = " ".join(folded(asked).split())
    while len(text) > 1 and text[0] == text[-1] == '"' and text.count('"') == 2:  # noqa: PLR2004  # one pair around it all
        text = text[1:-1].strip()
    return text.split()


def check(
    asked: str,
    page: Words,
    covered: frozenset[int] = frozenset(),
    settled: Container[int] = frozenset(),
    effort: Effort | None = None,
) -> Checked:
    """Look for a quotation on a page.

    Args:
        asked: the quotation.
        page: the words of the page as people corrected them.
        covered: as `covered_after` gives it.
        settled: words that a person put there: they are never reading noise.
        effort: what comparing may still cost; whether the words stand there exactly is always told.
    """
    effort = Effort() if effort is None else effort
    effort.turn()
    quotation = asked_words(asked)
    if not quotation or not len(page):
        return Checked("not_found")
    whole = fold(page, covered)
    if place := _exactly(quotation, whole):
        return Checked("exact", *place, share=1.0)
    readings = [_closed(page, covered, settled, joined=joined) for joined in (True, False)]
    for read in readings:
        if found := _noisily(quotation, read, effort):
            return found
    complete = not effort.spent
    near = max((_nearest(quotation, read, effort) for read in readings), key=lambda found: found.share)
    return replace(near, whole=complete)


def _exactly(quotation: list[str], page: Folded) -> tuple[int, int] | None:
    """Return first and last word of the first exact place."""
    words = [_pattern(word) for word in quotation]
    # A hyphen that ends a line may belong to the word before a space: `pre- and post-war`.
    for match in re.compile(f"[ {BREAK}]".join(words)).finditer(page.text):
        if _begins(page, match.start()) and _ends(page, match.end()):
            return page.words[match.start()], page.words[match.end() - 1]
    return None


def _pattern(word: str) -> str:
    """Match a word also where a line's end breaks it, after a hyphen of its own or one that the print put there.

    Print puts hyphens between letters only: `10-` at a line's end before `15` is no 1015.
    """
    parts = []
    for sign, after in zip(word, [*word[1:], ""], strict=True):
        parts.append(f"-{BREAK}?" if sign == "-" else re.escape(sign))
        if sign.isalpha() and after.isalpha():
            parts.append(f"(?:-{BREAK})?")
    return "".join(parts)


def _begins(page: Folded, start: int) -> bool:
    """Whether nothing but opening punctuation of its printed word stands before a place."""
    at = start
    while at > 0 and page.text[at - 1] not in (" ", BREAK):
        at -= 1
        if at in page.long or _parts(page.text, at):
            return True
        if page.text[at] not in _OPENING:
            return False
    return at == 0 or page.text[at - 1] == " "


def _ends(page: Folded, end: int) -> bool:
    """Whether nothing but closing punctuation of its printed word stands after a place."""
    text = page.text
    at = end
    while at < len(text) and text[at] not in (" ", BREAK):
        if at in page.long or _parts(text, at):
            return True
        if text[at] not in _CLOSING:
            return False
        at += 1
    return at >= len(text) or text[at] == " "


def _parts(text: str, at: int) -> bool:
    """Whether the sign parts two words though no space stands there, `Chicago,Illinois`; never between digits."""
    around = text[at - 1 : at] + text[at + 1 : at + 2]
    return text[at] in _BETWEEN_LETTERS and len(around) == 2 and around.isalpha()  # noqa: PLR2004  # a letter on each side


@dataclass(frozen=True, slots=True)
class _Read:
    """Words of a page as they are compared: text, first and last word each."""

    texts: list[str]
    first: list[int]
    last: list[int]
    kept: dict[int, str]
    """For words joined over a line's end, the same with the hyphen kept."""
    halves: set[int]
    """Second halves of words that a line's end may have broken, when they are not joined."""
    recognised: list[bool]
    """Whether a machine read the word off an image: only then it may be noise; what a file says is not misread."""
    sure: list[float]
    """Quality of the word, 0..1; of one joined over a line's end, of its worse half."""


def _closed(page: Words, covered: frozenset[int], settled: Container[int], *, joined: bool) -> _Read:
    read = _Read([], [], [], {}, set(), [], [])
    broken = False
    for index, word in enumerate(page):
        text = folded(word)
        if broken and not joined:
            read.halves.add(len(read.texts))
        if broken and joined:
            whole, before = read.texts[-1] + text, read.texts[-1][:-1]
            read.texts[-1] = whole
            if before[-1].isalpha() and text[:1].isalpha():
                read.kept[len(read.texts) - 1] = whole
                read.texts[-1] = before + text
            read.last[-1] = index
            read.recognised[-1] &= index not in settled
            read.sure[-1] = min(read.sure[-1], page.confidence[index])
        else:
            read.recognised.append(not math.isnan(page.confidence[index]) and index not in settled)
            read.sure.append(page.confidence[index])
            read.texts.append(text)
            read.first.append(index)
            read.last.append(index)
        ends_line = index + 1 < len(page) and page.lines[index + 1] != page.lines[index]
        broken = ends_line and len(text) > 1 and text[-1] == "-" and text[-2].isalnum()
        if index in covered:
            broken = False
            read.recognised.append(False)
            read.sure.append(1.0)
            read.texts.append(MARK)
            read.first.append(index)
            read.last.append(index)
    return read


def _noisily(quotation: list[str], read: _Read, effort: Effort) -> Checked | None:
    """Return the first place where every word is the same or noise."""
    for start in range(len(read.texts)):
        if start in read.halves:
            continue
        found = _from(quotation, read, start, effort)
        if effort.spent:
            return None
        if found is None:
            continue
        end, differences = found
        if end in read.halves or not differences:
            continue  # equal, but not from word to word: decided by the exact rule
        share = 1 - len(differences) / len(quotation)
        return Checked("within_ocr_noise", read.first[start], read.last[end - 1], tuple(differences), share)
    return None


def _from(quotation: list[str], read: _Read, start: int, effort: Effort) -> tuple[int, list[Difference]] | None:
    """Return where a quotation that begins at a word ends (the word after it), and what differs as noise."""
    at, differences, asked = start, list[Difference](), 0
    while asked < len(quotation):
        if at >= len(read.texts) or not effort.take():
            return None
        step = _step(quotation, read, asked, at)
        if step is None:
            return None
        some, words = step
        said, there = " ".join(quotation[asked : asked + some]), " ".join(read.texts[at : at + words])
        if (some, words) != (1, 1) or said not in _forms(quotation, read, asked, at):
            shown = _trimmed(there, said, first=asked == 0, last=asked + some == len(quotation))
            differences.append(Difference(said, shown, read.first[at], read.last[at + words - 1]))
        asked, at = asked + some, at + words
    return at, differences


def _step(quotation: list[str], read: _Read, asked: int, at: int) -> tuple[int, int] | None:
    """Return how many words of the quotation are the same as, or noise for, how many words of the page."""
    forms = _forms(quotation, read, asked, at)
    if quotation[asked] in forms:
        return 1, 1
    if not read.recognised[at]:
        return None
    if any(is_noise(quotation[asked], form, sure=read.sure[at]) for form in forms):
        return 1, 1
    for some in range(2, min(MOST_JOINED, len(quotation) - asked) + 1):
        said = quotation[asked : asked + some]
        last = asked + some == len(quotation)
        if is_joined(said, _trimmed(read.texts[at], "".join(said), first=asked == 0, last=last)):
            return some, 1
    if at + 1 < len(read.texts) and read.recognised[at + 1] and not {at, at + 1} & read.halves:
        first = _trimmed(read.texts[at], quotation[asked], first=asked == 0, last=False)
        second = _trimmed(read.texts[at + 1], quotation[asked], first=False, last=asked + 1 == len(quotation))
        if is_parted(quotation[asked], first, second):
            return 1, 2
    return None


def _forms(quotation: list[str], read: _Read, asked: int, at: int) -> list[str]:
    """Return how a word of the page may be taken, without the punctuation that the quotation's ends leave out."""
    forms = [read.texts[at], *([read.kept[at]] if at in read.kept else [])]
    first, last = asked == 0, asked == len(quotation) - 1
    return [_trimmed(form, quotation[asked], first=first, last=last) for form in forms]


def _trimmed(read: str, asked: str, *, first: bool, last: bool) -> str:
    """Leave out the punctuation around a quotation's first and last word that the quotation leaves out."""
    if first:
        while len(read) > 1 and read[0] in _OPENING and not asked.startswith(read[0]):
            read = read[1:]
    if last:
        while len(read) > 1 and read[-1] in _CLOSING and not asked.endswith(read[-1]):
            read = read[:-1]
    return read


def _where(read: _Read, begin: int, end: int) -> tuple[int, int]:
    """Return the first and last word of the page where compared words stand, -1 for none."""
    return (read.first[begin], read.last[end - 1]) if begin < end else (-1, -1)


def _nearest(quotation: list[str], read: _Read, effort: Effort) -> Checked:
    """Return the place that holds most of the quotation's words in order, and what differs there."""
    size = len(quotation)
    best = Checked("not_found")
    asked, there = Counter(quotation), Counter(read.texts)
    pairs = sum(count * there[word] for word, count in asked.items())
    if (asked & there).total() < NEAR * size or pairs > MOST_PAIRS or not effort.take(PAIR * pairs):
        return best
    blocks = difflib.SequenceMatcher(None, quotation, read.texts, autojunk=False).get_matching_blocks()
    starts = {block.b - block.a for block in blocks if block.size}
    slack = SLACK + size // SLACK_EACH
    for most, begin, end in _places(asked, read, [(max(0, at - slack), at + size + slack) for at in starts]):
        if most <= best.share * size:
            continue  # it can't hold more of the quotation's words in order than it holds in all
        here = difflib.SequenceMatcher(None, quotation, read.texts[begin:end], autojunk=False)
        same = [block for block in here.get_matching_blocks() if block.size]
        share = sum(block.size for block in same) / size
        if not same or share < NEAR or share <= best.share:
            continue
        # As many words on each side as the quotation has there, within the page: no word is missing because of a cut.
        low = max(0, begin + same[0].b - same[0].a)
        high = min(len(read.texts), begin + same[-1].b + size - same[-1].a)
        place = read.texts[low:high]
        place[0] = _trimmed(place[0], quotation[0], first=True, last=False)
        place[-1] = _trimmed(place[-1], quotation[-1], first=False, last=True)
        steps = difflib.SequenceMatcher(None, quotation, place, autojunk=False).get_opcodes()
        differences = tuple(
            Difference(" ".join(quotation[a:b]), " ".join(place[c:d]), *_where(read, low + c, low + d))
            for kind, a, b, c, d in steps
            if kind != "equal"
        )
        best = Checked("not_found", read.first[low], read.last[high - 1], differences, share)
    return best


def _places(asked: Counter[str], read: _Read, spans: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Return the spans of a page that may be near, in the order given: how many words asked for it holds, its ends."""
    held = []
    for order, (begin, end) in enumerate(spans):
        there = Counter(read.texts[begin:end])
        most = (asked & there).total()
        if most >= NEAR * asked.total():
            held.append((-most, order, sum(count * there[word] for word, count in asked.items())))
    spent, kept = 0, list[tuple[int, int]]()
    for most, order, pairs in sorted(held):
        spent += pairs
        if kept and spent > MOST_COMPARED:
            break
        kept.append((order, -most))
    return [(most, spans[order][0], min(len(read.texts), spans[order][1])) for order, most in sorted(kept)]
