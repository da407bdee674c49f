"""Full text by tantivy: plans become its query objects; its own query parser is never used.

Traps that shape this file were reproduced in the field notes: stars and `~` silently ignored by its parser, only-NOT
queries refused, snippets empty for fuzzy words, readers that see a commit only after `reload`.
"""

from __future__ import annotations

import contextlib
import itertools
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import tantivy

from readingroom.engines.fulltext import Divided, Entry, Found, TokensOf
from readingroom.engines.fulltext.match import PageTerms
from readingroom.engines.fulltext.memory import edits
from readingroom.errors import RoomError
from readingroom.locale import _
from readingroom.model.ids import FileId, PageId, parse_page_id
from readingroom.model.terms import Chain, Close, Every, Except, InFiles, InPages, Labelled, Plan, Run, Some

#: Goes up when the same pages would be indexed differently; an index of another version is made again.
VERSION = 4

#: Bytes the writer collects before it writes a segment; tantivy refuses less than 15 MB.
HEAP = 30_000_000

#: Phrases with alternatives become single phrases up to this many, and patterns beyond it.
MOST_PHRASES = 64

#: Bytes of terms in one pattern: tantivy refuses patterns of more than 1000 states, and a byte needs at most one.
PATTERN_BYTES = 900

#: Most patterns for one phrase; a phrase that needs more is found by its words and checked page by page.
MOST_PATTERNS = 200

#: Pages that are checked word by word at a time, where the index alone can't decide.
TOGETHER = 400

#: Files and labels that are counted apart at a time: tantivy refuses more than 65,000 groups in one answer, and its
#: Python package has no way to allow more.
MOST_GROUPS = 60_000

#: What a term that was not typed itself (an inflection, a fuzzy form) weighs beside the one that was. Not tuned: it
#: only puts pages with the word as typed before others.
OTHER_FORM = 0.5

_Q = tantivy.Query


def _schemas() -> tuple[Any, Any]:
    pages = tantivy.SchemaBuilder()
    pages.add_text_field("page", stored=True, tokenizer_name="raw", index_option="basic")
    pages.add_text_field("file", tokenizer_name="raw", index_option="basic", fast=True)
    pages.add_text_field("labels", tokenizer_name="raw", index_option="basic", fast=True)
    pages.add_text_field("words", tokenizer_name="whitespace", index_option="position")
    pages.add_text_field("accented", tokenizer_name="whitespace", index_option="position")
    pages.add_text_field("extras", tokenizer_name="whitespace", index_option="basic")
    # A second index of the terms themselves answers "which terms are near this one": the first one can't list them.
    terms = tantivy.SchemaBuilder()
    terms.add_text_field("term", stored=True, tokenizer_name="raw", index_option="basic")
    return pages.build(), terms.build()


class TantivyWriter:
    """Writes an index in a folder; one writer at a time."""

    def __init__(self, folder: Path) -> None:
        """Open or make the index.

        Raises:
            RoomError: it can't be written.
        """
        pages, terms = _schemas()
        try:
            for name in ("pages", "terms"):
                (folder / name).mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(pages, path=str(folder / "pages"))
            self._term_index = tantivy.Index(terms, path=str(folder / "terms"))
            self._pages = self._index.writer(HEAP, 1)
            self._terms = self._term_index.writer(15_000_000, 1)
        except (ValueError, OSError) as error:
            raise _broken(folder, error) from error
        self._folder = folder
        self._known: set[str] = set()
        self._new: set[str] = set()

    def add(self, entries: Sequence[Entry]) -> None:
        """Put pages into the index; a page that is there is replaced."""
        for entry in entries:
            tokens = entry.tokens
            extras = [term for term, _start, _end in tokens.extras]
            values = {"page": entry.page, "file": entry.file, "words": " ".join(tokens.terms)}
            if tokens.accented is not None:
                values["accented"] = " ".join(tokens.accented)
            if extras:
                values["extras"] = " ".join(extras)
            self._pages.delete_documents_by_term("page", entry.page)
            self._pages.add_document(tantivy.Document(**values, labels=list(tokens.labels)))
            self._new.update(tokens.terms)
            self._new.update(extras)

    def remove(self, pages: Sequence[PageId]) -> None:
        """Take pages out of the index."""
        for page in pages:
            self._pages.delete_documents_by_term("page", page)

    def commit(self) -> None:
        """Make everything so far durable and visible.

        Raises:
            RoomError: the disk is full or the folder is gone.
        """
        try:
            fresh = self._new - self._known
            self._term_index.reload()
            known = self._term_index.searcher()
            for term in fresh:
                if not known.doc_freq("term", term):
                    self._terms.add_document(tantivy.Document(term=term))
            # Terms first: a term without a page is harmless, a page without its terms would not be found by `~`.
            self._terms.commit()
            self._pages.commit()
        except (ValueError, OSError, RuntimeError) as error:
            raise _broken(self._folder, error) from error
        self._known |= fresh
        self._new.clear()

    def close(self) -> None:
        """Let running merges end and give the folder back; what was not committed is lost."""
        for writer in (self._terms, self._pages):
            with contextlib.suppress(ValueError, OSError, RuntimeError):
                writer.rollback()
                writer.wait_merging_threads()


