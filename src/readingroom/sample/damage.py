"""Draws recipes for scans from the damage that a style pack's scanners and people do (`damage.toml`)."""

from __future__ import annotations

import functools
import random
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from importlib import resources
from typing import Any, Literal, get_args

from readingroom.sample.scan import BLACK_LID, WHITE_LID, Recipe

Kind = Literal["office", "skewed", "noisy", "photocopy", "low_toner", "fax", "fax_low", "bilevel", "back"]
"""Kinds of scans: a clean office scan; the same laid askew; noisy and dirty; a copy of copies; pale print; fax in fine
and in standard resolution; black and white at 200 dpi; the blank back of a sheet."""

KINDS: tuple[Kind, ...] = get_args(Kind)

#: Stamped and faxed dates lie in these years: those of the packs' stories.
FIRST_DAY, DAYS = date(2015, 2, 2), 1500


@functools.cache
def damage(style: str) -> dict[str, Any]:
    """Return what `damage.toml` says of a style pack.

    Raises:
        KeyError: there is no such pack.
    """
    text = (resources.files(__package__) / "damage.toml").read_text(encoding="utf-8")
    pack: dict[str, Any] = tomllib.loads(text)[style]
    return pack


def recipe(style: str, kind: Kind, rng: random.Random, *, marked: bool | None = None, turned: int = 0) -> Recipe:
    """Draw a recipe.

    Args:
        style: train, tune or report.
        kind: of scan.
        rng: where chance comes from.
        marked: whether people wrote and stamped on the page; by chance (one in three) when None.
        turned: clockwise degrees that will make the image upright: 90, 180 or 270 for a sheet fed the wrong way.
    """
    pack = damage(style)
    pick = functools.partial(_between, pack, rng)
    drawn = Recipe(
        name=kind,
        skew=rng.uniform(-0.15, 0.15),
        shift=(rng.uniform(-0.04, 0.04), rng.uniform(-0.05, 0.05)),
        paper=round(pick("paper")),
        ink=round(pick("ink")),
        blur=pick("blur"),
        noise=pick("noise"),
        quality=round(pick("quality")),
        slant=pick("slant"),
        stamp_shape=rng.choice(pack["stamp_shape"]),
        stamp_font=pack["stamp_font"],
        holes=rng.choice(pack["holes"]).strip() if rng.random() < 0.35 else "",  # noqa: PLR2004  # a third was filed
        staple=rng.random() < 0.15,  # noqa: PLR2004  # first pages, mostly
        turned=turned,
    )
    drawn = replace(drawn, **_of_kind(kind, pack, rng))
    if kind == "back":
        return drawn
    written = rng.random() < 1 / 3 if marked is None else marked
    if not written:
        return drawn
    stamp = rng.choice(pack["stamps"]) if rng.random() < 0.6 else ()  # noqa: PLR2004  # more stamps than rings
    day = _day(rng).strftime(pack["dates"]).upper()
    return replace(
        drawn,
        notes=rng.randrange(0 if stamp else 1, 4),
        signature=rng.random() < 0.3,  # noqa: PLR2004  # letters and forms
        stamp=tuple(line.format(date=day) for line in stamp),
        ring=rng.random() < 0.06,  # noqa: PLR2004  # rare
    )


def _of_kind(kind: Kind, pack: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Return what differs from a clean office scan."""
    pick = functools.partial(_between, pack, rng)
    skew = pick("skew") * rng.choice((-1, 1))
    lid = rng.choice((BLACK_LID, WHITE_LID))
    if kind == "skewed":
        return {"skew": skew, "lid": lid, "shift": (rng.uniform(-0.1, 0.1), rng.uniform(-0.1, 0.1))}
    if kind == "noisy":
        return {"noise": pick("heavy_noise"), "specks": pick("specks"), "uneven": pick("uneven"), "skew": skew / 3}
    if kind == "photocopy":
        return {
            "generations": rng.randrange(1, 4),
            "uneven": pick("uneven"),
            "specks": pick("specks"),
            "edge": pick("edge"),
            "skew": skew / 2,
            "lid": BLACK_LID,
            "bilevel": rng.random() < 0.5,  # noqa: PLR2004  # half of the copied pages are scanned in black and white
        }
    if kind == "low_toner":
        return {"toner": pick("toner"), "skew": skew / 4, "ink": pack["ink"][0][1] + 10}
    if kind in ("fax", "fax_low"):
        return {
            "fax": (204, 196) if kind == "fax" else (204, 98),
            "noise": pick("fax_noise"),
            "streaks": rng.randrange(0, 4),
            "skew": skew / 2,
            "holes": "",
            "staple": False,
            "header": _header(pack, rng),
        }
    if kind == "bilevel":
        return {"bilevel": True, "noise": pick("heavy_noise"), "specks": pick("specks") / 4, "skew": skew / 3}
    if kind == "back":
        return {"bleed": pick("bleed"), "specks": pick("specks") / 4, "skew": skew / 4, "lid": lid}
    return {}


def _between(pack: dict[str, Any], rng: random.Random, name: str) -> float:
    least, most = rng.choice(pack[name])
    return rng.uniform(float(least), float(most))


def _day(rng: random.Random) -> date:
    return FIRST_DAY + timedelta(days=rng.randrange(DAYS))


def _header(pack: dict[str, Any], rng: random.Random) -> str:
    pages = rng.randrange(1, 24)
    line: str = pack["header"]
    return line.format(
        date=_day(rng).strftime(pack["dates"]).upper(),
        time=f"{rng.randrange(7, 20):02d}:{rng.randrange(60):02d}",
        number=f"01{rng.randrange(100):02d}",
        other=f"01{rng.randrange(100):02d}",
        page=rng.randrange(1, pages + 1),
        pages=pages,
    )
