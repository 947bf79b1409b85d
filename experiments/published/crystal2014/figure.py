"""Heat maps of lines and pairs, and the number of pairs that work by the number of routes."""

from pathlib import Path

import numpy as np

import sim
from experiments.published.crystal2014.reproduce import (
    HITS,
    LIBRARY,
    OPENED,
    WAYS,
    closing,
    library,
    screen,
)
from sim.plots.colours import look


def draw(folder: Path, shown: int, count: int) -> None:
    """Write screen.png: `shown` lines a map, and means over `count` lines."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(
        1, len(OPENED) + 1, figsize=(12.5, 4), width_ratios=[1, 1, 1, 1.1], layout="constrained"
    )
    order = np.argsort(-library().sum(axis=1), kind="stable")
    for ax, opened in zip(axes, OPENED, strict=False):
        done = screen(opened, shown, together=False)
        image = ax.imshow(100 * done.pair[:, order], cmap="cividis", vmin=0, vmax=100)
        ax.set_title(f"{opened} bypass route{'s' if opened > 1 else ''} a line", fontsize=10)
        ax.set(xlabel="drug beside the primary one", xticks=[], yticks=[])
    axes[0].set_ylabel("resistant line")
    figure.colorbar(image, ax=axes[: len(OPENED)], label="cells left [%]", location="bottom")
    for place, (way, together) in enumerate(WAYS.items()):
        style = look(place)
        works = [screen(opened, count, together).works.sum(axis=1).mean() for opened in OPENED]
        axes[-1].plot(OPENED, works, style.marker, color=style.colour, label=way, ms=9 - 3 * place)
    exact = [closing(screen(k, count, together=True).routes).mean() for k in OPENED]
    axes[-1].plot(OPENED, exact, "-", color="0.4", label="drugs that block all routes")
    line = [LIBRARY * HITS**opened for opened in OPENED]
    axes[-1].plot(OPENED, line, ":", color="0.4", label=f"{LIBRARY} x {HITS:g}^routes")
    axes[-1].set(xticks=OPENED, xlabel="bypass routes of a line", ylabel="pairs that work")
    axes[-1].spines[["top", "right"]].set_visible(False)
    axes[-1].legend(frameon=False, fontsize=8)
    sim.plots.save(figure, folder / "screen.png")
