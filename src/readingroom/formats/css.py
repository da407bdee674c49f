"""CSS as far as it decides whether a reader sees a word: simple sheets, what hides, colours of ink and ground.

Nothing is laid out. Where a style can't be told, words count as shown, except for a colour that no one here knows and
that ink and ground have in common.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import ImageColor

Colour = int | str
"""0xRRGGBB; or as written, where it is a colour that is not known here."""

_SMALL = re.compile(r"(?<![\w-])(?:max-)?(?:height|width)\s*:\s*(?:0+(?:px|pt|em|%)?|1p[xt])\s*(?:;|!|$)")
_CUT_OFF = re.compile(r"overflow\s*:\s*(?:hidden|clip)")
_HIDING = (
    re.compile(r"display\s*:\s*none"),
    re.compile(r"visibility\s*:\s*(hidden|collapse)"),
    re.compile(r"mso-hide\s*:\s*all"),
    re.compile(r"(?<![\w-])opacity\s*:\s*(0*\.0+|0)\s*%?\s*(;|!|$)"),
    re.compile(r"filter\s*:[^;]*opacity\(\s*(0*\.0+|0)\s*%?\s*\)"),
    re.compile(r"font-size\s*:\s*(0*\.\d+|[01](\.\d+)?|0)\s*(px|pt|%)?\s*(;|!|$)"),
    re.compile(r"font-size\s*:\s*0*\.0\d*\s*r?em"),
    re.compile(r"(?<![\w-])font\s*:\s*(?:[a-z-]+\s+)*(?:0(?:px|pt|r?em|%)?|1p[xt])\s*[\s/]"),
    # Moved off the page: by more than half the height of a screen, in whatever unit.
    re.compile(
        r"(text-indent|left|top|margin-left|margin-top)\s*:\s*-"
        r"(?:(?:[5-9]\d\d|\d{4,})(?:\.\d+)?(?:p[xt])?|\d{2,}(?:\.\d+)?r?em|\d{3,}(?:\.\d+)?%)\s*(;|!|$)"
    ),
    re.compile(r"(?<![\w-])clip\s*:\s*rect\(\s*[01](?:p[xt])?(?:[\s,]+[01](?:p[xt])?){3}\s*\)"),
    re.compile(r"clip-path\s*:\s*(?:inset\(\s*(?:[5-9]\d|100)%|circle\(\s*0)"),
    re.compile(r"transform\s*:[^;]*scale[xy]?\(\s*(?:0*\.0+|0)\s*[,)]"),
    re.compile(r"(?<![\w-])zoom\s*:\s*0+(?:\.0+)?%?\s*(;|!|$)"),
)
_CLEAR = re.compile(r"(?:^|[;\s{])(?:-webkit-text-fill-)?color\s*:\s*([^;!]+)")
_COLOUR = re.compile(r"(?:^|[;\s{])(color|background-color|background)\s*:\s*([^;!]+)")
_BEHIND = re.compile(r"background-clip\s*:\s*text")
_RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")
_AT = re.compile(r"@([a-z-]+)([^{};]*)(?:\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}|;)")
#: Media whose rules hold for whoever reads mail on a screen; conditions are for other screens than the usual one.
_SCREEN = re.compile(r"\s*(?:only\s+)?(?:all|screen)?\s*")
_SIMPLE = re.compile(r"\*|[a-z][\w-]*|[.#][\w-]+|\[\s*([\w-]+)\s*(?:([~|^$*]?=)\s*[\"']?([^\"'\]]*)[\"']?\s*)?\]")
_ESCAPE = re.compile(r"\\([0-9a-f]{1,6})\s?|\\(.)", re.DOTALL)
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^()]*)\)")
_NUMBER = re.compile(r"(-?\d*\.?\d+)(%?)")
_TOKEN = re.compile(r"[^\s(]+(?:\([^()]*\))?")
_SYSTEM = {"window": 0xFFFFFF, "canvas": 0xFFFFFF, "windowtext": 0, "canvastext": 0}
#: Longer selectors are not understood, in characters.
_LONGEST = 1000
#: Colours that would have to be worked out.
_UNKNOWN = ("var(", "lab(", "lch(", "oklab(", "oklch(", "color(", "color-mix(", "hwb(")

#: Ink and ground that differ by less than this in every colour (of 255) can't be told apart by a reader.
_ALIKE = 12


@dataclass(frozen=True, slots=True)
class Element:
    """What selectors ask of an element: its tag and its attributes, names and values in small letters."""

    tag: str
    given: dict[str, str] = field(default_factory=dict)

    def fits(self, compound: Sequence[str]) -> bool:
        """Whether every simple selector of a compound holds."""
        return all(map(self._is, compound))

    def _is(self, simple: str) -> bool:
        if simple[0] == ".":
            return simple[1:] in self.given.get("class", "").split()
        if simple[0] == "#":
            return self.given.get("id", "").strip() == simple[1:]
        if simple[0] != "[":
            return simple in {"*", self.tag}
        match = _SIMPLE.fullmatch(simple)
        if match is None or match[1] not in self.given:
            return False
        value, wanted = self.given[match[1]], (match[3] or "").strip()
        how = match[2]
        if how == "=":
            return value == wanted
        if how == "~=":
            return wanted in value.split()
        if how == "^=":
            return bool(wanted) and value.startswith(wanted)
        if how == "$=":
            return bool(wanted) and value.endswith(wanted)
        if how == "|=":
            return value == wanted or value.startswith(wanted + "-")
        return how is None or (bool(wanted) and wanted in value)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A selector as compounds, outermost first, and what it sets."""

    compounds: tuple[tuple[str, ...], ...]
    declarations: str
    rank: tuple[int, int, int]

    def fits(self, element: Element, around: Sequence[Element]) -> bool:
        """Whether it fits an element inside others (outermost first). What stands beside it is not asked."""
        if not element.fits(self.compounds[-1]):
            return False
        place = len(around)
        for compound in reversed(self.compounds[:-1]):
            place -= 1
            while place >= 0 and not around[place].fits(compound):
                place -= 1
            if place < 0:
                return False
        return True


