"""What every panel over time has: axes, the strip of doses and scans, the limits, the title."""

import textwrap
from collections.abc import Mapping, Sequence
from string import ascii_uppercase

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.base.errors import InputError
from sim.plots.axis import burden_axis, linear_axis, time_axis
from sim.plots.colours import Look
from sim.plots.crowd import draw_crowd
from sim.plots.doses import averaged
from sim.plots.frame import Frame
from sim.plots.layout import Panels, head
from sim.plots.marked import draw_marks, marked_rows
from sim.plots.present import head_count, lost
from sim.plots.shades import thin
from sim.plots.strips import Row, Said, draw_strip, strip_height
from sim.plots.styles import current, trim
from sim.plots.typed_text import plain

DETECTION = dict(linewidth=0.9, linestyle=(0, (4, 3)))
FATAL = dict(linewidth=1.1, linestyle=(0, (1, 1.5)))

FEW = 100
"""So many patients are lines of their own; more are a picture of how many pass each spot."""


def row_labels(panels: Panels, frame: Frame) -> dict[int, str]:
    """Return the label of each drug's row: its name, or a letter where names are too long.

    The legend then says what the letters stand for.
    """
    names = {d: frame.runs.drugs[d] for d in frame.given}
    room = 0.13 * panels.page_width + 0.3
    if max((len(name) for name in names.values()), default=0) * 0.5 * panels.font / 72 > room:
        return {d: _letter(place) for place, d in enumerate(names)}
    return names


