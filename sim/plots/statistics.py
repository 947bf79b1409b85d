"""What is written beside curves of times to an event: quantiles, hazard ratios, log-rank tests."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sim.base.errors import unknown
from sim.plots.event_view import EventView
from sim.plots.styles import looks
from sim.plots.typed_text import shortened
from sim.results.followed import Followup
from sim.results.survival import with_interval

SHORTEST = 10
"""Names of arms are not cut below so many letters."""


def control_of(times: Any, control: str | None) -> str | None:
    """Return the arm that others are compared with: the one named, or that of a trial; or none."""
    known = list(getattr(times, "arms", []))
    if control is None:
        found = getattr(times, "control", None)
        return found if isinstance(found, str) else None
    if known and control not in known:
        raise unknown(f"control {control!r}", "arm", control, known)
    return control


def draw_quantiles(
    ax: Axes, times: Followup, names: Sequence[str], view: EventView, days: float, scale: float
) -> None:
    """Draw thin lines from the axis to the curves at the shares asked for, and down to their days.

    On a cumulative hazard no share is marked: a line leads down from the curve.
    """
    its = looks(times.arms)
    for name in names:
        x, value, *_ = view.curve(times, name)
        for share in view.shares:
            when = times.quantile(name, share)
            if np.isnan(when.value):
                continue
            at, high = when.value / days, view.corner(when, share)
            corner = ([0.0, at, at], [high, high, 0.0])
            if np.isnan(high):
                step = np.searchsorted(x[:-1], when.value, side="right") - 1
                corner = ([at, at], [value[step], 0.0])
            ax.plot(
                *corner, color=its[name].colour, linewidth=0.8 * scale, linestyle=(0, (1.5, 2)),
                zorder=1.5,
            )  # fmt: skip


def ratios(
    times: Followup, names: Sequence[str], control: str | None, letters: int = 10_000
) -> list[str]:
    """Return for each arm its hazard ratio to the control and the log-rank p, in words.

    Long names are shortened until a ratio stands on one line of so many letters.
    """
    against = control if control in names else names[0]
    found = []
    for name in names:
        if name == against or _holds(times, name, against):
            continue
        ratio = times.hazard_ratio(name, against)
        said = ratio.reason
        if not said:
            said = f"{_number(ratio)}, log-rank {_p(times.log_rank(name, against)[1])}"
        room = (letters - len(said) - len("no HR  : : ")) // 2
        short = shortened(times.arms, max(SHORTEST, room)) if not ratio.reason else {}
        whose = f"HR {short.get(name, name)} : {short.get(against, against)}"
        found.append(f"no {whose}: {said}" if ratio.reason else f"{whose} {said}")
    return found


def _holds(times: Followup, arm: str, control: str) -> bool:
    """Tell whether an arm is the control and others, as all patients pooled are."""
    one, other = (times.days[times.arms.index(name)] for name in (arm, control))
    there = ~np.isnan(other)
    return bool((one[there] == other[there]).all() and (~np.isnan(one)).sum() > there.sum())


def _number(ratio) -> str:
    return with_interval(ratio, ".2f", unknown="not known")


def _p(value: float) -> str:
    """Return a p value as journals print it."""
    return "p < 0.001" if value < 0.001 else f"p = {value:.2g}"
