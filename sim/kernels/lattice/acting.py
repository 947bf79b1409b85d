"""What a cell does at its turn: it divides where there is room, dies, moves, or switches."""

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.gillespie.direct import mutation
from sim.kernels.lattice.chances import ALL, DIE, DIVIDE, KILLED, MOVE
from sim.kernels.lattice.places import EMPTY, neighbour, room
from sim.kernels.lattice.shoving import nearest, shove
from sim.kernels.model import END_EDGE, FIRST_EDGE, SOURCE, TARGET

STAYED, DIED = -1, -2
"""What became of a cell that founded nobody; else the site of its daughter is told."""


@inlined
def newborn(model, r, s, i):
    """Return the clone of a new cell of a division of clone i, and the new state."""
    if model.flow[i, END_EDGE] > model.flow[i, FIRST_EDGE]:
        m, s = mutation(model, r, s, i, 1.0)
        if m >= 0:
            return np.int64(model.target[m]), s
    return np.int64(i), s


@called
def switched(model, chances, level, i, u):
    """Return the clone that a cell of clone i becomes; u lies beyond all else that it does."""
    out_of_line()
    u -= chances.table[level, MOVE, i]
    becomes = np.int64(i)
    for w in range(model.switch_ends.shape[0]):
        if model.switch_ends[w, SOURCE] == i and chances.switching[level, w] > 0.0:
            becomes = np.int64(model.switch_ends[w, TARGET])
            u -= chances.switching[level, w]
            if u < 0.0:
                break
    return becomes


@inlined
def act(model, ground, r, s, u, site, level, grid, chances, cells):
    """Let the cell at a site of a level do what lies at u in its clone's row of the table.

    Returns
    -------
    site : int
        Where it stands now.
    born : int
        Which site is taken now (by its daughter, or by a cell that made room), STAYED or DIED.
    s : tuple
        State of the stream.
    """
    table, i = chances.table[level], np.int64(grid[site]) - 1
    if u >= table[ALL, i]:
        return site, np.int64(STAYED), s
    if u < table[KILLED, i]:
        at, s = room(s, ground, grid, site)
        way = np.int64(-1)
        if at < 0:
            if ground.shove.shape[0] == 0:  # (most attempts end here, in a crowd)
                return site, np.int64(STAYED), s
            way, s = nearest(s, ground, grid, site)
            if way < 0:
                return site, np.int64(STAYED), s
        if u < table[DIVIDE, i]:
            last = at
            if way >= 0:
                at, last, s = shove(s, ground, grid, site, way)
            gains, s = newborn(model, r, s, i)
            grid[at] = np.uint8(gains + 1)
            cells[gains] += 1
            return site, last, s
        grid[site] = np.uint8(EMPTY)
        cells[i] -= 1
        return site, np.int64(DIED), s
    if u < table[DIE, i]:
        grid[site] = np.uint8(EMPTY)
        cells[i] -= 1
        return site, np.int64(DIED), s
    if u < table[MOVE, i]:
        at, s = neighbour(s, ground, site)
        if grid[at] == EMPTY:
            grid[at] = grid[site]
            grid[site] = np.uint8(EMPTY)
            return at, np.int64(STAYED), s
        return site, np.int64(STAYED), s
    becomes = switched(model, chances, level, i, u)
    cells[i] -= 1
    cells[becomes] += 1
    grid[site] = np.uint8(becomes + 1)
    return site, np.int64(STAYED), s
