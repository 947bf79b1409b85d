"""Many clones: shades of an ancestor's colour, and names in the bands of a Muller plot."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb

from sim.clinic.by_clone import IN_SITE
from sim.model import Tumour
from sim.plots.colours import LIGHT, Look, legible_on
from sim.plots.descent import Edge
from sim.plots.styles import current, looks
from sim.plots.typed_text import plain

MOST = len(LIGHT)
"""So many clones have a colour of their own."""
SHADES = (0.45, -0.35, 0.65, -0.55, 0.25, -0.2, 0.75, -0.65)
"""Towards the paper, or (negative) towards the text: of the descendants of one clone, in turn."""
LETTER = 0.58
"""Width of a letter, in font sizes."""


def colours_of(clones: Sequence[str], edges: Sequence[Edge]) -> dict[str, str]:
    """Return a colour for each clone: its own, or of more than eight a shade of its ancestor's.

    The founders and, generation by generation, whoever comes from them have colours of their own
    as long as there are some for all of a generation; later ones are shades. Of clones at many
    sites each site's has a shade of the colour that the clone has at the first.
    """
    if len(clones) <= MOST:
        return {name: look.colour for name, look in looks(clones).items()}
    kinds = {name: name.split(IN_SITE)[0] for name in clones}
    if 2 * len(set(kinds.values())) <= len(clones) and len(set(kinds.values())) <= MOST:
        return _by_site(kinds)
    parent = _parents(clones, edges)
    own, rest = _generations(clones, parent)
    found = {name: look.colour for name, look in looks(own).items()}
    turns = dict.fromkeys(own, -1)
    hue = {name: name for name in own}
    for name in rest:
        # of several that it comes from, the one with the fewest shades so far
        sources = [hue[s] for s, t, _ in edges if t == name and s in hue]
        at = min(sources or [hue.get(parent.get(name, ""), own[0])], key=turns.__getitem__)
        hue[name], turns[at] = at, turns[at] + 1
        found[name] = _shade(found[at], SHADES[turns[at] % len(SHADES)])
    return {name: found[name] for name in clones}


def _by_site(kinds: Mapping[str, str]) -> dict[str, str]:
    """Return a colour for each clone at each site: shades of that of the clone."""
    hues = {kind: look.colour for kind, look in looks(dict.fromkeys(kinds.values())).items()}
    turns, found = dict.fromkeys(hues, -1), {}
    for name, kind in kinds.items():
        place = turns[kind]
        found[name] = _shade(hues[kind], SHADES[place % len(SHADES)]) if place >= 0 else hues[kind]
        turns[kind] += 1
    return found


def looks_of(clones: Sequence[str], edges: Sequence[Edge]) -> dict[str, Look]:
    """Return the look of each clone, with its colour among its relatives."""
    colours = colours_of(clones, edges)
    return {name: replace(its, colour=colours[name]) for name, its in looks(clones).items()}


def transitions_of(tumour: Tumour) -> list[Edge]:
    """Return who comes from whom in a tumour."""
    return [(t.source, t.target, type(t).__name__) for t in tumour.transitions]


def _parents(clones: Sequence[str], edges: Sequence[Edge]) -> dict[str, str]:
    """Return for each clone one that it comes from, nearer to the founders, without circles."""
    into = {name: [s for s, t, _ in edges if t == name and s in clones] for name in clones}
    reached = [name for name in clones if not into[name]] or list(clones[:1])
    found: dict[str, str] = {}
    for name in reached:  # (grows on the way)
        for child in clones:
            if name in into[child] and child not in reached:
                found[child] = name
                reached.append(child)
    return found


def _generations(clones: Sequence[str], parent: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return the clones with colours of their own, and the others, ancestors first."""
    level = {}
    for name in clones:
        at, steps = name, 0
        while at in parent:
            at, steps = parent[at], steps + 1
        level[name] = steps
    order = sorted(clones, key=lambda name: level[name])
    own: list[str] = []
    for steps in sorted(set(level.values())):
        generation = [name for name in order if level[name] == steps]
        if len(own) + len(generation) > MOST:
            # (a founder alone with its many children would be one hue for all)
            own += generation[: MOST - 1 - len(own)] if len(own) < 2 else []
            break
        own += generation
    return own, [name for name in order if name not in own]


def _shade(colour: str, share: float) -> str:
    """Return a colour mixed with the paper, or (negative) with the text."""
    other = to_rgb(current().paper if share > 0 else current().text)
    part = abs(share)
    mixed = [(1 - part) * c + part * o for c, o in zip(to_rgb(colour), other, strict=True)]
    return to_hex(mixed)


def label_band(
    ax: Axes, x: np.ndarray, edges: tuple[np.ndarray, np.ndarray], name: str, colour: str,
    font: float,
) -> bool:  # fmt: skip
    """Write a clone's name where its band is high enough for it; tell if it is anywhere.

    Parameters
    ----------
    x : ndarray (time,)
        In the unit of the axis, whose ranges are set.
    edges : (ndarray, ndarray)
        Lower and upper edge of the band (time,), in the unit of the axis.
    """
    size = 0.75 * font
    scale = ax.yaxis.get_transform().transform
    bottom, top = scale(np.array(ax.get_ylim(), dtype=float))
    points: Any = ax.bbox.height * 72 / ax.figure.dpi  # type: ignore[union-attr]
    low, high = (points * (scale(np.maximum(e, 1e-9)) - bottom) / (top - bottom) for e in edges)
    left, right = ax.get_xlim()
    across = ax.bbox.width * 72 / ax.figure.dpi / (right - left)  # type: ignore[union-attr]
    half = 0.5 * (LETTER * size * len(name) + 4) / across
    inside = np.flatnonzero((x - half >= left) & (x + half <= right))
    best, place = 0.0, -1
    for at in inside:
        near = np.abs(x - x[at]) <= half
        room = float(high[near].min() - low[near].max())
        if room > best:
            best, place = room, int(at)
    if best < 1.25 * size:
        return False
    near = np.abs(x - x[place]) <= half
    middle = 0.5 * (high[near].min() + low[near].max()) / points
    ax.text(
        x[place], middle, plain(name), transform=ax.get_xaxis_transform(), ha="center",
        va="center_baseline", fontsize=size, color=legible_on(colour), zorder=2.6,
    )  # fmt: skip
    return True
