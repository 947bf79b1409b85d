"""Bars of Sobol indices: which parameter an end point depends on."""

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.kept import keep, remember
from sim.plots.styles import current, trim, word
from sim.plots.typed_text import plain


@typed
def sensitivity(
    indices: Any,
    *,
    ax: Axes | Sequence[Axes] | np.ndarray | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes | np.ndarray:
    """Draw Sobol indices, ``results.sobol_indices(...)``: one panel per arm.

    The dark bar is the share of the variance due to the parameter alone, the pale one that with
    all its interactions; the lines are their intervals. Left of the dotted line is luck.

    Parameters
    ----------
    indices : DataFrame
        What `SweepResults.sobol_indices` returns.
    ax, size, legend
        As in `sim.plots.burden`; one Axes per arm.
    """
    if "total" not in getattr(indices, "columns", ()):
        raise InputError("sensitivity draws the table that results.sobol_indices() returns.")
    arms = list(dict.fromkeys(indices.index.get_level_values("arm")))
    panels = page.open_panels(len(arms), ax, size, legend=legend)
    remember(panels.figure, indices)
    font, ink = panels.font, current().ink
    dark, pale = current().palette[0], current().palette[5]
    for place, arm in enumerate(arms):
        here, part = panels.axes[place], indices.loc[arm]
        at = np.arange(len(part))[::-1]
        for shift, which, colour in ((0.2, "first", dark), (-0.2, "total", pale)):
            here.barh(at + shift, part[which].clip(lower=0), 0.36, color=colour)
            low, high = part[f"{which} low"], part[f"{which} high"]
            here.hlines(at + shift, low, high, color=ink, linewidth=1.2 * panels.scale)
        if "reason" in part and part["reason"].iloc[0]:
            say(here, part["reason"].iloc[0], panels)
        else:
            here.axvline(part["noise"].iloc[0], color=ink, linestyle=":", linewidth=panels.scale)
        here.set_yticks(
            at, [plain(str(name).replace("_", " ")) for name in part.index], fontsize=font
        )
        here.set_ylim(-0.6, len(part) - 0.4)
        here.tick_params(labelsize=0.9 * font)
        here.set_xlim(0, max(1.0, 1.05 * float(part[["total high", "first high"]].max().max())))
        here.set_xlabel("share of the variance", fontsize=font)
        trim(here, font)
        page.head(panels, here, str(arm), "", 0)
        keep(here, str(arm), {"parameter": part.index, **{c: part[c].values for c in part}})
    handles: list[Artist] = [
        Patch(color=dark, label="alone"),
        Patch(color=pale, label="with its interactions"),
        Line2D([], [], color=ink, linewidth=1.2, label="95 % interval"),
        Line2D([], [], color=ink, linewidth=1, linestyle=":", label="luck of the patients"),
    ]
    page.legend(panels, handles)
    return panels.result()


def say(ax: Axes, reason: str, panels: page.Panels) -> None:
    """Write into a panel why there is nothing to draw; in one word first, where there is one."""
    letters = max(16, int(0.75 * panels.width * 72 / (0.5 * panels.font)))
    why = plain(textwrap.fill(word(reason), letters))
    first = word("constant") + "\n" if "is the same at every point" in reason else ""
    ax.text(
        0.5, 0.5, first + why, ha="center", va="center", fontsize=0.9 * panels.font,
        transform=ax.transAxes, color=current().text,
    )  # fmt: skip
