"""What all criteria keep to."""

import numpy as np

from sim.base import checks
from sim.clinic import Criteria
from sim.clinic.criteria import Reading
from sim.testing.asking import PATIENTS, check_each_alone, hold, unchanged


def check_criteria(criteria: Criteria, unit: str = "cells") -> None:
    """Check that criteria can judge the scans of a clinic.

    What they say is yes or no for each patient, the same alone as among others and every time, and
    changes nothing that they were shown. A result that is what it was at the start, with nothing
    smaller since, is neither a progression nor a response.

    Parameters
    ----------
    criteria : Criteria
        The rule.
    unit : str
        Of what is measured.

    Raises
    ------
    AssertionError
        That says what is wrong.
    """
    what = f"The criteria {type(criteria).__name__}"
    hold(isinstance(criteria, Criteria), what, "they are no sim.clinic.Criteria.")
    for word in ("confirm_progression", "confirm_response", "ignore_before", "stable_after"):
        days = getattr(criteria, word)
        hold(isinstance(days, float | int) and days >= 0, what, f"{word} is {days!r}, no days.")
    criteria.check_unit(checks.name("unit", unit), "the check")
    value = np.geomspace(1e7, 1e11, PATIENTS)
    detected = np.ones(PATIENTS, dtype=bool)
    scaled = np.asarray(criteria.scale(value.copy(), unit), dtype=float)
    hold(bool((np.diff(scaled) > 0).all()), what, "scale() does not rise with what is measured.")
    hold(np.asarray(criteria.measurable(scaled, detected)).shape == (PATIENTS,), what,
         "measurable() does not say it of each patient.",
    )  # fmt: skip
    changes = np.array([0.01, 0.5, 1.0, 1.05, 2.0, 20.0])
    judges = {"progressive": criteria.progressive, "partial": criteria.partial}
    for word, judge in judges.items():

        def ask(who: np.ndarray, judge=judge, word=word) -> np.ndarray:
            reading = Reading(
                scaled[who] * changes[who], detected[who], scaled[who].copy(), detected[who],
                0.8 * scaled[who], ~detected[who],
            )  # fmt: skip
            with unchanged(what, list(reading)):
                said = np.asarray(judge(reading))
            hold(said.shape == who.shape and said.dtype == bool, what,
                 f"{word}() returned {said.dtype} of shape {said.shape}; it is (patient,), bool.",
            )  # fmt: skip
            return said

        check_each_alone(what, ask, PATIENTS)
        as_it_was = Reading(scaled, detected, scaled, detected, scaled, ~detected)
        hold(not np.asarray(judge(as_it_was)).any(), what,
             f"a result that is what it was at the start is called {word}.",
        )  # fmt: skip
