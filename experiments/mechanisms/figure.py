"""The gallery: one panel for each mechanism."""

import textwrap
from pathlib import Path

import numpy as np

import sim
from experiments.mechanisms.measure import WITHOUT_A_CELL, Measured
from sim.plots.colours import KNOWN, LIGHT

COLUMNS = 3
COLOUR = {
    arm: LIGHT[KNOWN[arm]] for arm in ("continuous", "holidays", "rechallenge", "combination")
}
ANSWER = COLOUR["combination"]
OTHERS = (COLOUR["continuous"], LIGHT[4], COLOUR["holidays"])
"""Of arms that a panel names itself."""
FLOOR, CEILING = 1e4, 1e12


def draw(measured: list[Measured], folder: Path) -> None:
    """Write gallery.png."""
    import matplotlib.pyplot as plt

    rows = -(-len(measured) // COLUMNS)
    figure, grid = plt.subplots(
        rows, COLUMNS, figsize=(13, 0.9 + 3.1 * rows), sharex=True, sharey=True,
        layout="constrained",
    )  # fmt: skip
    figure.get_layout_engine().set(h_pad=0.1, w_pad=0.08)
    for ax, one in zip(grid.flat, measured, strict=False):
        panel(ax, one)
    for ax in grid.flat[len(measured) :]:
        ax.set_axis_off()
    for k, ax in enumerate(grid.flat[: len(measured)]):
        ax.tick_params(labelbottom=k + COLUMNS >= len(measured))
        if k + COLUMNS >= len(measured):
            ax.set_xlabel("years of treatment")
        if k % COLUMNS == 0:
            ax.set_ylabel("cells (median)")
    _legend(figure)
    sim.plots.save(figure, folder / "gallery.png")
    plt.close(figure)


def panel(ax, one: Measured) -> None:
    """Draw the arms of one mechanism."""
    answer = one.panel.answer[0]
    own = _alike(one, list(one.panel.arms or []))
    colours = COLOUR | {answer: ANSWER}
    for names, colour in zip(own, OTHERS, strict=False):
        colours |= dict.fromkeys(names, colour)
    years = one.days / sim.YEAR
    if one.window is not None:
        start, end = (day / sim.YEAR for day in one.window)
        ax.axvspan(start, end, color=COLOUR["rechallenge"], alpha=0.13, linewidth=0)
    for arm, cells in one.curves.items():
        if arm in one.panel.beside:
            continue
        shown = _until_the_end(cells)
        wide = 2.4 if arm == answer else 1.1 if arm == "holidays" else 1.9
        ax.plot(
            years[: len(shown)], np.maximum(shown, 1.0), color=colours[arm], linewidth=wide,
            linestyle=(0, (4, 1.5)) if arm == "rechallenge" else "-",
            zorder=3 if arm == answer else 2, solid_capstyle="round",
        )  # fmt: skip
    _names(ax, one, colours, own, years)
    ax.axhline(one.detection, color="0.45", linewidth=0.8, linestyle=":")
    ax.set_yscale("log")
    ax.set(xlim=(0, years[-1]), ylim=(FLOOR, 2 * CEILING))
    ax.set_xticks(range(int(years[-1]) + 1))
    ax.set_yticks([1e6, 1e8, 1e10, 1e12])
    ax.minorticks_off()
    ax.spines[["top", "right"]].set_visible(False)
    above = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "bottom"}
    why = "\n".join(textwrap.wrap(one.panel.why, 52))
    bold = {"fontsize": 11.5, "fontweight": "bold"}
    ax.annotate(one.panel.title, (0, 1), (0, 33), **bold, **above).set_in_layout(False)
    plain = {"fontsize": 9.5, "color": "0.3", "va": "top"}
    ax.annotate(why, (0, 1), (0, 29), **(above | plain)).set_in_layout(False)
    ax.set_title(" \n \n ", fontsize=12)  # room for the two
    _say(ax, one, answer)


def _say(ax, one: Measured, answer: str) -> None:
    """Write into the corner what the answer does, and what a rechallenge."""
    cured = {row["treatment"]: float(row[WITHOUT_A_CELL]) for row in one.rows}
    lines = [(f"{arm}: no cell left in {cured[arm]:.0%}", "0.4") for arm in one.panel.beside]
    lines.append((f"{answer}: no cell left in {cured[answer]:.0%}", ANSWER))
    if one.verdict:
        lines.append((one.verdict, COLOUR["rechallenge"]))
    for place, (words, colour) in enumerate(reversed(lines)):
        ax.annotate(
            words, (0.99, 0), (0, 7 + 15 * place), xycoords="axes fraction",
            textcoords="offset points", ha="right", color=colour, fontsize=9.5,
        )  # fmt: skip


def _until_the_end(cells: np.ndarray) -> np.ndarray:
    """Return a curve up to the day on which half of the patients have no cell left or too many."""
    over = (cells < 1.0) | (cells >= CEILING)
    return cells[: int(np.argmax(over)) + 1] if over.any() else cells


def _names(ax, one: Measured, colours, own, years) -> None:
    """Write the names of arms that the legend does not explain beside their curves."""
    for place, names in enumerate(own):
        shown = _until_the_end(one.curves[names[0]])
        half = len(shown) // 2
        change = abs(np.log(shown[-1] / shown[half])) / (years[len(shown) - 1] - years[half])
        flat = change < 3.0
        spot = int((0.7 if flat else 0.85) * (len(shown) - 1))
        left = place == 0 and years[spot] > 1.5
        ax.annotate(
            (", " if flat else "\n").join(names), (years[spot], shown[spot].max()),
            (0, 7 if place == 0 else 12) if flat else (-9 if left else 9, 0),
            textcoords="offset points", va="bottom" if flat else "center",
            ha="center" if flat else "right" if left else "left",
            color=colours[names[0]], fontsize=9.5, linespacing=1.2,
        )  # fmt: skip


def _alike(one: Measured, arms: list[str]) -> list[list[str]]:
    """Return the arms, together where their curves cannot be told apart."""
    groups: list[list[str]] = []
    for arm in arms:
        for group in groups:
            if np.allclose(np.log1p(one.curves[arm]), np.log1p(one.curves[group[0]]), atol=0.3):
                group.append(arm)
                break
        else:
            groups.append([arm])
    return groups


def _legend(figure) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    words = {
        "continuous": "A without a break",
        "holidays": "A, 56 days on and 56 off",
        "rechallenge": "A, a holiday at progression, A again",
        "combination": "what answers the mechanism",
    }
    handles = [
        Line2D(
            [], [], color=COLOUR[arm], label=label, linewidth=2.4 if arm == "combination" else 1.7,
            linestyle=(0, (4, 1.5)) if arm == "rechallenge" else "-",
        )
        for arm, label in words.items()
    ]  # fmt: skip
    handles.append(Patch(color=COLOUR["rechallenge"], alpha=0.13, label="the holiday"))
    handles.append(
        Line2D(
            [],
            [],
            color="0.45",
            linewidth=0.9,
            linestyle=":",
            label="smallest burden that a scan shows",
        )
    )
    figure.legend(
        handles=handles, loc="outside upper center", ncols=3, frameon=False, fontsize=10,
        handlelength=2.2, columnspacing=1.4,
    )  # fmt: skip
