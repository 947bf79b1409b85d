"""The swimmer plot: each patient's time as a lane, with treatments and what happens."""

from itertools import pairwise

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.axis import time_axis
from sim.plots.patients import count_of, runs_of
from sim.plots.styles import current, looks, trim
from sim.plots.values import time_unit
from sim.results import Runs
from sim.results.endings import ERADICATED, dead

SHOWN = 60
"""A swimmer plot with more patients than this cannot be read."""


@typed
def swimmer(runs: Runs, arm: str, *, ax: Axes | None = None, size: page.Size = None) -> Axes:
    """Draw each patient's time as a lane: which drugs are given when, and what happens.

    Doses end where the patient's run does: at death, or where no cell is left.

    Parameters
    ----------
    runs : Runs
        With curves at every visit; ``result.follow(range(20))`` returns those of a trial.
    arm : str
        Which one.
    ax, size
        As in `sim.plots.kaplan_meier`.
    """
    runs, _ = runs_of(runs, arm)
    if not runs.has_curves:
        raise InputError(
            "A swimmer plot needs doses at every visit; run with record=sim.Visits(), or take "
            "some patients of a trial: result.follow(range(20))."
        )
    data = runs.data.sel(arm=arm)
    if data.sizes["patient"] > SHOWN:
        raise InputError(
            f"{data.sizes['patient']} patients are too many for a swimmer plot; take at most "
            f"{SHOWN}: result.follow(range(20))."
        )
    order = np.argsort(-data["end_day"].values, kind="stable")
    data = data.isel(patient=order)
    days, unit = time_unit(runs.days)
    count = data.sizes["patient"]
    panels = page.open_panels(1, ax, size, extra=max(0, 0.7 * count - 15))
    ax, font = panels.axes[0], panels.font
    last = data["end_day"].values
    alive = ~dead(data["ending"].values)
    ends = np.where(alive, runs.days, last)
    ax.barh(np.arange(count), ends / days, height=0.72, color=current().pale, linewidth=0)
    given = [k for k in range(len(runs.drugs)) if (data["dose"].values[..., k] > 0).any()]
    its = looks(runs.drugs)
    for lane, k in enumerate(given):
        _doses(ax, data, k, lane, len(given), last, days, its[runs.drugs[k]].colour)
    marks = _marks(ax, data, ends, alive, days, panels.scale)
    time_axis(ax, runs.days)
    ax.set_ylim(count - 0.4, -0.6)
    ax.set_yticks(np.arange(count) if count <= 30 else [])
    if count <= 30:
        ax.set_yticklabels([str(n) for n in data["patient"].values])
    ax.set_ylabel("patient", fontsize=font)
    ax.set_xlabel(f"time [{unit}]", fontsize=font)
    trim(ax, font)
    if count > 20:
        ax.tick_params(axis="y", labelsize=0.7 * font)
    page.head(panels, ax, arm, count_of(runs, count, 0), 0)
    names = [
        Patch(color=its[runs.drugs[k]].colour, linewidth=0, label=runs.drugs[k]) for k in given
    ]
    page.legend(panels, [*names, Patch(color=current().pale, label="no drug"), *marks])
    return ax


def _doses(ax, data, drug: int, lane: int, lanes: int, ends, days: float, colour: str) -> None:
    """Fill the days on which a drug is given; the shade is the dose."""
    time, height = data["time"].values, 0.72 / lanes
    for row in range(data.sizes["patient"]):
        dose = data["dose"].values[row, :-1, drug]
        change = np.flatnonzero(np.diff(dose)) + 1
        edges = np.concatenate(([0], change, [dose.size]))
        for begin, end in pairwise(edges):
            if dose[begin] > 0 and time[begin] < ends[row]:
                ax.barh(
                    row - 0.36 + (lane + 0.5) * height,
                    (min(time[end], ends[row]) - time[begin]) / days, left=time[begin] / days,
                    height=height, color=colour, alpha=float(np.clip(dose[begin], 0.3, 1.0)),
                    linewidth=0,
                )  # fmt: skip


def _marks(ax, data, ends, alive, days: float, scale: float) -> list[Artist]:
    """Mark responses, progressions, deaths, and who goes on."""
    lanes = np.arange(data.sizes["patient"])
    handles: list[Artist] = []
    text = current().text
    death = np.where(alive, np.nan, ends)
    goes_on = np.where(alive, ends, np.nan)
    for word, when, marker, face in (
        ("response", data["response_day"].values, "^", "white"),
        ("growth off drug", _day(data, "off_drug_day"), "o", "white"),
        ("progression", data["progression_day"].values, "D", "white"),
        ("second progression", data["second_progression_day"].values, "D", text),
        ("no cell left", _gone(data), "s", "white"),
        ("death", death, "X", text),
        ("alive at the end", goes_on, ">", text),
    ):
        here = ~np.isnan(when) & (when <= ends)
        if not here.any():
            continue
        style = dict(
            marker=marker, markerfacecolor=face, color=text, linestyle="none",
            markeredgewidth=0.8 * scale,
        )  # fmt: skip
        ax.plot(
            when[here] / days, lanes[here], markersize=5 * scale, zorder=4, clip_on=False, **style
        )
        handles.append(Line2D([], [], markersize=5, label=word, **style))
    return handles


def _gone(data) -> np.ndarray:
    """Return the days (patient,) on which no cell was left; NaN if some are."""
    return np.where(data["ending"].values == ERADICATED, data["end_day"].values, np.nan)


def _day(data, name: str) -> np.ndarray:
    """Return the days (patient,) of what runs of older files do not say: never."""
    return data[name].values if name in data else np.full(data.sizes["patient"], np.nan)
