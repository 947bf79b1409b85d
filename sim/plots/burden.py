"""Tumour burden over time: the main figure."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.base import checks
from sim.base.errors import InputError
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.colours import Look
from sim.plots.frame import Frame
from sim.plots.growth import growth_handle, mark_growth
from sim.plots.kept import keep, remember
from sim.plots.panel import (
    alive_rows,
    dress,
    drug_rows,
    ends_of,
    limit_handles,
    note_of,
    row_labels,
    thin_lines,
)
from sim.plots.strips import Row
from sim.plots.styles import current, looks
from sim.plots.values import (
    among_living,
    checked_quantiles,
    chosen_arms,
    quantile,
    unit_named,
    until,
)
from sim.results import Runs

MOST_BANDS = 3
"""More bands than this, one over the other, show nothing."""


@typed
def burden(
    runs: Runs,
    arms: str | Sequence[str] | None = None,
    *,
    ax: Axes | Sequence[Axes] | None = None,
    patients: int = 0,
    quantiles: tuple[float, float] | None = (0.1, 0.9),
    unit: str = "cells",
    layout: str = "columns",
    size: page.Size = None,
    legend: bool = True,
) -> Axes | np.ndarray:
    """Draw the tumour burden over time: median and quantile band of the patients, per arm.

    The log scale shows zero: below one cell, across a marked gap, runs the line "no cells".
    Above each panel a strip shows the doses (mean over the patients whose run goes on, so that a
    row half dark is half the dose, or half of the patients), the days of the scans, the
    progressions, and apart from these the first growth in a pause that was none. A bar across the
    median marks from when on half of the patients have more than 1.2 x their first cells for good:
    no pause can bend that. Median and band are those of the patients alive, and end with the last
    of them; where any die, a row of the strip shows the share alive.

    Parameters
    ----------
    runs : Runs
        Results with curves, fresh or loaded.
    arms : str or sequence of str, optional
        Which arms, in which order; all by default.
    ax : Axes or sequence of Axes, optional
        Where to draw: one for each panel. A new figure by default. The strip and the title
        stand above the panel: ``layout="constrained"`` makes room for them.
    patients : int
        Draw this many single patients as thin lines, up to the day their run ended.
    quantiles : (float, float) or None
        Lower and upper edge of the band, as shares of the patients. Median and edges are
        always values of a patient, never means of two.
    unit : {"cells", "mm", "cm3"}
        Cells, diameter of a ball, or volume, with 10^9 cells in a cubic centimetre.
    layout : {"columns", "overlay"}
        One panel per arm, or all in one (bands only up to three arms).
    size : "slide", "column", "double column" or (float, float), optional
        Size of a new figure: a slide, one column of a journal or two, or width and height [inches].
    legend : bool
        Whether to explain lines and shades: below the panels; in an Axes of your own below it, if
        its figure has ``layout="constrained"``, else inside. `sim.plots.shared_legend` draws one
        for several panels.

    Returns
    -------
    Axes or ndarray of Axes
        One, or one per arm.

    Raises
    ------
    InputError
        If the runs hold no curves, or an arm, unit or layout is unknown.
    """
    names = chosen_arms(runs, arms)
    checks.one_of("layout", layout, ("columns", "overlay"), "layout")
    if not isinstance(patients, int | np.integer) or patients < 0:
        raise InputError(f"patients is {patients!r}; give how many single patients to draw.")
    chosen = unit_named(unit)
    curves = {arm: chosen.of(among_living(runs, arm, runs.values("burden", arm))) for arm in names}
    band = checked_quantiles(quantiles)
    shares = (0.5, *(band or ()))
    lines = {arm: [quantile(curve, share) for share in shares] for arm, curve in curves.items()}
    there = {arm: until(runs, runs.values("end_day", arm))[:patients] for arm in names}
    singles = {arm: np.where(there[arm], curves[arm][:patients], np.nan) for arm in names}
    drawn = [v for arm in names for v in lines[arm]] + list(singles.values())
    frame = Frame(runs, names, chosen, *ends_of(drawn), chosen.label)

    overlay = layout == "overlay" and len(names) > 1
    extra = len(frame.given) * len(names) + len(names) + len(frame.dying) if overlay else 0
    styles = looks(runs.arms)
    panels = page.open_panels(1 if overlay else len(names), ax, size, extra, legend=legend)
    for place, arm in enumerate(names):
        axes = panels.axes[0 if overlay else place]
        with_band = not overlay or len(names) <= MOST_BANDS
        _draw_arm(axes, frame, arm, styles[arm], lines[arm], with_band, overlay, panels.scale)
        keep(axes, arm, _table(frame, arm, lines[arm], shares))
        if not overlay:
            rows = drug_rows(panels, frame, arm) + alive_rows(frame, [arm])
            dress(panels, place, frame, rows, arm, note_of(frame, arm))
    if overlay:
        rows = _arm_rows(panels, frame, styles) + alive_rows(frame, frame.arms, styles)
        dress(panels, 0, frame, rows, "", "")
    for place, arm in enumerate(names):
        axes = panels.axes[0 if overlay else place]
        thin_lines(axes, frame.x, singles[arm], styles[arm].colour, panels.scale)
        if patients:
            keep(axes, f"{arm}: single patients", partial(_of_patients, frame, singles[arm]))
    first = _arm_handles(frame, styles) if overlay else []
    with_band = not overlay or len(names) <= MOST_BANDS
    marked = [mark_growth(panels, frame, arm, lines[arm][0], overlay) for arm in names]
    first += _handles(runs, band if with_band else None, patients, lead=not overlay)
    first += [growth_handle()] if any(marked) else []
    page.legend(panels, first + limit_handles(panels, frame))
    remember(panels.figure, runs)
    return panels.result()


def _draw_arm(
    ax: Axes,
    frame: Frame,
    arm: str,
    style: Look,
    lines: list[np.ndarray],
    with_band: bool,
    overlay: bool,
    scale: float,
) -> None:
    place = frame.runs.arms.index(arm)
    if len(lines) == 3 and with_band:
        ax.fill_between(
            frame.x, *lines[1:], color=style.colour, alpha=0.22, linewidth=0, zorder=1.6
        )
    marks = {}
    if overlay:
        every = max(1, frame.x.size // 9)
        start = (2 * place + 1) * every // (2 * len(frame.runs.arms))
        marks = dict(marker=style.marker, markersize=5 * scale, markevery=(start, every))
    ax.plot(
        frame.x, lines[0], color=style.colour, linestyle=style.dashes if overlay else "-",
        linewidth=1.8 * scale, zorder=2.5, label=arm, clip_on=True, **marks,
    )  # fmt: skip


def _table(
    frame: Frame, arm: str, lines: list[np.ndarray], shares: tuple[float, ...]
) -> dict[str, np.ndarray]:
    """Return the columns of the numbers drawn: time, who is alive, median, edges of the band."""
    columns = {"time [days]": frame.runs.values("time"), "alive [share]": frame.alive[arm]}
    return columns | {
        f"{100 * share:g} % of patients below: {frame.label}": line
        for share, line in zip(shares, lines, strict=True)
    }


def _of_patients(frame: Frame, curves: np.ndarray) -> dict[str, np.ndarray]:
    """Return the columns of the curves (patient, time) of single patients, up to their ends."""
    row, place = np.nonzero(~np.isnan(curves))
    return {
        "patient": frame.runs.values("patient")[row],
        "time [days]": frame.runs.values("time")[place],
        frame.label: curves[row, place],
    }


def _arm_rows(panels: page.Panels, frame: Frame, styles: dict[str, Look]) -> list[Row]:
    """Return one row per arm and drug it gives, in the colour of the arm."""
    rows = []
    labels = row_labels(panels, frame)
    for arm in frame.arms:
        dose = frame.doses[arm] / frame.full_dose
        style = styles[arm]
        for d, label in labels.items():
            if dose[:, d].any():
                rows.append(Row(label, dose[:, d], style.colour, style.marker))
    return rows


def _arm_handles(frame: Frame, styles: dict[str, Look]) -> list[Artist]:
    handles: list[Artist] = []
    for arm in frame.arms:
        style = styles[arm]
        handles.append(
            Line2D(
                [], [], color=style.colour, linestyle=style.dashes, marker=style.marker,
                markersize=5, linewidth=1.8, label=f"{arm} ({note_of(frame, arm)})",
            )
        )  # fmt: skip
    return handles


def _handles(
    runs: Runs, band: tuple[float, float] | None, patients: int, *, lead: bool
) -> list[Artist]:
    count, ink = runs.count, current().ink
    handles: list[Artist] = []
    if lead:
        word = "median" if count > 1 else "the patient"
        handles.append(Line2D([], [], color=ink, linewidth=1.8, label=word))
    if band and count > 1:
        text = f"{100 * band[0]:g} to {100 * band[1]:g} % of patients"
        handles.append(Patch(color=ink, alpha=0.22, linewidth=0, label=text))
    if patients and count > 1:
        handles.append(Line2D([], [], color=ink, linewidth=0.5, label="single patients"))
    return handles
