"""Some patients under treatment, from visit to visit: the steps of `sim.simulate` and `sim.start`.

Nobody decides here. Who does is asked between `look` and `go`: a regimen, or somebody at the keys.
"""

from typing import Any

import numpy as np

from sim.base.seen import Seen
from sim.model.fading import fading
from sim.model.kinetics import reach
from sim.running.plan import Plan
from sim.running.tables import Tables


class Patients:
    """A block of patients of a plan, as they are before any treatment: the same for every arm.

    Parameters
    ----------
    plan : Plan
        Of the run.
    block : slice
        Which of its patients.
    """

    def __init__(self, plan: Plan, block: slice):
        self.plan, self.block = plan, block
        self._numbers = plan.patients[block]
        self._tumour = plan.resolved(plan.tumour, block, "tumour")
        self._clinic = plan.resolved(plan.clinic, block, "clinic")
        self._start = plan.engine.block(
            self._tumour, self._numbers, plan.seed, plan.record.follow, plan.way
        )

    def begin(self, arm: int, tables: Tables) -> "Treatment":
        """Return them at the beginning of an arm, whose results go into the tables."""
        plan, drugs = self.plan, self._tumour.drugs
        desk = self._clinic.open(
            plan.seed, self._numbers, self._tumour.drug_names, plan.days,
            keep_scans=plan.record.keeps_scans,
            fadings=[fading(drug) for drug in drugs],
            intervals=[drug.interval for drug in drugs],
            highest=[drug.highest for drug in drugs],
            clones=self._tumour.clone_names,
        )  # fmt: skip
        return Treatment(plan, arm, self.block, plan.engine.body(self._start), desk, tables)


class Treatment:
    """A block of patients in one arm. Made by `Patients.begin`.

    At each visit ``seen = treatment.look(day)``, somebody decides, and ``treatment.go(seen, doses,
    until)``; at the end ``treatment.close(day)``.

    Attributes
    ----------
    body : Body
        Their tumours.
    desk : Desk
        Their clinic.
    """

    def __init__(self, plan: Plan, arm: int, block: slice, body: Any, desk: Any, tables: Tables):
        self._plan, self._arm, self._block = plan, arm, block
        self.body, self.desk, self._tables = body, desk, tables
        self._doses: np.ndarray | None = None
        self._reach = [reach(drug.kinetics, drug.interval) for drug in plan.tumour.drugs]

    def look(self, day: float) -> Seen:
        """See the patients today, and return what is known of them."""
        seen = self.desk.look(day, self.body.burden(), self.body.cells)
        self._tables.origins.look(self._arm, self._block, day, self.body, self.desk)
        return seen

    def go(self, seen: Seen, doses: np.ndarray, until: float) -> None:
        """Give these doses (patient or 1, drug) from today on, and go on to the next visit."""
        day, arm, block, body, tables = seen.day, self._arm, self._block, self.body, self._tables
        once = seen.once(until, self.desk.intervals, self.desk.luck, self._reach)
        self._doses = doses = self.desk.note(seen, doses, once)
        body.take(self.desk.once)
        tables.curves.keep(arm, block, day, body, doses, self.desk.happened)
        tables.end(arm, block, day, body, self.desk)
        had: np.ndarray | int = 0  # each patient: others of the block have treatments of their own
        for what, who in seen.treated():
            body.thin(what.survival(self._plan.tumour), who, day, had)
            had = had + who
        gap = tables.curves.leave(arm, block, day, until, body, doses)
        body.advance(doses, day, until)
        tables.curves.arrive(arm, block, gap, body)

    def close(self, day: float) -> None:
        """End the arm: the last day counts as a visit, and everything is written down."""
        arm, block, body, desk, tables = (
            self._arm, self._block, self.body, self.desk, self._tables,
        )  # fmt: skip
        assert self._doses is not None  # the first visit was before
        desk.close(day, body.burden(), body.cells)
        tables.origins.look(arm, block, day, body, desk)
        tables.curves.keep(arm, block, day, body, self._doses, desk.happened)
        tables.end(arm, block, day, body, desk)
        tables.measures.finish(arm, block, desk.by_measure())
        tables.finish(arm, block, body, desk.findings())
