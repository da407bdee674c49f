from __future__ import annotations

from collections import Counter

from readingroom.reading.evidence import Evidence, Tally

KEY, OTHER, LEFT = ("S", b"drawing of S"), ("a", b"drawing of a"), ("0", b"drawing of 0")


def test_what_was_false_in_one_file_is_looked_at_anew_in_the_next() -> None:
    known = Evidence().of_file("one")
    known.keep({KEY: Tally(others=Counter({"5": 2})), OTHER: Tally(same=3)})
    assert known.of_file("one").wrong == {KEY}
    assert not known.is_open(KEY)
    known.leave({LEFT})
    after = known.of_file("two")
    assert after is known
    assert after.is_open(KEY)
    assert after.is_open(LEFT)
    assert after.proven == {OTHER}  # a drawing that was read as its letter is that letter everywhere
