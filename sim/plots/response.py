"""Dose-response: how fast each clone grows at a concentration, and where resistance is selected."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.base.typed import typed
from sim.model import Tumour
from sim.plots import layout as page
from sim.plots.axis import decades
from sim.plots.curves import POINTS, chosen_clones, chosen_drugs, curves_of
from sim.plots.family import looks_of, transitions_of
from sim.plots.folds import Fold, draw_folds, fold_handle, folds_of
from sim.plots.kept import keep, remember
from sim.plots.styles import current, trim

WINDOWS = {"dark": 0.22, "pale": 0.08}
"""How dark the two windows of selection are shaded."""


@typed
def dose_response(
    tumour: Tumour,
    drugs: str | Sequence[str] | None = None,
    *,
    clones: Sequence[str] | None = None,
    folds: bool = True,
    ax: Axes | Sequence[Axes] | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes | np.ndarray:
    """Draw the net growth of every clone against the concentration of a drug, one panel per drug.

    Two windows are shaded. Dark: the first clone shrinks while another grows (between their
    minimal inhibitory concentrations; the mutant selection window of Drlica 2003, J. Antimicrob.
    Chemother. 52:11). Pale: both grow, but another faster than the first (selection below
    inhibition, Gullberg et al. 2011, PLoS Pathog. 7:e1002158).

    Arrows lead from the first clone to others where the drug takes the same growth away from both;
    beside each stands how many times as much drug that takes, the fold. Clones of one fold share an
    arrow. Panels with more than four have none.

    Parameters
    ----------
    tumour : Tumour
        A description; where patients differ, the typical one is drawn. Uncrowded.
    drugs : str or sequence of str, optional
        Which drugs; all by default. Each is given alone.
    clones : sequence of str, optional
        Which clones; all by default. The first is the sensitive one.
    folds : bool
        Whether to draw arrows with the folds.
    ax, size, legend
        As in `sim.plots.burden`.

    Returns
    -------
    Axes or ndarray of Axes
        One, or one per drug.

    Raises
    ------
    InputError
        If a drug or clone is unknown, or the tumour has no drug.
    """
    chosen = chosen_drugs(tumour, drugs)
    names = chosen_clones(tumour, clones)
    panels = page.open_panels(len(chosen), ax, size, legend=legend)
    remember(panels.figure, tumour)
    curves = {drug: curves_of(tumour, drug, names) for drug in chosen}
    rates = np.concatenate([each for _, growth in curves.values() for each in growth.values()])
    windows: dict[str, None] = {}
    arrows: list[Fold] = []
    for place, drug in enumerate(chosen):
        windows |= dict.fromkeys(_draw(panels, place, tumour, drug, *curves[drug], rates))
        if folds:
            arrows += _folds(panels, place, folds_of(tumour, drug, names))
    page.legend(panels, _handles(tumour, names, windows) + [fold_handle()] * bool(arrows))
    return panels.result()


def _draw(
    panels: page.Panels,
    place: int,
    tumour: Tumour,
    drug: str,
    dose: np.ndarray,
    growth: dict[str, np.ndarray],
    rates: np.ndarray,
) -> list[str]:
    """Draw one drug; return the kinds of window that there are."""
    ax, font = panels.axes[place], panels.font
    styles = looks_of(tumour.clone_names, transitions_of(tumour))
    names = list(growth)
    for k, (name, rate) in enumerate(growth.items()):
        style = styles[name]
        every = max(1, POINTS // 6)
        ax.plot(
            dose, rate, color=style.colour, linestyle=style.dashes, marker=style.marker,
            markersize=5 * panels.scale, markevery=((2 * k + 1) * every // (2 * len(names)), every),
            linewidth=1.8 * panels.scale, zorder=2.5, label=name,
        )  # fmt: skip
    ax.set_xscale("log")
    ax.set_xlim(dose[0], dose[-1])
    decades(ax, dose[0], dose[-1], font=font, which="x")
    room = 0.06 * max(np.ptp(rates), 1e-3)
    ax.set_ylim(min(rates.min(), 0) - room, max(rates.max(), 0) + room)
    seen = _windows(ax, dose, growth)
    ax.axhline(0, color=current().ink, linewidth=0.8 * panels.scale, zorder=1.5)
    ax.axvline(1, linewidth=0.9 * panels.scale, zorder=1.5, **_standard())
    left, low = panels.leftmost(place), panels.lowest(place)
    ax.tick_params(labelleft=left, labelbottom=low)
    ax.set_ylabel("net growth [1/day]" if left else "", fontsize=font)
    ax.set_xlabel(panels.along("concentration [standard dose]") if low else "", fontsize=font)
    trim(ax, font)
    page.head(panels, ax, drug, "", 0)
    keep(ax, "net growth", {"concentration [standard dose]": dose} | {
        f"{name} [1/day]": rate for name, rate in growth.items()
    })  # fmt: skip
    return seen


def _folds(panels: page.Panels, place: int, found: list[Fold]) -> list[Fold]:
    """Draw the folds of one drug, and keep their numbers."""
    ax = panels.axes[place]
    shown = draw_folds(ax, found, panels.font)
    if shown:
        keep(ax, "folds", {
            "fold": [fold.ratio for fold in shown],
            "concentration of the first clone [standard dose]": [f.begin[0] for f in shown],
            "concentration of the other [standard dose]": [f.end[0] for f in shown],
        })  # fmt: skip
    return shown


def _windows(ax: Axes, dose: np.ndarray, growth: dict[str, np.ndarray]) -> list[str]:
    first, *others = growth.values()
    if not others:
        return []
    best = np.max(others, axis=0)
    dark = (first < 0) & (best > 0)
    pale = (first >= 0) & (best > first + 1e-6 * np.ptp(np.array([first, best])))
    seen = []
    for name, where in (("dark", dark), ("pale", pale)):
        if where.any():
            seen.append(name)
            ax.fill_between(
                dose, 0, 1, where=where, transform=ax.get_xaxis_transform(), linewidth=0,
                zorder=0.3, color=current().ink, alpha=WINDOWS[name],
            )  # fmt: skip
    return seen


def _standard() -> dict[str, Any]:
    """Return the line of the standard dose."""
    return dict(color=current().ink, linestyle=(0, (4, 3)))


def _handles(tumour: Tumour, names: Sequence[str], windows: Sequence[str]) -> list[Artist]:
    styles = looks_of(tumour.clone_names, transitions_of(tumour))
    handles: list[Artist] = [
        Line2D(
            [], [], color=styles[n].colour, linestyle=styles[n].dashes, marker=styles[n].marker,
            markersize=5, linewidth=1.8, label=n,
        )
        for n in names
    ]  # fmt: skip
    words = {"dark": f"{names[0]} shrinks, another grows", "pale": f"another outgrows {names[0]}"}
    for name in (name for name in words if name in windows):
        shade = dict(color=current().ink, alpha=WINDOWS[name])
        handles.append(Patch(linewidth=0, label=words[name], **shade))
    handles.append(Line2D([], [], linewidth=0.9, label="standard dose", **_standard()))
    return handles