def _broken(folder: Path, error: Exception) -> RoomError:
    return RoomError(
        _("The search index in {folder} can't be used: {reason}.", folder=folder, reason=error),
        _("Run: readingroom rebuild   It makes the index again from what was read; nothing else is touched."),
    )


class Tantivy:
    """Reads an index in a folder, also while another process writes it."""

    def __init__(self, folder: Path) -> None:
        """Open the index as it was at the last commit.

        Raises:
            RoomError: there is none, or it is damaged.
        """
        self._schema, _terms = _schemas()
        self._folder = folder
        try:
            self._index = tantivy.Index.open(str(folder / "pages"))
            self._term_index = tantivy.Index.open(str(folder / "terms"))
            self._index.config_reader("manual")
            self._term_index.config_reader("manual")
            self.refresh()
        except (ValueError, OSError) as error:
            raise _broken(folder, error) from error

    def refresh(self) -> None:
        """See what was committed since.

        Raises:
            RoomError: the index is damaged or gone.
        """
        try:
            self._index.reload()
            self._term_index.reload()
        except (ValueError, OSError) as error:
            raise _broken(self._folder, error) from error
        self._searcher = self._index.searcher()
        self._terms = self._term_index.searcher()

    def count(self) -> int:
        """How many pages the index holds."""
        return int(self._searcher.num_docs)

    def frequency(self, term: str) -> int:
        """How many pages hold the term."""
        return int(self._ask(self._run(Run(((term,),))), 1, 0).count)

    def terms(self, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return terms that begin so, the most frequent first."""
        found: dict[str, int] = dict(self._searcher.terms_with_prefix("words", prefix, _Q.all_query()))
        for term, count in self._searcher.terms_with_prefix("extras", prefix, _Q.all_query()):
            # A page may hold it as a word and among the extras; then it counts once.
            found[term] = self.frequency(term) if term in found else count
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))[:most]

    def near_terms(self, term: str, distance: int, most: int) -> list[tuple[str, int]]:
        """Return terms at most `distance` letters away, nearest first."""
        query = _Q.fuzzy_term_query(self._term_index.schema, "term", term, distance)
        terms = self._terms  # one searcher throughout, as in `_found`
        found = terms.search(query, max(terms.num_docs, 1))
        near = {str(terms.doc(address)["term"][0]) for _score, address in found.hits}
        counted = [(edits(term, other), -self.frequency(other), other) for other in near]
        return [(other, -count) for _away, count, other in sorted(counted) if count][:most]

    def search(self, plan: Plan, *, limit: int | None, offset: int = 0, tokens_of: TokensOf) -> Found:
        """Return the pages that match, best first.

        Raises:
            RoomError: the index is damaged.
        """
        try:
            if _decided(plan):
                return self._found(self._query(plan), limit, offset)
            candidates = self._found(self._query(plan), None, 0)
            kept = self._checked(plan, candidates, tokens_of)
            hits = [hit for hit in candidates.hits if hit[0] in kept]
        except (ValueError, OSError) as error:
            raise _broken(self._folder, error) from error
        return Found(len(hits), tuple(hits[offset:] if limit is None else hits[offset : offset + limit]))

    def divided(self, plan: Plan, *, tokens_of: TokensOf) -> Divided:
        """Return how many of the pages that match stand in each file and have each label.

        Raises:
            RoomError: the index is damaged.
        """
        try:
            query = self._query(plan)
            if not _decided(plan):
                kept = self._checked(plan, self._found(query, None, 0), tokens_of)
                query = _Q.term_set_query(self._schema, "page", sorted(kept))
            searcher: Any = self._searcher
            labels = dict(self._groups_of(searcher, query, "labels"))
            # There are no more files than pages. Those that begin alike are counted at a time: file_ids begin nearly
            # evenly, and half of what is allowed leaves room for that.
            pages, beginnings = searcher.search(query, 1).count, [""]
            while 2 * pages > MOST_GROUPS * len(beginnings):
                beginnings = [before + digit for before in beginnings for digit in "0123456789abcdef"]
            files: dict[FileId, int] = {}
            for beginning in beginnings:
                found = self._groups_of(searcher, query, "file", beginning)
                files.update((FileId(file), count) for file, count in found)
        except (ValueError, OSError) as error:
            raise _broken(self._folder, error) from error
        return Divided(files, labels)

    @staticmethod
    def _groups_of(searcher: Any, query: Any, field: str, beginning: str = "") -> Iterator[tuple[str, int]]:
        """Return the values of a field on the pages that match, with their pages: those that begin so."""
        terms = {"field": field, "size": MOST_GROUPS} | ({"include": beginning + ".*"} if beginning else {})
        counted = searcher.aggregate(query, {"groups": {"terms": terms}})["groups"]
        return ((one["key"], int(one["doc_count"])) for one in counted["buckets"])

    def _found(self, query: Any, limit: int | None, offset: int) -> Found:
        # One searcher throughout: another thread may refresh meanwhile, and addresses hold for their own searcher only.
        searcher: Any = self._searcher
        everything = max(searcher.num_docs, 1)
        most = everything if limit is None else min(limit, everything)
        result = searcher.search(query, max(most, 1), offset=min(offset, everything))
        hits = [(PageId(searcher.doc(address)["page"][0]), float(score)) for score, address in result.hits]
        return Found(int(result.count), tuple(hits if most else []))

    def _ask(self, query: Any, limit: int, offset: int) -> Any:  # tantivy's stubs leave out `count`
        return self._searcher.search(query, limit, offset=offset)

    def _checked(self, plan: Plan, candidates: Found, tokens_of: TokensOf) -> set[PageId]:
        """Return which candidates really match, by looking at their tokens."""
        pages = [page for page, _score in candidates.hits]
        kept: set[PageId] = set()
        for start in range(0, len(pages), TOGETHER):
            some = pages[start : start + TOGETHER]
            for page, tokens in zip(some, tokens_of(some), strict=True):
                if PageTerms(tokens, parse_page_id(page)[0], page).matches(plan):
                    kept.add(page)
        return kept

    def _query(self, plan: Plan, *, widely: bool = True) -> Any:
        """Return tantivy's query; where it can't decide, a wider one (a narrower one inside an `Except`)."""
        if isinstance(plan, Every):
            parts = [(tantivy.Occur.Must, self._query(part, widely=widely)) for part in plan.parts]
            return _Q.boolean_query(parts) if parts else _Q.all_query()
        if isinstance(plan, Some):
            return self._any([self._query(part, widely=widely) for part in plan.parts])
        if isinstance(plan, Except):
            inside = self._query(plan.part, widely=not widely)
            return _Q.boolean_query([(tantivy.Occur.Must, _Q.all_query()), (tantivy.Occur.MustNot, inside)])
        if isinstance(plan, Chain):
            return self._query(Every(plan.closes), widely=True) if widely else _Q.empty_query()
        if isinstance(plan, (InFiles, InPages, Labelled)):
            return _Q.const_score_query(_Q.term_set_query(self._schema, *_named(plan)), 1.0)
        if _decided(plan):
            return self._run(plan) if isinstance(plan, Run) else self._close(plan)
        if not widely:
            return _Q.empty_query()
        if isinstance(plan, Run):
            return self._wide_run(plan)
        sides = [self._any([self._wide_run(run) for run in side]) for side in _sides(plan)]
        return _Q.boolean_query([(tantivy.Occur.Must, side) for side in sides])

    def _wide_run(self, run: Run) -> Any:
        """Pages that hold a term of each slot, wherever, when they are too many for the index to say where."""
        strict = Run(run.slots, run.accented, strict=True)
        if _decided(strict):
            return self._run(strict)
        slots = [self._run(Run((slot,), run.accented, strict=True)) for slot in run.slots]
        return _Q.boolean_query([(tantivy.Occur.Must, slot) for slot in slots])

    @staticmethod
    def _any(queries: Sequence[Any]) -> Any:
        if not queries:
            return _Q.empty_query()
        return queries[0] if len(queries) == 1 else _Q.boolean_query([(tantivy.Occur.Should, one) for one in queries])

    def _run(self, run: Run) -> Any:
        field = "accented" if run.accented else "words"
        if len(run.slots) > 1:
            return self._phrase(field, run.slots, 0)
        fields = (field,) if run.strict or run.accented else (field, "extras")
        queries = []
        for place, term in enumerate(run.slots[0]):
            for name in fields:
                query = _Q.term_query(self._schema, name, term)
                queries.append(query if place == 0 and name == field else _Q.boost_query(query, OTHER_FORM))
        # The best form of a word counts, not the sum: a page is not more about deporting for using five forms of it.
        return queries[0] if len(queries) == 1 else _Q.disjunction_max_query(queries) if queries else _Q.empty_query()

    def _phrase(self, field: str, slots: Sequence[Sequence[str]], slop: int) -> Any:
        if not all(slots):
            return _Q.empty_query()
        if math.prod(map(len, slots)) <= MOST_PHRASES:
            phrases = [_Q.phrase_query(self._schema, field, list(words), slop) for words in itertools.product(*slots)]
            return self._any(phrases)
        # Terms hold letters, digits, marks and apostrophes only (searching/cut.py), so nothing in them is a pattern.
        groups = [[f"({'|'.join(group)})" for group in _groups(slot)] for slot in slots]
        phrases = [
            _Q.regex_phrase_query(self._schema, field, list(words), slop) for words in itertools.product(*groups)
        ]
        return self._any(phrases)

    def _close(self, close: Close) -> Any:
        left, right = ([term for run in side for term in run.slots[0]] for side in _sides(close))
        # Slop counts a step back as two: each order has its own phrase.
        both = [self._phrase("words", order, close.between) for order in ((left, right), (right, left))]
        return self._any(both)


def _sides(close: Close) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    return close.left, close.right


def _groups(slot: Sequence[str]) -> list[list[str]]:
    """Divide terms so that each group fits one pattern; like terms together, so that patterns stay small."""
    groups: list[list[str]] = []
    room = 0
    for term in sorted(slot):
        size = len(term.encode())
        if size > room:
            groups.append([])
            room = PATTERN_BYTES
        groups[-1].append(term)
        room -= size
    return groups


def _few(slots: Sequence[Sequence[str]]) -> bool:
    """Whether a phrase with these alternatives can be asked of the index."""
    return (
        math.prod(map(len, slots)) <= MOST_PHRASES or math.prod(len(_groups(slot)) for slot in slots) <= MOST_PATTERNS
    )


def _named(plan: InFiles | InPages | Labelled) -> tuple[str, list[str]]:
    """Return the field in which such a plan looks, and the values that it takes."""
    if isinstance(plan, InFiles):
        return "file", sorted(plan.files)
    if isinstance(plan, InPages):
        return "page", sorted(plan.pages)
    return "labels", sorted(plan.labels)


def _decided(plan: Plan) -> bool:
    """Whether the index alone answers exactly.

    Not for NEAR with a phrase or with one term on both sides, and not for phrases with too many alternatives.
    """
    if isinstance(plan, (Every, Some)):
        return all(map(_decided, plan.parts))
    if isinstance(plan, Except):
        return _decided(plan.part)
    if isinstance(plan, Run):
        return len(plan.slots) == 1 or _few(plan.slots)
    if isinstance(plan, (InFiles, InPages, Labelled)):
        return True
    if isinstance(plan, Chain):
        return False  # it finds each side with the next, but not that the same place of a side serves both
    if any(len(run.slots) != 1 or run.accented for run in (*plan.left, *plan.right)):
        return False
    left, right = ({term for run in side for term in run.slots[0]} for side in _sides(plan))
    return not left & right and _few([sorted(left), sorted(right)])
