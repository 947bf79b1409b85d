"""Kaplan-Meier curves, with the numbers at risk below them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.at_risk import (
    chosen,
    count_in,
    groups_of,
    kinds_of,
    numbers_at_risk,
    upright_of,
)
from sim.plots.axis import time_axis
from sim.plots.event_view import EventView
from sim.plots.kept import keep, remember
from sim.plots.statistics import control_of, draw_quantiles, ratios
from sim.plots.steps import draw_steps
from sim.plots.styles import looks, trim
from sim.plots.values import time_unit
from sim.results.followed import Followup

FEW = 4
"""With more arms the rows of numbers leave the axis less room: the title says of what it is."""


@typed
def kaplan_meier(
    times: Any,
    arms: str | Sequence[str] | None = None,
    *,
    control: str | None = None,
    band: bool = True,
    statistics: bool = True,
    counts: str | Sequence[str] = "at risk",
    view: EventView | None = None,
    ax: Axes | Sequence[Axes] | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes | np.ndarray:
    """Draw the share of patients without an event over time, and how many are still followed.

    Ticks on a curve are patients whose follow-up ended without an event. Numbers at risk stand
    below, as reporting guidelines ask (CONSORT; Pocock, Clayton and Altman 2002, Lancet 359:1686).
    A curve, its band and its numbers end where the last patient of the arm is followed to. Medians
    are drawn and written where they are reached. Of up to four arms the hazard ratios to the
    control are written, with the p of the log-rank test, or the reason why there is none; both are
    those of independent groups, also where the same patients are in both arms.

    Parameters
    ----------
    times : Followup, Runs or TrialResult, or a mapping of str to them
        ``result.followup("overall survival")``, or `sim.trials.followup` of runs. Of runs, or of a
        trial, progression-free survival is drawn. Of several with their names, such as the
        subgroups ``times.by(result.values["smoker"])``, each is a panel.
    arms : str or sequence of str, optional
        Which arms, in which order; all by default.
    control : str, optional
        The arm that the others are compared with: that of the trial, or the first by default.
    band : bool
        Whether to shade the 95 % interval.
    statistics : bool
        Whether to draw and write medians (or other quantiles), hazard ratios and log-rank p.
    counts : "at risk", "events", "censored", or several of them
        What stands below the ticks: who is at risk just before that day; how many had the event,
        or were censored, until then. All three together are the patients of the arm (as in
        KMunicate: Morris et al. 2019, BMJ Open 9:e030215).
    view : EventView, optional
        What stands upright (the share with the event, or the cumulative hazard), the unit of time,
        and which quantiles are drawn and written.
    ax : Axes or sequence of Axes, optional
        Where to draw, one for each panel; a new figure by default.
    size : str or (width, height), optional
        Of a new figure: ``"slide"``, ``"column"``, or inches.
    legend : bool
        As in `sim.plots.burden`.

    Returns
    -------
    Axes or ndarray of Axes
        One, or one per panel.

    Raises
    ------
    InputError
        If an arm is unknown, or has no patients.
    """
    against, view = control_of(times, control), view or EventView()
    groups = groups_of(times)
    names = {title: chosen(each, arms) for title, each in groups.items()}
    curves = [each.kaplan_meier(name) for title, each in groups.items() for name in names[title]]
    first = next(iter(groups.values()))
    end = max(curve.last for curve in curves) or first.horizon
    kinds, most = kinds_of(counts), max(map(len, names.values()))
    panels = page.open_panels(
        len(groups), ax, size, extra=len(kinds) * (most + 1) + 1, legend=legend
    )
    remember(panels.figure, first)
    for place, (title, each) in enumerate(groups.items()):
        here, shown = panels.axes[place], names[title]
        _draw(panels, place, each, shown, view, band, end)
        if statistics:
            draw_quantiles(here, each, shown, view, time_unit(end, view.time)[0], panels.scale)
        time_axis(here, end, view.time)
        label = view.label
        if view.shown == "without event" and len(shown) <= FEW:
            label = f"{each.name} [{label}]"
        upright_of(panels, place, label, share=view.shown != "cumulative hazard")
        trim(here, panels.font)
        numbers_at_risk(here, each, shown, end, panels.font, kinds, view.time)
        notes = [count_in(each, shown)]
        if statistics and len(shown) <= FEW:
            notes += ratios(each, shown, against, panels.letters)
        if statistics and title:
            clock = time_unit(end, view.time)
            notes += [f"{name}: {view.words(each, name, clock, False)}" for name in shown]
        called = each.name[0].upper() + each.name[1:]
        page.head(panels, here, title or called, "\n".join(notes), 0)
    said = view if statistics and len(groups) == 1 else None
    page.legend(panels, _handles(first, names[next(iter(groups))], said, end, view.time))
    return panels.result()


def _draw(
    panels: page.Panels,
    place: int,
    times: Followup,
    names: Sequence[str],
    view: EventView,
    band: bool,
    end: float,
) -> None:
    """Draw the curves of one panel, their bands, and who was censored."""
    ax, days, its = panels.axes[place], time_unit(end, view.time)[0], looks(times.arms)
    for turn, name in enumerate(names):
        curve, colour = times.kaplan_meier(name), its[name].colour
        x, value, low, high = view.curve(times, name)
        draw_steps(ax, x / days, value, its[name], panels.scale, turn=(turn, len(names)))
        if band and curve.days.size > 1:
            ax.fill_between(
                x / days, low, high, step="post", color=colour, alpha=0.15, linewidth=0, zorder=1
            )
        lost = np.unique(curve.censored[curve.censored < end])
        step = np.searchsorted(x[:-1], lost, side="right") - 1
        ax.plot(
            lost / days, value[step], linestyle="none", marker="|", color=colour,
            markersize=5 * panels.scale, zorder=3,
        )  # fmt: skip
        on = np.unique(np.concatenate((curve.days, curve.censored, [curve.last])))
        step = np.searchsorted(x[:-1], on, side="right") - 1
        keep(ax, name, {
            "time [days]": on, f"{times.name} [{view.label}]": value[step],
            "from (95 %)": low[step], "to (95 %)": high[step], "at risk": curve.at_risk(on),
            "censored": np.array([int((curve.censored == day).sum()) for day in on]),
        })  # fmt: skip


def _handles(
    times: Followup, names: Sequence[str], said: EventView | None, end: float, unit: str | None
) -> list[Artist]:
    """Return the entries of the arms, with their quantiles where `said` says which."""
    its = looks(times.arms)
    handles: list[Artist] = []
    for name in names:
        words = [name]
        if said is not None:
            words.append(said.words(times, name, time_unit(end, unit), True))
        look, line = its[name], dict(markersize=4.5, linewidth=1.8, label=", ".join(words))
        handles.append(
            Line2D([], [], color=look.colour, linestyle=look.dashes, marker=look.marker, **line)
        )
    return handles
