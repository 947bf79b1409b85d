"""Equations of a tumour written by hand, solved decay by decay.

Under a drug A at 1 for two weeks, none for two, then at 0.5 beside a drug B at 1 for two more, each
given once a day.
"""

from collections.abc import Callable

import numpy as np
from scipy.integrate import solve_ivp

PLAN_DAYS = 42


def solved(
    slope: Callable[..., np.ndarray], half_life: float | None, timed: bool = False
) -> np.ndarray:
    """Return the cells of 1e9 and none on days 0, 7, ..., 42.

    Parameters
    ----------
    slope : function
        Of the concentration of A, of that of B and of the cells: their change [1/day].
    half_life : float or None
        Of A [days]; None: its concentration is its dose.
    timed : bool
        Whether `slope` takes the day too.
    """
    now, c = np.array([1e9, 0.0]), 0.0
    found = [now]
    jump = np.log(2) / half_life if half_life else 0.0
    for day in range(PLAN_DAYS):
        dose = [1.0, 0.0, 0.5][(day >= 14) + (day >= 28)]
        b = 1.0 if day >= 28 else 0.0
        c = dose if half_life is None else c + dose * jump

        def at(t, n, c=c, b=b, day=day):
            more = (day + t,) if timed else ()
            return slope(c * np.exp(-jump * t), b, n, *more)

        now = solve_ivp(at, (0, 1), now, "DOP853", rtol=1e-12, atol=1e-9).y[:, -1]
        c *= np.exp(-jump)
        found.append(now)
    return np.array(found)[::7]
