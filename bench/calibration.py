"""Logistic models fitted with numpy, and how well a likelihood foretells what happens."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from readingroom.reading.fitted import Judge

Floats = npt.NDArray[np.float64]


def fitted(
    signs: Sequence[str], rows: Floats, happened: Floats, *, weights: Floats | None = None, hold: float
) -> Judge:
    """Fit a logistic model (Newton's steps on the penalised likelihood; the signs are brought to one scale first).

    Args:
        signs: names of the columns.
        rows: n x k.
        happened: n; 0 or 1, or a share between.
        weights: n; how much each row counts, all 1 when None.
        hold: how strongly weights are pulled to 0 (ridge), in rows.
    """
    counted = np.ones(len(rows)) if weights is None else weights
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = np.hstack([np.ones((len(rows), 1)), (rows - middle) / spread])
    penalty = hold * np.diag([0.0, *[1.0] * rows.shape[1]])
    found = np.zeros(scaled.shape[1])
    for _step in range(60):
        likely = 1 / (1 + np.exp(-np.clip(scaled @ found, -30, 30)))
        slope = scaled.T @ (counted * (happened - likely)) - penalty @ found
        curve = (scaled * (counted * likely * (1 - likely) + 1e-9)[:, None]).T @ scaled + penalty
        step = np.linalg.solve(curve, slope)
        found += step
        if float(np.abs(step).max()) < 1e-9:
            break
    unscaled = found[1:] / spread
    return Judge(tuple(signs), float(found[0] - unscaled @ middle), unscaled)


def auc(likely: Floats, happened: npt.NDArray[np.bool_]) -> float:
    """Return the chance that what happened was thought likelier than what did not, ties half; NaN if undefined."""
    _values, place, count = np.unique(likely, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    yes = int(happened.sum())
    no = len(happened) - yes
    return float((rank[happened].sum() - yes * (yes + 1) / 2) / (yes * no)) if yes and no else float("nan")


def calibration_error(likely: Floats, happened: npt.NDArray[np.bool_], parts: int = 10) -> float:
    """Return the expected calibration error: the distance of likelihood and share, over equal parts of 0..1."""
    at = np.minimum((likely * parts).astype(int), parts - 1)
    return float(
        sum(abs(float(likely[at == part].sum()) - float(happened[at == part].sum())) for part in range(parts))
        / max(len(likely), 1)
    )


def interval(likely: Floats, happened: npt.NDArray[np.bool_], rounds: int = 1000) -> tuple[float, float]:
    """Return the 95 % interval of the AUC by drawing pages anew (bootstrap, fixed seed)."""
    rng = np.random.default_rng(1)
    drawn = []
    for _round in range(rounds):
        chosen = rng.integers(len(likely), size=len(likely))
        drawn.append(auc(likely[chosen], happened[chosen]))
    return float(np.nanquantile(drawn, 0.025)), float(np.nanquantile(drawn, 0.975))
