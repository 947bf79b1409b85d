"""Concentration over time: what is in the body under a schedule."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.base.typed import typed
from sim.model.kinetic_curve import concentration_after, given_between
from sim.plots import layout as page
from sim.plots.frame import Frame
from sim.plots.kept import keep, remember
from sim.plots.panel import dose_handles, dress_time, drug_rows
from sim.plots.styles import current, looks
from sim.plots.values import chosen_arms, time_unit, unit_named
from sim.plots.whom import one_patient
from sim.results import Runs
from sim.results.said import json_said

SOON = 1e-9
"""Two moments closer than this [days] are one."""
FINE = 6
"""Points drawn in a half-life, and between two administrations."""
MOST = 20_000


@typed
def concentration(
    runs: Runs,
    arms: str | Sequence[str] | None = None,
    *,
    patient: int | None = None,
    days: float | None = None,
    ax: Axes | Sequence[Axes] | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes | np.ndarray:
    """Draw the concentration of every drug over time in one patient, one panel per arm.

    Between the visits kept, the curve follows from the doses, the kinetics and the interval of
    the drug, which the runs carry. Where patients differ in their kinetics it is not known which is
    whose, and doses given one by one (`sim.Doses`) are not kept: then the values just after each
    visit's dose are drawn, as dots.

    Parameters
    ----------
    runs : Runs
        Results with curves, fresh or loaded.
    arms : str or sequence of str, optional
        Which arms, in which order; all by default.
    patient : int, optional
        Number of the patient; the first by default.
    days : float, optional
        Draw from day 0 to this day only; the whole run by default.
    ax, size, legend
        As in `sim.plots.burden`.

    Returns
    -------
    Axes or ndarray of Axes
        One, or one per arm. 1 is the mean steady state of the standard dose.
    """
    names = chosen_arms(runs, arms)
    one = _until(one_patient(runs, patient), days)
    frame = Frame(one, names, unit_named("cells"), 0.0, 1.0, "concentration")
    curves = {(arm, d): _curve(one, arm, d) for arm in names for d in frame.given}
    highest = max((c.max(initial=0.0) for _, c, _ in curves.values()), default=1.0)
    panels = page.open_panels(len(names), ax, size, legend=legend)
    styles, day = looks(runs.drugs), time_unit(one.days)[0]
    for place, arm in enumerate(names):
        panel = panels.axes[place]
        for d in frame.given:
            when, level, known = curves[arm, d]
            name, style = runs.drugs[d], styles[runs.drugs[d]]
            panel.plot(
                when / day, level, color=style.colour, label=name, zorder=2.5,
                linestyle="-" if known else "none", marker="" if known else style.marker,
                markersize=4 * panels.scale, linewidth=1.3 * panels.scale,
            )  # fmt: skip
            keep(panel, name, {"time [days]": when, "concentration": level})
        width = 0.9 * panels.scale
        panel.axhline(1, color=current().ink, linestyle=(0, (4, 3)), linewidth=width, zorder=3)
        note = f"patient {one.data['patient'].values[0]}"
        dress_time(panels, place, frame, drug_rows(panels, frame, arm), arm, note)
        panel.set_ylim(0, 1.08 * max(highest, 1.0))
    page.legend(panels, _handles(frame, curves) + dose_handles(panels, frame))
    remember(panels.figure, runs)
    return panels.result()


def _until(runs: Runs, days: float | None) -> Runs:
    from sim.base import checks

    if days is None:
        return runs
    checks.number("days", days, above=True, unit="days")
    time, scan = runs.data["time"].values, runs.data.get("scan")
    data = runs.data.isel(time=time <= days)
    if scan is not None:
        data = data.isel(scan=scan.values <= days)
    return Runs(data.assign_attrs(days=min(float(days), runs.days)))


def _curve(runs: Runs, arm: str, d: int) -> tuple[np.ndarray, np.ndarray, bool]:
    """Return days and concentrations of one drug, and whether they are known between visits."""
    time = runs.values("time")
    dose = runs.values("dose", arm)[0, :, d]
    seen = runs.values("concentration", arm)[0, :, d]
    stop = min(runs.days, float(runs.values("end_day", arm)[0]))
    kinetics = json_said(runs.attrs, "kinetics", {}).get(runs.drugs[d])
    at_once = kinetics is None or (kinetics[0] is None and len(kinetics) == 2)
    if at_once and np.allclose(seen, dose):
        kept = time <= stop + SOON  # no kinetics: the concentration is the dose
        return np.repeat(time[kept], 2)[1:], np.repeat(dose[kept], 2)[:-1], True
    once = runs.drugs[d] in json_said(runs.attrs, "single_doses", {}).get(arm, ())
    if kinetics is not None and len(kinetics) > 2 and kinetics[2] is not None and not once:
        return *_of_body(time, dose, stop, kinetics[2], kinetics[1]), True
    if once or kinetics is None or kinetics[0] is None:
        return time[time <= stop], seen[time <= stop], False
    return *between(time, dose, stop, *kinetics), True


def between(
    time: np.ndarray, dose: np.ndarray, stop: float, half_life: float, interval: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return days and concentrations between visits under the kinetics of `sim.Drug`.

    Parameters
    ----------
    time, dose : ndarray (visit,)
        Days, and the dose that holds from each to the next.
    stop : float
        Last day to draw.
    half_life, interval : float
        Of the drug [days].
    """
    k = np.log(2) / half_life
    given: list[tuple[float, float]] = []
    due = np.inf
    for visit, (day, amount) in enumerate(zip(time, dose, strict=True)):
        if amount <= 0:
            due = np.inf
            continue
        if not np.isfinite(due):
            due = float(day)  # treatment starts or restarts
        until = time[visit + 1] if visit + 1 < time.size else stop + interval
        while due < until - SOON:
            given.append((due, float(amount) * k * interval))
            due += interval
    first = sum(amount for day, amount in given if day <= SOON)
    later = [(day, amount) for day, amount in given if day > SOON]
    starts = np.array([0.0, *(day for day, _ in later)])
    jumps = np.array([first, *(amount for _, amount in later)])
    # each start's level: what is left of the one before, and its own jump
    level = np.empty(starts.size)
    for i in range(starts.size):
        left = level[i - 1] * np.exp(-k * (starts[i] - starts[i - 1])) if i else 0.0
        level[i] = left + jumps[i]
    step = min(half_life, interval) / FINE
    grid = np.linspace(0, stop, int(np.clip(stop / step, 2, MOST)))
    inside = starts[1:][starts[1:] <= stop]
    # the moment before each administration and the moment of it: a jump is drawn upright
    when = np.sort(np.concatenate([grid, inside - 1e-7, inside]))
    last = np.searchsorted(starts, when, side="right") - 1
    return when, level[last] * np.exp(-k * (when - starts[last]))


