"""The nine patients, as in figure 3 of the paper: size relative to the start, on a linear axis."""

from pathlib import Path

import sim
from experiments.published.strobl2021.reproduce import DAYS, PUBLISHED
from sim.plots.colours import look


def draw(runs: sim.Runs, folder: Path) -> None:
    """Write curves.png: one panel for each start (rows) and resistant fraction (columns)."""
    import matplotlib.pyplot as plt

    starts, fractions = (list(dict.fromkeys(values)) for values in zip(*PUBLISHED, strict=True))
    figure, grid = plt.subplots(
        3, 3, figsize=(9, 6.4), sharex=True, sharey=True, layout="constrained"
    )
    for patient, (start, fraction) in enumerate(PUBLISHED):
        ax = grid[starts.index(start), fractions.index(fraction)]
        panel(ax, runs, patient)
        ax.set_title(f"start {start:g} K, resistant {fraction:g}", fontsize=10)
    for ax in grid[-1]:
        ax.set_xlabel("day")
    grid[1, 0].set_ylabel("size relative to the start")
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
    sim.plots.save(figure, folder / "curves.png")


def panel(ax, runs: sim.Runs, patient: int) -> None:
    """Draw one patient: both arms until progression, and the day of it."""
    one = runs.data.sel(patient=patient)
    for place, arm in enumerate(runs.arms):
        style, burden = look(place), one["burden"].sel(arm=arm)
        end = one["progression_day"].sel(arm=arm).item()
        shown = burden.sel(time=slice(0, end)) / burden.isel(time=0)
        ax.plot(shown["time"], shown, color=style.colour, linestyle=style.dashes, label=arm)
        ax.annotate(
            f"{end:.0f}", (end, 1.2), (0, 4 + 10 * place), textcoords="offset points",
            ha="center", fontsize=9, color=style.colour,
        )  # fmt: skip
    ax.axhline(1.2, color="0.25", linewidth=0.9, linestyle=":", label="progression (1.2 x start)")
    ax.set(xlim=(0, DAYS), ylim=(0, 1.5))
    ax.spines[["top", "right"]].set_visible(False)
