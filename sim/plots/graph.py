"""Clones as a graph: the tree (or lattice) of descent, and how fit each is under each drug."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation

from sim.base.errors import InputError, unknown
from sim.base.typed import typed
from sim.model import Mutation, Tumour
from sim.model.response import net_growth
from sim.model.typical import typical
from sim.plots import layout as page
from sim.plots.boxes import give_height, labels_of
from sim.plots.colours import Look, legible_on
from sim.plots.family import looks_of, transitions_of
from sim.plots.kept import keep, remember
from sim.plots.sideways import draw_sideways, lies_sideways, short_rate
from sim.plots.styles import current, trim
from sim.plots.typed_text import plain


class Graph(NamedTuple):
    """Clones with their step from the founder, and what leads from which to which."""

    depth: dict[str, int]
    edges: list[tuple[str, str, str, float]]
    """Source, target, kind, and probability per division or rate [1/day] without drug."""


def graph_of(tumour: Tumour) -> Graph:
    """Return the graph of a tumour's clones, of the typical patient where patients differ."""
    edges = []
    for t in tumour.transitions:
        kind = "mutation" if isinstance(t, Mutation) else "switch"
        value = typical(t.per_division if isinstance(t, Mutation) else t.rate)
        edges.append((t.source, t.target, kind, float(np.median(value))))
    depth = {tumour.clone_names[0]: 0}
    front = list(depth)
    while front:  # breadth first: the fewest steps from the founder
        steps = [(s, t) for s, t, *_ in edges if s in front and t not in depth]
        front = list(dict.fromkeys(t for _, t in steps))
        depth |= {t: depth[next(s for s, u in steps if u == t)] + 1 for t in front}
    return Graph({name: depth.get(name, 0) for name in tumour.clone_names}, edges)


@typed
def clone_tree(
    tumour: Tumour, *, ax: Axes | None = None, size: page.Size = None, legend: bool = True
) -> Axes:
    """Draw which clone comes from which, with the rate of every step.

    Parameters
    ----------
    tumour : Tumour
        A description; where patients differ, their median is written.
    ax, size, legend
        As in `sim.plots.burden`.

    Returns
    -------
    Axes
        Arrows with full lines are mutations (numbers: per division), dashed ones switches of
        state (per day, without drug). Of many clones each has a line, below the one it comes from,
        and the page is as high as they need; what else it comes from stands beside its name.
    """
    graph = graph_of(_checked(tumour))
    panels = page.open_panels(1, ax, size, legend=legend)
    remember(panels.figure, tumour)
    ax, font = panels.axes[0], panels.font
    styles = looks_of(tumour.clone_names, transitions_of(tumour))
    if lies_sideways(graph.depth, panels.width * 72 / font):
        draw_sideways(panels, graph.depth, graph.edges, styles)
    else:
        _in_rows(panels, graph, styles)
    kinds = {kind for _, _, kind, _ in graph.edges}
    handles = [
        Line2D([], [], color=current().ink, linestyle=dashes, label=words)
        for kind, dashes, words in (
            ("mutation", "-", "mutation, per division"),
            ("switch", (0, (4, 2)), "switch of state, per day"),
        )
        if kind in kinds
    ]
    if handles:
        page.legend(panels, handles)
    keep(ax, "steps", {
        "source": [e[0] for e in graph.edges], "target": [e[1] for e in graph.edges],
        "kind": [e[2] for e in graph.edges],
        "per division, or per day": [e[3] for e in graph.edges],
    })  # fmt: skip
    return ax


