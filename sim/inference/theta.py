"""Parameters and days, however somebody gave them."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, unknown
from sim.base.typed import typed

ONE = "give a number, or an array of them"
ALL = "give numbers (n, parameter), or a mapping of each parameter to its values"


def checked_days(days: Any) -> np.ndarray:
    """Return days (n,) from the patient's beginning on, of which one or several were given."""
    found = np.atleast_1d(checks.numbers("days", days, "give days, such as [0.0, 28.0]"))
    if found.ndim > 1 or not found.size:
        raise InputError(f"days has shape {found.shape}; give one day, or several in a row.")
    bad = ~(np.isfinite(found) & (found >= 0.0))
    if bad.any():
        raise InputError(
            f"days has {found[bad][0]:g}; give days of at least 0, from the patient's beginning on."
        )
    return found


@typed
def as_theta(theta: Any, names: tuple[str, ...]) -> np.ndarray:
    """Return parameters (n, parameter), however they were given.

    Of a table (DataFrame) the columns are parameters, by their names.
    """
    if hasattr(theta, "columns") and hasattr(theta, "to_numpy"):
        theta = {name: theta[name].to_numpy() for name in theta.columns}
    if isinstance(theta, Mapping):
        for name in theta:
            if name not in names:
                raise unknown(f"A value of {name!r}", "parameter", name, names)
        missing = [name for name in names if name not in theta]
        if missing:
            raise InputError(f"theta lacks {missing[0]!r}; give every parameter.")
        given = [np.atleast_1d(checks.numbers(f"theta of {n!r}", theta[n], ONE)) for n in names]
        several = {x.shape for x in given if x.shape != (1,)}
        if len(several) > 1 or any(len(shape) > 1 for shape in several):
            shapes = ", ".join(f"{n} of shape {x.shape}" for n, x in zip(names, given, strict=True))
            raise InputError(f"theta has {shapes}; give one number of each, or equally many.")
        return np.stack(np.broadcast_arrays(*given), axis=1)
    table = np.atleast_2d(checks.numbers("theta", theta, ALL))
    if table.ndim != 2 or table.shape[1] != len(names):
        raise InputError(
            f"theta has shape {np.shape(theta)}; give (n, {len(names)}), in the order "
            f"{', '.join(names)}."
        )
    return table
