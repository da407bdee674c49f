"""Fitted judges: logistic models whose numbers stand in `quality.toml`, with how they were made."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: Likelihoods are taken for at least this and at most one less it before their odds are formed.
LEAST_ODDS = 0.003


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """A logistic model: how likely something is, by its signs.

    Attributes:
        signs: names of the signs, in the order of the columns.
        base: log odds when all signs are 0.
        weights: log odds for each unit of each sign.
    """

    signs: tuple[str, ...]
    base: float
    weights: Floats

    def likely(self, rows: Floats) -> Floats:
        """Return the likelihood (0..1) for each row of signs."""
        return np.asarray(1 / (1 + np.exp(-np.clip(self.base + rows @ self.weights, -30, 30))))


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "quality.toml").read_text(encoding="utf-8"))


@functools.cache
def judge(name: str, signs: tuple[str, ...]) -> Judge:
    """Return a judge, its weights in the order of `signs`.

    Raises:
        ValueError: it was fitted on other signs than those asked for.
    """
    kept = _data()[name]
    if set(kept["weights"]) != set(signs):
        raise ValueError(f"the judge {name} was fitted on other signs: run bench/quality.py --fit")
    return Judge(signs, float(kept["base"]), np.array([kept["weights"][sign] for sign in signs], np.float64))


def threshold(name: str) -> float:
    """Return a threshold that was chosen on the style pack `tune`."""
    return float(_data()["thresholds"][name])


def odds(likely: npt.ArrayLike, least: float = LEAST_ODDS) -> Floats:
    """Return the log odds of likelihoods."""
    held = np.clip(np.asarray(likely, np.float64), least, 1 - least)
    return np.asarray(np.log(held / (1 - held)))
