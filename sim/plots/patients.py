"""Figures that show every patient of an arm by what was measured: waterfall and spider."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.base import checks
from sim.base.errors import InputError, listed, unknown
from sim.base.typed import typed
from sim.clinic.criteria import RESPONSES
from sim.plots import layout as page
from sim.plots.axis import time_axis
from sim.plots.clinics import clinic_of, measured
from sim.plots.styles import current, looks, trim
from sim.plots.typed_text import plain
from sim.plots.values import time_unit
from sim.results import Runs
from sim.results.counted import COUNTED, FOLLOWED
from sim.results.endings import dead

MOST_LINES = 2000
"""A spider plot of more patients is one patch of colour, and takes minutes."""
MANY_BARS = 2000
"""More bars than this are less than a pixel wide each."""

_PLACES = {"complete": 2, "partial": 5, "stable": 7, "progressive": 1, "not evaluable": 4}
_HATCHES = {
    "complete": "",
    "partial": "",
    "stable": "",
    "progressive": "///",
    "not evaluable": "..",
}


@typed
def waterfall(result: Any, arm: str, *, ax: Axes | None = None, size: page.Size = None) -> Axes:
    """Draw the best change of every patient from the baseline, sorted, with the best response.

    The change is that of the smallest result until progression, on the scale of the clinic's
    criteria: of RECIST, the diameter. Lines: what they call a response and a progression. -100 %:
    nothing was seen. Bars are cut at +100 %. Whose tumour could not be measured at baseline has no
    change, and no bar.

    Parameters
    ----------
    result : TrialResult or Runs
        With the arm.
    arm : str
        Which one.
    ax, size
        As in `sim.plots.kaplan_meier`.
    """
    runs, inside = runs_of(result, arm)
    if result is runs:
        _whole(runs, inside)
        change, best = (runs.data[name].values for name in ("best_change", "best_response"))
    else:
        change, best = result.best_change(), result.response()
    change, best = (values[runs.arms.index(arm)][inside] for values in (change, best))
    known = ~np.isnan(change)
    order = np.argsort(-change[known], kind="stable")
    change, best = change[known][order], best[known][order]
    panels = page.open_panels(1, ax, size)
    ax, font = panels.axes[0], panels.font
    handles: list[Artist] = []
    for code in reversed(range(len(RESPONSES))):
        here = np.flatnonzero(best == code)
        if not here.size:
            continue
        word = RESPONSES[code]
        style = {"color": current().palette[_PLACES[word]], "hatch": _HATCHES.get(word, "")}
        _bars(ax, here, np.minimum(100 * change[here], 100), change.size, style)
        handles.append(Patch(label=f"{word} ({here.size})", linewidth=0, **style))
    _thresholds(ax, result, font)
    ax.axhline(0, color=current().text, linewidth=0.8)
    ax.set_xlim(-0.6, max(change.size, 1) - 0.4)
    ax.set_ylim(-105, 105)
    ax.set_xticks([])
    ax.set_xlabel("patients, sorted", fontsize=font)
    what = f"best change of {name}" if (name := measured(result)) else "best change"
    ax.set_ylabel(plain(panels.upright(f"{what} from baseline [%]")), fontsize=font)
    trim(ax, font)
    page.head(panels, ax, arm, count_of(runs, change.size, int((~known).sum())), 0)
    page.legend(panels, handles)
    return ax


def _thresholds(ax: Axes, result: Any, font: float) -> None:
    """Draw where the clinic's criteria change the name of a result, within what is shown."""
    clinic = clinic_of(result)
    for words, change in ({} if clinic is None else clinic.criteria.thresholds()).items():
        if not -1.0 < change <= 1.0:
            continue
        level, up = 100 * change, change > 0
        ax.axhline(level, color=current().ink, linewidth=0.8, linestyle=(0, (4, 3)), zorder=3)
        # (bars grow from left, up, to right, down: the words stand where there are the fewest)
        ax.annotate(
            f"{words} ({level:+.3g} %)".replace("-", "\N{MINUS SIGN}"), (1 if up else 0, level),
            (-3 if up else 3, 3), xycoords=ax.get_yaxis_transform(), ha="right" if up else "left",
            va="bottom", textcoords="offset points", fontsize=0.8 * font, color=current().ink,
            bbox=dict(facecolor=current().paper, linewidth=0, alpha=0.85, pad=1.0), zorder=4,
        )  # fmt: skip


def _whole(runs: Runs, inside: np.ndarray) -> None:
    """Refuse patients of a trial whose best responses may be of days that it has not seen."""
    if runs.keeps(FOLLOWED) and (runs.values(FOLLOWED)[inside] < runs.days).any():
        raise InputError(
            "These are patients of a trial, some of whom were lost or cut off before the end, and "
            "the best responses of runs are of all days. Give the trial's result itself: "
            "sim.plots.waterfall(result, arm)."
        )


