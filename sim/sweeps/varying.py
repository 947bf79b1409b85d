"""Whether anything varies, so that something can be said of what it follows from."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, listed, unknown

if TYPE_CHECKING:
    import xarray as xr

    from sim.sweeps.results import SweepResults

ROUNDING = 64 * np.finfo(float).eps
"""Numbers that differ by no more than this share are one number, rounded in several ways."""


def varies(values: np.ndarray) -> bool:
    """Tell whether the largest of some numbers is larger than the smallest, beyond rounding.

    (A variance tells less: that of many times 0.1 is not 0.)
    """
    low, high = values.min(), values.max()
    return bool(high - low > ROUNDING * max(abs(low), abs(high)))


def check_level(level: float) -> None:
    """Refuse the level of an interval that is none: 95 for 0.95."""
    value = checks.one_number("level", level, 0.0, 1.0, above=True, hint="95 % is level=0.95.")
    if value == 1.0:
        raise InputError("level is 1; no interval holds everything. 95 % is level=0.95.")


def values_of(results: "SweepResults", measure: str | None) -> "xr.DataArray":
    """Return the values of an end point, (point, arm, patient), lazily; curves are refused."""
    values = results.values(measure)
    more = [str(dim) for dim in values.dims if dim not in ("point", "arm", "patient")]
    if more:
        raise InputError(
            f"{str(values.name)!r} has the axis {more[0]!r} too; this needs an end point, one "
            f"value per patient. Kept are {listed(results.kept)}."
        )
    return values


def means_of(results: "SweepResults", measure: str | None) -> "xr.Dataset":
    """Return the means of an end point, (point, arm)."""
    values_of(results, measure)
    return results.means(measure)


def chosen_arms(results: "SweepResults", arms: Sequence[str] | None) -> list[str]:
    """Return the arms that are asked for, checked; all, if none is named."""
    if arms is None:
        return results.arms
    names = [arms] if isinstance(arms, str) else list(arms)
    for name in names:
        if name not in results.arms:
            raise unknown(f"arms={name!r}", "arm", name, results.arms)
    if not names:
        raise InputError(f"arms is empty; name at least one of {', '.join(results.arms)}.")
    return names
