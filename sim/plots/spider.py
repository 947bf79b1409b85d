"""The spider plot: every patient's results relative to the baseline, over time."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.base import checks
from sim.base.errors import InputError
from sim.base.typed import typed
from sim.clinic import Clinic
from sim.plots import layout as page
from sim.plots.axis import time_axis
from sim.plots.clinics import clinic_of, measured
from sim.plots.kept import keep, remember
from sim.plots.patients import count_of, left_out, runs_of
from sim.plots.shades import thin
from sim.plots.styles import current, looks, trim
from sim.plots.thresholds import draw_thresholds
from sim.plots.typed_text import plain
from sim.plots.values import time_unit
from sim.results.counted import FOLLOWED
from sim.results.endings import dead

MOST_LINES = 2000
"""A spider plot of more patients is one patch of colour, and takes minutes."""


@typed
def spider(
    result: Any,
    arm: str,
    *,
    most: int = 50,
    ax: Axes | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes:
    """Draw every patient's results relative to the baseline, over time.

    On the scale of the clinic's criteria, as in `sim.plots.waterfall`: of RECIST, the diameter.
    Lines: what they call a response and a progression.
    Open circles: nothing was seen. A line ends at death, or where follow-up ended; a cross marks
    first progression. Whose tumour could not be measured at baseline has no line.

    Parameters
    ----------
    result : TrialResult or Runs
        With scans: ``record=sim.Visits()`` or ``sim.Endpoints(scans=True)``.
    arm : str
        Which one.
    most : int
        Draw so many patients at most, the first ones; 2,000 are the most that it takes.
    ax, size, legend
        As in `sim.plots.kaplan_meier`.
    """
    most = checks.whole("most of spider", most, 1, MOST_LINES, "More lines cannot be told apart.")
    runs, inside = runs_of(result, arm)
    if not runs.keeps("observed"):
        raise InputError(
            "A spider plot needs what the scans showed; run with record=sim.Visits() or "
            "sim.Endpoints(scans=True)."
        )
    shown = np.flatnonzero(inside)[:most]
    data = runs.data.sel(arm=arm).isel(patient=shown)
    days, unit = time_unit(runs.days)
    panels = page.open_panels(1, ax, size, legend=legend)
    remember(panels.figure, runs)
    ax, font = panels.axes[0], panels.font
    colour, x = thin(looks(runs.arms)[arm].colour), data["scan"].values / days
    followed = getattr(result, "followed", runs.values(FOLLOWED) if runs.keeps(FOLLOWED) else None)
    change = _changes(data, clinic_of(result), None if followed is None else followed[shown])
    for row, curve in enumerate(change):
        seen = ~np.isnan(curve)
        ax.plot(x[seen], curve[seen], color=colour, linewidth=0.8 * panels.scale, alpha=0.6)
        hidden = seen & ~data["detected"].values[row]
        ax.plot(
            x[hidden], curve[hidden], linestyle="none", marker="o", markerfacecolor="none",
            color=colour, markersize=3 * panels.scale, alpha=0.6,
        )  # fmt: skip
    lines, scans = np.nonzero(~np.isnan(change))
    keep(ax, arm, {
        "patient": data["patient"].values[lines], "time [days]": data["scan"].values[scans],
        "change from baseline [%]": change[lines, scans],
        "detected": data["detected"].values[lines, scans],
    })  # fmt: skip
    first = data["progression_day"].values
    at = np.searchsorted(data["scan"].values, first - 1e-6)
    for row in map(int, np.flatnonzero(~np.isnan(first) & (at < x.size))):
        ax.plot(
            x[at[row]], change[row, at[row]], marker="x", color=current().text,
            markersize=5 * panels.scale, zorder=4,
        )  # fmt: skip
    ax.axhline(0, color=current().ink, linewidth=0.8)
    lines_at = draw_thresholds(ax, result, font)
    time_axis(ax, runs.days)
    largest = float(np.nanmax(change, initial=-np.inf)) if change.size else 0.0
    ax.set_ylim(-105, min(300, max(110, largest * 1.05)))
    ax.set_xlabel(f"time [{unit}]", fontsize=font)
    what = f"change of {name}" if (name := measured(result)) else "change"
    ax.set_ylabel(plain(panels.upright(f"{what} from baseline [%]")), fontsize=font)
    trim(ax, font)
    drawn = (~np.isnan(change)).any(axis=1)
    among = np.isin(np.arange(runs.count), shown)
    reasons = left_out(runs, arm, among, drawn)
    if shown.size < inside.sum():
        reasons.append(f"{int(inside.sum()) - shown.size} more in this arm")
    page.head(panels, ax, arm, count_of(runs, int(drawn.sum()), reasons), 0)
    page.legend(
        panels,
        [
            Line2D([], [], color=colour, linewidth=1, label="one patient"),
            Line2D([], [], color=colour, marker="o", markerfacecolor="none", linestyle="none",
                   markersize=3, label="not detected"),
            Line2D([], [], color=current().text, marker="x", linestyle="none", markersize=5,
                   label="first progression"),
            *lines_at,
        ],
    )  # fmt: skip
    return ax


def _changes(data: Any, clinic: Clinic | None, followed: np.ndarray | None) -> np.ndarray:
    """Return the change from the baseline [%] at every scan, (patient, scan); NaN if not shown.

    On the scale on which the clinic's criteria judge, as in a waterfall: of RECIST, diameters.
    """
    scan, first = data["scan"].values, data["baseline"].values[:, None]
    results = data["observed"].values
    if clinic is not None:
        criteria, unit = clinic.judged_by, clinic.main.measure.unit
        first = np.where(np.isnan(first), np.nan, criteria.scale(np.nan_to_num(first), unit))
        results = np.where(np.isnan(results), np.nan, criteria.scale(np.nan_to_num(results), unit))
    shown = (scan <= data["end_day"].values[:, None]) | ~dead(data["ending"].values)[:, None]
    shown &= first > 0
    if "measurable" in data:
        shown &= data["measurable"].values[:, None]
    if followed is not None:
        shown &= scan <= followed[:, None]
    ratio = np.divide(results, first, out=np.full(shown.shape, np.nan), where=shown)
    return 100 * (ratio - 1)
