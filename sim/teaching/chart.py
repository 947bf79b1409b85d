"""The patient's chart in the game: scans, how the patient feels, doses; at the end, the truth."""

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.plots.colours import look
from sim.teaching import mystery
from sim.teaching.outputs import Forms, picture_forms
from sim.teaching.pictures import png

if TYPE_CHECKING:
    from sim.teaching.doctor import Doctor


class Shown(Figure):
    """A figure that a notebook shows at the end of a cell, with or without pyplot."""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Forms:
        return picture_forms(png(self), "Figure")


DAYS_PER_YEAR = 365.25
INK, FAINT = "0.25", "0.6"
"""Greys of what is not data."""
HATCH = ("", "///")


def chart(doctor: "Doctor") -> Figure:
    """Draw what a doctor knows: scans as diameters, the doses below them."""
    from sim.base.units import ball_mm

    figure = Shown(figsize=(8.0, 4.6), layout="constrained")
    top, middle, low = figure.subplots(3, 1, sharex=True, height_ratios=(3, 1, 1))
    days, cells, seen = doctor.scans()
    size = ball_mm(cells)
    years = days / DAYS_PER_YEAR
    top.plot(years, size, color=FAINT, linewidth=1)
    top.plot(years[seen], size[seen], "o", color=look(0).colour, label="scan")
    if (~seen).any():
        top.plot(
            years[~seen], size[~seen], "v", color=INK, fillstyle="none", label="nothing to be seen"
        )
    fatal = ball_mm(mystery.FATAL)
    top.axhline(fatal, color=look(1).colour, linestyle="--", linewidth=1)
    top.annotate(
        "fatal", (0.0, fatal), (2, -3), textcoords="offset points", va="top", color=look(1).colour
    )
    top.set_ylim(0, 1.08 * fatal)
    top.set_ylabel("diameter [mm]")
    top.set_title(f"Patient {doctor.patient}. {doctor.words()}", loc="left", fontsize=11)
    top.legend(loc="upper right", bbox_to_anchor=(1.0, 0.92), frameon=False)
    _felt(middle, doctor)
    _doses(low, doctor)
    low.set_xlabel("years")
    for axes in (top, middle, low):
        axes.spines[["top", "right"]].set_visible(False)
        if doctor.ending == "died":
            day = doctor.score().last_day / DAYS_PER_YEAR
            axes.axvline(day, color=INK, linewidth=1)
            if axes is top:
                axes.annotate(" died", (day, 0.6 * fatal), color=INK)
    return figure


def _felt(axes, doctor: "Doctor") -> None:
    felt = doctor.felt()
    ends = [*_edges(doctor)[:-1], doctor.score(today=True).last_day / DAYS_PER_YEAR]
    axes.stairs(felt, ends[: len(felt) + 1], color=look(0).colour, fill=True, alpha=0.35)
    axes.stairs(felt, ends[: len(felt) + 1], color=look(0).colour, linewidth=1.5)
    axes.set_ylim(0, 1.05)
    axes.set_yticks([0, 1], ["unwell", "well"])


def _edges(doctor: "Doctor") -> np.ndarray:
    return np.arange(len(doctor.decisions) + 1) * mystery.SCAN_EVERY / DAYS_PER_YEAR


def _doses(axes, doctor: "Doctor") -> None:
    edges = _edges(doctor)
    handles = []
    for place, drug in enumerate(doctor.drugs):
        style = look(place + 2)
        doses = [decision[drug] for decision in doctor.decisions]
        axes.bar(
            (edges[:-1] + edges[1:]) / 2 + (place - 0.5) * 0.055, doses, width=0.05,
            color=style.colour, hatch=HATCH[place], edgecolor="white",
        )  # fmt: skip
        handles.append(Patch(color=style.colour, hatch=HATCH[place], label=f"drug {drug}"))
        handles[-1].set_edgecolor("white")
    axes.set_xlim(-0.05, 5.0)
    axes.set_ylim(0, 2.05)
    axes.set_yticks([0, 1, 2])
    axes.set_ylabel("dose")
    axes.legend(handles=handles, loc="upper right", frameon=False, ncols=2)


def uncovered(doctor: "Doctor") -> Figure:
    """Draw every kind of cell under the doctor's plan, and how long each strategy lasted."""
    from sim.teaching.doctor import standings

    runs = doctor.runs()
    figure = Shown(figsize=(11.0, 4.8), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    data = runs.data.sel(arm="you").isel(patient=0)
    end = float(data["end_day"])
    years = data["time"].values / DAYS_PER_YEAR
    for place, name in enumerate(runs.clones):
        cells = np.where(data["time"].values <= end, data["cells"].sel(clone=name).values, np.nan)
        style = look(place)
        left.plot(
            years, np.where(cells > 0, cells, np.nan), color=style.colour,
            linestyle=style.dashes, label=name,
        )  # fmt: skip
    left.axhline(mystery.FATAL, color=INK, linestyle="--", linewidth=0.8)
    left.set(yscale="log", ylim=(0.8, 3 * mystery.FATAL), xlabel="years", ylabel="cells")
    left.set_title("What was in the tumour while you treated it", loc="left", fontsize=11)
    left.legend(loc="best", fontsize=8, framealpha=0.9)
    _bars(right, standings(runs))
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def _bars(axes, table) -> None:
    names = list(table.index)[::-1]
    years = table["last day alive"].to_numpy()[::-1] / DAYS_PER_YEAR
    well = table["days well"].to_numpy()[::-1] / DAYS_PER_YEAR
    colours = [look(1).colour if name == "you" else "0.55" for name in names]
    axes.barh(names, years, color=colours, alpha=0.35)
    axes.barh(names, well, color=colours, height=0.5)
    endings = table["at the end"].to_numpy()[::-1]
    for place, (length, ending) in enumerate(zip(years, endings, strict=True)):
        axes.annotate(ending, (length, place), (3, 0), textcoords="offset points", va="center")
    axes.set_xlim(0, 6.0)
    axes.set_xlabel("years alive (light), years well (dark)")
    axes.set_title("Same patient, same luck; the best first", loc="left", fontsize=11)
    axes.get_yticklabels()[names.index("you")].set_fontweight("bold")
