"""The swimmer plot: each patient's time as a lane, with treatments and what happens."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.areas import areas
from sim.plots.axis import time_axis
from sim.plots.kept import keep, remember
from sim.plots.lanes import Lanes, lanes_of
from sim.plots.patients import count_of, runs_of
from sim.plots.styles import current, looks, trim
from sim.plots.swimmer_marks import (
    draw_events,
    in_response,
    line_numbers,
    write_labels,
)
from sim.plots.values import time_unit
from sim.results import Runs

SHOWN = 60
"""A swimmer plot with more patients than this cannot be read."""
FEWEST_LANES = 5
"""With fewer patients there is free space above and below them."""


@typed
def swimmer(
    runs: Runs,
    arm: str,
    *,
    since: str | None = None,
    labels: Mapping[int, str] | None = None,
    ax: Axes | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes:
    """Draw each patient's time as a lane: which drugs are given when, and what happens.

    Doses end where the patient's run does: at death, or where no cell is left. Of a trial, the
    patients who are counted in the arm are drawn, as long as the trial has seen them: a lane ends
    where the patient dropped out, or where the data were cut. A line along a lane is the time in
    response, from its first day to the progression; numbers are those of lines of therapy after the
    first, where they begin.

    Parameters
    ----------
    runs : Runs
        With curves at every visit; ``result.follow(range(20))`` returns those of a trial.
    arm : str
        Which one.
    since : {"entry", "trial"}, optional
        Whether time is counted from each patient's entry, or from the start of the trial, with a
        line where the data were cut. Default: of the trial, where patients entered over time.
    labels : mapping of int to str, optional
        What is written at the end of lanes, by the number of the patient:
        ``{7: "surgery", 12: "still on A"}``.
    ax, size, legend
        As in `sim.plots.kaplan_meier`.

    Raises
    ------
    InputError
        If the runs hold no doses visit by visit, more than 60 patients, or nobody with the number
        of a label.
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
    its = areas({name: look.colour for name, look in looks(runs.drugs).items()})
    for lane, k in enumerate(given):
        _doses(ax, lanes, k, lane, len(given), days, its[runs.drugs[k]])
    _keep(ax, lanes, runs.drugs, given)
    marks = [
        *in_response(ax, lanes, days, panels.scale),
        *draw_events(ax, lanes, days, panels.scale),
    ]
    marks += line_numbers(ax, lanes, days, font)
    time_axis(ax, lanes.horizon)
    spare = max(0.0, (FEWEST_LANES - count) / 2)  # (the lane of a patient alone is no block)
    ax.set_ylim(count - 0.4 + spare, -0.6 - spare)
    ax.set_yticks(np.arange(count) if count <= 30 else [])
    if count <= 30:
        ax.set_yticklabels([str(n) for n in data["patient"].values])
    ax.set_ylabel("patient", fontsize=font)
    start = " since the trial began" if lanes.calendar else ""
    ax.set_xlabel(f"time{start} [{unit}]", fontsize=font)
    trim(ax, font)
    write_labels(ax, lanes, labels, days, font)
    if count > 20:
        ax.tick_params(axis="y", labelsize=0.7 * font)
    others = runs.count - count
    note = count_of(runs, count, [f"{others} not in this arm"] if others else [])
    page.head(panels, ax, arm, note, 0)
    names = [Patch(color=its[runs.drugs[k]], linewidth=0, label=runs.drugs[k]) for k in given]
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
