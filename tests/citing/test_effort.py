from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from readingroom.citing.check import check
from readingroom.citing.effort import MOST_ON_PAGE, Effort
from typed import page

WORDS = st.lists(st.sampled_from(["the", "tbe", "order", "orcler", "not", "no"]), min_size=1, max_size=40)


@given(WORDS, WORDS, st.integers(0, 300))
@settings(max_examples=300, deadline=None)
def test_less_effort_never_changes_a_verdict_silently(asked: list[str], there: list[str], left: int) -> None:
    said, read = " ".join(asked), page(" ".join(there))
    full, effort = check(said, read), Effort(left)
    short = check(said, read, effort=effort)
    assert full.whole
    assert 0 <= effort.left <= left
    assert short.verdict == full.verdict or (short.verdict, short.whole) == ("not_found", False)
    if full.verdict == "exact":
        assert short == full


def test_one_heavy_page_leaves_effort_for_the_others() -> None:
    effort = Effort()
    heavy = page(" ".join(["copy"] * 2000))
    first = check(" ".join([*["copy"] * 1000, "deny"]), heavy, effort=effort)
    assert (first.verdict, first.whole) == ("not_found", False)
    assert effort.left >= 4 * MOST_ON_PAGE
    second = check("the oider was given", page("here tbe oider was given"), effort=effort)
    assert second.whole
