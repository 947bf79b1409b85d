"""The forest: hazard ratios over subgroups."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullFormatter

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.styles import current, trim
from sim.plots.typed_text import plain
from sim.results.survival import Estimate, with_interval

if TYPE_CHECKING:
    import pandas as pd

RATIO, LOW, HIGH = "hazard ratio", "from (95 %)", "to (95 %)"


@typed
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
    there = getattr(table, "columns", ())
    missing = [c for c in (RATIO, LOW, HIGH, "patients", "events") if c not in there]
    if missing:
        raise InputError(
            f"A forest plot needs the columns {', '.join(missing)}; result.subgroups() makes such "
            "a table."
        )
    panels = page.open_panels(1, ax, size, extra=max(0, len(table) - 8))
    ax, font = panels.axes[0], panels.font
    known = table[table[RATIO].notna()]
    bounds = known[[LOW, HIGH]].to_numpy().ravel() if len(known) else np.array([0.5, 2.0])
    bounds = bounds[np.isfinite(bounds)]
    least, most = np.clip([bounds.min(initial=0.8), bounds.max(initial=1.25)], 0.02, 50.0)
    ax.set_xscale("log")
    ax.set_xlim(least / 1.2, most * 1.2)
    largest = max(1, int(table["events"].max()))
    for place, (name, row) in enumerate(table.iterrows()):
        if not np.isfinite(row[RATIO]):
            ax.annotate(
                plain(_why(row)), (1, place), xycoords=("data", "data"), ha="center",
                va="center", fontsize=0.8 * font, color=current().ink,
            )  # fmt: skip
            continue
        first = place == 0 and name == "all patients"
        ax.plot(
            _ends(row, ax), [place, place], color=current().text,
            linewidth=1.2 * panels.scale, zorder=2,
        )  # fmt: skip
        side = (3 + 6 * np.sqrt(row["events"] / largest)) * panels.scale
        ax.plot(
            np.clip(row[RATIO], *ax.get_xlim()), place, marker="D" if first else "s",
            markersize=side, color=current().palette[0], zorder=3,
        )  # fmt: skip
        words = with_interval(Estimate(row[RATIO], row[LOW], row[HIGH]), ".2f", unknown="not known")
        ax.annotate(
            words, (1, place), (0.5 * font, 0), xycoords=ax.get_yaxis_transform(), va="center",
            textcoords="offset points", fontsize=0.85 * font, color=current().text,
            annotation_clip=False,
        )  # fmt: skip
    ax.axvline(1, color=current().ink, linewidth=0.9, zorder=1)
    labels = [
        plain(f"{name} ({int(n)})") for name, n in zip(table.index, table["patients"], strict=True)
    ]
    ax.set_yticks(np.arange(len(table)), labels)
    ax.set_ylim(len(table) - 0.4, -0.6)
    ticks = [
        t for t in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if ax.get_xlim()[0] <= t <= most * 1.2
    ]
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_xticklabels([f"{t:g}" for t in ticks])
    arm, control = (table.attrs.get(word, word) for word in ("arm", "control"))
    ax.set_xlabel(plain(f"hazard ratio\n← {arm} better      {control} better →"), fontsize=font)
    trim(ax, font)
    ax.tick_params(axis="y", length=0)
    page.head(panels, ax, table.attrs.get("end point", ""), f"{arm} against {control}", 0)
    return ax


def _why(row: "pd.Series") -> str:
    """Return in a few words why there is no ratio."""
    no_event = str(row.get("why no hazard ratio", "")).startswith("there is no event")
    return "no ratio: no events" if no_event else "no ratio: the arms separate"


def _ends(row: "pd.Series", ax: Axes) -> np.ndarray:
    """Return the ends of an interval; where one is not known, it reaches to the edge."""
    edges = np.array(ax.get_xlim())
    ends = row[[LOW, HIGH]].to_numpy(dtype=float)
    return np.clip(np.where(np.isnan(ends), edges, ends), *edges)
