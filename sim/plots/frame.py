"""What the panels of one figure over time share."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.plots.clinics import detections, measured
from sim.plots.present import counted, followed, last_day, mean_dose, share_there
from sim.plots.values import Unit, time_unit
from sim.plots.view import Marks, View
from sim.results import Runs

EARLY, AFTER = 0.5, 1.1
"""Where all end before such a share of the time, it is shown up to so many times their last day."""


@dataclass(frozen=True)
class Frame:
    """What the panels of one figure share: the runs, the unit, the range shown, the doses."""

    runs: Runs
    arms: list[str]
    unit: Unit
    lowest: float
    highest: float
    label: str
    view: View = View()
    marks: Marks = Marks()
    single: bool = False
    """Whether there is one patient, of whom the strip says in words what happened."""
    none: str = "no cells"
    """What zero is called."""

    @property
    def clock(self) -> tuple[float, str]:
        """Days in the unit of the time axis, and its name."""
        return time_unit(self.days, self.view.time)

    @cached_property
    def days(self) -> float:
        """How far the time axis goes [days]: no further than to the end, where all end early.

        Of thirty years in which the last patient dies in the third, these three are shown.
        """
        lasts = [last_day(self.runs, arm)[counted(self.runs, arm)] for arm in self.arms]
        last = max((float(each.max()) for each in lasts if each.size), default=np.inf)
        marks = [*self.marks.days.values(), *(end for _, end in self.marks.spans.values()), 0.0]
        shown = max(AFTER * last, *marks)
        return shown if shown < EARLY * self.runs.days else self.runs.days

    @cached_property
    def doses(self) -> dict[str, np.ndarray]:
        """Mean dose (time, drug) of every arm drawn."""
        return {arm: mean_dose(self.runs, arm) for arm in self.arms}

    @cached_property
    def alive(self) -> dict[str, np.ndarray]:
        """Share of the patients alive, and followed, (time,) of every arm drawn."""
        return {arm: share_there(self.runs, arm) for arm in self.arms}

    @property
    def dying(self) -> list[str]:
        """The arms in which patients die, or are lost; of one patient it is said in words."""
        if self.single:
            return []
        return [arm for arm in self.arms if (self.alive[arm] < 1.0).any()]

    @property
    def x(self) -> np.ndarray:
        """Days of the curves (time,), in the unit of the time axis."""
        return self.runs.values("time") / self.clock[0]

    def scans(self, arm: str = "") -> np.ndarray:
        """Return the days of the scans (scan,) of an arm, or of any, in the unit of the time axis.

        None is made where nobody is left to be scanned.
        """
        if not self.runs.keeps("scan"):
            return np.empty(0)
        scan, arms = self.runs.values("scan"), [arm] if arm in self.arms else self.arms
        last = max(last_day(self.runs, a)[counted(self.runs, a)].max(initial=0.0) for a in arms)
        return scan[scan <= last] / self.clock[0]

    @cached_property
    def progressions(self) -> dict[str, np.ndarray]:
        """Days of the progressions by arm, in the unit of the time axis; empty if there is none."""
        return self._days_of("progression_day")

    @cached_property
    def regrowths(self) -> dict[str, np.ndarray]:
        """The same of the first growth in a pause that no progression came of."""
        return self._days_of("off_drug_day", unless="progression_day")

    def _days_of(self, name: str, unless: str = "") -> dict[str, np.ndarray]:
        if not self.runs.keeps(name):
            return {}
        unit, found = self.clock[0], {}
        for arm in self.arms:
            day = self.runs.values(name, arm)
            counts = np.isfinite(day) & counted(self.runs, arm)
            counts &= ~(day > followed(self.runs, arm))
            if unless:
                counts &= day != self.runs.values(unless, arm)
            found[arm] = day[counts] / unit
        return found if any(day.size for day in found.values()) else {}

    @property
    def full_dose(self) -> float:
        """The dose [standard doses] drawn in full shade: 1, or the largest that is given."""
        return max(1.0, *(float(dose.max(initial=0)) for dose in self.doses.values()))

    @property
    def given(self) -> list[int]:
        """Places of the drugs that any of the arms gives."""
        given = np.any([dose.any(axis=0) for dose in self.doses.values()], axis=0)
        return [int(drug) for drug in np.flatnonzero(given)]

    @cached_property
    def detections(self) -> np.ndarray:
        """From how many cells on each patient's tumour is seen; NaN: no number decides it."""
        return detections(self.runs)

    @property
    def detection_words(self) -> str:
        """What the line of that number is called."""
        drawn = np.asarray(self.unit.of(self.detections))
        varies = np.ptp(drawn) > 0.01 * drawn.max()
        of_whom = " (median)" if varies else ""
        return f"{measured(self.runs)} detection limit{of_whom}".strip()

    def typical(self, cells: np.ndarray | float) -> float:
        """Return what some cells are in the unit of the figure: of the median patient."""
        return float(np.nanmedian(self.unit.of(np.asarray(cells, dtype=float))))

    def limit(self, name: str) -> float | None:
        """Return the line ``"detection"`` or ``"fatal"`` as drawn; None if out of range."""
        own = name == "detection"
        cells = self.detections if own else self.runs.attrs.get(name)
        if cells is None or not np.isfinite(middle := float(np.median(cells))) or middle <= 0:
            return None
        drawn = self.typical(cells)
        # the limit of detection is always of interest, the fatal burden only when it is near
        far = 10.0 if self.view.scale == "log" else 1.2
        near = own or drawn <= far * self.highest
        return drawn if near else None
