"""The curves that a run keeps: a row for each day of the time axis, arm by arm.

On its own visits an arm's row is what there is. On a day that only another arm has, nothing is
drawn, or the other arm would change this one: the row shows sizes between those of the arm's
visits before and after, and the drugs as they are.
"""

from typing import NamedTuple

import numpy as np

from sim.clinic.happened import HAPPENED
from sim.clinic.scan import shown
from sim.engines.body import Body
from sim.results import Snapshots, Visits
from sim.results.noted import Noted, Now
from sim.running.origins import OriginTables
from sim.running.plan import Plan
from sim.running.time_axis import rows_of


class Gap(NamedTuple):
    """Days of other arms between two visits of an arm: their places, and the sizes before them."""

    places: np.ndarray
    shares: np.ndarray
    """(day,) How far along from the one visit to the other each of them is, 0 to 1."""
    before: list[np.ndarray]


class Curves:
    """Rows of all arms, empty at first; none where only end points are kept."""

    def __init__(self, plan: Plan, origins: OriginTables, number: type):
        self._plan, self._kept, self._origins = plan, plan.kept, origins
        self._rows = [rows_of(calendar, plan.days, plan.kept) for calendar in plan.calendars]
        self.arrays: dict[str, np.ndarray] = {}
        self.more: dict[str, np.ndarray] = {}
        self.noted: dict[str, np.ndarray] = {}
        if not isinstance(plan.record, Visits):
            return
        days = (len(plan.arms), len(plan.patients), len(plan.kept))
        clones, drugs = len(plan.tumour.clones), len(plan.tumour.drugs)
        self.arrays = {
            "cells": np.zeros((*days, clones), dtype=number),
            "dose": np.zeros((*days, drugs)),
            "concentration": np.zeros((*days, drugs)),
        }
        self.more["happened"] = np.zeros(days, dtype=np.int8)
        if isinstance(plan.record, Noted):
            self.noted = {name: np.full(days, np.nan) for name in plan.record.functions}
        if isinstance(plan.record, Snapshots):
            self.more["lattice"] = np.zeros((*days, *plan.lattice), dtype=np.uint8)
            if plan.carried:
                of_each = (*days, len(plan.carried), *plan.lattice)
                self.more["reaching"] = np.zeros(of_each, dtype=np.uint8)
        if plan.tumour.immune is not None:
            self.more |= {"effectors": np.zeros(days), "suppressors": np.zeros(days)}

    @property
    def own(self) -> np.ndarray:
        """Whether an arm has a visit of its own on a day, (arm, time) bool."""
        return np.array([rows.own for rows in self._rows])

    def keep(
        self,
        arm: int,
        block: slice,
        day: float,
        body: Body,
        doses: np.ndarray,
        happened: np.ndarray,
    ) -> None:
        """Keep one visit of an arm, if its day is one of those to be kept."""
        at = self._rows[arm].at.get(day)
        if at is None:
            return
        self.more["happened"][arm, block, at] = happened
        self.arrays["dose"][arm, block, at] = body.in_force(doses)
        self.arrays["concentration"][arm, block, at] = body.concentration(doses, day)
        for array, sizes in self._sizes(body):
            array[arm, block, at] = sizes
        self._keep_places(arm, block, at, body)
        record = self._plan.record
        if isinstance(record, Noted):
            for name, values in record.of(self._now(arm, block, day, at)).items():
                self.noted[name][arm, block, at] = values

    def _now(self, arm: int, block: slice, day: float, at: int) -> Now:
        """Return what has been kept of a visit, for functions of the user."""
        tumour = self._plan.tumour
        cells, dose, level = (
            shown(self.arrays[name][arm, block, at].copy())
            for name in ("cells", "dose", "concentration")
        )
        bits = self.more["happened"][arm, block, at]
        return Now(
            day,
            dict(zip(tumour.clone_names, cells.T, strict=True)),
            shown(cells.sum(axis=1)),
            dict(zip(tumour.drug_names, dose.T, strict=True)),
            dict(zip(tumour.drug_names, level.T, strict=True)),
            {word: shown((bits & bit) > 0) for word, bit in HAPPENED.items()},
        )

    def leave(
        self, arm: int, block: slice, day: float, until: float, body: Body, doses: np.ndarray
    ) -> Gap | None:
        """Keep the drugs on other arms' days before the next visit; return what `arrive` needs."""
        places = self._rows[arm].between.get(day)
        if places is None:
            return None
        for at in places:
            later = float(self._kept[at])
            self.arrays["dose"][arm, block, at] = body.in_force(doses)
            level = body.concentration_later(doses, day, later)
            self.arrays["concentration"][arm, block, at] = level
            self._keep_places(arm, block, at, body)  # (nobody is between two arrangements)
        shares = (self._kept[places] - day) / (until - day)
        return Gap(places, shares, [sizes.copy() for _, sizes in self._sizes(body)])

    def _keep_places(self, arm: int, block: slice, at: int, body: Body) -> None:
        """Keep who stands where, and what reaches them, if that is asked for."""
        if "lattice" in self.more:
            self.more["lattice"][arm, block, at] = body.grids()
        if "reaching" in self.more:
            self.more["reaching"][arm, block, at] = body.reaching()

    def arrive(self, arm: int, block: slice, gap: Gap | None, body: Body) -> None:
        """Keep the sizes on other arms' days, now that they are known at both visits."""
        if gap is None:
            return
        for before, (array, after) in zip(gap.before, self._sizes(body), strict=True):
            for at, share in zip(gap.places, gap.shares, strict=True):
                sizes = between(before, after, float(share))
                array[arm, block, at] = np.rint(sizes) if array.dtype == np.int64 else sizes

    def _sizes(self, body: Body) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return where sizes are kept, and what they are now: each (patient, ...)."""
        sizes = [(self.arrays["cells"], body.cells), *self._origins.sizes(body)]
        if body.levels is not None:
            for column, name in enumerate(("effectors", "suppressors")):
                sizes.append((self.more[name], body.levels[:, column]))
        return sizes


def between(before: np.ndarray, after: np.ndarray, share: float) -> np.ndarray:
    """Return sizes on the way from one visit to the next, on the scale of log(1 + size).

    It is a straight line on a logarithmic axis, and it can begin and end with no cell.

    Parameters
    ----------
    before, after : ndarray
        Sizes at the two visits [cells].
    share : float
        How much of the time between them has passed, 0 to 1.
    """
    first, last = before.astype(float), after.astype(float)
    sizes = np.expm1((1.0 - share) * np.log1p(first) + share * np.log1p(last))
    # rounding must not show a change where there is none
    return np.clip(sizes, np.minimum(first, last), np.maximum(first, last))