class Styles:
    """What style sheets say of elements."""

    def __init__(self) -> None:
        """Begin without any."""
        self._rules: dict[str, list[tuple[int, _Rule]]] = {}
        self._count = 0

    def __bool__(self) -> bool:
        """Whether there are any."""
        return self._count > 0

    def read(self, sheet: str) -> None:
        """Take a sheet."""
        sheet = spelt_out(re.sub(r"<!--|-->", " ", sheet))
        # Rules of other screens, of paper and of features that few have are left out.
        sheet = _AT.sub(lambda at: f" {at[3]} " if at[1] == "media" and at[3] and _on_screen(at[2]) else " ", sheet)
        for selectors, declarations in _RULE.findall(sheet):
            for selector in selectors.split(","):
                compounds = _compounds(selector)
                if compounds:
                    self._count += 1
                    rule = _Rule(compounds, declarations, _rank(compounds))
                    self._rules.setdefault(_key(compounds[-1]), []).append((self._count, rule))

    def of(self, element: Element, around: Sequence[Element]) -> str:
        """Return the declarations for an element inside others (outermost first), the strongest last."""
        names = ["." + name for name in element.given.get("class", "").split()]
        names += ["#" + element.given.get("id", "").strip(), element.tag, "*"]
        found = [
            (rule.rank, number, rule.declarations)
            for name in dict.fromkeys(names)
            for number, rule in self._rules.get(name, ())
            if rule.fits(element, around)
        ]
        return ";".join(declarations for _rank_, _number, declarations in sorted(found))


def spelt_out(style: str) -> str:
    """Return a style in small letters, without comments and escapes."""
    style = re.sub(r"/\*.*?(?:\*/|$)", "", style, flags=re.DOTALL).lower()
    return _ESCAPE.sub(_unescaped, style) if "\\" in style else style


