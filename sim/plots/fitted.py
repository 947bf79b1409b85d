"""A fitted patient: what was seen, what the model shows, and what was given."""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.base import checks
from sim.base.errors import InputError, unknown
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.axis import decades, linear_axis, time_axis
from sim.plots.kept import keep, remember
from sim.plots.of_fits import Fit
from sim.plots.strips import Row, draw_strip, strip_height
from sim.plots.styles import current, looks, trim
from sim.plots.typed_text import plain
from sim.plots.values import time_unit

FINE = 200
"""Days at which curves are drawn."""
DECADES = 30.0
"""From such a ratio of the highest to the lowest on, the scale is logarithmic."""
POINT = {0: "o", -1: "v", 1: "^"}
"""Markers of results: measured, below a limit, above one."""


@typed
def fitted(
    fit: Fit,
    series: str | Sequence[str] | None = None,
    *,
    band: bool | None = None,
    ax: Axes | Sequence[Axes] | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes | np.ndarray:
    """Draw what was seen of a patient, and what the model shows, one panel for each series.

    Parameters
    ----------
    fit : Fit
        Of one patient (`sim.fit`).
    series : str or sequence of str, optional
        Which series; all by default.
    band : bool, optional
        Whether to shade where 9 of 10 results would lie: the posterior, and the noise. It takes as
        long as the posterior, and needs the extra `fit`. By default it is shaded if it can be: a
        posterior that has not converged is none, and a warning says so.
    ax, size, legend
        As in `sim.plots.burden`.

    Returns
    -------
    Axes or ndarray of Axes
        One, or one per series. Triangles are limits: the result is below, or above.
    """
    names = _chosen(fit, series)
    days, given, drugs = fit.doses()
    shown = [d for d in range(len(drugs)) if given[:, d].any()]
    end = float(days[-1])
    grid = np.union1d(np.linspace(0.0, end, FINE), days)
    curve = fit.predict(grid)
    wide = _band(fit, grid[:: max(1, grid.size // 60)], band)
    panels = page.open_panels(len(names), ax, size, extra=len(shown), legend=legend)
    unit = time_unit(end)
    for place, name in enumerate(names):
        panel = panels.axes[place]
        highest = _draw(panels, panel, fit, name, curve, wide, unit[0])
        time_axis(panel, end)
        _scale(panels, panel, fit, name, highest)
        low = panels.lowest(place)
        panel.set_xlabel(f"time [{unit[1]}]" if low else "", fontsize=panels.font)
        trim(panel, panels.font)
        rows = [_row(given[:, d], drugs[d], looks(drugs)[drugs[d]].colour) for d in shown]
        if rows and panels.strip:
            draw_strip(panel, rows, days / unit[0], {}, panels.font, labels=panels.leftmost(place))
        above = strip_height(len(rows), panels.font) if rows else 0
        patient = f"patient {fit.observations.patients[0]}"
        page.head(panels, panel, name, patient, above)
    page.legend(panels, _handles(fit, names, wide is not None))
    remember(panels.figure, fit)
    return panels.result()


def _band(fit: Fit, days: np.ndarray, asked: bool | None) -> Any:
    """Return the band of results, None where it is not wanted or, unasked, cannot be had."""
    if asked is False:
        return None
    try:
        return fit.band(days)
    except InputError as reason:
        if asked:
            raise
        warnings.warn(f"Drawn without the band of results: {reason}", stacklevel=5)
        return None


def _row(dose: np.ndarray, drug: str, colour: str) -> Row:
    """Return the row of a drug: the darkest is the highest dose."""
    return Row(drug, np.append(dose, dose[-1]) / dose.max(), colour)


def _chosen(fit: Fit, series: Any) -> list[str]:
    if series is None:
        return list(fit.observations.series)
    names = list(checks.names("series", series))
    if not names:
        raise InputError("series is empty; leave it out for all of them.")
    for name in names:
        if name not in fit.observations.series:
            raise unknown("series", "series", name, fit.observations.series, "series")
    return names


def _draw(
    panels: page.Panels, ax: Axes, fit: Fit, name: str, curve: Any, wide: Any, day: float
) -> tuple[float, float]:
    """Draw one series; return the smallest and the largest value above 0."""
    ink, colour = current().ink, looks([name])[name].colour
    table = fit.results(name)
    if wide is not None:
        mine = wide[wide["series"] == name]
        at, low, high = (mine[c].to_numpy() for c in ("day", "low", "high"))
        ax.fill_between(at / day, low, high, color=colour, alpha=0.25, linewidth=0, zorder=1)
        keep(ax, "9 of 10 results", {"time [days]": at, "low": low, "high": high})
    at, shown = curve["day"].to_numpy(), curve[name].to_numpy()
    ax.plot(at / day, shown, color=colour, linewidth=1.6 * panels.scale, zorder=2.5, label=name)
    keep(ax, "model", {"time [days]": at, name: shown})
    for kind, marker in POINT.items():
        mine = table[table["censored"] == kind]
        if len(mine):
            ax.plot(
                mine["day"] / day, mine["value"], linestyle="none", marker=marker, color=ink,
                markersize=3.5 * panels.scale, zorder=3, label="_seen", clip_on=False,
            )  # fmt: skip
    keep(ax, "seen", {"time [days]": table["day"].to_numpy(), name: table["value"].to_numpy()})
    values = np.concatenate([table["value"].to_numpy(), shown[np.isfinite(shown) & (shown > 0)]])
    if wide is not None:
        values = np.append(values, high)
    return float(values.min()), float(values.max())


def _scale(panels: page.Panels, ax: Axes, fit: Fit, name: str, ends: tuple[float, float]) -> None:
    low, high = ends
    unit = fit.observations.units[name]
    label = f"{name} [{unit}]" if unit else name
    ax.set_ylabel(panels.upright(plain(label)), fontsize=panels.font)
    if high / low >= DECADES:
        ax.set_yscale("log")
        ax.set_ylim(low / 1.5, high * 1.5)
        decades(ax, low / 1.5, high * 1.5, font=panels.font)
    else:
        linear_axis(ax, 0.0, high)


def _handles(fit: Fit, names: Sequence[str], band: bool) -> list[Artist]:
    ink = current().ink
    colour = looks([names[0]])[names[0]].colour
    handles: list[Artist] = [
        Line2D([], [], linestyle="none", marker="o", color=ink, markersize=4, label="seen")
    ]
    signs = set(np.concatenate([fit.results(name)["censored"] for name in names]).tolist())
    if signs - {0}:
        handles.append(
            Line2D([], [], linestyle="none", marker="v", color=ink, markersize=4, label="a limit")
        )
    handles.append(Line2D([], [], color=colour, linewidth=1.6, label="best of the model"))
    if band:
        handles.append(Patch(color=colour, alpha=0.25, linewidth=0, label="9 of 10 results"))
    return handles