def _bars(ax: Axes, at: np.ndarray, heights: np.ndarray, count: int, style: dict) -> None:
    """Draw the bars of some of so many patients."""
    if count <= MANY_BARS:
        ax.bar(at, heights, width=1.0 if count > 80 else 0.85, linewidth=0, **style)
        return
    # one collection: a million bars in seconds, each of which alone would be an artist
    corners = np.zeros((at.size, 4, 2))
    corners[:, :, 0] = at[:, None] + np.array([-0.5, -0.5, 0.5, 0.5])
    corners[:, 1:3, 1] = heights[:, None]
    ax.add_collection(PolyCollection(corners, linewidth=0, **style))


@typed
def spider(
    result: Any, arm: str, *, most: int = 50, ax: Axes | None = None, size: page.Size = None
) -> Axes:
    """Draw every patient's results relative to the baseline, over time.

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
    ax, size
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
    panels = page.open_panels(1, ax, size)
    ax, font = panels.axes[0], panels.font
    colour, x = looks(runs.arms)[arm].colour, data["scan"].values / days
    followed = getattr(result, "followed", runs.values(FOLLOWED) if runs.keeps(FOLLOWED) else None)
    change = _changes(data, None if followed is None else followed[shown])
    for row, curve in enumerate(change):
        seen = ~np.isnan(curve)
        ax.plot(x[seen], curve[seen], color=colour, linewidth=0.8 * panels.scale, alpha=0.6)
        hidden = seen & ~data["detected"].values[row]
        ax.plot(
            x[hidden], curve[hidden], linestyle="none", marker="o", markerfacecolor="none",
            color=colour, markersize=3 * panels.scale, alpha=0.6,
        )  # fmt: skip
    first = data["progression_day"].values
    at = np.searchsorted(data["scan"].values, first - 1e-6)
    for row in map(int, np.flatnonzero(~np.isnan(first) & (at < x.size))):
        ax.plot(
            x[at[row]], change[row, at[row]], marker="x", color=current().text,
            markersize=5 * panels.scale, zorder=4,
        )  # fmt: skip
    ax.axhline(0, color=current().ink, linewidth=0.8)
    time_axis(ax, runs.days)
    largest = float(np.nanmax(change, initial=-np.inf)) if change.size else 0.0
    ax.set_ylim(-105, min(300, max(110, largest * 1.05)))
    ax.set_xlabel(f"time [{unit}]", fontsize=font)
    what = f"change of {name}" if (name := measured(result)) else "change"
    ax.set_ylabel(plain(panels.upright(f"{what} from baseline [%]")), fontsize=font)
    trim(ax, font)
    drawn = int((~np.isnan(change)).any(axis=1).sum())
    page.head(panels, ax, arm, count_of(runs, drawn, int(inside.sum()) - drawn, "not shown"), 0)
    page.legend(
        panels,
        [
            Line2D([], [], color=colour, linewidth=1, label="one patient"),
            Line2D([], [], color=colour, marker="o", markerfacecolor="none", linestyle="none",
                   markersize=3, label="not detected"),
            Line2D([], [], color=current().text, marker="x", linestyle="none", markersize=5,
                   label="first progression"),
        ],
    )  # fmt: skip
    return ax


def _changes(data: Any, followed: np.ndarray | None) -> np.ndarray:
    """Return the change from the baseline [%] at every scan, (patient, scan); NaN if not shown."""
    scan, first = data["scan"].values, data["baseline"].values[:, None]
    shown = (scan <= data["end_day"].values[:, None]) | ~dead(data["ending"].values)[:, None]
    shown &= first > 0
    if "measurable" in data:
        shown &= data["measurable"].values[:, None]
    if followed is not None:
        shown &= scan <= followed[:, None]
    ratio = np.divide(data["observed"].values, first, out=np.full(shown.shape, np.nan), where=shown)
    return 100 * (ratio - 1)


def runs_of(result: Any, arm: str) -> tuple[Runs, np.ndarray]:
    """Return the runs of a trial's result (or the runs themselves), and who is in the arm."""
    runs = result if isinstance(result, Runs) else getattr(result, "runs", None)
    if not isinstance(runs, Runs):
        raise InputError(f"{result!r} is neither the result of a trial nor runs.")
    if arm not in runs.arms:
        raise unknown(f"Plot of arm {arm!r}", "arm", arm, runs.arms)
    members = getattr(result, "members", None)
    if members is None and runs.keeps(COUNTED):
        members = runs.values(COUNTED).astype(bool)
    if members is None:
        return runs, np.ones(runs.count, dtype=bool)
    inside = members[runs.arms.index(arm)]
    if not inside.any():
        others = [name for name, row in zip(runs.arms, members, strict=True) if row.any()]
        raise InputError(
            f"Nobody is counted in arm {arm!r}; arms with patients are {listed(others)}. Run more "
            "patients, or leave that arm out."
        )
    return runs, inside


NOT_SHOWN = "not measurable at baseline, or without a second result"


def count_of(runs: Runs, shown: int, others: int, why: str = NOT_SHOWN) -> str:
    """Return how many patients are shown, how many are not and why, and if any were never run."""
    words = [f"n = {shown}", *([f"{others} {why}"] if others else [])]
    return ", ".join([*words, "interrupted"] if runs.interrupted else words)
