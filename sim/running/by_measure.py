"""Tables of what each of several measures found, filled beside those of the main one."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.seen_parts import ALLELE
from sim.results.build import POINT, Axis, Found

if TYPE_CHECKING:
    from sim.clinic.exam import Exam
    from sim.running.plan import Plan

VALUES = {ALLELE: "fraction"}
"""What the values of parts are called in results, where it is not the plural of the part."""


class MeasureTables:
    """Results of every measure that has a name, or whose parts are kept; else nothing."""

    def __init__(self, plan: "Plan"):
        self._plan = plan
        self.found: dict[str, Found] = {}
        self.axes: dict[str, Axis] = {}
        self._days: dict[str, np.ndarray] = {}
        for name, exam in plan.clinic.exams.items():
            self._lay_out(name, exam)

    def finish(self, arm: int, block: slice, found: dict[str, dict[str, np.ndarray]]) -> None:
        """Keep what the measures found of a block (`Desk.by_measure`)."""
        for name, values in found.items():
            exam = self._plan.clinic.exams[name]
            parts = _part_words(exam)
            for word, array in values.items():
                place = self.found.get(_named(name, parts.get(word, word)))
                if place is not None:
                    place.values[arm, block] = array

    def days(self) -> list[np.ndarray]:
        """Return the days (arm, patient) of progression by each measure."""
        return [found.values for found in self.found.values() if found.dims == POINT]

    def scanned(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return the days (scan,) and what was kept of each scan (arm, patient, scan, ...)."""
        return [
            (self._days[found.dims[2]], found.values)
            for found in self.found.values()
            if len(found.dims) > len(POINT)
        ]

    def _lay_out(self, name: str, exam: "Exam") -> None:
        plan, measure = self._plan, exam.measure
        point = (len(plan.arms), len(plan.patients))
        if name and exam.judged:
            what = f"first scan that met the criteria of {name}"
            self._add(name, "progression_day", Found(POINT, np.full(point, np.nan), "day", what))
        if not plan.record.keeps_scans or not (name or measure.keeps_parts):
            return
        scan = _named(name, "scan")
        days, dims = exam.scans(plan.days), (*POINT, scan)
        self._days[scan] = days
        shape = (*point, len(days))
        if name:
            self.axes[scan] = Axis(days, "day", f"day of {name}")
            what = f"result of {name} (the limit, if nothing was seen)"
            self._add(name, "observed", Found(dims, np.full(shape, np.nan), measure.unit, what))
            what = f"whether {name} saw anything"
            self._add(name, "detected", Found(dims, np.zeros(shape, dtype=bool), "1", what))
        if not measure.part_kind:
            return
        kind, words = _named(name, measure.part_kind), _part_words(exam)
        names = measure.parts_of(plan.tumour.clone_names)
        self.axes[kind] = Axis(np.array(names, dtype=str), "1", measure.part_kind)
        each, size = (*dims, kind), (*shape, len(names))
        what = f"each {measure.part_kind} (the limit, if it was not seen)"
        values = Found(each, np.full(size, np.nan), measure.unit, what)
        self._add(name, words["part_values"], values)
        what = f"whether each {measure.part_kind} was seen"
        seen = Found(each, np.zeros(size, dtype=bool), "1", what)
        self._add(name, words["part_found"], seen)

    def _add(self, name: str, word: str, found: Found) -> None:
        self.found[_named(name, word)] = found


def _part_words(exam: "Exam") -> dict[str, Any]:
    kind = exam.measure.part_kind
    return {"part_values": VALUES.get(kind, f"{kind}s"), "part_found": "found"}


def _named(name: str, word: str) -> str:
    return f"{name}_{word}" if name else word
