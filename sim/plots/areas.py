"""Areas that a grey copy tells apart, where neither dashes nor markers can say which is which."""

from collections.abc import Callable, Mapping
from functools import partial

from matplotlib.colors import to_hex

from sim.plots.colours import LIGHT, contrast, luminance
from sim.plots.shades import tint
from sim.plots.styles import current

APART = 15.0
"""Lightness (CIELAB L*) by which areas differ, where there is room for it."""
PALEST = 2.0
"""Contrast of the palest area with the paper: an area is seen sooner than a thin line."""
HALVINGS = 12
"""So often the share of paper in a tint is halved: closer than a colour of 8 bits."""


def areas(colours: Mapping[str, str]) -> dict[str, str]:
    """Return the colours of these names for areas: of the same hues, apart in lightness.

    The order from dark to pale (in the dark: from pale to dark) stays; each colour is mixed with as
    little of the paper as it takes. More than eight stay as they are: they are shades already.
    """
    if not 1 < len(colours) <= len(LIGHT):
        return dict(colours)
    order = sorted(colours, key=lambda name: -_away(colours[name]))
    own, near = [_away(colours[name]) for name in order], _nearest(colours[order[-1]])
    goal = _spread(own, APART)
    if goal[-1] < near:  # no room for that: what there is, shared out
        low, high = 0.0, APART
        for _ in range(HALVINGS):
            gap = (low + high) / 2
            low, high = (gap, high) if _spread(own, gap)[-1] >= near else (low, gap)
        goal = _spread(own, low)
    found = dict(colours)
    for name, least in zip(order, goal, strict=True):
        found[name] = _tinted(colours[name], partial(_is_away, least=least))
    return found


def _spread(own: list[float], gap: float) -> list[float]:
    """Return falling numbers, each no more than its own, and a gap below the one before."""
    goal = own[:1]
    for each in own[1:]:
        goal.append(min(each, goal[-1] - gap))
    return goal


def lightness(colour: str) -> float:
    """Return the lightness of a colour, 0 to 100 (CIELAB L*)."""
    light = luminance(colour)
    return 116 * light ** (1 / 3) - 16 if light > 0.008856 else 903.3 * light


def _away(colour: str) -> float:
    """Return by how much lightness a colour differs from the paper."""
    return abs(lightness(colour) - lightness(to_hex(current().paper)))


def _is_away(colour: str, least: float) -> bool:
    return _away(colour) >= least


def _nearest(colour: str) -> float:
    """Return by how much lightness the palest tint that may be used differs from the paper."""
    paper = to_hex(current().paper)
    return _away(_tinted(colour, lambda mixed: contrast(mixed, paper) >= PALEST))


def _tinted(colour: str, stays: Callable[[str], bool]) -> str:
    """Return the palest tint of a colour of which something is so, or the colour."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if stays(tint(colour, middle)) else (low, middle)
    return tint(colour, low)
