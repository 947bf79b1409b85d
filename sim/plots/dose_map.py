"""Doses patient by patient: a row each, time across, as dark as the dose."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.patches import Patch

from sim.base.errors import InputError, shown, unknown
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.axis import time_axis
from sim.plots.kept import keep, remember
from sim.plots.present import counted, followed, head_count
from sim.plots.shades import tint
from sim.plots.styles import current, looks, trim
from sim.plots.typed_text import plain
from sim.plots.values import chosen_arms, time_unit
from sim.results import Runs
from sim.results.endings import TIME_OVER

FAINTEST = 0.12
"""The smallest dose that is given still differs from none by this share of the colour."""


@typed
def dose_map(
    runs: Runs,
    arms: str | Sequence[str] | None = None,
    *,
    drug: str | Sequence[str] | None = None,
    ax: Axes | Sequence[Axes] | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes | np.ndarray:
    """Draw the doses of drugs patient by patient: who was treated when, and how much.

    A row for each patient, the same in the panels of all drugs; those who were given most stand at
    the top. A row is empty (pale) from the day of death or eradication, or on which the patient
    was lost.

    Parameters
    ----------
    runs : Runs
        Results with curves, fresh or loaded.
    arms : str or sequence of str, optional
        Which arms, in which order; all by default.
    drug : str or sequence of str, optional
        Which drugs, a panel for each; all that any of the arms gives by default.
    ax, size, legend
        As in `sim.plots.burden`.

    Returns
    -------
    Axes or ndarray of Axes
        One, or one per arm and drug: the drugs of the first arm, then those of the next.

    Raises
    ------
    InputError
        If the runs hold no curves, an arm or drug is unknown, or no drug is given.
    """
    names = chosen_arms(runs, arms)
    drugs = _drugs(runs, names, drug)
    doses = {arm: _doses(runs, arm, drugs) for arm in names}
    most = np.max([np.nanmax(dose, axis=(0, 1), initial=0.0) for dose, _ in doses.values()], axis=0)
    full = np.maximum(1.0, most)
    count, wide = len(names) * len(drugs), len(drugs) if len(drugs) > 1 and ax is None else None
    panels = page.open_panels(count, ax, size, legend=legend, wide=wide)
    remember(panels.figure, runs)
    looked = looks(runs.drugs)
    colours = [looked[runs.drugs[drug]].colour for drug in drugs]
    for k in range(count):
        arm, which = names[k // len(drugs)], k % len(drugs)
        name = runs.drugs[drugs[which]]
        dose, rows = doses[arm][0][..., which], doses[arm][1]
        _draw(panels, k, runs, dose, rows, float(full[which]), colours[which])
        title = arm if len(drugs) == 1 else f"{arm}: {name}"
        page.head(panels, panels.axes[k], title, head_count(runs, arm), 0)
        keep(panels.axes[k], f"{arm}: {name}", _columns(runs, dose, rows))
    over = any(np.isnan(dose).any() for dose, _ in doses.values())
    page.legend(panels, _handles([runs.drugs[drug] for drug in drugs], full, colours, over))
    return panels.result()


def _handles(
    drugs: Sequence[str], full: np.ndarray, colours: Sequence[str], over: bool
) -> list[Artist]:
    """Return the entries: what the strongest colour is, and what is paler."""
    handles: list[Artist] = []
    for name, dose, colour in zip(drugs, full, colours, strict=True):
        top = "standard dose" if dose == 1 else f"{dose:.3g} x standard dose"
        handles.append(Patch(facecolor=colour, label=f"{name}: {top}"))
    handles.append(Patch(facecolor=tint(colours[0], 0.5), label="half of it"))
    edge = dict(edgecolor=current().faint, linewidth=0.5)
    handles.append(Patch(facecolor=current().paper, label="no drug", **edge))
    if over:
        words = "over: dead, eradicated or not followed"
        handles.append(Patch(facecolor=current().pale, label=words))
    return handles


def _drugs(runs: Runs, arms: Sequence[str], drug: str | Sequence[str] | None) -> list[int]:
    """Return the places of the drugs to draw."""
    if drug is not None:
        wanted = [drug] if isinstance(drug, str) else list(drug)
        for name in wanted:
            if name not in runs.drugs:
                raise unknown(f"Doses of {name!r}", "drug", name, runs.drugs)
        if not wanted or len(set(wanted)) < len(wanted):
            raise InputError(f"drug is {shown(drug)}; name each once, at least one.")
        return [runs.drugs.index(name) for name in wanted]
    given = [runs.values("dose", arm)[counted(runs, arm)] > 0 for arm in arms]
    found = np.flatnonzero(np.any([each.any(axis=(0, 1)) for each in given], axis=0))
    if not found.size:
        raise InputError("There are no doses to draw: none of these arms gives a drug.")
    return found.tolist()


def _doses(runs: Runs, arm: str, drugs: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Return doses (row, interval, drug), NaN once a run is over, and whose rows they are."""
    dose = runs.values("dose", arm)[:, :-1, drugs].astype(float)
    over = runs.values("ending", arm) != TIME_OVER
    end = np.where(over, runs.values("end_day", arm), np.inf)
    end = np.minimum(end, followed(runs, arm))
    time = runs.values("time")
    dose = np.where((time[:-1] < end[:, None])[..., None], dose, np.nan)
    total = np.nansum(dose * np.diff(time)[:, None], axis=(1, 2))
    rows = np.flatnonzero(counted(runs, arm))
    rows = rows[np.argsort(-total[rows], kind="stable")]
    return dose[rows], rows


def _draw(
    panels: page.Panels,
    place: int,
    runs: Runs,
    dose: np.ndarray,
    rows: np.ndarray,
    full: float,
    colour: str,
) -> None:
    ax, font, chosen = panels.axes[place], panels.font, current()
    shades: Any = LinearSegmentedColormap.from_list("dose", [to_rgb(chosen.paper), to_rgb(colour)])
    shades = shades.with_extremes(bad=chosen.pale)
    shades_of = np.where(dose > 0, np.maximum(dose / full, FAINTEST), dose)
    ax.pcolormesh(
        runs.values("time") / time_unit(runs.days)[0], np.arange(rows.size + 1),
        np.ma.masked_invalid(shades_of), cmap=shades, vmin=0, vmax=1, rasterized=True, zorder=1,
    )  # fmt: skip
    time_axis(ax, runs.days)
    ax.set_ylim(rows.size, 0)
    few = rows.size <= 20
    ax.set_yticks(np.arange(rows.size) + 0.5 if few else [])
    if few:
        ax.set_yticklabels([str(n) for n in runs.values("patient")[rows]])
    left, low = panels.leftmost(place), panels.lowest(place)
    words = "patient" if few else "patients, most drug first"
    ax.set_ylabel(words if left else "", fontsize=font)
    ax.set_xlabel(plain(f"time [{time_unit(runs.days)[1]}]") if low else "", fontsize=font)
    trim(ax, font)
    ax.tick_params(labelbottom=low, labelsize=(0.9 if rows.size <= 12 else 0.7) * font)
    ax.tick_params(axis="x", labelsize=0.9 * font)


def _columns(runs: Runs, dose: np.ndarray, rows: np.ndarray) -> dict[str, np.ndarray]:
    """Return the numbers drawn: doses that hold from each day to the next."""
    time, numbers = runs.values("time"), runs.values("patient")[rows]
    who, when = np.nonzero(~np.isnan(dose))
    return {
        "patient": numbers[who], "from day": time[when], "to day": time[when + 1],
        "dose [standard doses]": dose[who, when],
    }  # fmt: skip
