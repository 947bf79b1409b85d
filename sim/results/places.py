"""What the lattices of a run say in numbers: how far clones touch, how full rings of sites are."""

import numpy as np

from sim.base import checks
from sim.base.errors import InputError
from sim.base.typed import typed
from sim.results.runs import Runs


@typed
def boundary_length(runs: Runs) -> np.ndarray:
    """Return how many pairs of sites side by side hold cells of different clones.

    Parameters
    ----------
    runs : Runs
        With ``record=sim.Snapshots()``.

    Returns
    -------
    ndarray (arm, patient, time), int64
        Pairs along x and along y; none across a border, also a wrapped one.
    """
    grid = _grids(runs)
    return _differ(grid[..., :-1], grid[..., 1:]) + _differ(grid[..., :-1, :], grid[..., 1:, :])


@typed
def radial_profile(runs: Runs, width: float = 5.0) -> tuple[np.ndarray, np.ndarray]:
    """Return how much of the sites in rings about the middle of the lattice each clone takes.

    Parameters
    ----------
    runs : Runs
        With ``record=sim.Snapshots()``.
    width : float
        Of a ring [sites], at least 1: in a thinner one there may be no site.

    Returns
    -------
    distance : ndarray (ring,)
        Middle of each ring [sites].
    share : ndarray (arm, patient, time, clone, ring)
        Of its sites, 0 to 1.
    """
    grid = _grids(runs)
    width = checks.one_number("width of a ring", width, 1.0, unit="sites")
    y, x = (np.arange(n) - 0.5 * (n - 1) for n in grid.shape[-2:])
    ring = (np.hypot(y[:, None], x[None, :]) / width).astype(int).ravel()
    sites = np.bincount(ring)
    flat = grid.reshape(*grid.shape[:3], -1)
    share = np.zeros((*grid.shape[:3], len(runs.clones), len(sites)))
    for k in range(len(sites)):
        inside = flat[..., ring == k]
        for clone in range(len(runs.clones)):
            share[..., clone, k] = (inside == clone + 1).mean(axis=-1)
    return (np.arange(len(sites)) + 0.5) * width, share


def _grids(runs: Runs) -> np.ndarray:
    """Return the lattices (arm, patient, time, y, x), or say how they are kept."""
    if not runs.keeps("lattice"):
        raise InputError(
            "These runs do not hold who stands where; make them with engine=sim.Lattice(100) and "
            "record=sim.Snapshots(every=28)."
        )
    return np.asarray(runs.values("lattice"))


def _differ(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return ((one != other) & (one > 0) & (other > 0)).sum(axis=(-2, -1))
