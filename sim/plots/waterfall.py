"""The waterfall: the best change of every patient from the baseline, as sorted bars."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.patches import Patch

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.clinic.criteria import RESPONSES
from sim.plots import layout as page
from sim.plots.areas import areas
from sim.plots.clinics import measured
from sim.plots.kept import keep, remember
from sim.plots.patients import count_of, left_out, runs_of
from sim.plots.styles import current, trim
from sim.plots.thresholds import draw_thresholds
from sim.plots.typed_text import plain
from sim.results import Runs
from sim.results.counted import FOLLOWED

MANY_BARS = 2000
"""More bars than this are less than a pixel wide each."""
FEWEST_BARS = 6
"""With fewer patients there is free space beside them."""

_PLACES = {"complete": 2, "partial": 5, "stable": 7, "progressive": 1, "not evaluable": 4}
_HATCHES = {
    "complete": "",
    "partial": "",
    "stable": "",
    "progressive": "///",
    "not evaluable": "..",
}


@typed
def waterfall(
    result: Any, arm: str, *, ax: Axes | None = None, size: page.Size = None, legend: bool = True
) -> Axes:
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
    ax, size, legend
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
    numbers = runs.values("patient")[inside][known][order]
    panels = page.open_panels(1, ax, size, legend=legend)
    remember(panels.figure, runs)
    ax, font = panels.axes[0], panels.font
    handles: list[Artist] = []
    fills = areas({word: current().palette[place] for word, place in _PLACES.items()})
    for code in reversed(range(len(RESPONSES))):
        here = np.flatnonzero(best == code)
        if not here.size:
            continue
        word = RESPONSES[code]
        style = {"color": fills[word], "hatch": _HATCHES.get(word, "")}
        _bars(ax, here, np.minimum(100 * change[here], 100), change.size, style)
        handles.append(Patch(label=f"{word} ({here.size})", linewidth=0, **style))
    handles += draw_thresholds(ax, result, font)
    ax.axhline(0, color=current().text, linewidth=0.8)
    spare = max(0.0, (FEWEST_BARS - change.size) / 2)  # (the bar of a patient alone is no block)
    ax.set_xlim(-0.6 - spare, change.size - 0.4 + spare)
    ax.set_ylim(-105, 105)
    ax.set_xticks([])
    ax.set_xlabel("patients, sorted", fontsize=font)
    what = f"best change of {name}" if (name := measured(result)) else "best change"
    ax.set_ylabel(plain(panels.upright(f"{what} from baseline [%]")), fontsize=font)
    trim(ax, font)
    page.head(panels, ax, arm, count_of(runs, change.size, left_out(runs, arm, inside, known)), 0)
    words = np.array(RESPONSES, dtype=object)[best.astype(int)]
    columns = {"patient": numbers, f"{what} from baseline [%]": 100 * change}
    keep(ax, arm, columns | {"best response": words})
    page.legend(panels, handles)
    return ax


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
