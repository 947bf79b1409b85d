"""Numbers that every patient draws for themselves: frozen distributions of ``scipy.stats``."""

from typing import Any

import numpy as np

from sim.base.derived import Derived
from sim.base.errors import InputError, shown

NEVER = 1e-12
"""A chance that no patient meets."""


def is_distribution(value: object) -> bool:
    """Tell whether `value` is something patients draw from (a frozen scipy.stats distribution)."""
    return hasattr(value, "support") and (hasattr(value, "ppf") or isinstance(value, Derived))


def check_reach(what: str, distribution: Any, low: float, high: float, allowed: str) -> None:
    """Check that nobody draws what is below `low` or above `high`.

    Parameters
    ----------
    what : str
        How an error message names it.
    distribution : distribution
        What patients draw from.
    low, high : float
        The smallest and largest allowed value.
    allowed : str
        The same in words.
    """
    lowest, highest = _support(what, distribution)
    # A tail that nobody will ever draw is no reason to refuse a lognormal.
    below = lowest < low and distribution.cdf(low) > NEVER
    if below or (highest > high and distribution.sf(high) > NEVER):
        kinds = "lognorm, gamma" if high == np.inf else "beta, uniform, loguniform"
        raise InputError(
            f"{what}: the distribution reaches from {lowest:g} to {highest:g}; "
            f"allowed is {allowed}. Truncate it, or take one on that range ({kinds})."
        )


def _support(what: str, distribution: Any) -> tuple[float, float]:
    """Return the ends of a distribution, or refuse one that has none: its arguments are missing."""
    try:
        with np.errstate(all="ignore"):
            lowest, highest = (float(x) for x in distribution.support())
            drawn = float(distribution.ppf(0.5))
    except Exception:  # whatever a class of somebody's raises
        lowest = highest = drawn = np.nan
    if np.isnan([lowest, highest, drawn]).any():
        raise InputError(
            f"{what} is {shown(distribution)}, from which nothing can be drawn; give a frozen "
            "distribution with numbers, such as scipy.stats.uniform(0.1, 0.2)."
        )
    return lowest, highest
