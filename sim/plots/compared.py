"""The forest: hazard ratios over subgroups."""

import textwrap
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.kept import keep, remember
from sim.plots.styles import current, trim, word
from sim.plots.typed_text import plain
from sim.results.survival import Estimate, with_interval

if TYPE_CHECKING:
    import pandas as pd

RATIO, LOW, HIGH = "hazard ratio", "from (95 %)", "to (95 %)"
EDGES = 0.02, 50.0
"""The axis goes no further; what lies beyond has an arrowhead."""
TICKS = (
    (0.02, 0.05, 0.1, 0.2, 0.5, 0.7, 1, 1.4, 2, 5, 10, 20, 50),
    (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50),
    (0.02, 0.1, 0.3, 1, 3, 10, 50),
    (0.1, 1, 10),
)
SHORTER = 0.6
"""The shorter side of the axis is at least so much of the longer one."""


@typed
def forest(
    table: "pd.DataFrame", *, ax: Axes | None = None, size: page.Size = None, legend: bool = True
) -> Axes:
    """Draw the hazard ratio of every subgroup with its 95 % interval.

    The area of a square goes with the number of events. Where the arms separate, no square
    is drawn, and the row says so. An arrowhead: the interval goes on beyond the axis.

    Parameters
    ----------
    table : DataFrame
        ``result.subgroups({...}, arm)``.
    ax, size, legend
        As in `sim.plots.kaplan_meier`.
    """
    there = getattr(table, "columns", ())
    missing = [c for c in (RATIO, LOW, HIGH, "patients", "events") if c not in there]
    if missing:
        raise InputError(
            f"A forest plot needs the columns {', '.join(missing)}; result.subgroups() makes such "
            "a table."
        )
    panels = page.open_panels(1, ax, size, extra=max(0, len(table) - 8) + 1, legend=legend)
    remember(panels.figure, table)
    ax, font = panels.axes[0], panels.font
    ax.set_xscale("log")
    ax.set_xlim(*_range(table))
    largest = max(1, int(table["events"].max()))
    for place, (name, row) in enumerate(table.iterrows()):
        if not np.isfinite(row[RATIO]):
            ax.annotate(
                plain(word(_why(row))), (1, place), xycoords=("data", "data"), ha="center",
                va="center", fontsize=0.8 * font, color=current().ink,
                bbox=dict(facecolor=current().paper, linewidth=0, pad=1.0),
            )  # fmt: skip
            continue
        _interval(ax, row, place, panels.scale)
        if ax.get_xlim()[0] <= row[RATIO] <= ax.get_xlim()[1]:
            side = (3 + 6 * np.sqrt(row["events"] / largest)) * panels.scale
            first = place == 0 and name == "all patients"
            ax.plot(
                row[RATIO], place, marker="D" if first else "s", markersize=side,
                color=current().palette[0], zorder=3,
            )  # fmt: skip
        words = with_interval(Estimate(row[RATIO], row[LOW], row[HIGH]), ".2f", unknown="not known")
        ax.annotate(
            words, (1, place), (0.9 * font, 0), xycoords=ax.get_yaxis_transform(), va="center",
            textcoords="offset points", fontsize=0.85 * font, color=current().text,
            annotation_clip=False,
        )  # fmt: skip
    ax.axvline(1, color=current().ink, linewidth=0.9, zorder=1)
    labels = [
        plain(word(f"{name} ({int(n)})"))
        for name, n in zip(table.index, table["patients"], strict=True)
    ]
    ax.set_yticks(np.arange(len(table)), labels)
    ax.set_ylim(len(table) - 0.4, -0.6)
    ticks = _ticks(ax.get_xlim(), 72 * panels.width / font)
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xticklabels([f"{t:g}" for t in ticks])
    arm, control = (str(table.attrs.get(word, word)) for word in ("arm", "control"))
    trim(ax, font)
    ax.tick_params(axis="y", length=0)
    _directions(panels, ax, arm, control)
    shown = [c for c in ("patients", "events", RATIO, LOW, HIGH) if c in table]
    keep(ax, f"{arm} against {control}", {"subgroup": table.index, **{c: table[c] for c in shown}})
    page.head(panels, ax, table.attrs.get("end point", ""), f"{arm} against {control}", 0)
    page.legend(panels, [])
    return ax


def _range(table: "pd.DataFrame") -> tuple[float, float]:
    """Return the ends of the axis: what is known, with room for words on both sides of 1."""
    known = table[table[RATIO].notna()]
    if not len(known):
        return 0.4, 2.5
    bounds = known[[RATIO, LOW, HIGH]].to_numpy(dtype=float).ravel()
    bounds = bounds[np.isfinite(bounds) & (bounds > 0)]
    least, most = np.clip([bounds.min(initial=0.8), bounds.max(initial=1.25)], *EDGES)
    below, above = -np.log(least), np.log(most)
    room = SHORTER * max(below, above)
    return float(np.exp(-max(below, room)) / 1.2), float(np.exp(max(above, room)) * 1.2)


def _ticks(ends: tuple[float, float], room: float) -> list[float]:
    """Return round ratios, as many as have room: `room` is the width of the panel [letters]."""
    ticks: list[float] = []
    for steps in TICKS:
        ticks = [t for t in steps if ends[0] <= t <= ends[1]]
        apart = np.diff(np.log(ticks)).min(initial=np.inf) / np.log(ends[1] / ends[0])
        if 0.6 * apart * room > 2.2:
            break
    return ticks


def _interval(ax: Axes, row: "pd.Series", place: int, scale: float) -> None:
    """Draw an interval; an arrowhead where it goes on beyond the axis, or is not known."""
    edges = np.array(ax.get_xlim())
    ends = row[[LOW, HIGH]].to_numpy(dtype=float)
    cut = np.isnan(ends) | (ends < edges[0]) | (ends > edges[1])
    ends = np.clip(np.where(np.isnan(ends), edges, ends), *edges)
    ax.plot(ends, [place, place], color=current().text, linewidth=1.2 * scale, zorder=2)
    for end, beyond, marker in zip(ends, cut, ("<", ">"), strict=True):
        if beyond:
            ax.plot(
                end, place, marker=marker, markersize=5 * scale, color=current().text, zorder=2.5,
                clip_on=False,
            )  # fmt: skip


def _directions(panels: page.Panels, ax: Axes, arm: str, control: str) -> None:
    """Say below the axis on which side of 1 which arm is better: two texts that meet there."""
    font, (left, right) = panels.font, np.log(ax.get_xlim())
    letters = panels.width * 72 / (0.5 * font) / (right - left)
    lines = 1
    for side, name, room in ((-1, arm, -left), (1, control, right)):
        text = f"← {name} better" if side < 0 else f"{name} better →"
        text = textwrap.fill(word(text), max(12, int(room * letters)))
        lines = max(lines, text.count("\n") + 1)
        ax.annotate(
            plain(text), (1, 0), (side * 0.6 * font, -2.0 * font),
            xycoords=ax.get_xaxis_transform(), textcoords="offset points",
            ha="right" if side < 0 else "left", va="top", fontsize=0.9 * font,
            color=current().text, annotation_clip=False,
        )  # fmt: skip
    ax.set_xlabel("hazard ratio", fontsize=font, labelpad=(1.15 * lines + 0.7) * font)


def _why(row: "pd.Series") -> str:
    """Return in a few words why there is no ratio."""
    no_event = str(row.get("why no hazard ratio", "")).startswith("there is no event")
    return "no ratio: no events" if no_event else "no ratio: the arms separate"
