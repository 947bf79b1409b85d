"""Colours, dashes and markers: one look for every name, the same in all figures.

The eight colours are of the families of Okabe and Ito (2008), "Color universal design", with their
lightness spread until any two differ by at least 22 in CIELAB to a normal eye and to each of the
three kinds of colour blindness (Machado, Oliveira and Fernandes 2009, severity 1), and by at least
6 in lightness, so that a grey copy tells them apart as well. Each has a contrast of 3 or more with
its paper, as WCAG 2.2 asks of lines (1.4.11); the tests hold all of this. The second set is the
same for a dark background. Nothing is said by colour alone: dashes and markers repeat it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zlib import crc32

LIGHT = (
    "#0B3B8A", "#972907", "#148345", "#530F42", "#D57F1C", "#1B7EFF", "#000000", "#666066",
)  # fmt: skip
"""On white: blue, vermilion, green, plum, orange, sky, black, grey."""

DARK = (
    "#3C96E3", "#C36615", "#83F7B1", "#A7499A", "#EEAB2D", "#A9CEF4", "#F6F5F8", "#A6A3A2",
)  # fmt: skip
"""On black: the same eight, white for black."""

COLOUR_NAMES = ("blue", "vermilion", "green", "plum", "orange", "sky", "black", "grey")
"""What a user may call them in ``style(colours={"my clone": "plum"})``."""

KNOWN = {
    "sensitive": 0, "resistant": 1, "doubly resistant": 3, "persister": 4, "tolerant": 4,
    "observation": 7, "continuous": 1, "combination": 2, "holidays": 0, "alternating": 5,
    "sequential": 4, "rechallenge": 3, "adaptive": 6, "vemurafenib": 2, "abiraterone": 2,
    "partner": 5,
}  # fmt: skip
"""Names that the presets use: their places in the palette, chosen so that they never meet."""

FREE = len(LIGHT) - 2
"""Blue and vermilion are kept for known names: nothing else should pass for the sensitive cells."""

_DASHES: tuple[Any, ...] = (
    "-", (0, (6, 2)), (0, (6, 2, 1.2, 2)), (0, (1.5, 1.5)), (0, (10, 3)),
    (0, (3, 1.2, 1, 1.2, 1, 1.2)), (0, (12, 2, 3, 2)), (0, (3.5, 3.5)),
)  # fmt: skip
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<")


@dataclass(frozen=True)
class Look:
    """How one arm, clone or drug is drawn: its colour, its dashes, its marker."""

    colour: str
    dashes: Any
    marker: str


def look(index: int, palette: tuple[str, ...] = LIGHT) -> Look:
    """Return the look of something without a name of its own, by its place in the order."""
    turn = index // len(palette)  # after eight the colours come again, with other dashes
    return Look(
        palette[index % len(palette)],
        _DASHES[(index + turn) % len(_DASHES)],
        _MARKERS[(index + turn) % len(_MARKERS)],
    )


def places(names: Iterable[str], pinned: Mapping[str, int] | None = None) -> dict[str, int]:
    """Return the place in the palette of every name; no two are the same.

    A name has a place of its own: the one that is pinned, or known, or follows from its letters.
    Where two names of one list want the same, the one that comes later in the alphabet takes the
    next that is free; so the places never depend on the order of the list, and as long as
    nothing collides they do not depend on the rest of it either.
    """
    pinned = pinned or {}
    listed = list(dict.fromkeys(map(str, names)))
    taken: dict[int, str] = {}
    for name in sorted(listed, key=lambda n: (n not in pinned, n not in KNOWN, n)):
        wanted = pinned.get(name, KNOWN.get(name, 2 + crc32(name.encode()) % FREE))
        turn = len(taken) // len(LIGHT) * len(LIGHT)
        ring = [turn + (wanted + step) % len(LIGHT) for step in range(len(LIGHT))]
        ring.sort(key=lambda place: place % len(LIGHT) < 2 and place % len(LIGHT) != wanted)
        free = [place for place in ring if place not in taken]
        if not free:  # only when many names are pinned to the same few colours
            free = [place for place in range(turn, turn + 2 * len(LIGHT)) if place not in taken]
        taken[free[0]] = name
    found = {name: place for place, name in taken.items()}
    return {name: found[name] for name in listed}


def legible_on(colour: str) -> str:
    """Return black or white, whichever stands out more from a colour (WCAG 2)."""
    return "black" if luminance(colour) > 0.179 else "white"


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2)."""
    from matplotlib.colors import to_rgb

    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
