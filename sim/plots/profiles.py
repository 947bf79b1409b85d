"""Profiles of a fit: how well the data are explained with one parameter held at other values."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.base import checks
from sim.base.errors import InputError, unknown
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.axis import decades
from sim.plots.kept import keep, remember
from sim.plots.of_fits import Fit
from sim.plots.styles import current, trim
from sim.plots.typed_text import plain

DEEPEST = 4.0
"""Losses of log-likelihood are drawn down to this; a 90 % interval ends at 1.35."""
ALLOWED = 1.3528
"""Half the 0.9 quantile of chi-square with one degree of freedom."""
RATIO = 100.0
"""From such a ratio of the highest to the lowest value on, they are drawn by their logarithm."""


@typed
def profiles(
    fit: Fit,
    names: str | Sequence[str] | None = None,
    *,
    ax: Axes | Sequence[Axes] | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes | np.ndarray:
    """Draw how much worse the data are explained with a parameter held, one panel for each.

    A curve that stays above the dashed line to an end of the panel, the prior's, is a parameter of
    which the data do not tell how small, or how large, it is. Where intervals are widened
    (`Fit.widened`), log-likelihoods are over its square, and the label says so.

    Parameters
    ----------
    fit : Fit
        Of one patient (`sim.fit`).
    names : str or sequence of str, optional
        Which parameters; all by default.
    ax, size, legend
        As in `sim.plots.burden`.

    Returns
    -------
    Axes or ndarray of Axes
        One, or one per parameter. All other parameters are at their best.
    """
    chosen = list(fit.names) if names is None else list(checks.names("names", names))
    if not chosen:
        raise InputError("names is empty; leave it out for all parameters.")
    for name in chosen:
        if name not in fit.names:
            raise unknown("names", "parameter", name, fit.names)
    found = fit.profiles()
    panels = page.open_panels(len(chosen), ax, size, legend=legend)
    ink, width = current().ink, panels.scale
    over = f" / {fit.widened:.3g}\u00b2" if fit.widened > 1.0 else ""
    for place, name in enumerate(chosen):
        panel, k = panels.axes[place], fit.names.index(name)
        value, loss = found.values[k], found.loss[k]
        panel.plot(value, -loss, color=ink, linewidth=1.6 * width, zorder=2.5, label=name)
        panel.axhline(-ALLOWED, color=ink, linestyle=(0, (4, 3)), linewidth=0.9 * width, zorder=2)
        panel.plot(
            fit.best[name], 0.0, marker="o", color=ink, markersize=5 * width, zorder=3,
            linestyle="none", label="_best",
        )  # fmt: skip
        keep(panel, "profile", {name: value, f"log-likelihood less the best{over}": -loss})
        low, high = float(value[0]), float(value[-1])
        if low > 0 and high / low >= RATIO:
            panel.set_xscale("log")
            panel.set_xlim(low, high)
            decades(panel, low, high, font=panels.font, which="x")
        else:
            panel.set_xlim(low, high)
            panel.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        panel.set_ylim(-DEEPEST, 0.3)
        panel.set_xlabel(plain(name), fontsize=panels.font)
        left = panels.leftmost(place)
        panel.tick_params(labelleft=left)
        words = panels.upright(f"log-likelihood{over} [less the best]") if left else ""
        panel.set_ylabel(words, fontsize=panels.font)
        trim(panel, panels.font)
        page.head(panels, panel, "", "" if place else f"patient {fit.observations.patients[0]}", 0)
    page.legend(panels, _handles())
    remember(panels.figure, fit)
    return panels.result()


def _handles() -> list[Artist]:
    ink = current().ink
    dash = dict(color=ink, linestyle=(0, (4, 3)), linewidth=0.9)
    return [
        Line2D([], [], color=ink, linewidth=1.6, label="all others at their best"),
        Line2D([], [], color=ink, marker="o", linestyle="none", markersize=5, label="best"),
        Line2D([], [], label="90 % interval ends here", **dash),  # type: ignore[arg-type]
    ]
