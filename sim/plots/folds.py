"""How many times as much drug a clone needs for the same effect as the first: arrows and labels."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.model import Tumour
from sim.plots.curves import growth_at
from sim.plots.styles import current

WIDE = np.logspace(-6, 6, 2401)
"""Concentrations among which those of the same effect are looked for."""
SHARES = (0.5, 0.22, 0.8, 0.08)
"""Shares of the standard dose's effect on the first clone: one for each arrow, so that none lies on
another. More arrows than these would cover the curves."""
NOTHING = 1e-6
"""Growth [1/day] below which a drug takes nothing to speak of away (room, far from full)."""
ALIKE = 1.02
"""Folds that differ by less are one."""


class Fold(NamedTuple):
    """An arrow: from the first clone to another where the drug has the same effect on both."""

    ratio: float
    begin: tuple[float, float]
    """Concentration and net growth [1/day] of the first clone."""
    end: tuple[float, float]


def folds_of(tumour: Tumour, drug: str, names: Sequence[str]) -> list[Fold]:
    """Return the folds of the other clones against the first, each once, the smallest first.

    The effect is the growth that the drug takes away. Of a clone on which no dose has the effect,
    and where the standard dose has none on the first, there is no fold; no fold of 1 is returned.
    What a drug feeds has none either: it gains from the drug before it suffers.
    """
    dose = np.concatenate([[0.0, 1.0], WIDE])
    growth = {name: growth_at(tumour, name, {drug: dose}) for name in names}
    fed = {clone.name for clone in tumour.clones if drug in clone.fed_by}
    whole = float(growth[names[0]][0] - growth[names[0]][1])
    if whole < NOTHING or names[0] in fed:
        return []
    first = [_where(growth[names[0]], share * whole) for share in SHARES]
    if first[0] is None:
        return []
    ratios: dict[float, str] = {}
    for name in (name for name in names[1:] if name not in fed):
        there = _where(growth[name], SHARES[0] * whole)
        if there is not None:
            ratio = there[0] / first[0][0]
            if not any(max(ratio / known, known / ratio) < ALIKE for known in (1.0, *ratios)):
                ratios[ratio] = name
    found = []
    for share, begin, (ratio, name) in zip(SHARES, first, sorted(ratios.items()), strict=False):
        end = _where(growth[name], share * whole)
        if begin is not None and end is not None:
            found.append(Fold(ratio, begin, end))
    return found if len(ratios) <= len(SHARES) else []


def _where(growth: np.ndarray, aim: float) -> tuple[float, float] | None:
    """Return the smallest concentration that takes `aim` away from growth, and what is left."""
    effect = growth[0] - growth[2:]
    reached = np.flatnonzero(effect >= aim)
    if aim <= 0 or not reached.size:
        return None
    at = max(int(reached[0]), 1)
    low, high = effect[at - 1], effect[at]
    share = float((aim - low) / (high - low)) if high > low else 0.0
    return float(WIDE[at - 1] * (WIDE[at] / WIDE[at - 1]) ** share), float(growth[0] - aim)


def draw_folds(ax: Axes, folds: Sequence[Fold], font: float) -> list[Fold]:
    """Draw the arrows that end within the panel, each with its fold; return these."""
    chosen, (low, high) = current(), ax.get_xlim()
    shown = [fold for fold in folds if low <= fold.end[0] <= high]
    for fold in shown:
        look = dict(arrowstyle="-|>", color=chosen.text, linewidth=0.1 * font)
        ax.annotate("", fold.end, fold.begin, arrowprops={**look, "shrinkA": 0, "shrinkB": 0})
        middle = np.sqrt(fold.begin[0] * fold.end[0]), 0.5 * (fold.begin[1] + fold.end[1])
        ax.annotate(
            f"\N{MULTIPLICATION SIGN} {fold.ratio:.3g}", middle, (0, 0.25 * font), ha="center",
            va="bottom", textcoords="offset points", fontsize=0.85 * font, color=chosen.text,
            bbox=dict(facecolor=chosen.paper, alpha=0.8, linewidth=0, pad=0.5), zorder=3.5,
        )  # fmt: skip
    return shown


def fold_handle() -> Artist:
    """Return the legend's entry of the arrows."""
    line = dict(color=current().text, linewidth=0.9, marker=">", markersize=3.5, markevery=(1, 2))
    label = "\N{MULTIPLICATION SIGN} so much drug for the same effect"
    return Line2D([], [], label=label, **line)  # type: ignore[arg-type]