def _unescaped(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else 0
    return found[2] or (chr(code).lower() if 0 < code < 0x80 else " ")  # noqa: PLR2004  # names of CSS are ASCII


def _on_screen(media: str) -> bool:
    return any(_SCREEN.fullmatch(one) for one in media.split(","))


def _compounds(selector: str) -> tuple[tuple[str, ...], ...]:
    """Return the compounds of a selector, outermost first; none for one that is not understood (`:hover`)."""
    if len(selector) > _LONGEST:
        return ()
    # Values in brackets may hold spaces and signs; what stands beside an element is not asked.
    parts = re.findall(r"(?:\[[^\]]*\]|[^\s>+~\[\]])+|[+~]", selector.strip())
    found: list[tuple[str, ...]] = []
    for part in parts:
        if part in {"+", "~"}:
            found[-1:] = []
            continue
        simple = tuple(match[0] for match in _SIMPLE.finditer(part))
        if "".join(simple) != part:
            return ()
        found.append(simple)
    return tuple(found)


def _key(compound: Sequence[str]) -> str:
    """Return the part of a compound under which its rule is looked up."""
    chosen = [one for one in compound if one[0] in ".#"] or [one for one in compound if one[0] != "["]
    return chosen[0] if chosen else "*"


def _rank(compounds: Sequence[Sequence[str]]) -> tuple[int, int, int]:
    simple = [one for compound in compounds for one in compound]
    ids, classes = (sum(one[0] in marks for one in simple) for marks in ("#", ".["))
    return ids, classes, len(simple) - ids - classes


def hides(style: str) -> bool:
    """Whether a style hides what it is given to, apart from its colours."""
    if any(rule.search(style) for rule in _HIDING) or (_CUT_OFF.search(style) and _SMALL.search(style)):
        return True
    clear = any(_parsed(value.strip())[1] == 0 for value in _CLEAR.findall(style))
    return clear and not _BEHIND.search(style)


def colours(style: str, ink: Colour, ground: Colour) -> tuple[Colour, Colour]:
    """Return the colours of ink and ground that a style sets, those given where it sets none."""
    behind = False
    for name, value in _COLOUR.findall(style):
        if name == "color":
            found, alpha = _parsed(value.strip())
            ink = ink if found is None else _over(found, ground, alpha)
            continue
        for part in _TOKEN.findall(re.sub(r"url\([^)]*\)", " ", value)):
            found, alpha = _parsed(part)
            if part == "currentcolor" or found is not None:
                behind = found is None
                ground = ground if found is None else _over(found, ground, alpha)
                break
    return ink, ink if behind else ground


def _over(colour: Colour, ground: Colour, alpha: float) -> Colour:
    """Return what a colour gives on a ground when it is not opaque."""
    if isinstance(colour, str) or isinstance(ground, str):
        return colour
    parts = ((colour >> shift & 255, ground >> shift & 255, shift) for shift in (16, 8, 0))
    return sum(round(alpha * mine + (1 - alpha) * other) << shift for mine, other, shift in parts)


def alike(ink: Colour, ground: Colour) -> bool:
    """Whether a reader can't tell ink from ground."""
    if isinstance(ink, str) or isinstance(ground, str):
        return ink == ground
    return all(abs((ink >> shift & 255) - (ground >> shift & 255)) < _ALIKE for shift in (0, 8, 16))


def _parsed(value: str) -> tuple[Colour | None, float]:
    """Return a colour and how opaque it is (0..1); None when nothing is set."""
    if value == "transparent":
        return None, 0
    if value in _SYSTEM:
        return _SYSTEM[value], 1
    if match := _FUNCTION.search(value):
        return _function(match[1], match[2])
    if match := re.search(r"#([0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![0-9a-z])", value) or re.fullmatch(
        r"([0-9a-f]{6})", value
    ):
        digits = match[1] if len(match[1]) > 4 else "".join(digit * 2 for digit in match[1])  # noqa: PLR2004  # RRGGBB(AA)
        alpha = int(digits[6:], 16) / 255 if len(digits) > 6 else 1.0  # noqa: PLR2004  # RRGGBBAA
        return (int(digits[:6], 16) if alpha else None), alpha
    name = value.split(" ", 1)[0]
    if name in ImageColor.colormap:
        red, green, blue = ImageColor.getrgb(name)[:3]
        return red << 16 | green << 8 | blue, 1
    return (value if value.startswith(_UNKNOWN) else None), 1


def _function(kind: str, inside: str) -> tuple[Colour | None, float]:
    numbers = [(float(number), sign == "%") for number, sign in _NUMBER.findall(inside)]
    if len(numbers) < 3:  # noqa: PLR2004  # red, green, blue or hue, saturation, lightness
        return None, 1
    alpha = 1.0
    if len(numbers) > 3:  # noqa: PLR2004  # and how opaque
        alpha = min(max(numbers[3][0] / 100 if numbers[3][1] else numbers[3][0], 0.0), 1.0)
    if kind == "hsl":
        hue, full, light = (number for number, _sign in numbers[:3])
        parts = [part * 255 for part in colorsys.hls_to_rgb(hue / 360 % 1, light / 100, full / 100)]
    else:
        parts = [number * 2.55 if percent else number for number, percent in numbers[:3]]
    red, green, blue = (min(max(round(part), 0), 255) for part in parts)
    return (red << 16 | green << 8 | blue if alpha else None), alpha
