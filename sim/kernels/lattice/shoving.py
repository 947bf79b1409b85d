"""Room made by shoving: the cells in between step aside, along a shortest way to an empty site.

All sites nearer than the nearest empty one are taken, so every way of the fewest steps leads past
cells only; all such ways are equally likely.
"""

import numpy as np

from sim.kernels.compile import called, out_of_line
from sim.kernels.lattice.places import EMPTY, below


@called
def nearest(s, ground, grid, site):
    """Return which row of `ground.shove` leads to the nearest empty site, -1 for none; the state.

    Of several equally near ones, each is as likely.
    """
    out_of_line()
    ways, width, height = ground.shove, ground.shape[0], ground.shape[1]
    x, y = site % width, site // width
    found, among, steps = np.int64(-1), np.int64(0), np.int64(0)
    for k in range(ways.shape[0]):
        if among > 0 and ways[k, 2] > steps:
            break
        u, v = x + ways[k, 0], y + ways[k, 1]
        if ground.shape[2] == 1:
            u, v = u % width, v % height
        elif u < 0 or u >= width or v < 0 or v >= height:
            continue
        if grid[v * width + u] == EMPTY:
            among, steps = among + 1, np.int64(ways[k, 2])
            j, s = below(s, among)
            found = np.int64(k) if j == 0 else found
    return found, s


@called
def shove(s, ground, grid, site, way):
    """Shove all cells on a way of `ground.shove` one step on, away from the cell at a site.

    Returns
    -------
    beside : int
        The site next to the cell's, from which its neighbour went: nobody's now.
    last : int
        The site that was empty.
    s : tuple
        State of the stream.
    """
    out_of_line()
    right, down = np.int64(ground.shove[way, 0]), np.int64(ground.shove[way, 1])
    at, beside, carried = np.int64(site), np.int64(-1), np.uint8(EMPTY)
    while right != 0 or down != 0:
        across, along = abs(right), abs(down)
        j, s = below(s, max(across, along) if ground.near.shape[1] > 4 else across + along)
        if ground.near.shape[1] > 4:  # (steps to corners count as one, and come in any order)
            turn_x = across >= along or j < across
            turn_y = along >= across or j < along
        else:
            turn_x = j < across
            turn_y = not turn_x
        k = np.int64(0)
        if turn_x and turn_y:
            k = 4 + (1 if right > 0 else 0) + (2 if down > 0 else 0)
        elif turn_x:
            k = 1 if right > 0 else 0
        else:
            k = 3 if down > 0 else 2
        if turn_x:
            right -= 1 if right > 0 else -1
        if turn_y:
            down -= 1 if down > 0 else -1
        at = np.int64(ground.near[at, k])
        here = grid[at]
        if beside < 0:
            beside = at
        else:
            grid[at] = carried
        carried = here
    grid[beside] = np.uint8(EMPTY)
    return beside, at, s
