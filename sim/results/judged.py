"""Kept results judged again, by what judged the run: those of a line of therapy."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.base.days import SAME_MOMENT
from sim.clinic.agreed import Agreed
from sim.clinic.best_response import BestResponse
from sim.clinic.clinic import Clinic
from sim.results.measured import Measured
from sim.results.off_drug import OffDrug
from sim.results.reread import Reread

if TYPE_CHECKING:
    from sim.results.runs import Runs

ALONE = "alone"
"""What a measure without a name is called in a rule."""


class Judged(NamedTuple):
    """What some results of each patient say, each ndarray (patient,)."""

    best: np.ndarray
    """The best response by the main measure until progression, a place in
    `sim.clinic.RESPONSES`."""
    change: np.ndarray
    """Smallest result of it against the first, less 1; NaN: none, or the first cannot be
    followed."""
    progression_day: np.ndarray
    """Of the scan that showed it, by all measures together [days]; NaN: none."""


def judged(
    runs: "Runs",
    arm: str,
    clinic: Clinic,
    start: np.ndarray,
    stop: np.ndarray,
    drugs: OffDrug,
) -> Judged:
    """Return what the results after one day and until another say.

    Those of each measure are judged against its last one until the first of the two days.

    Parameters
    ----------
    runs : Runs
        That keep scans.
    arm : str
        The arm.
    clinic : Clinic
        That made them.
    start, stop : ndarray (patient,)
        The two days [days].
    drugs : OffDrug
        When there was any drug: growth in a pause is taken back then as it was there.
    """
    measurable = runs.values("measurable", arm) if runs.keeps("measurable") else None
    first, *_ = clinic.exams
    measures = {
        name or ALONE: Reread(
            Measured(runs, arm, name, exam), start, stop, drugs,
            measurable if name == first else None,
        )
        for name, exam in clinic.exams.items()
        if exam.judged
    }  # fmt: skip
    main = measures[first or ALONE]
    rule = clinic.agreed or Agreed(ALONE)
    best = BestResponse(clinic.judged_by, main.baseline, start, alone=False)
    before = start
    for visit, results in _by_visit(measures, drugs):
        end = np.clip(visit, before, stop)
        again, before = drugs.given(before, end), end
        for measure in measures.values():
            measure.resume(again)
        noted = rule.when({name: m.course.progression_day for name, m in measures.items()})
        for measure, day in results:
            read = measure.read(day)
            if read is None:
                continue
            if measure is main:
                open_ = np.isnan(noted) | (day <= noted + SAME_MOMENT)
                best.file(read.scan, read.worse, read.came & open_)
            measure.file(read, visit)
    again = drugs.given(before, stop)
    for measure in measures.values():
        measure.resume(again)
    when = rule.when({name: m.course.progression_day for name, m in measures.items()})
    found = best.findings(when)
    return Judged(found["best_response"], found["best_change"], when)


def _by_visit(
    measures: dict[str, Reread], drugs: OffDrug
) -> list[tuple[float, list[tuple[Reread, float]]]]:
    """Return the visits at which results were read, and which: the measure and the day of the scan.

    A pause may have ended between a scan and its result, and what other measures say is known by
    then: so the order is that in which the clinic read them.
    """
    found: dict[float, list[tuple[Reread, float]]] = {}
    for measure in measures.values():
        for day, known in zip(measure.scans.tolist(), measure.known.tolist(), strict=True):
            found.setdefault(drugs.visit(known), []).append((measure, day))
    found.pop(float("inf"), None)  # (never read)
    return sorted(found.items(), key=lambda item: item[0])
