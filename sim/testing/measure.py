"""What every measure keeps to."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError
from sim.clinic import Measure
from sim.testing.asking import PATIENTS, check_each_alone, hold, unchanged

SMALLEST = 1e6
"""The smallest ball that the clinic of the check sees [cells]."""


def check_measure(measure: Measure, clones: Sequence[str] = ("sensitive", "resistant")) -> None:
    """Check that a measure can be used by a clinic.

    Six patients are measured as their tumours grow, shrink and vanish. Results have the right shape
    and unit, are finite and not negative; a patient has the same result alone as among others and
    every time; nothing that it was shown is changed; more cells of every clone are never less in
    balance; a larger error makes a larger result.

    Parameters
    ----------
    measure : Measure
        Its numbers are the same for all patients.
    clones : sequence of str
        Names of the clones that it is shown, if it `sees_clones`.

    Raises
    ------
    AssertionError
        That says what is wrong.
    """
    what = f"The measure {type(measure).__name__}"
    hold(isinstance(measure, Measure), what, "it is no sim.clinic.Measure.")
    hold(isinstance(measure.unit, str) and bool(measure.unit), what, "unit is no text.")
    hold(isinstance(measure.parts, int) and measure.parts >= 1, what, "parts is below 1.")
    hold(0.0 <= float(measure.noise) <= 2.0, what, f"noise is {measure.noise!r}; it is a fraction.")
    clones = checks.names("clones", clones)
    if not clones:
        raise InputError("clones is empty; give the names of those that the measure is shown.")
    measure.check_clones(clones)
    measure = measure.among(clones)
    path = np.random.default_rng(1).lognormal(np.log(1e9), 2.0, (5, PATIENTS, len(clones)))
    path[3, 0] = 0.0  # a tumour that is gone
    check_each_alone(what, lambda who: _results(what, measure, clones, path, who), PATIENTS, 2)
    rising = np.sort(path[0].sum(axis=1))[:, None] * np.full(len(clones), 1.0 / len(clones))
    results = _results(what, measure, clones, rising[None], np.arange(PATIENTS))[0]
    hold(bool((np.diff(results, axis=1) >= -1e-9 * np.abs(results[:, 1:])).all()), what,
         "of tumours with more cells of every clone it shows less.",
    )  # fmt: skip
    large = 0.9 if measure.samples else 1.5
    more = _results(what, measure, clones, rising[None], np.arange(PATIENTS), error=large)[0]
    hold(
        bool((more >= results).all()),
        what,
        f"a result that errs upwards (error={large:g}) is smaller.",
    )


def _results(
    what: str, measure: Measure, clones: Sequence[str], path: np.ndarray, who: np.ndarray,
    error: float | None = None,
) -> np.ndarray:  # fmt: skip
    """Return parts and total (visit, part + 1, patient) along a path (visit, patient, clone)."""
    found: list[np.ndarray] = []
    state, before = None, np.zeros(0)
    if error is None:
        error = 0.5 if measure.samples else 1.0
    errors = np.full((measure.parts, len(who)), error)
    for cells in path[:, who]:
        named = dict(zip(clones, cells.T.copy(), strict=True))
        burden = cells.sum(axis=1)
        with unchanged(what, [*named.values(), burden, errors]):
            if measure.sees_clones:
                burden = np.asarray(measure.counted(named), dtype=float)
                hold(burden.shape[-1:] == (len(who),), what,
                     f"counted(cells) returned the shape {burden.shape}; it is (patient,), or "
                     "(part, patient).",
                )  # fmt: skip
            state = (
                measure.begin(burden) if not found else measure.follow(state, before, burden, 7.0)
            )
            sizes, limit = measure.sizes(burden, state, errors, SMALLEST)
            found.append(_checked(what, measure, sizes, limit, len(who)))
        before = burden
    return np.array(found)


def _checked(what: str, measure: Measure, sizes: Any, limit: Any, patients: int) -> np.ndarray:
    sizes = np.asarray(sizes, dtype=float)
    shape = measure.parts, patients
    hold(sizes.shape == shape, what,
         f"sizes returned the shape {sizes.shape}; (part, patient) is {shape}.",
    )  # fmt: skip
    hold(
        np.ndim(limit) == 0 and float(limit) >= 0.0, what, "the limit is one number of at least 0."
    )
    hold(bool(np.isfinite(sizes).all() and (sizes >= 0).all()), what,
         "a result is negative or not finite; also where no cell is left.",
    )  # fmt: skip
    total = np.asarray(measure.total(sizes, float(limit), None), dtype=float)
    hold(total.shape == (patients,), what, f"total returned the shape {total.shape}.")
    return np.vstack([sizes, total])
