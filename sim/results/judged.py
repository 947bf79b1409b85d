"""Kept results judged again, by what judged the run: those of a line of therapy."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.base.days import SAME_MOMENT
from sim.clinic.best_response import BestResponse
from sim.clinic.course import Course
from sim.clinic.criteria import Criteria
from sim.clinic.scan import Scan
from sim.results.lesions import kept_lesions
from sim.results.off_drug import OffDrug

if TYPE_CHECKING:
    from sim.results.runs import Runs


class Judged(NamedTuple):
    """What some results of each patient say, each ndarray (patient,)."""

    best: np.ndarray
    """The best response until progression, a place in `sim.clinic.RESPONSES`."""
    change: np.ndarray
    """Smallest result against the first, less 1; NaN: none, or the first cannot be followed."""
    progression_day: np.ndarray
    """Of the scan that showed it [days]; NaN: none."""


def judged(
    runs: "Runs",
    arm: str,
    clinic: Any,
    start: np.ndarray,
    stop: np.ndarray,
    drugs: OffDrug,
) -> Judged:
    """Return what the results after one day and until another say.

    They are judged against the last one until the first of the two days.

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
    criteria: Criteria = clinic.judged_by
    measure, kept = clinic.main.measure, kept_lesions(runs, arm, clinic)
    lesions = None if kept is None else kept.at(0)
    scans, shown = runs.values("scan"), runs.values("observed", arm)
    saw = runs.values("detected", arm)
    values = np.where(np.isnan(shown), np.nan, criteria.scale(np.nan_to_num(shown), measure.unit))
    count = len(start)
    reference = np.full(count, np.nan)
    there = np.zeros(count, dtype=bool)
    last = np.zeros(count)
    for place, day in enumerate(scans):
        at = ~np.isnan(values[:, place]) & (day <= start + SAME_MOMENT)
        reference = np.where(at, values[:, place], reference)
        there = np.where(at, saw[:, place], there)
        last = np.where(at, day, last)
        if kept is not None and lesions is not None:
            lesions = kept.at(place).or_last(at, lesions)
    measurable: np.ndarray
    if lesions is not None:
        measurable = np.asarray(criteria.measurable(lesions.size, lesions.seen).any(axis=0))
    else:  # a sum says how large a lesion is on average; one is enough to be followed
        measurable = criteria.measurable(reference / measure.parts, there) & ~np.isnan(reference)
    if runs.keeps("measurable"):
        measurable = np.where(start > SAME_MOMENT, measurable, runs.values("measurable", arm))
    baseline = Scan(0.0, reference, reference, there, lambda: measurable, lesions=lesions)
    course = Course(criteria, baseline, start)
    best = BestResponse(criteria, baseline, start)
    latest, before = baseline, start
    for place, day in enumerate(scans):
        came = ~np.isnan(values[:, place])
        came &= (day > start + SAME_MOMENT) & (day <= stop + SAME_MOMENT)
        if not came.any():
            continue
        end = np.minimum(stop, day)
        course.resume(drugs.treated(before, end), latest)
        off = drugs.since(day, last)
        paused = off & drugs.treated(start, end)
        last, before = np.where(came, day, last), np.where(came, day, before)
        value = np.where(came, values[:, place], np.inf)
        scan = Scan(
            float(day), value, value, saw[:, place], lambda: measurable, came,
            off, paused, lesions=None if kept is None else kept.at(place),
        )  # fmt: skip
        worse = course.progressive(scan)
        best.file(scan, worse, came & ~course.progressed)
        course.file(scan, float(day), worse)
        latest = scan.or_last(latest)
    course.resume(drugs.treated(before, stop), latest)
    found = best.findings()
    return Judged(found["best_response"], found["best_change"], course.progression_day)
