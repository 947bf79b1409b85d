"""Patients who began on the same day: treated together, from visit to visit."""

from dataclasses import replace

import numpy as np

from sim.base.seen import Seen
from sim.gym.setting import Setting, Step
from sim.regimens import Observation
from sim.results import Endpoints


class Wave:
    """Some patients of a setting, at a visit.

    Parameters
    ----------
    setting : Setting
        Of the environment.
    seed : int
        Of everything random.
    numbers : ndarray (patient,), int64
        Numbers of the patients.
    rows : ndarray (patient,) or slice
        Which of the environment's they are.

    Attributes
    ----------
    seen : Seen
        What is known today.
    bound : ndarray (patient,), bool
        Whose episode the environment still follows; the others have been begun anew elsewhere.
    """

    def __init__(
        self, setting: Setting, seed: int, numbers: np.ndarray, rows: np.ndarray | slice
    ):  # fmt: skip
        from sim.running.plan import make_plan
        from sim.running.tables import Tables
        from sim.running.treatment import Patients

        plan = make_plan(
            setting.tumour, {"episode": Observation()}, numbers.tolist(), setting.days, seed,
            setting.clinic, setting.engine, Endpoints(),
        )  # fmt: skip
        plan.way.prepare(lambda text: None)
        self.rows, self.bound = rows, np.ones(len(numbers), dtype=bool)
        self.done = np.zeros(len(numbers), dtype=bool)
        self.days = [*plan.calendars[0].tolist(), plan.days]
        self._place = 0
        self._treatment = Patients(plan, slice(0, len(numbers))).begin(0, Tables(plan))
        self.seen: Seen = self._treatment.look(0.0)

    @property
    def cells(self) -> np.ndarray:
        """The truth (patient, clone) [cells]."""
        return self._treatment.body.cells

    @property
    def is_over(self) -> bool:
        """Whether the longest episode has ended."""
        return self._place == len(self.days) - 1

    def go(self, doses: np.ndarray) -> Step:
        """Give these doses (patient, drug) until the next visit, and return what happened."""
        before, until = self.seen, self.days[self._place + 1]
        dead = self._treatment.desk.fates.dead.copy()
        self._treatment.go(before, doses, until)
        self._place += 1
        self.seen = self._treatment.look(until)
        desk = self._treatment.desk
        lived = np.where(dead, 0.0, np.minimum(desk.fates.death_day, until) - before.day)
        progressed = ~np.isnan(desk.progression_known_day)
        died = desk.fates.dead.copy()
        return Step(replace(before), self.seen, doses, lived, progressed, died)
