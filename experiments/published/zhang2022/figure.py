"""The hypothetical patient under adaptive treatment, as printed and as computed."""

from pathlib import Path

import numpy as np

import sim
from experiments.published.zhang2022.reproduce import (
    COMPETITION,
    DAYS,
    FORMS,
    MEDIANS,
    SHARES,
    START,
    STOP_BELOW,
    follow,
    patients,
)
from sim.plots.colours import look

COMPETITIONS = (0.8, 2.0, COMPETITION)


def draw(days: dict[str, dict[str, np.ndarray]], shown: int, folder: Path) -> None:
    """Write states.png and progression.png; `shown` is how many days of the states are drawn."""
    sim.plots.save(states(shown), folder / "states.png")
    sim.plots.save(times(days), folder / "progression.png")


def states(shown: int):
    """Draw both kinds of cells, a row for each form and a column for each competition."""
    import matplotlib.pyplot as plt

    figure, grid = plt.subplots(
        2, len(COMPETITIONS), figsize=(10, 4.8), sharex=True, sharey=True, layout="constrained"
    )
    share = START[1] / sum(START)
    for row, (name, form) in zip(grid, FORMS.items(), strict=True):
        for ax, competition in zip(row, COMPETITIONS, strict=True):
            cells, given = follow(patients(share, form, STOP_BELOW), competition, shown)
            for place, kind in enumerate(("sensitive", "resistant")):
                style = look(place)
                ax.plot(cells[0, :, place], color=style.colour, linestyle=style.dashes, label=kind)
            ax.fill_between(
                np.arange(shown), 0, 10_000, where=given[0], color="0.9", step="post", label="drug"
            )
            ax.set(xlim=(0, shown), ylim=(0, 10_000))
            ax.spines[["top", "right"]].set_visible(False)
            ax.set_title(f"{name}, a = {competition:g}", fontsize=10)
    for ax in grid[-1]:
        ax.set_xlabel("day")
    for row in grid:
        row[0].set_ylabel("density")
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
    return figure


def times(days: dict[str, dict[str, np.ndarray]]):
    """Draw the day of progression by the share of resistant cells, beside the trial's medians."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(6.4, 4), layout="constrained")
    for place, (name, found) in enumerate(days.items()):
        for arm, dashes in (("continuous", "-"), ("adaptive", "--")):
            months = np.minimum(found[arm], DAYS) / sim.MONTH
            label, colour = f"{name}, {arm}", look(place).colour
            ax.plot(SHARES, months, dashes, color=colour, marker=look(place).marker, label=label)
    for arm, months in MEDIANS.items():
        ax.axhline(float(months), color="0.4", linewidth=0.8, linestyle=":")
        ax.annotate(f"trial, {arm}", (1e-6, float(months) + 0.6), fontsize=9, color="0.3")
    ax.axhline(DAYS / sim.MONTH, color="0.8", linewidth=0.8)
    ax.set(xscale="log", ylim=(0, 60), xlabel="share of resistant cells at the start")
    ax.annotate(f"none in {DAYS} days", (2e-6, 54), fontsize=9, color="0.3")
    ax.set_ylabel("months to progression")
    ax.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside lower center", ncols=2, frameon=False)
    return figure
