"""Tumour burden over time: the main figure."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from matplotlib.axes import Axes

from sim.base import checks
from sim.base.typed import typed
from sim.plots import burden_handles as handles
from sim.plots import layout as page
from sim.plots.burden_lines import (
    drawn_of,
    median_and_band,
    of_patients,
    one_line,
    results_of,
    table_of,
)
from sim.plots.colours import Look
from sim.plots.frame import Frame
from sim.plots.growth import growth_handle, mark_growth
from sim.plots.kept import keep, remember
from sim.plots.marked import event_rows, events_in_line
from sim.plots.panel import (
    alive_rows,
    dress,
    drug_rows,
    ends_of,
    limit_handles,
    row_labels,
    thin_lines,
)
from sim.plots.present import ending_of, head_count
from sim.plots.quantity import quantity
from sim.plots.strips import Row, Said
from sim.plots.styles import looks
from sim.plots.values import checked_quantiles, chosen_arms
from sim.plots.view import Marks, View
from sim.plots.whom import one_patient, whom
from sim.results import Runs

MOST_BANDS = 3
"""More bands than this, one over the other, show nothing."""


@typed
def burden(
    runs: Runs,
    arms: str | Sequence[str] | None = None,
    *,
    patient: int | None = None,
    patients: int = 0,
    highlight: int | None = None,
    quantiles: tuple[float, float] | None = (0.1, 0.9),
    unit: str = "cells",
    view: View = View(),
    marks: Marks = Marks(),
    layout: str = "columns",
    ax: Axes | Sequence[Axes] | None = None,
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
    of them; where any die, a row of the strip shows the share alive. Of a trial's runs, those of
    its patients who are counted in the arm are drawn, as long as they were followed.

    Of a single patient the strip says in words what happened, line of therapy by line, and points
    are the results of the scans over the truth: open triangles where nothing was seen.

    Parameters
    ----------
    runs : Runs
        Results with curves, fresh or loaded.
    arms : str or sequence of str, optional
        Which arms, in which order; all by default.
    patient : int, optional
        Draw the patient of this number alone: with ``layout="overlay"`` under all strategies in
        one panel.
    patients : int
        Draw this many single patients as thin lines, up to the day their run ended.
    highlight : int, optional
        Number of a patient who is drawn over the others, with the results of the scans.
    quantiles : (float, float) or None
        Lower and upper edge of the band, as shares of the patients. Median and edges are
        always values of a patient, never means of two.
    unit : str
        ``"cells"``; ``"mm"``, the diameter of a ball; ``"cm3"``, with 10^9 cells in a cubic
        centimetre; ``"% of baseline"``, of each patient's burden on day 0; or the name of the
        clinic's marker (``"PSA"``), as it would be measured without error.
    view : View
        A linear scale, the unit of time, or only what the clinic can see: `sim.plots.View`.
    marks : Marks
        Lines, days and spans of yours: `sim.plots.Marks`.
    layout : {"columns", "overlay"}
        One panel per arm, or all in one (bands only up to three arms).
    ax : Axes or sequence of Axes, optional
        Where to draw: one for each panel. A new figure by default. The strip and the title
        stand above the panel: ``layout="constrained"`` makes room for them.
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
        If the runs hold no curves, or an arm, patient, unit or layout is unknown.
    """
    chosen_arms(runs, arms)
    checks.one_of("layout", layout, ("columns", "overlay"), "layout")
    whom(runs, patient, patients, highlight)
    runs = runs if patient is None else one_patient(runs, patient)
    names = chosen_arms(runs, arms)
    what = quantity(runs, unit)
    band = None if runs.count == 1 else checked_quantiles(quantiles)
    drawn = {arm: drawn_of(runs, arm, what, band, patients) for arm in names}
    ends = ends_of([v for arm in names for v in (*drawn[arm].lines, drawn[arm].singles)])
    alone = runs.count == 1
    frame = Frame(runs, names, what.unit, *ends, what.unit.label, view, marks, alone, what.none)
    overlay = layout == "overlay" and len(names) > 1
    if overlay and len(names) > MOST_BANDS:
        drawn = {arm: replace(each, band=None) for arm, each in drawn.items()}
    extra = len(frame.given) * len(names) + len(names) + len(frame.dying) if overlay else 0
    panels = page.open_panels(1 if overlay else len(names), ax, size, extra, legend=legend)
    styles = looks(runs.arms)
    for place, arm in enumerate(names):
        axes = panels.axes[0 if overlay else place]
        median_and_band(axes, frame, arm, styles[arm], drawn[arm], overlay, panels.scale)
        keep(axes, arm, table_of(frame, arm, drawn[arm]))
        if not overlay:
            rows = [
                *drug_rows(panels, frame, arm),
                *alive_rows(frame, [arm]),
                *events_in_line(panels, frame, arm),
            ]
            dress(panels, place, frame, rows, arm, _note(frame, arm, patient))
    if overlay:
        shared = _rows_of_arms(panels, frame, styles)
        dress(panels, 0, frame, shared, "", "" if patient is None else f"patient {patient}")
    seen = False
    one = highlight if patient is None else patient
    for place, arm in enumerate(names):
        axes = panels.axes[0 if overlay else place]
        thin_lines(axes, frame.x, drawn[arm].singles, styles[arm].colour, panels.scale)
        if patients:
            keep(axes, f"{arm}: single patients", partial(of_patients, frame, drawn[arm]))
        if highlight is not None:
            one_line(axes, frame, arm, highlight, styles[arm] if overlay else None, panels.scale)
        if one is not None or alone:
            seen |= results_of(axes, frame, arm, one, styles[arm], panels.scale)
    entries = handles.arms(frame, styles, patient) if overlay else []
    marked = [mark_growth(panels, frame, arm, drawn[arm].lines[0], overlay) for arm in names]
    entries += handles.lines(frame, drawn[names[0]].band, patients, lead=not overlay)
    entries += handles.single(highlight, seen)
    entries += [growth_handle(frame)] if any(marked) else []
    page.legend(panels, entries + limit_handles(panels, frame))
    remember(panels.figure, runs)
    return panels.result()


def _note(frame: Frame, arm: str, patient: int | None) -> str:
    """Return the small print under an arm's title."""
    if patient is None:
        return head_count(frame.runs, arm)
    return f"patient {patient}{ending_of(frame.runs, arm)}"


def _rows_of_arms(panels: page.Panels, frame: Frame, styles: dict[str, Look]) -> list[Row | Said]:
    """Return the rows of arms that share a panel, each in its colour: doses, who lives, events."""
    rows: list[Row | Said] = []
    labels = row_labels(panels, frame)
    for arm in frame.arms:
        dose = frame.doses[arm] / frame.full_dose
        style = styles[arm]
        for d, label in labels.items():
            if dose[:, d].any():
                rows.append(Row(label, dose[:, d], style.colour, style.marker))
        rows += event_rows(panels, frame, arm, style.colour, style.marker)
    return [*rows, *alive_rows(frame, frame.arms, styles)]
