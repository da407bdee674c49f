"""What was kept in one language is read in another, with the same values; what is not ours stays as it is."""

from __future__ import annotations

import contextvars
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.locale import use
from readingroom.locale.again import LEAST, worded
from readingroom.locale.collect import catalogue, messages

#: Where the sentences are made that are kept with a file or page.
FAILURES = ("intake/", "formats/", "engines/", "reading/", "desk/worker.py", "desk/executor.py", "desk/receive.py")


def said_in(language: str, text: str) -> str:
    def say() -> str:
        use(language)
        return worded(text)

    return contextvars.copy_context().run(say)


def test_every_reason_of_a_failure_is_read_in_the_other_language() -> None:
    spanish = {entry.msgid: entry.msgstr for entry in catalogue("es")}
    wrong, count = [], 0
    for message, places in messages().items():
        names = re.findall(r"(?<!\{)\{([^{}]+)\}(?!\})", message)
        letters = sum(map(str.isalpha, re.sub(r"\{[^{}]+\}", "", message)))
        if not places[0].startswith(FAILURES) or letters < LEAST or not all(map(str.isidentifier, names)):
            continue
        values = {name: f"x{number}" for number, name in enumerate(names)}
        english = message.format(**values) if values else message
        there = spanish[message].format(**values) if values else spanish[message]
        count += 1
        if (said_in("es", english), said_in("en", english)) != (there, english) or said_in("es", there) != there:
            wrong.append(message)
    assert count > 50
    assert wrong == []


def test_what_happened_and_what_to_do_are_said_together_and_values_too() -> None:
    english = (
        "The image has 60000 x 60000 pixels. It is larger than 120 million pixels. "
        "Add a smaller copy too, or look at the original."
    )
    spanish = said_in("es", english)
    assert "60000" in spanish
    assert "120" in spanish
    assert "larger" not in spanish
    assert "original" in spanish
    assert said_in("en", spanish) == english


@pytest.mark.parametrize("text", ["", "Segmentation fault", "a" * 10_000, "{name}", "The PDF", "123"])
def test_what_no_wording_fits_stays_as_it_was_kept(text: str) -> None:
    assert said_in("es", text) == said_in("en", text) == text


@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    assert isinstance(said_in("es", text), str)
    assert said_in("en", said_in("en", text)) == said_in("en", text)


def test_a_name_that_is_like_our_sentences_makes_nothing_slow() -> None:
    name = "The image has " + " x pixels. It is larger than " * 100
    told = f"The image has {name} x {name} pixels. It is larger than {name} million pixels."
    assert "x pixels. It is larger than" in said_in("es", told)  # it would not come back with a search of all ways
