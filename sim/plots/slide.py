"""One slide that tells the story: schedule and burden, time to progression, and the clones."""

from collections.abc import Sequence

import numpy as np
from matplotlib.gridspec import GridSpec

from sim.base.errors import InputError
from sim.plots import layout as page
from sim.plots.arrange import Arranged
from sim.plots.axis import time_axis
from sim.plots.burden import burden
from sim.plots.growing import mark_time
from sim.plots.kept import keep
from sim.plots.muller import muller
from sim.plots.styles import current, looks, trim
from sim.plots.values import chosen_arms, time_unit
from sim.results import Runs
from sim.results.summary import time_to_progression

MOST = 4
"""More arms than this cannot be read on one slide."""


def slide(
    runs: Runs,
    arms: str | Sequence[str] | None = None,
    *,
    patient: int | None = None,
    scale: str = "log",
    size: page.Size = None,
) -> np.ndarray:
    """Draw everything on one slide: doses, burden, time to progression, and one patient's clones.

    Parameters
    ----------
    runs : Runs
        Results with curves, fresh or loaded.
    arms : str or sequence of str, optional
        Which arms, four at most; by default all if there are no more, else the first four.
    patient : int, optional
        Whose clones are drawn; the first patient by default.
    scale : {"log", "relative", "absolute"}
        Of the Muller plots, as in `sim.plots.muller`.
    size : "slide" or (float, float), optional
        16:9 by default.

    Returns
    -------
    ndarray of Axes
        Burden of all arms, share without progression, and the clones under each arm.

    Raises
    ------
    InputError
        If the runs hold no curves, an arm is unknown, or there are more than four.
    """
    names = chosen_arms(runs, arms)
    if arms is None:
        names = names[:MOST]
    if len(names) > MOST:
        raise InputError(
            f"{len(names)} arms do not fit on one slide; name {MOST} at most, as "
            f"arms={names[:MOST]}."
        )
    import matplotlib.pyplot as plt

    width, height = page.checked_size(page.SIZES["slide"] if size in (None, "slide") else size)
    figure = plt.figure(figsize=(width, height), layout=Arranged(), facecolor=current().paper)
    font = 12.0 * (width / 13.33)
    columns = 12
    grid = GridSpec(2, columns, figure=figure, height_ratios=[1.15, 1])
    first = figure.add_subplot(grid[0, : columns * 2 // 3])
    second = figure.add_subplot(grid[0, columns * 2 // 3 :])
    step = columns // len(names)
    below = [figure.add_subplot(grid[1, i * step : (i + 1) * step]) for i in range(len(names))]
    with page.one_legend(figure) as entries:
        above = page.Panels([first], 1, font, ours=True, strip=False, beside=2)
        burden(runs, names, layout="overlay", ax=above)  # type: ignore[arg-type]
        _without_progression(runs, names, page.Panels([second], 2, font, True, beside=2))
        panels = page.Panels(below, len(names), font, True, beside=2)
        muller(runs, names, patient=patient, scale=scale, ax=panels)  # type: ignore[arg-type]
    page.legend(panels, entries)
    return np.array([first, second, *below], dtype=object)


def _without_progression(runs: Runs, names: Sequence[str], panels: page.Panels) -> None:
    """Draw the share of patients without progression (Kaplan-Meier), with ticks for censoring."""
    ax, font, styles = panels.axes[0], panels.font, looks(runs.arms)
    days = time_unit(runs.days)[0]
    for arm in names:
        when, progressed = time_to_progression(runs, runs.arms.index(arm))
        day, share = kaplan_meier(when, progressed, runs.days)
        style = styles[arm]
        ax.step(
            day / days, share, where="post", color=style.colour, linestyle=style.dashes,
            linewidth=1.8 * panels.scale, label=arm, zorder=2.5,
        )  # fmt: skip
        lost = when[~progressed & (when < runs.days)]
        at = share[np.searchsorted(day, lost, side="right") - 1]
        ax.plot(
            lost / days, at, linestyle="none", marker="|", color=style.colour,
            markersize=6 * panels.scale,
        )  # fmt: skip
        keep(ax, arm, {"time [days]": day, "share without progression": share})
    time_axis(ax, runs.days)
    mark_time(ax)
    ax.set_ylim(0, 1.03)
    ax.set_xlabel(f"time [{time_unit(runs.days)[1]}]", fontsize=font)
    ax.set_ylabel("progression-free share", fontsize=font)
    trim(ax, font)


def kaplan_meier(
    when: np.ndarray, happened: np.ndarray, until: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the days of the steps and the share left from each on (Kaplan and Meier 1958)."""
    days = np.unique(when[happened])
    at_risk = (when[:, None] >= days).sum(axis=0)
    events = ((when[:, None] == days) & happened[:, None]).sum(axis=0)
    share = np.cumprod(1.0 - events / np.maximum(at_risk, 1))
    last = share[-1] if share.size else 1.0
    return np.array([0.0, *days, until]), np.array([1.0, *share, last])
