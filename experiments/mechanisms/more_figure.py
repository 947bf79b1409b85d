"""The small pictures of `more`, side by side."""

import textwrap
from pathlib import Path

import numpy as np

import sim
from experiments.mechanisms.more import PICTURES, Small, curve
from sim.plots.colours import look

COLUMNS = 2
PLACES = (7, 1, 0, 4)
"""Of the palette: without the mechanism grey, with it vermilion, then blue and orange."""
FLOOR = 1.0


def draw_more(folder: Path) -> None:
    """Write more.png."""
    import matplotlib.pyplot as plt

    rows = -(-len(PICTURES) // COLUMNS)
    figure, grid = plt.subplots(rows, COLUMNS, figsize=(11, 2.9 * rows), layout="constrained")
    figure.get_layout_engine().set(h_pad=0.1, w_pad=0.1)
    for ax, small in zip(grid.flat, PICTURES, strict=False):
        picture(ax, small)
    sim.plots.save(figure, folder / "more.png")
    plt.close(figure)


def picture(ax, small: Small) -> None:
    """Draw the curves of one mechanism, with and without."""
    for place, line in zip(PLACES, small.lines, strict=False):
        days, cells = curve(line, small)
        shown = np.where(cells >= FLOOR, cells, np.nan)
        style = look(place)
        ax.plot(
            days, shown, color=style.colour, linestyle=style.dashes, linewidth=1.9,
            label=line.label, drawstyle="steps-post" if small.engine == "gillespie" else "default",
        )  # fmt: skip
    ax.set_yscale("log")
    ax.set(xlim=(0, small.days), xlabel="days")
    ax.set_ylabel(f"cells of clone {small.lines[0].clone}" if small.lines[0].clone else "cells")
    low, high = ax.get_ylim()
    ax.set_ylim(max(low, FLOOR), max(high, 100.0 * max(low, FLOOR)))
    ax.minorticks_off()
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_title(small.title, loc="left", fontsize=11.5, fontweight="bold", pad=24)
    why = "\n".join(textwrap.wrap(small.why, 72))
    ax.annotate(
        why, (0, 1), (0, 8), xycoords="axes fraction", textcoords="offset points", fontsize=9.5,
        color="0.3",
    ).set_in_layout(False)  # fmt: skip
    ax.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1.0, 0.5))
