"""Two drugs together: isobolograms and the surface of their joint effect."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.base import checks
from sim.base.errors import InputError
from sim.base.typed import typed
from sim.model import Tumour
from sim.plots import layout as page
from sim.plots.curves import chosen_clones, chosen_drugs, growth_at
from sim.plots.kept import keep, remember
from sim.plots.styles import current, looks, trim, word
from sim.plots.typed_text import plain

GROWS = "///"
"""Hatch of doses at which a clone grows."""
GRID = 121
"""Doses of each drug at which the surface is computed."""


@typed
def isobologram(
    tumour: Tumour,
    drugs: Sequence[str] | None = None,
    *,
    clones: Sequence[str] | None = None,
    rate: float = 0.0,
    ax: Axes | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes:
    """Draw the pairs of doses that hold each clone at the same net growth.

    A thin straight line joins the doses that do it alone (additivity in the sense of Loewe 1953): a
    curve that sags below it is synergy, one that bulges above it antagonism.

    Parameters
    ----------
    tumour : Tumour
        A description; where patients differ, the typical one is drawn. Uncrowded.
    drugs : sequence of two str, optional
        The drugs across and up; the first two by default.
    clones : sequence of str, optional
        Which clones; all by default.
    rate : float
        Net growth [1/day] on the curves; 0 holds a clone still.
    ax, size, legend
        As in `sim.plots.burden`.

    Raises
    ------
    InputError
        If there are not two drugs, or no doses up to a thousand times the standard reach `rate`
        in any clone.
    """
    pair, names = _pair(tumour, drugs), chosen_clones(tumour, clones)
    checks.number("rate", rate, low=-np.inf)
    alone = {name: [_dose_alone(tumour, name, drug, rate) for drug in pair] for name in names}
    reach = [_reach([doses[d] for doses in alone.values()]) for d in (0, 1)]
    panels = page.open_panels(1, ax, size, legend=legend)
    remember(panels.figure, tumour)
    ax, styles, scale = panels.axes[0], looks(tumour.clone_names), panels.scale
    a, b = (np.linspace(0, each, GRID) for each in reach)
    drawn: list[str] = []
    for name in names:
        growth = growth_at(tumour, name, {pair[0]: a[None, :], pair[1]: b[:, None]})
        if not growth.min() < rate < growth.max():
            continue  # no pair of doses shown does it
        drawn.append(name)
        style = styles[name]
        lines = ax.contour(
            a, b, growth, [rate], colors=[style.colour], linewidths=2.0 * scale, zorder=2.5,
            linestyles=[style.dashes],
        )  # fmt: skip
        for piece in lines.get_paths():
            across, up = np.asarray(piece.vertices).T
            columns = {f"{pair[0]} [standard dose]": across, f"{pair[1]} [standard dose]": up}
            keep(ax, name, columns)
        if np.isfinite(alone[name]).all():
            ax.plot(
                [alone[name][0], 0], [0, alone[name][1]], color=style.colour, zorder=2,
                linewidth=0.8 * scale, alpha=0.8,
            )  # fmt: skip
    if not drawn:
        raise InputError(
            f"No clone has net growth {rate:g} per day at any of these doses; choose another rate."
        )
    inside = reach[0] >= 1 and reach[1] >= 1
    if inside:
        ax.plot(1, 1, marker="+", color=current().ink, markersize=8 * scale, zorder=3)
    ax.set(xlim=(0, reach[0]), ylim=(0, reach[1]))
    ax.set_xlabel(plain(f"{pair[0]} [standard dose]"), fontsize=panels.font)
    ax.set_ylabel(plain(f"{pair[1]} [standard dose]"), fontsize=panels.font)
    trim(ax, panels.font)
    words = "held still" if rate == 0 else f"net growth {rate:g} per day"
    handles: list[Artist] = [
        Line2D([], [], color=styles[n].colour, linestyle=styles[n].dashes, linewidth=2.0,
               label=f"{n}, {words}")
        for n in drawn
    ]  # fmt: skip
    ink = current().ink
    handles.append(Line2D([], [], color=ink, linewidth=0.8, label="additive (Loewe)"))
    if inside:
        cross = dict(marker="+", markersize=8, linestyle="none")
        handles.append(Line2D([], [], color=ink, label="both standard doses", **cross))
    page.legend(panels, handles)
    return ax


@typed
def interaction(
    tumour: Tumour,
    drugs: Sequence[str] | None = None,
    *,
    clones: Sequence[str] | None = None,
    highest: float = 2.0,
    ax: Axes | Sequence[Axes] | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes | np.ndarray:
    """Draw the net growth of each clone over the doses of two drugs, one panel per clone.

    Parameters
    ----------
    tumour : Tumour
        A description; where patients differ, the typical one is drawn. Uncrowded.
    drugs : sequence of two str, optional
        The drugs across and up; the first two by default.
    clones : sequence of str, optional
        Which clones; all by default.
    highest : float
        Largest dose shown [standard doses].
    ax, size, legend
        As in `sim.plots.burden`.

    Returns
    -------
    Axes or ndarray of Axes
        One per clone. The thick line is no net growth; on one side of it the clone shrinks (blue),
        on the other it grows (red, hatched: a grey copy shows it too).
    """
    pair, names = _pair(tumour, drugs), chosen_clones(tumour, clones)
    checks.number("highest", highest, above=True)
    dose = np.linspace(0, highest, GRID)
    growth = {
        name: growth_at(tumour, name, {pair[0]: dose[None, :], pair[1]: dose[:, None]})
        for name in names
    }
    panels = page.open_panels(len(names), ax, size, legend=legend)
    remember(panels.figure, tumour)
    most = max(float(np.abs(each).max()) for each in growth.values()) or 1.0
    norm = TwoSlopeNorm(0.0, -most, most)
    for place, name in enumerate(names):
        image = _surface(panels, place, pair, name, dose, growth[name], norm)
    beside = panels.axes[min(panels.columns, len(panels.axes)) - 1]
    bar = panels.figure.colorbar(image, cax=beside.inset_axes((1.05, 0, 0.06, 1)))
    bar.set_label(word("net growth [1/day]"), fontsize=panels.font)
    trim(bar.ax, panels.font)
    bar.outline.set_visible(False)  # type: ignore[operator]
    grows = any((each > 0).any() for each in growth.values())
    key = Patch(facecolor="none", edgecolor=current().ink, hatch=GROWS, label="grows")
    page.legend(panels, [key] if grows else [])
    return panels.result()


def _surface(
    panels: page.Panels,
    place: int,
    pair: Sequence[str],
    name: str,
    dose: np.ndarray,
    growth: np.ndarray,
    norm: TwoSlopeNorm,
):
    ax, font = panels.axes[place], panels.font
    colours = [looks([n])[n].colour for n in ("sensitive", "resistant")]
    shades = LinearSegmentedColormap.from_list("growth", [colours[0], current().pale, colours[1]])
    image = ax.pcolormesh(
        dose, dose, growth, cmap=shades, norm=norm, shading="gouraud", rasterized=True, zorder=0.5
    )
    levels = np.linspace(float(norm.vmin or 0), float(norm.vmax or 0), 13)
    levels = levels[np.abs(levels) > 1e-9]
    ax.contour(dose, dose, growth, levels, colors=current().ink, linewidths=0.5 * panels.scale,
               linestyles="-", zorder=1)  # fmt: skip
    if growth.max() > 0:
        ax.contourf(
            dose, dose, growth, [0.0, np.inf], colors="none", hatches=[GROWS], zorder=1.5
        ).set(edgecolor=current().ink, linewidth=0)
    if growth.min() < 0 < growth.max():
        width = 2 * panels.scale
        ax.contour(dose, dose, growth, [0.0], colors=current().text, linewidths=width, zorder=2)
    for axis in (ax.xaxis, ax.yaxis):  # "2", not "2.0": it would touch the next panel's "0.0"
        axis.set_major_locator(MaxNLocator(4))
        axis.set_major_formatter("{x:g}")
    left, low = panels.leftmost(place), panels.lowest(place)
    ax.tick_params(labelleft=left, labelbottom=low)
    ax.set_xlabel(plain(f"{pair[0]}\n[standard dose]") if low else "", fontsize=font)
    ax.set_ylabel(plain(f"{pair[1]} [standard dose]") if left else "", fontsize=font)
    trim(ax, font)
    page.head(panels, ax, name, "", 0)
    a, b = np.meshgrid(dose[::4], dose[::4])
    keep(ax, "net growth", {
        f"{pair[0]} [standard dose]": a.ravel(), f"{pair[1]} [standard dose]": b.ravel(),
        "net growth [1/day]": growth[::4, ::4].ravel(),
    })  # fmt: skip
    return image


def _pair(tumour: Tumour, drugs: Sequence[str] | None) -> list[str]:
    names = chosen_drugs(tumour, drugs)
    names = names[:2] if drugs is None else names
    if len(names) != 2 or names[0] == names[1]:
        raise InputError(f"This figure needs two drugs; drugs is {names}.")
    return names


def _dose_alone(tumour: Tumour, clone: str, drug: str, rate: float) -> float:
    """Return the dose of one drug alone at which a clone has this net growth; inf: none has."""
    dose = np.concatenate([[0.0], np.logspace(-4, 3, 4001)])
    above = growth_at(tumour, clone, {drug: dose}) > rate
    change = np.flatnonzero(above[:-1] & ~above[1:])
    return float(dose[change[0] + 1]) if change.size else np.inf


def _reach(alone: Sequence[float]) -> float:
    finite = [dose for dose in alone if np.isfinite(dose) and dose < 20]
    return 1.15 * max(finite, default=1.3)
