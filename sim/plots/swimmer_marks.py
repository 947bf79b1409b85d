"""What happens in the lanes of a swimmer plot: events, the time in response, lines of therapy."""

from collections.abc import Mapping

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.base.checks import shown as said
from sim.base.errors import InputError
from sim.clinic.happened import BEGAN_LINE
from sim.plots.kept import keep
from sim.plots.lanes import Lanes
from sim.plots.styles import current
from sim.plots.typed_text import plain
from sim.results.endings import ERADICATED

LONGEST = 60
"""Letters of a label at the end of a lane."""


def in_response(ax: Axes, lanes: Lanes, days: float, scale: float) -> list[Artist]:
    """Draw a line along each lane from the response to the progression, or as far as is known."""
    begin = _day(lanes.data, "response_day")
    end = np.fmin(_day(lanes.data, "progression_day"), lanes.ends)
    here = ~np.isnan(begin) & (begin < end)
    if not here.any():
        return []
    style = dict(color=current().text, linewidth=1.1 * scale)
    rows = np.arange(lanes.ends.size)[here]
    starts, stops = (((lanes.begins + when) / days)[here] for when in (begin, end))
    ax.hlines(rows, starts, stops, zorder=3.5, **style)
    keep(ax, "in response", {
        "patient": lanes.data["patient"].values[here], "from day": begin[here],
        "to day": end[here],
    })  # fmt: skip
    return [Line2D([], [], label="in response", color=current().text, linewidth=1.1)]


def line_numbers(ax: Axes, lanes: Lanes, days: float, font: float) -> list[Artist]:
    """Write at which day each line of therapy after the first began, as its number."""
    if "happened" not in lanes.data:
        return []
    time = lanes.data["time"].values
    began = (lanes.data["happened"].values & BEGAN_LINE) > 0
    began[:, 0] = began[:, -1] = False
    began &= time < np.minimum(lanes.ends, lanes.data["end_day"].values)[:, None] - 1e-9
    chosen, size = current(), 0.62 * font
    for lane, place in zip(*np.nonzero(began), strict=True):
        # (beside the day: on it, as a rule, is the progression)
        ax.annotate(
            str(2 + int(began[lane, :place].sum())),
            ((lanes.begins[lane] + time[place]) / days, lane), (0.95 * font, 0),
            textcoords="offset points", ha="center", va="center_baseline", fontsize=size,
            color=chosen.text, zorder=3.8, annotation_clip=True,
            bbox=dict(boxstyle="circle,pad=0.12", facecolor=chosen.paper, edgecolor=chosen.text,
                      linewidth=0.5),
        )  # fmt: skip
    if not began.any():
        return []
    keep(ax, "line of therapy", {
        "patient": lanes.data["patient"].values[np.nonzero(began)[0]],
        "day since entry": time[np.nonzero(began)[1]],
        "line": 1 + np.cumsum(began, axis=1)[began],
    })  # fmt: skip
    mark = dict(marker="o", markerfacecolor=chosen.paper, markersize=6, linestyle="none")
    return [Line2D([], [], label="a line of therapy begins", color=chosen.text, **mark)]


def write_labels(
    ax: Axes, lanes: Lanes, labels: Mapping[int, str] | None, days: float, font: float
) -> None:
    """Write what the user says of patients at the ends of their lanes."""
    numbers = lanes.data["patient"].values.tolist()
    for number, text in (labels or {}).items():
        if number not in numbers:
            shown = ", ".join(map(str, sorted(numbers)[:12]))
            raise InputError(
                f"labels of swimmer has patient {number!r}, of whom there is no lane; the patients "
                f"are {shown}{', ...' if len(numbers) > 12 else ''}."
            )
        if not isinstance(text, str) or len(text) > LONGEST:
            raise InputError(
                f"The label of patient {number} is {said(text)}; give words, at most {LONGEST} "
                "letters."
            )
        lane = numbers.index(number)
        ax.annotate(
            plain(text), ((lanes.begins[lane] + lanes.ends[lane]) / days, lane), (0.8 * font, 0),
            textcoords="offset points", ha="left", va="center_baseline", fontsize=0.75 * font,
            color=current().text, zorder=4.5, annotation_clip=False,
        )  # fmt: skip


def draw_events(ax: Axes, lanes: Lanes, days: float, scale: float) -> list[Artist]:
    """Mark responses, progressions, deaths, who was lost, who was cut off and who goes on."""
    rows, data = np.arange(lanes.ends.size), lanes.data
    handles: list[Artist] = []
    text, paper = current().text, current().paper
    for word, when, marker, face in (
        ("response", data["response_day"].values, "^", paper),
        ("growth off drug", _day(data, "off_drug_day"), "o", paper),
        ("progression", data["progression_day"].values, "D", paper),
        ("new lesion", _new_lesion(data), "*", text),
        ("second progression", data["second_progression_day"].values, "D", text),
        ("no cell left", _gone(data), "s", paper),
        ("death", lanes.ended("death"), "X", text),
        ("dropped out", lanes.ended("dropped out"), "4", text),
        ("alive at data cut-off", lanes.ended("cut off"), "|", text),
        ("alive at the end", lanes.ended("goes on"), ">", text),
    ):
        here = ~np.isnan(when) & (when <= lanes.ends)
        if not here.any():
            continue
        style = dict(
            marker=marker, markerfacecolor=face, color=text, linestyle="none",
            markeredgewidth=(1.6 if marker in "4|" else 0.8) * scale,
        )  # fmt: skip
        ax.plot(
            (lanes.begins + when)[here] / days, rows[here],
            markersize=(8 if marker in "4|" else 5) * scale, zorder=4, clip_on=False, **style,
        )  # fmt: skip
        numbers = data["patient"].values[here]
        keep(ax, word, {"patient": numbers, "day since entry": when[here]})
        handles.append(Line2D([], [], markersize=8 if marker in "4|" else 5, label=word, **style))
    if lanes.calendar and np.isfinite(lanes.cut_off):
        line = dict(color=current().ink, linestyle=(0, (4, 3)), linewidth=1.0)
        ax.axvline(lanes.cut_off / days, zorder=1, **line)
        handles.append(Line2D([], [], label="data cut-off", **line))
    return handles


def _new_lesion(data) -> np.ndarray:
    """Return the day (patient,) of the first scan with a lesion that was not there; NaN: none."""
    days = np.full(data.sizes["patient"], np.nan)
    for name in data.data_vars:
        array, prefix = data[name], str(name).removesuffix("found")
        if not str(name).endswith("found") or array.dims[-1] != f"{prefix}lesion":
            continue
        found = array.values.astype(bool)  # (patient, scan, lesion)
        new = (found & ~found[:, :1]).any(axis=2)
        first = np.where(new.any(axis=1), data[f"{prefix}scan"].values[new.argmax(axis=1)], np.nan)
        days = np.fmin(days, first)
    return days


def _gone(data) -> np.ndarray:
    """Return the days (patient,) on which no cell was left; NaN if some are."""
    return np.where(data["ending"].values == ERADICATED, data["end_day"].values, np.nan)


def _day(data, name: str) -> np.ndarray:
    """Return the days (patient,) of what runs of older files do not say: never."""
    return data[name].values if name in data else np.full(data.sizes["patient"], np.nan)
