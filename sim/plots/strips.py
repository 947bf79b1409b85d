"""The strip above a panel: rows for drugs, filled when given, and ticks on days that matter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from sim.plots.above import Above
from sim.plots.doses import DoseCells
from sim.plots.styles import current, word
from sim.plots.typed_text import plain

ROW = 0.85
"""Height of a row, in font sizes."""
SPACE = 0.5
"""Space between panel and strip, in font sizes; the uppermost tick label needs half a line."""

MANY = 500
"""More ticks or lines than this go into a vector file as a picture: it stays small."""


@dataclass(frozen=True)
class Row:
    """One row of a strip: a dose between 0 and 1 (time,) that holds from each day to the next.

    Grey unless it has a `colour`. A `marker` before it says whose dose it is, where several arms
    share a strip. As `area`, it is a share that is drawn as a height instead of a shade.
    """

    label: str
    shade: np.ndarray
    colour: str = ""
    marker: str = ""
    area: bool = False


@dataclass(frozen=True)
class Said:
    """One row of a strip in words: what happened from one day to another, said beside the day."""

    events: tuple[tuple[float, float, str, bool], ...]
    """First and last day, in the unit of the panel's axis, the word, and if it stands before it."""
    colour: str = ""
    marker: str = ""
    label: str = ""
    own: bool = False
    """Whether the words are the user's own."""


def strip_height(rows: int, font: float) -> float:
    """Return the height [points] of a strip of that many rows, with the space below it."""
    return (rows * ROW + SPACE) * font if rows else 0.0


def draw_strip(
    panel: Axes,
    rows: Sequence[Row | Said],
    time: np.ndarray,
    days: Mapping[str, np.ndarray],
    font: float,
    *,
    labels: bool,
) -> Axes | None:
    """Draw the rows above `panel`, and below them rows of ticks: scans, progressions.

    Parameters
    ----------
    time : ndarray (time,)
        Days of the doses, in the unit of the panel's axis.
    days : mapping of str to ndarray
        For each row of ticks its name and its days, in the same unit.
    font : float
        Font size [points].
    labels : bool
        Whether to name the rows, on the left.
    """
    count = len(rows) + len(days)
    if not count:
        return None
    chosen = current()
    strip = panel.inset_axes([0, 1.02, 1, 0.1])
    strip.set_in_layout(labels)  # without labels it takes no room that the title does not
    strip.set_axes_locator(Above(panel, SPACE * font, count * ROW * font))
    strip.set(xlim=panel.get_xlim(), ylim=(count, 0), xticks=[])
    for place, row in enumerate(rows):
        if isinstance(row, Said):
            _say(strip, place, row, font)
        else:
            _fill(strip, place, row, time)
        if row.marker:
            beside = strip.transData + ScaledTranslation(
                -0.6 * font / 72, 0, panel.figure.dpi_scale_trans
            )
            strip.plot(
                strip.get_xlim()[0], place + 0.5, marker=row.marker, color=row.colour or chosen.ink,
                markersize=0.55 * font, transform=beside, clip_on=False,
            )  # fmt: skip
    for place, when in enumerate(days.values(), start=len(rows)):
        width = float(np.clip(120 / max(when.size, 1), 0.2, 0.9)) * font / 9
        ink = float(np.clip(400 / max(when.size, 1), 0.05, 1))
        strip.vlines(
            when, place + 0.15, place + 0.75, color=chosen.ink, linewidth=width, alpha=ink,
            rasterized=when.size > MANY,
        )  # fmt: skip
    pad = 1.1 * font if any(row.marker for row in rows) else 3
    names = [_label(row) for row in rows] + [word(name) for name in days]
    strip.set_yticks(np.arange(count) + 0.5, names if labels else [""] * count)
    strip.tick_params(axis="y", length=0, pad=pad, labelsize=0.85 * font, labelcolor=chosen.text)
    strip.spines[:].set_visible(False)
    strip.set_facecolor("none")
    return strip


def _label(row: Row | Said) -> str:
    """Return what a row is called; names of drugs as they were typed."""
    return word(row.label) if isinstance(row, Row) and row.area else plain(row.label)


def _say(strip: Axes, place: int, row: Said, font: float) -> None:
    """Write what happened beside the days, to their right where there is room."""
    ink = row.colour or current().ink
    inches = strip.figure.dpi_scale_trans
    for begin, end, text, back in row.events:
        said = text if row.own else word(text)
        if end > begin:
            strip.fill_between(
                [begin, end], place + 0.04, place + 0.96, color=current().faint, alpha=0.35,
                linewidth=0,
            )  # fmt: skip
        strip.plot([begin, begin], [place + 0.1, place + 0.9], color=ink, linewidth=0.9 * font / 9)
        shift = ScaledTranslation((-3 if back else 3) / 72, 0, inches)
        strip.text(
            begin, place + 0.5, plain(said), ha="right" if back else "left", va="center_baseline",
            fontsize=0.8 * font, color=current().text, transform=strip.transData + shift,
        )  # fmt: skip


def _fill(strip: Axes, place: int, row: Row, time: np.ndarray) -> None:
    chosen = current()
    top, bottom = place + 0.12, place + 0.88
    first, last = time[0], min(time[-1], strip.get_xlim()[1])  # (the panel may end before the time)
    outline = [[first, last, last, first, first], [top, top, bottom, bottom, top]]
    strip.plot(*outline, color=chosen.faint, linewidth=0.4, clip_on=False, zorder=0.5)
    if row.area:
        strip.fill_between(
            time, bottom, bottom - (bottom - top) * row.shade, step="post", linewidth=0,
            color=row.colour or chosen.ink, alpha=0.5,
        )  # fmt: skip
        return
    colours = (chosen.paper, row.colour or chosen.ink)
    strip.add_collection(DoseCells(time, row.shade[:-1], (top, bottom), colours), autolim=False)
