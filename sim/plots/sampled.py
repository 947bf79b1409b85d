"""Samples of a tumour over its picture: on which days, and which variants were found in them."""

import numpy as np

from sim.plots.frame import Frame
from sim.plots.layout import Panels
from sim.plots.marked import said
from sim.plots.parts import measured
from sim.plots.strips import Said
from sim.plots.styles import current
from sim.results import Runs

NOTHING = "none found"


def sampled_rows(panels: Panels, place: int, frame: Frame, measure: str) -> list[Said]:
    """Draw a line on each day on which a measure was taken; return rows that say what was found.

    Parameters
    ----------
    frame : Frame
        Of a single patient.
    measure : str
        Its name in ``sim.Clinic(measures=)``.
    """
    rows = {arm: said(panels, frame, _samples(frame.runs, arm, measure)) for arm in frame.arms}
    arm = frame.arms[place]
    for day, _, _ in _samples(frame.runs, arm, measure):
        panels.axes[place].axvline(
            day / frame.clock[0], color=current().text, linewidth=0.9 * panels.scale,
            linestyle=(0, (3, 2)), zorder=4,
        )  # fmt: skip
    return rows[arm] + [Said(())] * (max(map(len, rows.values())) - len(rows[arm]))


def _samples(runs: Runs, arm: str, measure: str) -> list[tuple[float, float, str]]:
    prefix, word = measured(runs, measure, ("fraction",))
    shares, found = runs.values(f"{prefix}{word}", arm)[0], runs.values(f"{prefix}found", arm)[0]
    names = [str(name) for name in runs.values(f"{prefix}allele")]
    samples = []
    for day, share, seen in zip(runs.values(f"{prefix}scan"), shares, found, strict=True):
        if np.isnan(share).all() or day > runs.values("end_day", arm)[0]:
            continue
        some = [f"{n} {100 * x:.2g} %" for n, x, s in zip(names, share, seen, strict=True) if s]
        samples.append((float(day), float(day), ", ".join(some) or NOTHING))
    return samples
