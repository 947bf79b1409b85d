"""Cells of patients, into the place where a step is taken and back."""

import numpy as np

from sim.kernels.compile import inlined
from sim.kernels.leap.tile import CELLS, FULL_NOW, WHO
from sim.kernels.model import CEILING, FULL


@inlined
def take(tile, size, p, cells):
    """Put the cells of patient p at a place of a tile; tell whether there are any."""
    total = np.int64(0)
    for k in range(cells.shape[1]):
        tile.clones[k, CELLS + size] = np.float64(cells[p, k])
        total |= cells[p, k]
    tile.numbers[WHO + size] = p
    tile.true[FULL_NOW + size] = False
    return total > 0


@inlined
def take_one(cells, p, one):
    """Fill `one` (clone,) with the cells of patient p; return how many there are in all."""
    total = 0.0
    for k in range(one.shape[0]):
        one[k] = np.float64(cells[p, k])
        total += one[k]
    return total


@inlined
def put_back(one, cells, p):
    """Store the cells of patient p."""
    for k in range(one.shape[0]):
        cells[p, k] = np.int64(min(one[k], CEILING))


@inlined
def give_back(tile, i, cells, state):
    """Store the cells of the tumour at place i, and say so if a clone hit the ceiling."""
    p = tile.numbers[WHO + i]
    for k in range(cells.shape[1]):
        cells[p, k] = np.int64(min(tile.clones[k, CELLS + i], CEILING))
    if tile.true[FULL_NOW + i]:
        state[p] = FULL
