"""The swimmer plot: each patient's time as a lane, with treatments and what happens."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.axis import time_axis
from sim.plots.kept import keep, remember
from sim.plots.lanes import Lanes, lanes_of
from sim.plots.patients import count_of, runs_of
from sim.plots.styles import current, looks, trim
from sim.plots.values import time_unit
from sim.results import Runs
from sim.results.endings import ERADICATED

SHOWN = 60
"""A swimmer plot with more patients than this cannot be read."""


@typed
def swimmer(
    runs: Runs,
    arm: str,
    *,
    since: str | None = None,
    ax: Axes | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes:
    """Draw each patient's time as a lane: which drugs are given when, and what happens.

    Doses end where the patient's run does: at death, or where no cell is left. Of a trial, the
    patients who are counted in the arm are drawn, as long as the trial has seen them: a lane ends
    where the patient dropped out, or where the data were cut.

    Parameters
    ----------
    runs : Runs
        With curves at every visit; ``result.follow(range(20))`` returns those of a trial.
    arm : str
        Which one.
    since : {"entry", "trial"}, optional
        Whether time is counted from each patient's entry, or from the start of the trial, with a
        line where the data were cut. Default: of the trial, where patients entered over time.
    ax, size, legend
        As in `sim.plots.kaplan_meier`.
    """
    runs, inside = runs_of(runs, arm)
    if not runs.has_curves:
        raise InputError(
            "A swimmer plot needs doses at every visit; run with record=sim.Visits(), or take "
            "some patients of a trial: result.follow(range(20))."
        )
    count = int(inside.sum())
    if count > SHOWN:
        raise InputError(
            f"{count} patients are too many for a swimmer plot; take at most "
            f"{SHOWN}: result.follow(range(20))."
        )
    lanes = lanes_of(runs, arm, inside, since)
    data, last = lanes.data, lanes.ends
    days, unit = time_unit(lanes.horizon)
    panels = page.open_panels(1, ax, size, extra=max(0, 0.7 * count - 15), legend=legend)
    remember(panels.figure, runs)
    ax, font = panels.axes[0], panels.font
    ax.barh(
        np.arange(count), last / days, left=lanes.begins / days, height=0.72,
        color=current().pale, linewidth=0,
    )  # fmt: skip
    given = [k for k in range(len(runs.drugs)) if (data["dose"].values[..., k] > 0).any()]
    its = looks(runs.drugs)
    for lane, k in enumerate(given):
        _doses(ax, lanes, k, lane, len(given), days, its[runs.drugs[k]].colour)
    _keep(ax, lanes, runs.drugs, given)
    marks = _marks(ax, lanes, days, panels.scale)
    time_axis(ax, lanes.horizon)
    ax.set_ylim(count - 0.4, -0.6)
    ax.set_yticks(np.arange(count) if count <= 30 else [])
    if count <= 30:
        ax.set_yticklabels([str(n) for n in data["patient"].values])
    ax.set_ylabel("patient", fontsize=font)
    start = " since the trial began" if lanes.calendar else ""
    ax.set_xlabel(f"time{start} [{unit}]", fontsize=font)
    trim(ax, font)
    if count > 20:
        ax.tick_params(axis="y", labelsize=0.7 * font)
    others = runs.count - count
    note = count_of(runs, count, [f"{others} not in this arm"] if others else [])
    page.head(panels, ax, arm, note, 0)
    names = [
        Patch(color=its[runs.drugs[k]].colour, linewidth=0, label=runs.drugs[k]) for k in given
    ]
    page.legend(panels, [*names, Patch(color=current().pale, label="no drug"), *marks])
    return ax


def _keep(ax: Axes, lanes: Lanes, drugs: Sequence[str], given: Sequence[int]) -> None:
    """Keep the lanes and the doses that are drawn."""
    numbers = lanes.data["patient"].values
    keep(ax, "lane", {
        "patient": numbers, "day of entry": lanes.entry, "day since entry": lanes.ends,
        "ended by": lanes.why,
    })  # fmt: skip
    for drug in given:
        spans = np.array(list(lanes.given(drug))).reshape(-1, 4)
        keep(ax, drugs[drug], {
            "patient": numbers[spans[:, 0].astype(int)], "from day": spans[:, 1],
            "to day": spans[:, 2], "dose": spans[:, 3],
        })  # fmt: skip


def _doses(
    ax: Axes, lanes: Lanes, drug: int, place: int, places: int, days: float, colour: str
) -> None:
    """Fill the days on which a drug is given; the shade is the dose."""
    height, full = 0.72 / places, max(1.0, float(lanes.data["dose"].values.max(initial=0)))
    for lane, begin, end, dose in lanes.given(drug):
        ax.barh(
            lane - 0.36 + (place + 0.5) * height, (end - begin) / days,
            left=(lanes.begins[lane] + begin) / days, height=height, color=colour,
            alpha=dose / full, linewidth=0,
        )  # fmt: skip


def _marks(ax: Axes, lanes: Lanes, days: float, scale: float) -> list[Artist]:
    """Mark responses, progressions, deaths, who was lost, who was cut off and who goes on."""
    rows, data = np.arange(lanes.ends.size), lanes.data
    handles: list[Artist] = []
    text, paper = current().text, current().paper
    for word, when, marker, face in (
        ("response", data["response_day"].values, "^", paper),
        ("growth off drug", _day(data, "off_drug_day"), "o", paper),
        ("progression", data["progression_day"].values, "D", paper),
        ("new lesion", _new_lesion(data), "*", text),
        ("second progression", data["second_progression_day"].values, "D", text),
        ("no cell left", _gone(data), "s", paper),
        ("death", lanes.ended("death"), "X", text),
        ("dropped out", lanes.ended("dropped out"), "4", text),
        ("alive at data cut-off", lanes.ended("cut off"), "|", text),
        ("alive at the end", lanes.ended("goes on"), ">", text),
    ):
        here = ~np.isnan(when) & (when <= lanes.ends)
        if not here.any():
            continue
        style = dict(
            marker=marker, markerfacecolor=face, color=text, linestyle="none",
            markeredgewidth=(1.6 if marker in "4|" else 0.8) * scale,
        )  # fmt: skip
        ax.plot(
            (lanes.begins + when)[here] / days, rows[here],
            markersize=(8 if marker in "4|" else 5) * scale, zorder=4, clip_on=False, **style,
        )  # fmt: skip
        numbers = data["patient"].values[here]
        keep(ax, word, {"patient": numbers, "day since entry": when[here]})
        handles.append(Line2D([], [], markersize=8 if marker in "4|" else 5, label=word, **style))
    if lanes.calendar and np.isfinite(lanes.cut_off):
        line = dict(color=current().ink, linestyle=(0, (4, 3)), linewidth=1.0)
        ax.axvline(lanes.cut_off / days, zorder=1, **line)
        handles.append(Line2D([], [], label="data cut-off", **line))
    return handles


def _new_lesion(data) -> np.ndarray:
    """Return the day (patient,) of the first scan with a lesion that was not there; NaN: none."""
    days = np.full(data.sizes["patient"], np.nan)
    for name in data.data_vars:
        array, prefix = data[name], str(name).removesuffix("found")
        if not str(name).endswith("found") or array.dims[-1] != f"{prefix}lesion":
            continue
        found = array.values.astype(bool)  # (patient, scan, lesion)
        new = (found & ~found[:, :1]).any(axis=2)
        first = np.where(new.any(axis=1), data[f"{prefix}scan"].values[new.argmax(axis=1)], np.nan)
        days = np.fmin(days, first)
    return days


def _gone(data) -> np.ndarray:
    """Return the days (patient,) on which no cell was left; NaN if some are."""
    return np.where(data["ending"].values == ERADICATED, data["end_day"].values, np.nan)


def _day(data, name: str) -> np.ndarray:
    """Return the days (patient,) of what runs of older files do not say: never."""
    return data[name].values if name in data else np.full(data.sizes["patient"], np.nan)
