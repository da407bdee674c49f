"""In which script lines are written whose words are hardly any: told by what the models make of its letters.

The models read Latin letters only, but what they make of others is characteristic: of Cyrillic capitals within words,
of Hebrew n, 7 and 1, of Arabic l and i, of Chinese bars. How often each letter is read off each script, and off what is
no print or badly printed, stands in `scripts.toml`; a script is named where it tells what was read clearly best.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources

#: Least different words, and how much likelier (log) than by any other script their letters must be: on the mean, and
#: all together. The worst of packs `train` and `tune`, pages without print included, had .33 with 36, and .57 with 36.
LEAST_WORDS, CLEAR, CLEAR_ALL = 5, 0.35, 40.0
#: The scripts that can be named (ISO 15924).
SCRIPTS = ("Arab", "Cyrl", "Grek", "Hani", "Hebr")


@functools.cache
def _letters() -> Mapping[str, Mapping[str, float]]:
    return tomllib.loads((resources.files(__package__) / "scripts.toml").read_text(encoding="utf-8"))


def script_of(words: Iterable[str]) -> str:
    """Return the script of which words were read as if they were Latin; empty when it can't be told."""
    read = list(words)
    if len(set(read)) < LEAST_WORDS:
        return ""
    letters = "".join(read)
    told = sorted(
        (sum(known.get(letter, known["other"]) for letter in letters), script) for script, known in _letters().items()
    )
    (second, _other), (best, script) = told[-2:]
    clear = best - second >= max(CLEAR_ALL, CLEAR * len(letters))
    return script if clear and script in SCRIPTS else ""