def _in_rows(panels: page.Panels, graph: Graph, styles: Mapping[str, Look]) -> None:
    """Draw the clones in rows of boxes, with arrows from one to the other."""
    ax, font = panels.axes[0], panels.font
    at = _spread(graph)
    pairs = {edge[:2] for edge in graph.edges}
    for source, target, kind, value in graph.edges:
        aside = 1.1 * font * ((target, source) in pairs)
        _arrow(panels, at[source], at[target], kind, value, aside)
    labels = labels_of(graph.depth, panels.width * 72 / font)
    give_height(panels, graph.depth, labels)
    for name, (x, y) in at.items():
        words, share = labels[name]
        ax.annotate(
            plain(words), (x, y), ha="center", va="center", fontsize=share * font,
            color=legible_on(styles[name].colour), zorder=3,
            bbox=dict(
                boxstyle="round,pad=0.35", facecolor=styles[name].colour,
                edgecolor=current().text, linewidth=0.6 * panels.scale,
            ),
        )  # fmt: skip
    widest = max(abs(x) for x, _ in at.values())
    deepest = max(graph.depth.values())
    ax.set(xlim=(-widest - 0.6, widest + 0.6), ylim=(-deepest - 0.5, 0.35))
    ax.set_axis_off()


@typed
def landscape(
    tumour: Tumour,
    drugs: Sequence[str] | None = None,
    *,
    ax: Axes | Sequence[Axes] | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes | np.ndarray:
    """Draw the fitness of every clone without drug and under each drug at its standard dose.

    Parameters
    ----------
    tumour : Tumour
        A description; where patients differ, the typical one is drawn.
    drugs : sequence of str, optional
        Which drugs; all by default. With several, a last panel has all of them together.
    ax, size, legend
        As in `sim.plots.burden`.

    Returns
    -------
    Axes or ndarray of Axes
        One panel per environment. Up: net growth [1/day] of an uncrowded tumour; across: steps from
        the founder; lines: what leads from one clone to another, thick where it leads uphill.
    """
    tumour = _checked(tumour)
    chosen = list(tumour.drug_names if drugs is None else drugs)
    for name in chosen:
        if name not in tumour.drug_names:
            raise unknown(f"Landscape under {name!r}", "drug", name, tumour.drug_names)
    places: dict[str, dict[str, float]] = {"no drug": {}} | {name: {name: 1.0} for name in chosen}
    if len(chosen) > 1:
        places[" + ".join(chosen) if len(chosen) < 3 else "all drugs"] = dict.fromkeys(chosen, 1.0)
    common = typical(tumour)
    crowding = 1e-6 if type(tumour.growth).__name__ == "Gompertz" else 0.0
    crowding = getattr(tumour.growth, "best", crowding)  # (Allee: few cells divide less)
    growth = {
        title: {
            clone.name: float(np.median(net_growth(common, clone, given, crowding)))
            for clone in common.clones
        }
        for title, given in places.items()
    }
    graph = graph_of(tumour)
    panels = page.open_panels(len(places), ax, size, legend=legend)
    remember(panels.figure, tumour)
    everything = [value for each in growth.values() for value in each.values()]
    for place, (title, values) in enumerate(growth.items()):
        _landscape(panels, place, title, graph, values, (min(everything), max(everything)))
    styles = looks_of(tumour.clone_names, transitions_of(tumour))
    page.legend(panels, [
        Line2D([], [], color=styles[name].colour, marker=styles[name].marker, linestyle="none",
               markersize=7, label=name)
        for name in tumour.clone_names
    ])  # fmt: skip
    return panels.result()


def _landscape(
    panels: page.Panels,
    place: int,
    title: str,
    graph: Graph,
    growth: Mapping[str, float],
    ends: tuple[float, float],
) -> None:
    ax, font = panels.axes[place], panels.font
    styles = looks_of(list(graph.depth), [edge[:3] for edge in graph.edges])
    across = _beside(graph.depth, growth, ends)
    for source, target, _, _ in graph.edges:
        uphill = growth[target] > growth[source]
        ax.plot(
            [across[source], across[target]], [growth[source], growth[target]], zorder=1.5,
            color=current().ink if uphill else current().faint,
            linewidth=(1.8 if uphill else 0.7) * panels.scale,
        )  # fmt: skip
    for name, value in growth.items():
        ax.plot(
            across[name], value, marker=styles[name].marker, color=styles[name].colour,
            markersize=8 * panels.scale, markeredgecolor=current().paper, zorder=2.5, label=name,
        )  # fmt: skip
    ax.axhline(0, color=current().ink, linewidth=0.8 * panels.scale, linestyle=(0, (4, 3)))
    room = 0.08 * max(ends[1] - ends[0], 0.01)
    ax.set_ylim(min(ends[0], 0) - room, max(ends[1], 0) + room)
    deepest = max(graph.depth.values())
    ax.set_xlim(-0.4, deepest + 0.4)
    ax.set_xticks(range(deepest + 1))
    left, low = panels.leftmost(place), panels.lowest(place)
    ax.tick_params(labelleft=left, labelbottom=low)
    ax.set_ylabel("net growth [1/day]" if left else "", fontsize=font)
    ax.set_xlabel("steps from the founder" if low else "", fontsize=font)
    trim(ax, font)
    page.head(panels, ax, title, "", 0)
    names = list(growth)
    keep(ax, "fitness", {
        "clone": names, "steps": [graph.depth[n] for n in names],
        "net growth [1/day]": [growth[n] for n in names],
    })  # fmt: skip


def _beside(
    depth: Mapping[str, int], growth: Mapping[str, float], ends: tuple[float, float]
) -> dict[str, float]:
    """Return where each clone stands: on its step, moved aside where others are as fit."""
    near = 0.06 * max(ends[1] - ends[0], 1e-9)
    across: dict[str, float] = {}
    for step in set(depth.values()):
        names = sorted((n for n in depth if depth[n] == step), key=lambda n: growth[n])
        group: list[str] = []
        for name in [*names, None]:
            if name is not None and (not group or growth[name] - growth[group[-1]] < near):
                group.append(name)
                continue
            offsets = 0.16 * (np.arange(len(group)) - (len(group) - 1) / 2)
            across |= dict(zip(group, step + np.clip(offsets, -0.35, 0.35), strict=True))
            group = [name] if name is not None else []
    return across


def _spread(graph: Graph) -> dict[str, tuple[float, float]]:
    """Return a place for each clone: rows by step, in each row evenly about the middle."""
    at = {}
    for step in sorted(set(graph.depth.values())):
        names = [name for name in graph.depth if graph.depth[name] == step]
        for i, name in enumerate(names):
            at[name] = (i - (len(names) - 1) / 2, -float(step))
    return at


def _arrow(
    panels: page.Panels,
    source: tuple[float, float],
    target: tuple[float, float],
    kind: str,
    value: float,
    aside: float,
) -> None:
    """Draw an arrow from the near edge of one box to that of another, with its rate."""
    ax, font = panels.axes[0], panels.font
    down = -1.0 if target[1] < source[1] else 1.0
    inch = ax.figure.dpi_scale_trans  # type: ignore[union-attr]
    leave = ScaledTranslation(-down * aside / 72, down * 1.0 * font / 72, inch)
    level = target[1] == source[1]
    side = down if level else -down
    arrive = ScaledTranslation(-down * aside / 72, side * 1.1 * font / 72, inch)
    ax.annotate(
        "", target, source, zorder=1, xycoords=ax.transData + arrive,
        textcoords=ax.transData + leave,
        arrowprops=dict(
            arrowstyle="-|>,head_length=0.5,head_width=0.25", color=current().ink, shrinkA=0,
            linestyle="-" if kind == "mutation" else (0, (4, 2)), mutation_scale=1.2 * font,
            linewidth=1.1 * panels.scale, shrinkB=0,
            connectionstyle=f"arc3,rad={0.35 if level else 0.0}",
        ),
    )  # fmt: skip
    # slanted arrows cross in the middle: their numbers stand before, those of upright ones there
    along = 0.5 if source[0] in (0.0, target[0]) else 0.25
    x, y = (a + along * (b - a) for a, b in zip(source, target, strict=True))
    beside = ScaledTranslation(-down * aside * 2.3 / 72, 0, inch)
    ax.annotate(
        short_rate(value), (x, y), ha="center", va="center", fontsize=0.75 * font,
        xycoords=ax.transData + beside, color=current().text, zorder=1.5,
        bbox=dict(boxstyle="round,pad=0.15", facecolor=current().paper, edgecolor="none"),
    )  # fmt: skip


def _checked(tumour: Tumour) -> Tumour:
    if not isinstance(tumour, Tumour):
        raise InputError(f"This figure needs a tumour, sim.Tumour(...), not {tumour!r}.")
    return tumour
