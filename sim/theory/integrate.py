"""A tight ODE integrator that stops at every breakpoint, so that it never steps over a jump.

Dormand and Prince's method of order 8 (Hairer, Norsett, Wanner 1993, Solving Ordinary
Differential Equations I; `scipy.integrate.DOP853`).
"""

from collections.abc import Callable

import numpy as np

RTOL = 1e-12
ATOL = 1e-40
"""So small because a survival probability of 1e-25 still matters to 1e15 cells."""


def advance(
    slope: Callable[[float, np.ndarray], np.ndarray],
    start: float,
    end: float,
    state: np.ndarray,
    fastest: float,
    atol: float = ATOL,
) -> np.ndarray:
    """Return the state at `end` of d state / dt = slope(t, state), forward in time.

    Parameters
    ----------
    slope : callable
        Of time and the flat state, smooth on the stretch.
    start, end : float
        Ends of the stretch.
    state : ndarray
        Real or complex, any shape.
    fastest : float
        Largest rate in the problem [1/time]; sets the first step. (The usual guess of a first
        step divides by `atol` where the state starts at 0.)
    """
    from scipy.integrate import DOP853

    if end <= start:
        return state
    first = min(end - start, 0.05 / fastest if fastest > 0 else end - start)
    # The error of a step is held relative to the larger of its two ends. What dies out must not
    # fall too far in one step, or its own digits are lost: hence the longest step.
    longest = 2.0 / fastest if fastest > 0 else np.inf
    solver = DOP853(
        slope, start, state.ravel(), end,
        rtol=RTOL, atol=atol, first_step=first, max_step=max(longest, first),
    )  # fmt: skip
    # Far below `atol` the squared error estimate can underflow to 0/0; the step is then retried.
    with np.errstate(invalid="ignore"):
        while solver.status == "running":
            message = solver.step()
    if solver.status == "failed":
        raise RuntimeError(f"No solution between {start} and {end}: {message}")
    return solver.y.reshape(state.shape)


def fastest_rate(birth: np.ndarray, death: np.ndarray, switching: np.ndarray) -> float:
    """Return the fastest rate at which something grows or goes [1/day]."""
    return float(np.maximum(birth, death + switching.sum(axis=1)).max())
