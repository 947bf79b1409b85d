"""What a clinic saw of one patient part by part: variants in blood, lesions site by site."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.base.seen_parts import LESION
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.axis import decades
from sim.plots.colours import Look
from sim.plots.frame import Frame
from sim.plots.kept import keep, remember
from sim.plots.marked import events_in_line
from sim.plots.panel import dose_handles, dress_time, drug_rows
from sim.plots.parts import WORDS, measured
from sim.plots.styles import current, looks
from sim.plots.values import chosen_arms, time_unit, unit_named
from sim.plots.whom import one_patient
from sim.results import Runs


@typed
def seen(
    runs: Runs,
    arms: str | Sequence[str] | None = None,
    *,
    measure: str = "",
    patient: int | None = None,
    ax: Axes | Sequence[Axes] | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes | np.ndarray:
    """Draw what a clinic saw of one patient part by part, one panel per arm.

    Of `sim.Sequencing` and `sim.Biopsy`: each variant's fraction, on a log scale. Of
    `sim.LesionsBySite`: each lesion's diameter; a star marks a lesion that was not there at the
    first scan. Open markers: not seen, drawn at the limit. Above stands in words what happened:
    lines of therapy, progression, death. Beside `sim.plots.burden` in
    `sim.plots.compose` it shows what the clinic knew of what there was.

    Parameters
    ----------
    runs : Runs
        With scans of a measure that has parts, fresh or loaded.
    arms : str or sequence of str, optional
        Which arms, in which order; all by default.
    measure : str
        Its name in ``sim.Clinic(measures=)``. Default: the first with parts.
    patient : int, optional
        Number of the patient; the first by default.
    ax, size, legend
        As in `sim.plots.burden`.

    Returns
    -------
    Axes or ndarray of Axes
        One, or one per arm.
    """
    names = chosen_arms(runs, arms)
    prefix, word = measured(runs, measure)
    kind, label = WORDS[word]
    one = one_patient(runs, patient)
    frame = Frame(one, names, unit_named("cells"), 0.0, 1.0, label, single=True)
    panels = page.open_panels(len(names), ax, size, legend=legend)
    parts = [str(name) for name in one.values(f"{prefix}{kind}")]
    styles, day = looks(parts), time_unit(one.days)[0]
    days = one.values(f"{prefix}scan")
    everything = [
        np.where(days[:, None] <= one.values("end_day", arm)[0], values[0], np.nan)
        for arm in names
        for values in [one.values(f"{prefix}{word}", arm)]
    ]
    new = False
    for place, (arm, values) in enumerate(zip(names, everything, strict=True)):
        panel, found = panels.axes[place], one.values(f"{prefix}found", arm)[0].astype(bool)
        for k, part in enumerate(parts):
            came = ~np.isnan(values[:, k])
            first = _first_new(found[came, k]) if kind == LESION else None
            new |= first is not None
            _curve(
                panel, days[came] / day, values[came, k], found[came, k], styles[part], first,
                panels.scale,
            )  # fmt: skip
            keep(panel, part, {
                "time [days]": days[came], label: values[came, k], "seen": found[came, k],
            })  # fmt: skip
        note = f"patient {one.values('patient')[0]}"
        rows = [*drug_rows(panels, frame, arm), *events_in_line(panels, frame, arm)]
        dress_time(panels, place, frame, rows, arm, note)
        _upright(panel, everything, word, panels.font)
    page.legend(panels, _handles(parts, styles, new) + dose_handles(panels, frame))
    remember(panels.figure, runs)
    return panels.result()


def _first_new(found: np.ndarray) -> int | None:
    """Return the first scan (an index) that saw a lesion which the first one did not."""
    if not found.size or found[0] or not found.any():
        return None
    return int(found.argmax())


def _curve(
    panel: Axes, x: np.ndarray, y: np.ndarray, found: np.ndarray, look: Look, first: int | None,
    scale: float,
) -> None:  # fmt: skip
    """Draw one part; a star takes the place of the marker where a new lesion was first seen."""
    panel.plot(x, y, color=look.colour, linewidth=1.1 * scale, alpha=0.8, zorder=2.5)
    usual = np.arange(x.size) != (-1 if first is None else first)
    for inside, face in ((found & usual, look.colour), (~found & usual, current().paper)):
        if inside.any():  # (markers that may stand out of the panel take room, also none of them)
            panel.plot(
                x[inside], y[inside], linestyle="none", marker=look.marker, markerfacecolor=face,
                color=look.colour, markersize=3.5 * scale, zorder=3, clip_on=False,
            )  # fmt: skip
    if first is not None:
        panel.plot(
            x[first], y[first], linestyle="none", marker="*", color=look.colour, zorder=4,
            markeredgecolor=current().text, markeredgewidth=0.6 * scale, clip_on=False,
            markersize=10 * scale,
        )  # fmt: skip


def _upright(panel: Axes, everything: list[np.ndarray], word: str, font: float) -> None:
    """Give the panel its axis: decades of fractions, or millimetres from 0 on."""
    values = np.concatenate([values.ravel() for values in everything])
    values = values[np.isfinite(values) & (values > 0)]
    if word == "lesions":
        panel.set_ylim(0, 1.08 * float(values.max(initial=10.0)))
        return
    low, high = float(values.min(initial=1e-3)) / 1.6, float(values.max(initial=1e-2)) * 1.6
    panel.set_yscale("log")
    panel.set_ylim(low, high)
    decades(panel, low, high, font=font)


def _handles(parts: list[str], styles, new: bool) -> list[Artist]:
    handles: list[Artist] = [
        Line2D([], [], color=styles[part].colour, marker=styles[part].marker, markersize=4,
               label=part)
        for part in parts
    ]  # fmt: skip
    text = current().text
    handles.append(
        Line2D([], [], color=text, marker="o", markerfacecolor="none", linestyle="none",
               markersize=4, label="not seen (limit)")
    )  # fmt: skip
    if new:
        handles.append(
            Line2D([], [], color=text, marker="*", linestyle="none", markersize=8,
                   label="new lesion")
        )  # fmt: skip
    return handles
