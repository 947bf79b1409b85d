"""Ideal containment and ideal aggressive treatment of two clones (Viossat and Noble 2021).

The drug does not touch the second clone, and there is as much of it as it takes: aggressive
treatment kills all of the first clone at once, containment kills just as many as hold the tumour
at a size. Then time is an integral over the resistant cells R alone,

    days from R1 to R2  =  integral of d ln R / g(S, R),

with g the growth rate of R beside S: S = 0 under aggressive treatment, S = size - R when held. If
g falls with the size, and neither mutation nor a drug's own limits interfere, no treatment keeps a
tumour below a size for longer than containment at that size (their proposition 2).
"""

import numpy as np

from sim.base import checks
from sim.base.errors import InputError
from sim.base.typed import typed
from sim.model import Tumour
from sim.theory.optimum import start_of_two
from sim.theory.states import Flow


@typed
def aggressive_time(tumour: Tumour, until: float) -> float:
    """Return the days until the tumour has this size, if the first clone is killed on day 0.

    Parameters
    ----------
    tumour : Tumour
        Two clones, the sensitive one first; one patient, stated start counts.
    until : float
        The size [cells].

    Returns
    -------
    float
        [days]; inf if the second clone never gets there by itself.

    References
    ----------
    Viossat and Noble (2021), Nat Ecol Evol 5:826.
    """
    _, resistant = start_of_two(tumour)
    until = _above("until", until, resistant, "the second clone on day 0")
    return _days(_untreated(tumour), resistant, until, held=0.0)


@typed
def containment_time(tumour: Tumour, size: float, until: float | None = None) -> float:
    """Return the days until a tumour passes a size, held at that or a smaller one while it can be.

    Untreated until it has the size it is held at; held while there are sensitive cells to kill;
    then the second clone grows alone.

    Parameters
    ----------
    tumour : Tumour
        Two clones, the sensitive one first; one patient, stated start counts.
    size : float
        Where it is held [cells]; not below the size on day 0.
    until : float, optional
        The size whose day is asked for [cells]. Default: `size`, the day on which it leaves it.

    Returns
    -------
    float
        [days]; inf if it never gets there.

    References
    ----------
    Viossat and Noble (2021), Nat Ecol Evol 5:826, with the numbers of figure 2.
    """
    start = start_of_two(tumour)
    size = _above("size", size, sum(start) * (1.0 - 1e-12), "the tumour on day 0")
    until = size if until is None else _above("until", until, size, "size")
    flow = _untreated(tumour)
    day, resistant = _grown_to(flow, start, size)
    if not np.isfinite(day):
        return np.inf
    return day + _days(flow, resistant, size, held=size) + _days(flow, size, until, held=0.0)


def _untreated(tumour: Tumour) -> Flow:
    return Flow(tumour, np.zeros((1, len(tumour.drugs))))


def _above(what: str, value: float, low: float, than: str) -> float:
    size = checks.one_number(what, value, above=True, unit="cells")
    if size < low:
        raise InputError(f"{what} is {size:g} cells, below {than} ({low:g}); give a larger size.")
    return size


def _days(flow: Flow, first: float, last: float, held: float) -> float:
    """Return the integral of d ln R / g from R = `first` to `last`, beside what fills up `held`."""
    from scipy.integrate import quad

    if last <= first:
        return 0.0

    def growth(log: np.ndarray | float) -> np.ndarray:
        resistant = np.exp(np.atleast_1d(log))
        return flow.at(0, np.maximum(held - resistant, 0.0), resistant)[1]

    ends = np.log(first), np.log(last)
    if growth(np.linspace(*ends, 1001)).min() <= 0.0:
        return np.inf
    return quad(lambda log: 1.0 / growth(log)[0], *ends, epsrel=1e-10, limit=200)[0]


def _grown_to(flow: Flow, start: tuple[float, float], size: float) -> tuple[float, float]:
    """Return the day on which the untreated tumour has a size, and its resistant cells then."""
    from scipy.integrate import solve_ivp

    if sum(start) >= size:
        return 0.0, start[1]

    def slope(_, logs):
        return flow.at(0, *np.exp(logs)[:, None])[:, 0]

    def reached(_, logs):
        return float(np.log(np.exp(logs).sum() / size))

    reached.terminal = True  # type: ignore[attr-defined]
    logs = np.log(np.maximum(start, 1e-300))
    found = solve_ivp(slope, (0.0, 1e6), logs, events=reached, rtol=1e-10, atol=1e-10)
    if not found.t_events[0].size:
        return np.inf, start[1]
    return float(found.t_events[0][0]), float(np.exp(found.y_events[0][0][1]))
