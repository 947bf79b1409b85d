"""Plain laws of growth: the models that one with biology in it has to beat."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import stats

from sim.base.typed import typed
from sim.base.units import CELLS_PER_CM3, cells_from_diameter_mm
from sim.clinic import Cells, Diameter, Volume
from sim.data import Observations
from sim.inference.measures import default_measure, factor_of
from sim.model import Clone, Exponential, Gompertz, Logistic, Tumour

SOME = 1e9
"""Cells of a tumour whose size is not seen."""
DEATH = 0.5
"""Deaths [1/day] of a clone that may shrink: only the difference to births shows."""
Law = tuple[Callable[..., Tumour], dict[str, Any]]


@typed
def growth_laws(observations: Observations) -> dict[str, Law]:
    """Return exponential, logistic and Gompertz growth, with priors by the first result.

    Treatment is not known to them: a tumour that shrinks has a negative rate. So they are for a
    tumour under one treatment, or none (`sim.compare_models`).

    Parameters
    ----------
    observations : Observations
        Of one patient.

    Returns
    -------
    dict of str to (function, priors)
        "exponential": ``start`` [cells], ``rate`` [1/day]. "logistic" and "Gompertz" besides:
        ``capacity`` [cells].
    """
    first = _first_cells(observations)
    begin = stats.loguniform(first / 4.0, 4.0 * first)
    rate = stats.uniform(-0.1, 0.2)
    rises = stats.loguniform(1e-4, 0.3)
    room = stats.loguniform(first / 20.0, 1e3 * first)
    return {
        "exponential": (_exponential, {"start": begin, "rate": rate}),
        "logistic": (_logistic, {"start": begin, "rate": rises, "capacity": room}),
        "Gompertz": (_gompertz, {"start": begin, "rate": rises, "capacity": room}),
    }


def _first_cells(seen: Observations) -> float:
    """Return about how many cells the first result stands for."""
    series = seen.series[int(seen.what[0])]
    unit, value = seen.units[series], float(seen.value[0])
    measure = default_measure(unit)
    value *= factor_of(measure, unit, series)
    if isinstance(measure, Volume):
        return value * CELLS_PER_CM3
    if isinstance(measure, Diameter):
        return float(np.asarray(cells_from_diameter_mm(value)))
    return value if isinstance(measure, Cells) else SOME


def _exponential(start, rate):
    return Tumour([Clone("tumour", DEATH + rate, DEATH, start=start)], growth=Exponential())


def _logistic(start, rate, capacity):
    """dN/dt = rate N (1 - N / capacity); above its capacity it shrinks."""
    growth = Logistic(capacity, acts="death")
    return Tumour([Clone("tumour", rate, 0.0, start=start)], growth=growth)


def _gompertz(start, rate, capacity):
    """dN/dt = rate N ln(e^2 capacity / N) - 2 rate N, which is rate N ln(capacity / N).

    Births end above the capacity of a law in which they are crowded; so it is set higher, and
    deaths hold the balance: down to seven times its capacity a tumour shrinks as the law says.
    """
    growth = Gompertz(capacity * np.exp(2.0))
    return Tumour([Clone("tumour", rate, 2.0 * rate, start=start)], growth=growth)
