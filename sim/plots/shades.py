"""Colours made of those of the style: paler, darker for thin lines, apart from those of others."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from matplotlib.colors import to_hex, to_rgb

from sim.plots.colours import LIGHT, contrast, places
from sim.plots.styles import NOW, current

THIN = 3.0
"""Contrast of a thin line with the paper, at least (WCAG 2.2, 1.4.11)."""


@contextmanager
def apart(names: Sequence[str], others: Sequence[str]) -> Iterator[None]:
    """Let some names have none of the colours of others, in a figure that shows both kinds.

    Where the palette is large enough for all of them; what you have chosen yourself stays.
    """
    chosen = current()
    taken = {place % len(LIGHT) for place in places(others, chosen.pinned).values()}
    mine = places(names, chosen.pinned)
    said = {*chosen.pinned, *chosen.own}
    kept = {name: place for name, place in mine.items() if place not in taken or name in said}
    free = [p for p in range(len(LIGHT)) if p not in taken and p not in kept.values()]
    moved = [name for name in mine if name not in kept]
    if len(moved) > len(free):
        yield
        return
    pinned = {**chosen.pinned, **kept, **dict(zip(moved, free, strict=False))}
    token = NOW.set(replace(chosen, pinned=pinned))
    try:
        yield
    finally:
        NOW.reset(token)


def tint(colour: str, share: float) -> str:
    """Return a colour mixed with that share of the paper."""
    return _mix(colour, current().paper, share)


def thin(colour: str) -> str:
    """Return the colour for a thin line: darker, or lighter, until it stands out from the paper."""
    chosen, share = current(), 0.0
    while contrast(mixed := _mix(colour, chosen.text, share), chosen.paper) < THIN and share < 1:
        share += 0.05
    return mixed


def _mix(colour: str, other: str, share: float) -> str:
    parts = zip(to_rgb(colour), to_rgb(other), strict=True)
    return to_hex([(1 - share) * c + share * o for c, o in parts])
