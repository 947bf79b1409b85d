"""From many rules on few patients to few rules on many: more patients for those that may win.

Successive halving (Jamieson and Talwalkar 2016, AISTATS): in every round the rules that are left
meet four times as many patients, and those that are known to be worse than the leader go, or the
worse half. It ends when the leader is told from all others, when all that are left are as good as
it to the stated error, or when there are no more patients.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.search.judging import difference
from sim.search.objective import AtMost, Objective
from sim.search.rules import Rules, Tried

TIMES = 4
"""So many times more patients in every round."""


@dataclass(frozen=True)
class Aim:
    """What is looked for, and by whom it is judged which rule is better.

    Parameters
    ----------
    objective : Objective
        What is made large (or small).
    constraints : tuple of AtMost
        What must hold.
    names : dict of Objective to str
        What each is called among the values of a rule.
    within : float
        Rules whose objective differs by less, as a share, are equally good.
    """

    objective: Objective
    constraints: tuple[AtMost, ...]
    names: dict[Objective, str]
    within: float

    def value(self, tried: Tried, first: int = 0, last: int | None = None) -> float:
        """Return the objective of a rule on the patients it was tried on, or on some of them."""
        return float(self.objective.of(self.of(tried, self.objective)[first:last]))

    def of(self, tried: Tried, objective: Objective) -> np.ndarray:
        """Return what was measured of a rule (patient,)."""
        return tried.values[self.names[objective]]

    def excess(self, tried: Tried, patients: int) -> float:
        """Return by how much a rule breaks the constraints; 0 if it does not."""
        return float(sum(
            c.excess(c.objective.of(self.of(tried, c.objective)[:patients]))
            for c in self.constraints
        ))  # fmt: skip

    def nearest(self, best: Tried, patients: int, count: int) -> str:
        """Say that none of so many rules keeps the constraints, and what the nearest one has."""
        has = " and ".join(
            f"{c.objective.name} {c.objective.of(self.of(best, c.objective)[:patients]):.4g}"
            for c in self.constraints
        )
        return (
            f"None of {count} rules that were tried keeps "
            f"{' and '.join(map(str, self.constraints))}; the nearest has {has}. Give it a larger "
            "budget, another space, or another limit."
        )

    def ranked(self, tried: Sequence[Tried], patients: int) -> list[Tried]:
        """Return the rules that can be run, best first; those that break constraints last."""

        def place(one: Tried) -> tuple[float, float]:
            value = self.objective.better(np.array(self.value(one, 0, patients)))
            return self.excess(one, patients), -float(value) if np.isfinite(value) else np.inf

        return sorted((one for one in tried if not one.failed), key=place)

    def worse(self, one: Tried, leader: Tried, patients: int) -> bool:
        """Tell whether a rule is known to be worse than the leader."""
        if self.excess(one, patients) > self.excess(leader, patients):
            return True
        lead = difference(
            self.objective, self.of(leader, self.objective)[:patients],
            self.of(one, self.objective)[:patients],
        )  # fmt: skip
        if np.isnan(lead.low):  # one patient, or no chance: the numbers are what they are
            return lead.value > self.within * abs(self.value(leader, 0, patients))
        return lead.low > 0.0

    def as_good(self, one: Tried, leader: Tried, patients: int) -> bool:
        """Tell whether a rule is known to be as good as the leader, to the stated error."""
        lead = difference(
            self.objective, self.of(leader, self.objective)[:patients],
            self.of(one, self.objective)[:patients],
        )  # fmt: skip
        most = lead.value if np.isnan(lead.high) else lead.high
        return most <= self.within * abs(self.value(leader, 0, patients))


def race(
    rules: Rules, aim: Aim, first: int, most: int, tick: Callable[[], None]
) -> tuple[list[Tried], int]:
    """Return the rules that may be the best, best first, and on how many patients that stands.

    Parameters
    ----------
    rules : Rules
        With the rules that were tried on the first few patients.
    aim : Aim
        What is looked for.
    first, most : int
        How many patients they have met, and may meet.
    tick : callable
        Called now and then.
    """
    patients = first
    left = aim.ranked(list(rules.tried.values()), patients)
    left = left[: max(16, len(left) // 8)]
    while True:
        leader, *others = aim.ranked(left, patients)
        others = [one for one in others if not aim.worse(one, leader, patients)]
        left = [leader, *others]
        settled = all(aim.as_good(one, leader, patients) for one in others)
        if patients >= most or settled:
            return left, patients
        patients = min(TIMES * patients, most)
        left = left[: max(8, len(left) // 2)]
        rules.tell([one.point for one in left], patients, tick)
