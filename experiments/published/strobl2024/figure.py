"""The size at the end by how much of the drug is saved, for a lower dose and for breaks."""

from pathlib import Path

import sim
from experiments.published.strobl2024.reproduce import BREAKS, PUBLISHED, REDUCTIONS, START, name
from sim.plots.colours import look


def draw(sizes: dict[str, float], folder: Path) -> None:
    """Write modulate_or_skip.png."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(6.4, 4), layout="constrained")
    saved = [100 * less for less in REDUCTIONS]
    for place, breaks in enumerate(BREAKS):
        style = look(place)
        label = "a lower dose all the time" if breaks == 0 else f"the full dose, {breaks} breaks"
        ends = [sizes[name(breaks, less)] for less in REDUCTIONS]
        ax.plot(saved, ends, color=style.colour, linestyle=style.dashes, label=label)
        said = [(100 * less, 10 ** float(x)) for (n, less), x in PUBLISHED.items() if n == breaks]
        ax.plot(*zip(*said, strict=True), style.marker, color=style.colour)
    ax.axhline(START, color="0.6", linewidth=0.8, linestyle=":")
    ax.annotate("start", (95, START), (2, 3), textcoords="offset points", fontsize=9)
    ax.set(yscale="log", xlim=(0, 100), ylim=(3e-8, 1e3), xlabel="drug saved [%]")
    ax.set_ylabel("size after 180 days [% of the dish]")
    ax.spines[["top", "right"]].set_visible(False)
    title = "lines: simulation; markers: published"
    figure.legend(loc="outside lower center", ncols=2, frameon=False, title=title)
    sim.plots.save(figure, folder / "modulate_or_skip.png")
