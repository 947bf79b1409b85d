"""The arrays that a run fills: every arm and block of patients writes its own part."""

from typing import Any

import numpy as np

from sim.clinic import Desk
from sim.engines.body import Body
from sim.results import Runs, runs_from_arrays
from sim.results.endings import ERADICATED, FATAL, OTHER_DEATH, TIME_OVER, dead
from sim.results.interrupted import interrupted_attrs
from sim.running.by_measure import MeasureTables
from sim.running.curves import Curves
from sim.running.drawn import drawn
from sim.running.origins import OriginTables
from sim.running.plan import Plan
from sim.running.provenance import provenance

FOUND = {
    "second_progression_day": (float, np.nan), "best_response": (np.int8, 0),
    "response_day": (float, np.nan), "best_change": (np.float32, np.nan),
    "detected_last": (bool, False), "lines": (np.int16, 0), "treatment_days": (np.float32, 0),
    "last_treatment_day": (float, 0), "earlier_burden": (np.float32, np.nan),
    "measurable": (bool, False), "progression_known_day": (float, np.nan),
    "progression_off_drug": (bool, False), "off_drug_day": (float, np.nan),
    "lasting_growth_day": (float, np.nan),
}  # fmt: skip
"""What else the clinic finds out about a patient: type and first value."""


class Tables:
    """Results of a plan, empty at first."""

    def __init__(self, plan: Plan, recipe: str = ""):
        self._plan, self._recipe = plan, recipe
        arms, patients = len(plan.arms), len(plan.patients)
        clones, drugs = len(plan.tumour.clones), len(plan.tumour.drugs)
        point = (arms, patients)
        self._scans = plan.clinic.scans(plan.days)
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
        self.more: dict[str, np.ndarray] = {
            name: np.full(point, first, dtype=kind) for name, (kind, first) in FOUND.items()
        }
        self.more["cumulative_dose"] = np.zeros((*point, drugs), dtype=np.float32)
        if plan.clinic.toxicity is not None:
            self.more |= {"worst_grade": np.zeros(point), "severe_days": np.zeros(point)}
            self.more["stop_day"] = np.full(point, np.nan)
        if plan.clinic.quality is not None:
            self.more["quality_days"] = np.zeros(point)
        if plan.record.keeps_scans:
            self.arrays |= {
                "observed": np.full((*point, len(self._scans)), np.nan),
                "detected": np.zeros((*point, len(self._scans)), dtype=bool),
            }
            self.more["verdict"] = np.zeros((*point, len(self._scans)), dtype=np.int8)
        self.step_error = 0.0
        self.origins = OriginTables(plan)
        self.measures = MeasureTables(plan)
        self.curves = Curves(plan, self.origins, number)

    def end(self, arm: int, block: slice, day: float, body: Body, desk: Desk) -> None:
        """Note whose run has ended by this day, and freeze them."""
        state, fates = body.state, desk.fates
        # (into an empty site cells may come from elsewhere)
        if fates.anybody_gone and not self._plan.tumour.immigration:
            state[(fates.burden == 0) & (state == TIME_OVER)] = ERADICATED
        if fates.anybody_dead:
            died = fates.dead & ((state == TIME_OVER) | (state == ERADICATED))
            state[died] = np.where(fates.killed_by_tumour[died], FATAL, OTHER_DEATH)
        ending = self.arrays["ending"][arm, block]
        ended = state != ending
        if np.count_nonzero(ended):  # at most visits of most runs, nothing ends
            ending[ended] = state[ended]
            days = np.where(fates.dead, fates.death_day, day)
            self.end_day[arm, block][ended] = days[ended]

    def finish(self, arm: int, block: slice, body: Body, findings: dict[str, np.ndarray]) -> None:
        """Keep the end points of a block."""
        self.arrays["final_cells"][arm, block] = body.cells
        self.step_error = max(self.step_error, float(body.worst[0]))
        self.origins.finish(arm, block, body)
        for name in ("baseline", "nadir", "progression_day", "observed", "detected"):
            if name in findings and name in self.arrays:
                self.arrays[name][arm, block] = findings[name]
        for name, found in findings.items():
            if name in self.more:
                self.more[name][arm, block] = found
        died, end_day = dead(body.state), self.end_day[arm, block]
        for days in (
            self.arrays["progression_day"], self.more["second_progression_day"],
            self.more["off_drug_day"], *self.measures.days(),
        ):  # fmt: skip
            days[arm, block][died & (days[arm, block] > end_day)] = np.nan
        last = np.where(died, end_day, np.inf)
        for days, scans in self._scanned():
            # (the block goes on for those who live, and its scans with it; nobody scans the dead)
            scans[arm, block][days > last[:, None]] = np.nan if scans.dtype.kind == "f" else False
        never = np.isnan(self.arrays["progression_day"][arm, block])
        self.more["progression_known_day"][arm, block][never] = np.nan
        self.more["progression_off_drug"][arm, block][never] = False

    def _scanned(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return the days (scan,) and what was kept of each scan (arm, patient, scan, ...)."""
        own = [self.arrays[name] for name in ("observed", "detected") if name in self.arrays]
        own += [self.more["verdict"]] if "verdict" in self.more else []
        return [(self._scans, array) for array in own] + self.measures.scanned()

    def runs(self, only: np.ndarray | None = None, attrs: dict[str, Any] | None = None) -> Runs:
        """Return the results, of all patients or of those at the places `only`.

        `attrs` says how they were made; without, it is written down here.
        """
        plan = self._plan
        arrays: dict[str, Any] = self.arrays | self.curves.arrays
        more = self.more | self.curves.more | self.origins.arrays
        noted = self.curves.noted
        measured = self.measures.found
        patients, missing = plan.patients, plan.patients[:0]
        if only is not None:
            arrays = {name: array[:, only] for name, array in arrays.items()}
            more = {name: array[:, only] for name, array in more.items()}
            noted = {name: array[:, only] for name, array in noted.items()}
            measured = {name: found.of(only) for name, found in measured.items()}
            missing = np.delete(patients, only)
            patients = patients[only]
        drawn_here = {}
        if attrs is None:
            attrs = provenance(plan, self.step_error, self._recipe)
            drawn_here = drawn(plan, patients)
        axes: dict[str, Any] = {"carried": plan.carried if "reaching" in more else None}
        if self.curves.arrays:
            axes["time"], more["own_visit"] = plan.kept, self.curves.own
        if plan.record.keeps_scans:
            axes["scan"] = self._scans
        return runs_from_arrays(
            arms=list(plan.arms),
            patients=patients,
            clones=plan.tumour.clone_names,
            drugs=plan.tumour.drug_names,
            attrs=attrs | interrupted_attrs(missing, len(patients)),
            unit=plan.clinic.main.measure.unit,
            more=more,
            noted=noted,
            measured=measured,
            measured_axes=self.measures.axes,
            of_patients=drawn_here,
            **self.origins.labels,
            **arrays,
            **axes,
        )
