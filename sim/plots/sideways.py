"""A tree of many clones on its side: a line for each, those that come from one below it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.plots.axis import power_label
from sim.plots.boxes import parted
from sim.plots.colours import Look
from sim.plots.layout import Panels
from sim.plots.styles import current
from sim.plots.typed_text import plain

Edge = tuple[str, str, str, float]
"""Source, target, kind, and probability per division or rate [1/day]."""
LINES = 1.55
"""Height of a row [font sizes]."""
INDENT = 0.7
"""Letters begin so far to the right of a clone's place [font sizes]."""
LETTER = 0.52
"""Width of a letter [font sizes]."""
MOST_OF_STEP = 0.4
"""A step takes no more than this share of the panel's width."""
SMALLEST = 4.0
"""Letters in an Axes of the user's do not become smaller than this [points]."""


def lies_sideways(depth: Mapping[str, int], width: float) -> bool:
    """Tell whether a row of boxes would have to part the words of its names [font sizes]."""
    return any(parted(row, width) for row in rows_of(depth))


def rows_of(depth: Mapping[str, int]) -> list[list[str]]:
    """Return the clones of every step from the founder."""
    return [[n for n in depth if depth[n] == step] for step in sorted(set(depth.values()))]


def in_lines(depth: Mapping[str, int], edges: Sequence[Edge]) -> tuple[list[str], dict[str, Edge]]:
    """Return the clones from top to bottom, and the edge by which each hangs in the tree.

    It is the first that leads to it from a step nearer to the founder; the others are said beside
    its name.
    """
    hangs: dict[str, Edge] = {}
    for edge in edges:
        if depth[edge[0]] == depth[edge[1]] - 1:
            hangs.setdefault(edge[1], edge)
    below: dict[str, list[str]] = {name: [] for name in depth}
    for name, edge in hangs.items():
        below[edge[0]].append(name)
    order: list[str] = []
    waiting = [name for name in reversed(list(depth)) if name not in hangs]
    while waiting:
        name = waiting.pop()
        order.append(name)
        waiting += reversed(below[name])
    return order, hangs


def draw_sideways(
    panels: Panels, depth: Mapping[str, int], edges: Sequence[Edge], looks: Mapping[str, Look]
) -> None:
    """Draw the tree into the panel, and make the page as high as its lines need."""
    ax, (order, hangs) = panels.axes[0], in_lines(depth, edges)
    font, figure = panels.font, panels.figure
    if panels.ours and panels.grows:
        high, whole = len(order) * LINES * font / 72 + 0.8, figure.get_figheight()  # type: ignore
        figure.set_size_inches(figure.get_figwidth(), max(high, whole), forward=False)  # type: ignore
    else:
        inches = ax.get_position().height * figure.bbox.height / figure.dpi  # type: ignore
        font = min(font, max(SMALLEST, inches * 72 / len(order) / LINES))
    row = {name: -float(k) for k, name in enumerate(order)}
    said = {name: _also(name, edges, hangs) for name in order}
    step = _step(panels.width, depth, said, font)
    ink = current().ink
    for name, (source, _, kind, value) in hangs.items():
        dashes: Any = "-" if kind == "mutation" else (0, (4, 2))
        across, high = [depth[source], depth[source], depth[name]], row[name]
        ax.plot(
            across, [row[source], high, high], color=ink, linestyle=dashes, zorder=1,
            linewidth=0.9 * panels.scale,
        )  # fmt: skip
        ax.annotate(
            plain(short_rate(value)), (depth[name] - 0.5, high), (0, 1.0), color=ink,
            textcoords="offset points", ha="center", va="bottom", fontsize=0.65 * font,
        )  # fmt: skip
    for name in order:
        ax.plot(
            depth[name], row[name], marker=looks[name].marker, color=looks[name].colour,
            markersize=0.75 * font, markeredgecolor=current().paper, zorder=2,
        )  # fmt: skip
        its = ax.annotate(
            plain(name), (depth[name], row[name]), (INDENT * font, 0), ha="left",
            textcoords="offset points", va="center_baseline",
            fontsize=0.9 * font, color=current().text, annotation_clip=False,
        )  # fmt: skip
        if said[name]:
            ax.annotate(
                plain(said[name]), (1, 0.5), (0.6 * font, 0), xycoords=its, ha="left",
                textcoords="offset points", va="center", fontsize=0.7 * font, color=ink,
                annotation_clip=False,
            )  # fmt: skip
    left = 0.8 * font / 72
    ax.set(xlim=(-left / step, (panels.width - left) / step), ylim=(-len(order) + 0.3, 0.7))
    ax.set_axis_off()


def _also(name: str, edges: Sequence[Edge], hangs: Mapping[str, Edge]) -> str:
    """Return what else a clone comes from, in words; empty if nothing."""
    others = [e for e in edges if e[1] == name and e != hangs.get(name)]
    froms = ", ".join(f"{source} ({short_rate(value)})" for source, _, _, value in others)
    return f"also from {froms}" if others else ""


def _step(width: float, depth: Mapping[str, int], said: Mapping[str, str], font: float) -> float:
    """Return how wide [inches] a step from the founder can be, so that all words have room."""
    steps = [MOST_OF_STEP * width]
    for name, at in depth.items():
        letters = 0.9 * len(name) + 0.7 * len(said[name]) + 3.0
        if at:
            steps.append((width - LETTER * letters * font / 72) / at)
    return max(min(steps), 3.0 * font / 72)


def short_rate(value: float) -> str:
    """Return a rate as it stands beside an arrow: ``10⁻⁶``, ``3.2·10⁻⁷``, ``0.02``."""
    if value == 0 or 1e-2 <= value < 1e4:
        return f"{value:.3g}"
    power = int(np.floor(np.log10(value)))
    first = f"{value / 10.0**power:.2g}"
    return power_label(power) if first == "1" else f"{first}·{power_label(power)}"
