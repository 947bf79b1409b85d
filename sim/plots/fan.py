"""What may come: quantiles of results from today on under each arm, behind what was seen."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.base import checks
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.axis import decades, linear_axis, time_axis
from sim.plots.fitted import DECADES, POINT
from sim.plots.kept import keep, remember
from sim.plots.of_fits import Fit
from sim.plots.styles import current, looks, trim
from sim.plots.typed_text import plain
from sim.plots.values import time_unit

LEVELS = ((95, 0.16), (80, 0.22), (50, 0.3))
"""Shares of results within a band [%], and how dark it is; each lies on the one before."""
DEEPEST = 1e4
"""A panel reaches down to the smallest result over this: what may come can be next to nothing."""


@typed
def fan(
    fit: Fit,
    arms: Mapping[str, Any],
    days: float,
    series: str | None = None,
    *,
    patients: int = 200,
    seed: int = 1,
    clinic: Any = None,
    ax: Axes | Sequence[Axes] | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes | np.ndarray:
    """Draw between which values a patient's results would lie, one panel for each arm.

    Until the line of today the model is given what the patient was given, and the points are what
    was seen; from there on each arm goes on. Bands hold 50, 80 and 95 % of results, noise included,
    of everything that the data leave open (`Fit.forecast`), of those who are followed on that day;
    the note says how many still are at the end. It takes as long as the posterior, and needs the
    extra `fit`.

    Parameters
    ----------
    fit : Fit
        Of one patient (`sim.fit`).
    arms : mapping of name to Regimen
        How to go on; their days count from the last result.
    days : float
        How far from then on [days].
    series : str, optional
        Which series; the first by default.
    patients : int
        How many virtual twins.
    seed : int
        Of the draws, and of the clinic.
    clinic : Clinic, optional
        What arms that look see, as in `sim.simulate`.
    ax, size, legend
        As in `sim.plots.burden`.

    Returns
    -------
    Axes or ndarray of Axes
        One, or one per arm.

    Raises
    ------
    InputError
        If the series is unknown, an arm is no regimen, or the posterior has not converged.
    """
    name = fit.observations.series[0] if series is None else series
    checks.one_of("series", name, fit.observations.series, "series", "series")
    found = fit.fan(arms, days, patients=patients, seed=seed, clinic=clinic)
    return draw_fan(fit, found, name, ax=ax, size=size, legend=legend)


def draw_fan(
    fit: Fit,
    found: Any,
    name: str,
    *,
    ax: Axes | Sequence[Axes] | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes | np.ndarray:
    """Draw of a series what `Fit.fan` has found already, as `fan` does."""
    table = found.table[found.table["series"] == name]
    names = list(dict.fromkeys(table["arm"]))
    seen = fit.results(name)
    ends = _ends(table, seen["value"].to_numpy(), found.today)
    last = float(table["day"].max())
    unit = time_unit(last)
    panels = page.open_panels(len(names), ax, size, legend=legend)
    for place, arm in enumerate(names):
        panel, mine = panels.axes[place], table[table["arm"] == arm]
        _bands(panel, mine, looks(names)[arm].colour, unit[0], panels.scale)
        _points(panel, seen, unit[0], panels.scale)
        panel.axvline(
            found.today / unit[0], color=current().ink, linestyle=(0, (2, 2)),
            linewidth=0.9 * panels.scale, zorder=2.2,
        )  # fmt: skip
        time_axis(panel, last)
        left, low = panels.leftmost(place), panels.lowest(place)
        panel.set_xlabel(f"time [{unit[1]}]" if low else "", fontsize=panels.font)
        of = fit.observations.units[name]
        label = plain(f"{name} [{of}]" if of else name)
        panel.set_ylabel(panels.upright(label) if left else "", fontsize=panels.font)
        if ends[1] / ends[0] >= DECADES:
            panel.set_yscale("log")
            panel.set_ylim(*ends)
            decades(panel, *ends, font=panels.font)
        else:
            linear_axis(panel, 0.0, ends[1])
        trim(panel, panels.font)
        alive = float(mine["alive"].iloc[-1]) if float(mine["day"].max()) == last else 0.0
        note = f"{found.runs.count} twins; {100 * alive:.0f} % followed to the end"
        page.head(panels, panel, arm, note, 0)
    colour = looks(names)[names[0]].colour if len(names) == 1 else current().ink
    page.legend(panels, _handles(colour))
    remember(panels.figure, fit)
    return panels.result()


def _ends(table: Any, seen: np.ndarray, today: float) -> tuple[float, float]:
    """Return between which values all panels reach."""
    ahead = table[table["day"] >= today]
    low, high = (ahead[f"{side}_80"].to_numpy() for side in ("low", "high"))
    values = np.concatenate([low, high, seen])
    values = values[np.isfinite(values) & (values > 0)]
    least = seen[seen > 0].min() / DEEPEST if (seen > 0).any() else 0.0
    return max(float(values.min()), float(least)) / 1.5, float(values.max()) * 1.5


def _bands(ax: Axes, mine: Any, colour: str, day: float, scale: float) -> None:
    at = mine["day"].to_numpy()
    columns = {"time [days]": at, "median": mine["median"].to_numpy()}
    for level, alpha in LEVELS:
        low, high = (mine[f"{side}_{level}"].to_numpy() for side in ("low", "high"))
        ax.fill_between(at / day, low, high, color=colour, alpha=alpha, linewidth=0, zorder=1)
        columns |= {f"low, {level} %": low, f"high, {level} %": high}
    ax.plot(at / day, columns["median"], color=colour, linewidth=1.6 * scale, zorder=2)
    keep(ax, "results", columns)


def _points(ax: Axes, seen: Any, day: float, scale: float) -> None:
    for kind, marker in POINT.items():
        some = seen[seen["censored"] == kind]
        if len(some):
            ax.plot(
                some["day"] / day, some["value"], linestyle="none", marker=marker,
                color=current().ink, markersize=3 * scale, zorder=3, label="_seen",
            )  # fmt: skip
    keep(ax, "seen", {"time [days]": seen["day"].to_numpy(), "seen": seen["value"].to_numpy()})


def _handles(colour: str) -> list[Artist]:
    ink, dark = current().ink, 0.0
    handles: list[Artist] = [
        Line2D([], [], linestyle="none", marker="o", color=ink, markersize=4, label="seen"),
        Line2D([], [], color=ink, linestyle=(0, (2, 2)), linewidth=0.9, label="today"),
        Line2D([], [], color=colour, linewidth=1.6, label="median"),
    ]
    bands = []
    for level, alpha in LEVELS:
        dark = 1.0 - (1.0 - dark) * (1.0 - alpha)
        bands.append(Patch(color=colour, alpha=dark, linewidth=0, label=f"{level} % of results"))
    return [*handles, *reversed(bands)]
