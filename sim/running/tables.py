"""The arrays that a run fills: every arm and block of patients writes its own part."""

import numpy as np

from sim.engines.body import Body
from sim.results import Runs, Visits, runs_from_arrays
from sim.running.plan import Plan
from sim.running.provenance import provenance

TIME_OVER, ERADICATED, FATAL, CEILING = 0, 1, 2, 3


class Tables:
    """Results of a plan, empty at first."""

    def __init__(self, plan: Plan):
        self._plan = plan
        arms, patients = len(plan.arms), len(plan.patients)
        clones, drugs = len(plan.tumour.clones), len(plan.tumour.drugs)
        point, days = (arms, patients), (arms, patients, len(plan.kept))
        self._keeps = isinstance(plan.record, Visits)
        self._scans = plan.clinic.scan_days(plan.days)
        number = float if type(plan.engine).__name__ == "MeanField" else np.int64
        self.end_day = np.full(point, plan.days)
        self.arrays: dict[str, np.ndarray] = {
            "baseline": np.full(point, np.nan),
            "nadir": np.full(point, np.nan),
            "progression_day": np.full(point, np.nan),
            "end_day": self.end_day,
            "ending": np.zeros(point, dtype=np.int8),
            "final_cells": np.zeros((*point, clones), dtype=number),
        }
        if self._keeps:
            self.arrays |= {
                "cells": np.zeros((*days, clones), dtype=number),
                "dose": np.zeros((*days, drugs)),
                "concentration": np.zeros((*days, drugs)),
                "observed": np.full((*point, len(self._scans)), np.nan),
                "detected": np.zeros((*point, len(self._scans)), dtype=bool),
            }
        self._place = {float(day): i for i, day in enumerate(plan.kept)}

    def keep(self, arm: int, block: slice, day: float, body: Body, doses: np.ndarray) -> None:
        """Keep the curves of one day, if it is one of those to be kept."""
        if not self._keeps or day not in self._place:
            return
        at = self._place[day]
        self.arrays["cells"][arm, block, at] = body.cells
        self.arrays["dose"][arm, block, at] = doses
        self.arrays["concentration"][arm, block, at] = body.concentration(doses, day)

    def end(self, arm: int, block: slice, day: float, body: Body, burden: np.ndarray) -> None:
        """Note whose run has ended by this day, and freeze them."""
        gone = (burden == 0) & (body.state == TIME_OVER)
        fatal = (burden >= self._plan.clinic.fatal) & (body.state == TIME_OVER)
        body.state[gone] = ERADICATED
        body.state[fatal] = FATAL
        ended = (body.state != TIME_OVER) & (self.arrays["ending"][arm, block] == TIME_OVER)
        if ended.any():
            self.arrays["ending"][arm, block][ended] = body.state[ended]
            self.end_day[arm, block][ended] = day

    def finish(self, arm: int, block: slice, body: Body, findings: dict[str, np.ndarray]) -> None:
        """Keep the end points of a block."""
        self.arrays["final_cells"][arm, block] = body.cells
        for name in ("baseline", "nadir", "progression_day", "observed", "detected"):
            if name in findings and name in self.arrays:
                self.arrays[name][arm, block] = findings[name]
        dead = body.state >= FATAL
        late = self.arrays["progression_day"][arm, block] > self.end_day[arm, block]
        self.arrays["progression_day"][arm, block][dead & late] = np.nan

    def runs(self, only: np.ndarray | None = None) -> Runs:
        """Return the results, of all patients or of those at the places `only`."""
        plan = self._plan
        arrays, patients = self.arrays, plan.patients
        if only is not None:
            arrays = {name: array[:, only] for name, array in arrays.items()}
            patients = patients[only]
        curves = {"time": plan.kept, "scan": self._scans} if self._keeps else {}
        return runs_from_arrays(
            arms=list(plan.arms),
            patients=patients,
            clones=plan.tumour.clone_names,
            drugs=plan.tumour.drug_names,
            attrs=provenance(plan),
            **arrays,
            **curves,
        )