def _letter(place: int) -> str:
    """Return A to Z, and then A1 to Z1 and so on."""
    return ascii_uppercase[place % 26] + (str(place // 26) if place >= 26 else "")


def drug_rows(panels: Panels, frame: Frame, arm: str) -> list[Row]:
    """Return one row per drug given in any arm, so that the rows of all panels agree.

    In ink: beside them colours are those of arms, or of clones, and a drug of the same colour would
    seem to belong to one of these.
    """
    dose = frame.doses[arm] / frame.full_dose
    return [Row(label, dose[:, d]) for d, label in row_labels(panels, frame).items()]


def alive_rows(
    frame: Frame, arms: Sequence[str], its: Mapping[str, Look] | None = None
) -> list[Row]:
    """Return one row per arm with the share of its patients alive (of a trial's, and followed).

    None where nobody dies or is lost.

    Panels of their own all have the row if one has it; where arms share a strip, only who needs it.

    Parameters
    ----------
    its : mapping of str to Look, optional
        Colours and markers of arms that share a strip.
    """
    if not frame.dying:
        return []
    arms = [arm for arm in arms if arm in frame.dying or not its]
    word = "followed" if any(lost(frame.runs, arm) for arm in arms) else "alive"
    looks_of = [(its[arm].colour, its[arm].marker) if its else ("", "") for arm in arms]
    return [
        Row(word, frame.alive[arm], *look, area=True)
        for arm, look in zip(arms, looks_of, strict=True)
    ]


def dress(
    panels: Panels, place: int, frame: Frame, rows: Sequence[Row | Said], title: str, note: str
) -> None:
    """Give one panel its axes, limits, strip, labels and title."""
    ax, font = panels.axes[place], panels.font
    dress_time(panels, place, frame, rows, title, note)
    detection, fatal = frame.limit("detection"), frame.limit("fatal")
    ends = _ends(frame, detection, fatal)
    if frame.view.scale == "linear":
        linear_axis(ax, ends[0] if frame.view.seen else 0.0, ends[1])
    else:
        burden_axis(ax, *ends, frame.typical(1.0), font, none=frame.none)
    for value, style in ((detection, DETECTION), (fatal, FATAL)):
        if value is not None:
            line = ax.axhline(value, zorder=1.5, color=current().ink, **style)
            line.set_linewidth(line.get_linewidth() * panels.scale)
    draw_marks(ax, frame, font)


def _ends(frame: Frame, detection: float | None, fatal: float | None) -> tuple[float, float]:
    """Return the smallest and the largest value that are to be seen."""
    lines = frame.marks.lines.values()
    shown = [v for v in (frame.lowest, frame.highest, detection, fatal, *lines) if v is not None]
    lowest, highest = min(shown), max(shown)
    nothing = frame.typical(0.0)
    if nothing > 0:  # a marker that is there without any tumour
        lowest = max(lowest, nothing)
    if not frame.view.seen:
        return lowest, highest
    if detection is None:
        raise InputError(
            "seen of a View shows what the clinic can see, and here nothing says from where on: "
            "there is no detection limit. Leave it out."
        )
    return min([detection, *lines]), max(highest, 2 * detection)


def dress_time(
    panels: Panels, place: int, frame: Frame, rows: Sequence[Row | Said], title: str, note: str
) -> None:
    """Give one panel its time axis, strip, labels and title; what stands upright is up to it."""
    ax, font = panels.axes[place], panels.font
    time_axis(ax, frame.days, frame.view.time)
    trim(ax, font)
    left, low = panels.leftmost(place), panels.lowest(place)
    ax.tick_params(labelleft=left, labelbottom=low)
    ax.set_ylabel(plain(panels.upright(frame.label)) if left else "", fontsize=font)
    ax.set_xlabel(f"time [{frame.clock[1]}]" if low else "", fontsize=font)
    scans = frame.scans(title)
    days = {"scans": scans} if scans.size else {}
    if (
        title in frame.progressions and not frame.single
    ):  # all arms in one panel have no row of their own for them
        days["progression"] = frame.progressions[title]
    if title in frame.regrowths and not frame.single:
        days["grew off drug"] = frame.regrowths[title]
    rows = [*rows, *marked_rows(panels, frame)]
    if not panels.strip:
        rows, days = [], {}
    draw_strip(ax, rows, frame.x, days, font, labels=left)
    above = strip_height(len(rows) + len(days), font)
    head(panels, ax, title, note, above)


def note_of(frame: Frame, arm: str) -> str:
    """Return the small print under an arm's title."""
    return head_count(frame.runs, arm)


def limit_handles(panels: Panels, frame: Frame) -> list[Artist]:
    """Return the legend's entries for the limits and for the strip of doses."""
    handles: list[Artist] = []
    ink = current().ink
    for name, word, style in (
        ("detection", frame.detection_words, DETECTION),
        ("fatal", "fatal burden", FATAL),
    ):
        if frame.limit(name) is not None:
            handles.append(Line2D([], [], label=word, color=ink, **style))
    return handles + dose_handles(panels, frame)


def dose_handles(panels: Panels, frame: Frame) -> list[Artist]:
    """Return the legend's entries for the strip of doses."""
    handles: list[Artist] = []
    ink = current().ink
    if not panels.strip:
        return handles
    if frame.given:
        full = frame.full_dose
        dose = "standard dose" if full == 1 else f"{full:.3g} x standard dose"
        parts = np.concatenate([dose.ravel() for dose in frame.doses.values()])
        rows = [dose[:-1, d] for dose in frame.doses.values() for d in frame.given]
        less = bool(((parts > 0) & (parts < full)).any())
        less = less or any(averaged(frame.x, row, 72 * panels.width) for row in rows)
        pale = " (paler: less)" if less else ""
        handles.append(Patch(facecolor=ink, edgecolor=ink, label=dose + pale))
    for d, label in row_labels(panels, frame).items():
        if label != frame.runs.drugs[d]:
            name = textwrap.shorten(frame.runs.drugs[d], 60, placeholder=" ...")
            handles.append(
                Line2D(
                    [],
                    [],
                    marker=rf"$\mathrm{{{label}}}$",
                    color=current().text,
                    markeredgewidth=0.1,
                    linestyle="none",
                    label=name,
                )
            )
    return handles


def ends_of(values: Sequence[np.ndarray]) -> tuple[float, float]:
    """Return the smallest and the largest of all values drawn; NaN is not."""
    known = [v[~np.isnan(v)] for v in values]
    return min(float(v.min()) for v in known if v.size), max(
        float(v.max()) for v in known if v.size
    )


def thin_lines(ax: Axes, x: np.ndarray, curves: np.ndarray, colour: str, scale: float) -> None:
    """Draw the curves (patient, time) of single patients into a panel whose ranges are set."""
    if len(curves) <= FEW:
        ax.plot(x, curves.T, color=thin(colour), linewidth=0.5 * scale, alpha=0.8, zorder=1.8)
    else:
        draw_crowd(ax, x, curves, colour)
