"""Several plans at the same time: their doses add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import days
from sim.base.seen import Seen
from sim.regimens import doses
from sim.regimens.continuous import Steady
from sim.regimens.lines import Treatment, as_regimen
from sim.regimens.policy import as_table
from sim.regimens.regimen import Regimen


@dataclass(frozen=True)
class Together(Regimen):
    """Plans side by side; where two give the same drug, its doses add up.

    ``regimen + regimen`` says the same. The largest dose of a drug is the sum of those of the
    plans (`sim.Drug`, highest).

    Parameters
    ----------
    plans : sequence of str, mapping of drug to number, or Regimen
        Two or more.

    Examples
    --------
    A pulse once a week and a low dose every day:

    >>> from sim.regimens import Continuous, Doses, Together
    >>> pulse = Doses("A", [(7.0 * week, 10.0) for week in range(52)])
    >>> print(Together([pulse, Continuous("A", dose=0.3)]))
    Together: 52 doses of A, 10 x the standard dose, from day 0 to day 357; and A at 0.3 x the \
standard dose. Doses of A add up, to at most 10.3 x the standard dose.
    >>> print((Continuous("A") + {"A": 0.5}).calendar(7))
    Together: A; and A at 0.5 x the standard dose. Doses of A add up, to at most 1.5 x the \
standard dose.
      from day     to day          weeks   given
             0          7         0 to 1   A at 1.5 x the standard dose
    """

    plans: Sequence[Treatment]

    def __post_init__(self):
        plans = doses.two_or_more("plans of Together", self.plans, "[sim.Continuous('A'), 'B']")
        object.__setattr__(self, "plans", tuple(as_regimen(plan) for plan in plans))

    @property
    def _parts(self) -> tuple[Regimen, ...]:
        return tuple(as_regimen(plan) for plan in self.plans)

    @property
    def drugs(self) -> tuple[str, ...]:
        """Names of the drugs it may give."""
        return doses.together(*(plan.drugs for plan in self._parts))

    @property
    def open_loop(self) -> bool:
        """Whether no plan looks at the patient."""
        return all(plan.open_loop for plan in self._parts)

    @property
    def wants_scans_every(self) -> float:
        """As often as the most exacting of its plans does [days]."""
        return min(plan.wants_scans_every for plan in self._parts)

    def days_to_ask(self, horizon: float) -> np.ndarray:
        """Return the days (n,) at which it must be asked."""
        return days.merge(*(plan.days_to_ask(horizon) for plan in self._parts))

    def decide(self, seen: Seen, memory: dict[str, Any]) -> np.ndarray:
        """Return the doses from today on; see `Regimen.decide`."""
        if not memory:
            memory.update(inner=[{} for _ in self._parts], parts=[])
        parts = [
            plan.decide(seen, inner)
            for plan, inner in zip(self._parts, memory["inner"], strict=True)
        ]
        before = memory["parts"]
        if len(before) == len(parts) and all(a is b for a, b in zip(before, parts, strict=True)):
            return memory["doses"]
        # (what policies give is not known before they are asked)
        total = as_table(sum(parts[1:], start=parts[0]), seen, "Together")
        memory["parts"], memory["doses"] = parts, total
        return total

    def describe(self) -> str:
        """Return the plan in one line."""
        plans = f"Together: {'; and '.join(map(_words, self._parts))}."
        return " ".join([plans, *self._sums()])

    def rules(self) -> tuple[str, ...]:
        """Return the plans as a list of sentences."""
        return tuple(rule for plan in self._parts for rule in plan.rules())

    def _sums(self) -> list[str]:
        """Return a sentence for each drug that more than one of the plans gives."""
        from sim.regimens.parts import largest_doses

        said = []
        for drug in self.drugs:
            givers = [plan for plan in self._parts if drug in plan.drugs]
            if len(givers) < 2:
                continue
            most = [largest_doses(plan).get(drug) for plan in givers]
            known = "" if None in most else f", to at most {_standard(sum(filter(None, most)))}"
            said.append(f"Doses of {drug} add up{known}.")
        return said


def _standard(dose: float) -> str:
    return f"{dose:.4g} x the standard dose"


def _words(plan: Regimen) -> str:
    if isinstance(plan, Steady):
        return plan.words()
    return plan.describe().rstrip(".").removeprefix(f"{type(plan).__name__}: ")
