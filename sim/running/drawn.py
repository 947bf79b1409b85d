"""What every patient drew, or was given: kept with results, to set outcomes beside it."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.checks import is_distribution
from sim.base.resolve import numbers_of_patients, resolve
from sim.base.spelled import spelled
from sim.regimens.as_given import AsGiven

if TYPE_CHECKING:
    from sim.running.plan import Plan


def drawn(plan: "Plan", patients: np.ndarray) -> dict[str, tuple[np.ndarray, str]]:
    """Return the numbers (patient,) of patients who differ, and where they are from, by name.

    The name is the place in the description: ``tumour.clones.sensitive.death``,
    ``clinic.other_death``, ``arms.holidays.off``.
    """
    found: dict[str, tuple[np.ndarray, str]] = {}
    found |= _of("tumour", "tumour", plan.tumour, plan.seed, patients)
    found |= _of("clinic", "clinic", plan.clinic, plan.seed, patients)
    for arm, regimen in plan.arms.items():
        if isinstance(regimen, AsGiven):
            continue  # what was decided at every visit is no number of a patient
        found |= _of(f"arms.{arm}", "regimen", regimen, plan.seed, patients)
    return found


def _of(
    name: str, path: str, description: Any, seed: int, patients: np.ndarray
) -> dict[str, tuple[np.ndarray, str]]:
    """Return those of one description, which `resolve` knows by `path` and people by `name`."""
    found = {}
    for address, number in numbers_of_patients(description, path).items():
        values = resolve(number, seed, patients, address)
        words = f"drawn from {spelled(number)}" if is_distribution(number) else "given"
        place = name + address.removeprefix(path) if address.startswith(path) else address
        # (a slash would make a folder of a file)
        found[place.replace("/", "|")] = np.asarray(values), f"{place}, {words}"
    return found
