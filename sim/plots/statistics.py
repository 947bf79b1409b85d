"""What is written beside curves of times to an event: medians, hazard ratios, log-rank tests."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sim.base.errors import unknown
from sim.plots.colours import Look
from sim.results.followed import Followup
from sim.results.survival import with_interval


def control_of(times: Any, control: str | None) -> str | None:
    """Return the arm that others are compared with: the one named, or that of a trial; or none."""
    known = list(getattr(times, "arms", []))
    if control is None:
        found = getattr(times, "control", None)
        return found if isinstance(found, str) else None
    if known and control not in known:
        raise unknown(f"control {control!r}", "arm", control, known)
    return control


def with_median(times: Followup, arm: str, clock: tuple[float, str]) -> str:
    """Return an arm with its median and interval: ``adaptive, median 3.1 (2.6 to 3.9) years``."""
    days, unit = clock
    middle = times.median(arm)
    if np.isnan(middle.value):
        return f"{arm}, median not reached"
    return f"{arm}, median {with_interval(middle, lambda v: f'{v / days:.3g}')} {unit}"


def draw_median(ax: Axes, at: float, look: Look, scale: float) -> None:
    """Draw thin lines from the axis at a half to the curve, and down to its median."""
    if np.isnan(at):
        return
    ax.plot(
        [0.0, at, at], [0.5, 0.5, 0.0], color=look.colour, linewidth=0.8 * scale,
        linestyle=(0, (1.5, 2)), zorder=1.5,
    )  # fmt: skip


def ratios(times: Followup, names: Sequence[str], control: str | None) -> list[str]:
    """Return for each arm its hazard ratio to the control and the log-rank p, in words."""
    against = control if control in names else names[0]
    found = []
    for name in names:
        if name == against:
            continue
        ratio = times.hazard_ratio(name, against)
        whose = f"HR {name} : {against}"
        if ratio.reason:
            found.append(f"no {whose}: {ratio.reason}")
        else:
            p = times.log_rank(name, against)[1]
            found.append(f"{whose} {_number(ratio)}, log-rank {_p(p)}")
    return found


def _number(ratio) -> str:
    return with_interval(ratio, ".2f", unknown="not known")


def _p(value: float) -> str:
    """Return a p value as journals print it."""
    return "p < 0.001" if value < 0.001 else f"p = {value:.2g}"
