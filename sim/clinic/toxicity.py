"""Side effects: what drugs do to organs, as a description; `SideEffects` are those of patients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.errors import InputError, unknown
from sim.clinic.dose_rules import DoseRules
from sim.clinic.side_effects import SideEffects
from sim.model.fading import Fading


@dataclass(frozen=True)
class Toxicity:
    """Side effects of drugs on organs, in grades (1 mild, 2 moderate, 3 severe, 4 threatening).

    Grades are a continuous scale here; those of a combination add up organ by organ.

    Parameters
    ----------
    grades : mapping of drug to mapping of organ to number
        The grade that an organ comes to under the standard dose for ever:
        ``{"A": {"skin": 1.5}, "B": {"skin": 1.0, "liver": 2.0}}``. Numbers may differ between
        patients.
    recovery : float, array (patient,) or distribution
        Half-life of recovery [days].
    sensitivity : float, array (patient,) or distribution
        What multiplies all grades of a patient, such as ``scipy.stats.lognorm(0.4)``.
    rules : DoseRules or None
        What is done about it; None: nothing.
    """

    grades: Mapping[str, Mapping[str, Number]]
    recovery: Number = 14.0
    sensitivity: Number = 1.0
    rules: DoseRules | None = field(default_factory=DoseRules)

    def __post_init__(self):
        set_ = object.__setattr__
        if not isinstance(self.grades, Mapping) or not all(
            isinstance(organs, Mapping) for organs in self.grades.values()
        ):
            raise InputError(
                f"grades of Toxicity is {self.grades!r}; give organs by drug: "
                '{"A": {"skin": 1.5}}.'
            )
        checked = {
            drug: {
                organ: checks.number(f"grade of {organ!r} under {drug!r}", grade, 0.0, 5.0)
                for organ, grade in organs.items()
            }
            for drug, organs in self.grades.items()
        }
        set_(self, "grades", checked)
        low = 1.0 / 24.0
        value = checks.number("recovery of Toxicity", self.recovery, low, 3660.0, unit="days")
        set_(self, "recovery", value)
        value = checks.number("sensitivity of Toxicity", self.sensitivity, 0.0, 1000.0)
        set_(self, "sensitivity", value)
        if self.rules is not None and not isinstance(self.rules, DoseRules):
            raise InputError(f"rules of Toxicity is {self.rules!r}; give sim.DoseRules() or None.")

    @property
    def organs(self) -> tuple[str, ...]:
        """Names of the organs, in the order of first mention."""
        return tuple(dict.fromkeys(o for organs in self.grades.values() for o in organs))

    def check_drugs(self, drugs: Sequence[str]) -> None:
        """Check that the drugs named exist."""
        for drug in self.grades:
            if drug not in drugs:
                raise unknown(f"Toxicity of {drug!r}", "drug", drug, drugs)

    def open(
        self, drugs: tuple[str, ...], fadings: Sequence[Fading | None], count: int
    ) -> SideEffects:
        """Return the side effects of a block of so many patients, none yet."""
        self.check_drugs(drugs)
        organs = self.organs
        burden = np.zeros((count, len(drugs), len(organs)))
        for drug, of in self.grades.items():
            for organ, grade in of.items():
                burden[:, drugs.index(drug), organs.index(organ)] = grade
        burden *= np.reshape(self.sensitivity, (-1, 1, 1))
        return SideEffects(burden, self.recovery, fadings, self.rules)