def _of_body(
    time: np.ndarray, dose: np.ndarray, stop: float, numbers: list[float], interval: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return days and concentrations of a drug that is absorbed, infused or distributed."""
    given = given_between(time, dose, stop, numbers, interval)
    shortest = min([number for number in (*numbers[:3], numbers[-1]) if number > 0.0])
    step = min(max(shortest, interval / 24), interval) / FINE
    grid = np.linspace(0, stop, int(np.clip(stop / step, 2, MOST)))
    turns = np.array([day for start, lasts, _ in given for day in (start, start + lasts)])
    turns = turns[turns <= stop]
    when = np.unique(np.concatenate([grid, np.maximum(turns - 1e-7, 0.0), turns]))
    return when, concentration_after(given, numbers, interval, when)


def _handles(frame: Frame, curves: dict) -> list[Artist]:
    styles, ink = looks(frame.runs.drugs), current().ink
    handles: list[Artist] = []
    for d in frame.given:
        name = frame.runs.drugs[d]
        known = all(curves[arm, d][2] for arm in frame.arms)
        handles.append(
            Line2D(
                [], [], color=styles[name].colour, linewidth=1.6, label=name,
                linestyle="-" if known else "none", marker="" if known else styles[name].marker,
            )
        )  # fmt: skip
    words = "mean steady state of the standard dose"
    handles.append(Line2D([], [], color=ink, linewidth=0.9, linestyle=(0, (4, 3)), label=words))
    return handles
