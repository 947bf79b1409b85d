"""What the data leave open of every two parameters of a fit: the posterior, two by two."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.base import checks
from sim.base.errors import InputError, unknown
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.axis import Which, decades
from sim.plots.kept import keep, remember
from sim.plots.of_fits import Fit
from sim.plots.profiles import RATIO
from sim.plots.styles import current, trim
from sim.plots.typed_text import plain

SHARES = (0.9, 0.5)
"""Of the posterior that lie in the regions."""
SHADES = (0.25, 0.45)
"""How dark each is; the inner one lies on the outer."""
DRAWS = 20_000
CELLS = 48
"""Cells of the grid along each parameter on which draws are counted."""
SMOOTH = 2.5
"""Over how many of these cells counts are smoothed (the standard deviation)."""
ENDS = (0.002, 0.998)
"""Quantiles of the draws between which a panel reaches, and a bit beyond."""


class Scale(NamedTuple):
    """An axis: between which values draws lie, as it takes them, the room beyond, and if by log."""

    low: float
    high: float
    room: float
    log: bool

    @property
    def ends(self) -> tuple[float, float]:
        """Between which values it reaches; what cannot be below 0 does not look as if it could."""
        low = self.low - self.room
        return (max(low, 0.0) if self.low >= 0 and not self.log else low), self.high + self.room

    def of(self, values: np.ndarray) -> np.ndarray:
        """Return values as the axis takes them."""
        return np.log(values) if self.log else values

    def back(self, values: np.ndarray) -> np.ndarray:
        """Return values again of what the axis takes."""
        return np.exp(values) if self.log else values


class Regions(NamedTuple):
    """Heights (x, y) of the posterior, those above which shares of it lie, and the correlation."""

    x: np.ndarray
    y: np.ndarray
    height: np.ndarray
    levels: list[float]
    correlation: float


@typed
def pairs(
    fit: Fit,
    names: str | Sequence[str] | None = None,
    *,
    ax: Axes | Sequence[Axes] | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes | np.ndarray:
    """Draw the posterior of every two parameters, one panel for each pair.

    The darker region holds half of the posterior and both nine tenths of it: a long slanting one
    means that the data fix a combination of the two, and neither by itself. Above each panel stands
    their correlation (of logarithms where the axis is one). It takes as long as the posterior, and
    needs the extra `fit`.

    Parameters
    ----------
    fit : Fit
        Of one patient (`sim.fit`).
    names : sequence of str, optional
        Which parameters, two or more; all by default. A noise that is unknown is one too.
    ax, size, legend
        As in `sim.plots.burden`.

    Returns
    -------
    Axes or ndarray of Axes
        One, or one per pair.

    Raises
    ------
    InputError
        If there is one parameter only, a name is unknown, or the posterior has not converged.
    """
    posterior = fit.posterior()
    chosen = _chosen(posterior.names, names)
    draws = posterior.draw(DRAWS, 1)
    two = list(combinations([posterior.names.index(name) for name in chosen], 2))
    panels = page.open_panels(len(two), ax, size, legend=legend)
    scales = {k: _scale(draws[:, k]) for k in sorted({k for pair in two for k in pair})}
    colour, ink = current().palette[0], current().ink
    for place, (i, j) in enumerate(two):
        panel = panels.axes[place]
        x, y, height, levels, alike = _regions(draws, (i, j), (scales[i], scales[j]))
        for level, alpha in zip(levels, SHADES, strict=True):
            panel.contourf(
                x, y, height.T, levels=[level, 1.01 * height.max()], colors=[colour],
                alpha=alpha, zorder=1,
            )  # fmt: skip
        panel.contour(x, y, height.T, levels=levels, colors=[colour], linewidths=panels.scale)
        first, second = posterior.names[i], posterior.names[j]
        if first in fit.best and second in fit.best:
            panel.plot(
                fit.best[first], fit.best[second], marker="o", color=ink, linestyle="none",
                markersize=5 * panels.scale, zorder=3, label="_best",
            )  # fmt: skip
        _axis(panel, panels, first, scales[i], "x")
        _axis(panel, panels, second, scales[j], "y")
        trim(panel, panels.font)
        keep(panel, "draws", {first: draws[:, i], second: draws[:, j]})
        note = f"correlation {alike:.2f}".replace("-", "\N{MINUS SIGN}")
        patient = "" if place else f"patient {fit.observations.patients[0]}"
        page.head(panels, panel, patient, note, 0)
    page.legend(panels, _handles(colour))
    remember(panels.figure, fit)
    return panels.result()


def _chosen(there: Sequence[str], names: str | Sequence[str] | None) -> list[str]:
    chosen = list(there) if names is None else list(checks.names("names", names))
    for name in chosen:
        if name not in there:
            raise unknown("names", "parameter", name, there)
    if len(set(chosen)) < 2:
        raise InputError(
            f"pairs draws two parameters or more, and there is {', '.join(chosen) or 'none'}; "
            "sim.plots.profiles(fit) shows one by itself."
        )
    return list(dict.fromkeys(chosen))


def _scale(values: np.ndarray) -> Scale:
    low, high = (float(end) for end in np.quantile(values, ENDS))
    inner, outer = np.quantile(values, (0.05, 0.95))
    log = bool(inner > 0 and outer / inner >= RATIO)
    ends = np.log([low, high]) if log else np.array([low, high])
    room = 0.06 * float(ends[1] - ends[0]) or 0.5
    return Scale(float(ends[0]), float(ends[1]), room, log)


def _regions(draws: np.ndarray, pair: tuple[int, int], scales: Sequence[Scale]) -> Regions:
    from scipy.ndimage import gaussian_filter

    on_scale = [scale.of(draws[:, k]) for k, scale in zip(pair, scales, strict=True)]
    edges = [np.linspace(scale.low, scale.high, CELLS + 1) for scale in scales]
    counts, _ = np.histogramdd(np.stack(on_scale, axis=1), bins=edges)
    # (mirrored at the ends, where a prior may end too, and closed there)
    height = np.pad(gaussian_filter(counts, SMOOTH, mode="reflect"), 1)
    # (draws are counted where they are, so that smoothing makes no region hold more)
    falling = np.argsort(height, axis=None)[::-1]
    within = np.cumsum(np.pad(counts, 1).ravel()[falling]) / counts.sum()
    levels = [float(height.ravel()[falling[np.searchsorted(within, s)]]) for s in SHARES]
    middle = [
        scale.back(np.concatenate([one[:1], (one[1:] + one[:-1]) / 2, one[-1:]]))
        for one, scale in zip(edges, scales, strict=True)
    ]
    alike = float(np.corrcoef(np.stack(on_scale))[0, 1])
    return Regions(middle[0], middle[1], height, levels, alike)


def _axis(ax: Axes, panels: page.Panels, name: str, scale: Scale, which: Which) -> None:
    low, high = (float(end) for end in scale.back(np.array(scale.ends)))
    if which == "x":
        ax.set_xlim(low, high)
        ax.set_xlabel(plain(name), fontsize=panels.font)
    else:
        ax.set_ylim(low, high)
        ax.set_ylabel(plain(name), fontsize=panels.font)
    if scale.log:
        (ax.set_xscale if which == "x" else ax.set_yscale)("log")
        decades(ax, low, high, font=panels.font, which=which)
    else:
        axis = ax.xaxis if which == "x" else ax.yaxis
        axis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))


def _handles(colour: str) -> list[Artist]:
    return [
        Patch(color=colour, alpha=0.6, linewidth=0, label="half of the posterior"),
        Patch(color=colour, alpha=0.25, linewidth=0, label="nine tenths of it"),
        Line2D([], [], color=current().ink, marker="o", linestyle="none", markersize=5,
               label="best"),
    ]  # fmt: skip
