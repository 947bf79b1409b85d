"""Figures of a comparison: hazard ratios over subgroups, and differences patient by patient."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, NullFormatter

from sim.base.errors import InputError
from sim.plots import layout as page
from sim.plots.styles import current, looks, trim
from sim.plots.values import time_unit
from sim.results.followup import Followup

if TYPE_CHECKING:
    import pandas as pd

RATIO, LOW, HIGH = "hazard ratio", "from (95 %)", "to (95 %)"


def forest(table: "pd.DataFrame", *, ax: Axes | None = None, size: page.Size = None) -> Axes:
    """Draw the hazard ratio of every subgroup with its 95 % interval.

    The area of a square goes with the number of events. Where the arms separate, no square
    is drawn, and the row says so.

    Parameters
    ----------
    table : DataFrame
        ``result.subgroups({...}, arm)``.
    ax, size
        As in `sim.plots.kaplan_meier`.
    """
    missing = [c for c in (RATIO, LOW, HIGH, "patients", "events") if c not in table.columns]
    if missing:
        raise InputError(
            f"A forest plot needs the columns {', '.join(missing)}; result.subgroups() makes such "
            "a table."
        )
    panels = page.open_panels(1, ax, size, extra=max(0, len(table) - 8))
    ax, font = panels.axes[0], panels.font
    known = table[table[RATIO].notna()]
    bounds = known[[LOW, HIGH]].to_numpy().ravel() if len(known) else np.array([0.5, 2.0])
    least, most = np.clip([bounds.min(initial=0.8), bounds.max(initial=1.25)], 0.02, 50.0)
    ax.set_xscale("log")
    ax.set_xlim(least / 1.2, most * 1.2)
    largest = max(1, int(table["events"].max()))
    for place, (name, row) in enumerate(table.iterrows()):
        if not np.isfinite(row[RATIO]):
            ax.annotate(
                "no ratio: the arms separate", (1, place), xycoords=("data", "data"), ha="center",
                va="center", fontsize=0.8 * font, color=current().ink,
            )  # fmt: skip
            continue
        first = place == 0 and name == "all patients"
        ax.plot(
            np.clip([row[LOW], row[HIGH]], *ax.get_xlim()), [place, place], color=current().text,
            linewidth=1.2 * panels.scale, zorder=2,
        )  # fmt: skip
        side = (3 + 6 * np.sqrt(row["events"] / largest)) * panels.scale
        ax.plot(
            np.clip(row[RATIO], *ax.get_xlim()), place, marker="D" if first else "s",
            markersize=side, color=current().palette[0], zorder=3,
        )  # fmt: skip
        words = f"{row[RATIO]:.2f} ({row[LOW]:.2f} to {row[HIGH]:.2f})"
        ax.annotate(
            words, (1, place), (0.5 * font, 0), xycoords=ax.get_yaxis_transform(), va="center",
            textcoords="offset points", fontsize=0.85 * font, color=current().text,
            annotation_clip=False,
        )  # fmt: skip
    ax.axvline(1, color=current().ink, linewidth=0.9, zorder=1)
    labels = [f"{name} ({int(n)})" for name, n in zip(table.index, table["patients"], strict=True)]
    ax.set_yticks(np.arange(len(table)), labels)
    ax.set_ylim(len(table) - 0.4, -0.6)
    ticks = [
        t for t in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if ax.get_xlim()[0] <= t <= most * 1.2
    ]
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_xticklabels([f"{t:g}" for t in ticks])
    arm, control = (table.attrs.get(word, word) for word in ("arm", "control"))
    ax.set_xlabel(f"hazard ratio\n← {arm} better      {control} better →", fontsize=font)
    trim(ax, font)
    ax.tick_params(axis="y", length=0)
    page.head(panels, ax, table.attrs.get("end point", ""), f"{arm} against {control}", 0)
    return ax


def paired(
    times: Followup, arm: str, control: str, *, ax: Axes | None = None, size: page.Size = None
) -> Axes:
    """Draw how much later the event comes under one arm than under another, for every patient.

    Patients are sorted; the line is the mean. Above zero, `arm` is better for that patient.

    Parameters
    ----------
    times : Followup
        Of a paired trial.
    arm, control : str
        What is compared.
    ax, size
        As in `sim.plots.kaplan_meier`.
    """
    difference = np.sort(times.difference(arm, control))[::-1]
    unit_days, unit = time_unit(max(3 * float(np.abs(difference).max()), 30.0))
    y = difference / unit_days
    panels = page.open_panels(1, ax, size)
    ax, font = panels.axes[0], panels.font
    its = looks(times.arms)
    x, where = np.arange(y.size + 1), np.append(y, y[-1])
    for name, sign in ((arm, y > 0), (control, y < 0)):
        ax.fill_between(
            x, 0, where, where=np.append(sign, sign[-1]), step="post", color=its[name].colour,
            linewidth=0, alpha=0.85,
        )  # fmt: skip
    mean = float(y.mean())
    ax.axhline(mean, color=current().text, linewidth=1.3 * panels.scale, linestyle=(0, (5, 2)))
    ax.axhline(0, color=current().text, linewidth=0.8)
    ax.set_xlim(0, y.size)
    ax.set_xticks([])
    ax.set_xlabel("patients, sorted", fontsize=font)
    ax.set_ylabel(panels.upright(f"{arm} less {control} [{unit}]"), fontsize=font)
    trim(ax, font)
    note = (
        f"n = {y.size}; better for {np.mean(y > 0):.0%}, worse for {np.mean(y < 0):.0%}, the same "
        f"for {np.mean(y == 0):.0%}"
    )
    page.head(panels, ax, f"{times.name}, patient by patient", note, 0)
    from matplotlib.patches import Patch

    page.legend(
        panels,
        [
            Patch(color=its[arm].colour, label=f"{arm} better", linewidth=0),
            Patch(color=its[control].colour, label=f"{control} better", linewidth=0),
            Line2D([], [], color=current().text, linestyle=(0, (5, 2)), linewidth=1.3,
                   label=f"mean {mean:+.2g} {unit}"),
        ],
    )  # fmt: skip
    return ax
