"""Where cells stand on day 0, and whom a local treatment leaves.

At random; in one disc about the middle; or in nests: cells of the largest clone at random, those
of every other clone together about a site drawn at random.
"""

import numpy as np

from sim.kernels.compile import called, kernel, out_of_line
from sim.kernels.lattice.places import EMPTY, below
from sim.kernels.random.streams import numbered_stream, open_stream, uniform

RANDOM, DISC, NESTS = 0, 1, 2


@called
def put_around(rings, shape, x, y, count, grid, taken, n, what):
    """Put so many cells at the free sites nearest to one; return how many there are then.

    Parameters
    ----------
    rings : ndarray (offset, 2), int32
        Steps along x and y, by distance.
    shape : ndarray (2,), int64
        Sites along x and y.
    what : int
        What is put there.
    """
    out_of_line()
    left = count
    for k in range(rings.shape[0]):
        if left == 0:
            break
        u, v = x + rings[k, 0], y + rings[k, 1]
        if 0 <= u < shape[0] and 0 <= v < shape[1]:
            at = v * shape[0] + u
            if grid[at] == EMPTY:
                grid[at] = np.uint8(what)
                taken[n] = np.int32(at)
                n += 1
                left -= 1
    return n


@called
def put_anywhere(s, grid, taken, n, cells, skip):
    """Put the cells of all clones but those to skip at free sites drawn at random.

    Parameters
    ----------
    skip : ndarray (clone,), bool
        Who stands already.
    """
    out_of_line()
    sites = taken.shape[0]
    end = n
    for at in range(sites):
        if grid[at] == EMPTY:
            taken[end] = np.int32(at)
            end += 1
    for i in range(cells.shape[0]):
        for _ in range(0 if skip[i] else cells[i]):
            j, s = below(s, sites - n)
            taken[n], taken[n + j] = taken[n + j], taken[n]
            grid[taken[n]] = np.uint8(i + 1)
            n += 1
    return s


@called
def shuffle_kinds(s, grid, taken, n):
    """Let cells that stand change places at random."""
    out_of_line()
    for i in range(n - 1, 0, -1):
        j, s = below(s, i + 1)
        a, b = taken[i], taken[j]
        grid[a], grid[b] = grid[b], grid[a]
    return s


@kernel
def fill(grid, taken, cells, keys, layout, rings, shape, skip):
    """Put the cells of all patients on their lattices.

    Parameters
    ----------
    grid, taken
        As in `places.Standing`; overwritten.
    cells : ndarray (patient, clone), int64
        Not more than there are sites.
    keys : ndarray (patient,), uint64
        Address of these draws.
    layout : int
        RANDOM, DISC or NESTS.
    rings, shape
        As in `put_around`.
    skip : ndarray (clone,), bool
        Work space.
    """
    for p in range(cells.shape[0]):
        s = open_stream(keys[p])
        n, largest = np.int64(0), np.int64(0)
        for i in range(cells.shape[1]):
            skip[i] = False
            largest = np.int64(i) if cells[p, i] > cells[p, largest] else largest
        if layout == DISC:
            x, y = (shape[0] - 1) // 2, (shape[1] - 1) // 2
            for i in range(cells.shape[1]):
                n = put_around(rings, shape, x, y, cells[p, i], grid[p], taken[p], n, i + 1)
            s = shuffle_kinds(s, grid[p], taken[p], n)
        else:
            for i in range(cells.shape[1]):
                if layout == NESTS and i != largest and cells[p, i] > 0:
                    x, s = below(s, shape[0])
                    y, s = below(s, shape[1])
                    n = put_around(rings, shape, x, y, cells[p, i], grid[p], taken[p], n, i + 1)
                    skip[i] = True
            s = put_anywhere(s, grid[p], taken[p], n, cells[p], skip)


@kernel
def thin(grid, taken, cells, survival, who, keys):
    """Keep each cell with a probability that depends on its clone, at one moment.

    Parameters
    ----------
    survival : ndarray (patient or 1, clone)
    who : ndarray (patient,), bool
        The patients it happens to.
    keys : ndarray (patient,), uint64
        Address of this event's draws.
    """
    for p in range(cells.shape[0]):
        if not who[p]:
            continue
        s = numbered_stream(keys[p], np.uint64(0))
        n, kept = np.int64(0), np.int64(0)
        for i in range(cells.shape[1]):
            n += cells[p, i]
        for k in range(n):
            at = taken[p, k]
            i = np.int64(grid[p, at]) - 1
            u, s = uniform(s)
            if u < survival[p if survival.shape[0] > 1 else 0, i]:
                taken[p, kept] = at
                kept += 1
            else:
                grid[p, at] = np.uint8(EMPTY)
                cells[p, i] -= 1
