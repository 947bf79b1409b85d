"""The best response seen by a day, from what every result was taken for when it became known."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.base.days import SAME_MOMENT
from sim.clinic.best_response import BestResponse
from sim.clinic.scan import Scan
from sim.clinic.verdicts import COUNTED, PROGRESSIVE, READ
from sim.results.measured import Measured

if TYPE_CHECKING:
    from sim.results.runs import Runs


class Best(NamedTuple):
    """The best that was seen."""

    response: np.ndarray
    """(patient,) int8: a place in `sim.clinic.RESPONSES`."""
    change: np.ndarray
    """(patient,): the smallest result against the first, less 1, on the scale of the criteria;
    NaN: there is none, or the first cannot be followed."""


def best_until(runs: "Runs", arm: str, clinic: Any, day: np.ndarray) -> Best:
    """Return what the scans until a day of each patient had shown, as the clinic took them then.

    Growth in a pause counts as it did before anybody knew how the pause would end.

    Parameters
    ----------
    runs : Runs
        That keep scans and verdicts.
    arm : str
        The arm.
    clinic : Clinic
        That made them.
    day : ndarray (patient,)
        Until when [days].
    """
    name, exam = next(iter(clinic.exams.items()))
    main = Measured(runs, arm, name, exam)
    values, saw = main.judged(main.values("observed")), main.values("detected").astype(bool)
    verdict, measurable = runs.values("verdict", arm), runs.values("measurable", arm).astype(bool)
    start = Scan(0.0, values[:, 0], values[:, 0], saw[:, 0], lambda: measurable)
    best = BestResponse(main.criteria, start)
    for place, on in enumerate(main.scans[1:], start=1):
        said = verdict[:, place]
        came = ((said & READ) > 0) & (on <= day + SAME_MOMENT)
        if not came.any():
            continue
        value = np.where(came, values[:, place], np.inf)
        scan = Scan(float(on), value, value, saw[:, place], lambda: measurable, came)
        best.file(scan, (said & PROGRESSIVE) > 0, came & ((said & COUNTED) > 0))
    found = best.findings()
    return Best(found["best_response"], found["best_change"])
