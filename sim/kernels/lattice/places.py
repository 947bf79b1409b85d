"""The lattice of a patient: what stands at each site, and a list of the sites that are taken.

A site is a number; beyond the last one stands a wall, which is nobody's place and never empty, so
that a border needs no question. `near` names the neighbours of every site.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.compile import inlined
from sim.kernels.random.streams import uniform

EMPTY, WALL = 0, 255
"""What stands at a site; else 1 + the clone of the cell there."""
LOOK, BLIND = 0, 1
"""A dividing cell takes any empty neighbour, or draws one and does nothing if that is taken."""


class Ground(NamedTuple):
    """What does not change: the same for all patients."""

    near: np.ndarray
    """(site, neighbour) int32: numbers of sites; that of the wall beyond a closed border."""
    moving: np.ndarray
    """(clone,): attempts of a cell to move [1/day]."""
    rule: np.ndarray
    """(1,) int64: LOOK or BLIND."""
    shove: np.ndarray
    """(offset, 3) int32: steps along x and y to where cells may be shoved, how many steps these
    are, the fewest first; none where nobody is shoved."""
    shape: np.ndarray
    """(3,) int64: sites along x and along y, and 1 if the border is wrapped."""


class Standing(NamedTuple):
    """Who stands where."""

    grid: np.ndarray
    """(patient, site + 1) uint8: EMPTY, or 1 + clone; the last is the WALL."""
    taken: np.ndarray
    """(patient, site) int32: first the sites with a cell, in no order that means anything."""


class Supply(NamedTuple):
    """What reaches a site from the vessels, in levels; no patient where everything reaches all."""

    level: np.ndarray
    """(patient or 0, site) int32."""
    share: np.ndarray
    """(patient or 0, level, drug): of the concentration in the blood."""
    air: np.ndarray
    """(patient or 0, level, 2): share of its divisions that a cell has the oxygen for, and the
    deaths that the lack of it adds [1/day]. Levels that a patient lacks repeat another."""


@inlined
def level_of(supply, p, site):
    """Return the level of a site; 0 where everything reaches all."""
    return np.int64(supply.level[p, site]) if supply.level.shape[0] > 0 else np.int64(0)


@inlined
def below(s, n):
    """Return a whole number from 0 to n - 1, all equally likely, and the new state."""
    u, s = uniform(s)
    return np.int64(u * n), s


@inlined
def neighbour(s, ground, site):
    """Return one of the neighbours of a site, which may be the wall, and the new state."""
    k, s = below(s, ground.near.shape[1])
    return np.int64(ground.near[site, k]), s


@inlined
def room(s, ground, grid, site):
    """Return the empty neighbour that a daughter would take, -1 for none, and the new state."""
    near = ground.near
    if ground.rule[0] == BLIND:
        at, s = neighbour(s, ground, site)
        return (at if grid[at] == EMPTY else np.int64(-1)), s
    free = 0
    for k in range(near.shape[1]):
        free += 1 if grid[near[site, k]] == EMPTY else 0
    if free == 0:
        return np.int64(-1), s
    which = np.int64(0)
    if free > 1:
        which, s = below(s, free)
    for k in range(near.shape[1]):
        at = np.int64(near[site, k])
        if grid[at] == EMPTY:
            if which == 0:
                return at, s
            which -= 1
    return np.int64(-1), s
