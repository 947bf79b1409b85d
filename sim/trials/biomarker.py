"""Who is let into a trial: only patients whose tumour tests positive for the target."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, unknown
from sim.base.functions import is_function
from sim.base.streams import ROLE_TRIAL, fold_in, patient_keys, text_number, uniforms

Target = str | Callable[[Mapping[str, np.ndarray]], np.ndarray]


@dataclass(frozen=True)
class Biomarker:
    """A test that decides who is treated: those who are positive, rightly or wrongly.

    Parameters
    ----------
    target : str or function
        The parameter or column of the cohort that says who has the target (yes or no, 1 or 0), or
        a function of all of them (a mapping of name to ndarray (patient,)) that returns it.
    sensitivity : float
        Share of the patients with the target who test positive.
    specificity : float
        Share of the patients without it who test negative.
    """

    target: Target
    sensitivity: float = 1.0
    specificity: float = 1.0

    def __post_init__(self):
        for word in ("sensitivity", "specificity"):
            what, hint = f"{word} of Biomarker", "It is a share: 0.95, not 95."
            value = checks.number(what, getattr(self, word), 0.0, 1.0, hint=hint)
            if not isinstance(value, float):
                raise InputError(f"{what} must be one number, the same for all patients.")
            object.__setattr__(self, word, value)
        if not is_function(self.target):
            checks.name("The target of Biomarker", self.target)

    def has_target(self, values: Mapping[str, np.ndarray], count: int) -> np.ndarray:
        """Return who has the target, ndarray (patient,) bool."""
        if callable(self.target):
            answer = np.asarray(self.target(values))
        elif self.target not in values:
            raise unknown(f"Biomarker {self.target!r}", "parameter", self.target, values)
        else:
            answer = np.asarray(values[self.target])
        if answer.shape != (count,) or not np.isin(answer, (0, 1)).all():
            raise InputError(
                f"The target of Biomarker, {self.target!r}, must be yes or no (1 or 0) for each "
                f"of the {count} patients; it is {answer!r}."
            )
        return answer.astype(bool)

    def positive(
        self, values: Mapping[str, np.ndarray], seed: int, numbers: np.ndarray
    ) -> np.ndarray:
        """Return who tests positive, ndarray (patient,) bool."""
        has = self.has_target(values, len(numbers))
        keys = fold_in(patient_keys(seed, numbers, ROLE_TRIAL), text_number("biomarker"))
        chance = np.where(has, self.sensitivity, 1.0 - self.specificity)
        return uniforms(keys) < chance
