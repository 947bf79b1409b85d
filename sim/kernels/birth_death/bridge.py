"""What a clone does along a step, given where it ends: its cells divide and found others.

Read from a row of `birth_death.law`, one that stands alone or one of many side by side.
"""

from sim.kernels.birth_death.law import (
    NODE_MOMENT,
    PATH,
    PIECE_TREE,
    RATE,
    REGRESSION,
    SURVIVAL,
    WEIGHT,
    WEIGHT_AFTER,
)
from sim.kernels.compile import inlined


@inlined
def shares(row, side, at, n, count, k1, k2, own1, own2, fed1, fed2):
    """Return (own, kept, grown) of a large clone that has `count` cells at the end of a step.

    Its deviation from the mean is shared between own cells and founders by variance: `own` is the
    descendants of own cells, `kept` the cells at the start that have any, `grown` the factor on
    what founders were expected to become.
    """
    own = max(own1 + (count - k1) * (own2 / k2), 0.0)
    kept = n * row[SURVIVAL * side + at] + row[REGRESSION * side + at] * (own - own1)
    kept = min(max(kept, 0.0), min(n, own))
    grown = max(1.0 + (count - k1) * (fed2 / k2) / fed1, 0.0) if fed1 > 0.0 else 1.0
    return own, kept, grown


@inlined
def divisions(row, side, at, n, own, kept):
    """Return the divisions at the nodes of a clone's own cells, times the nodes' weights."""
    gone, more = n - kept, own - kept
    p, d = PATH * side + at, RATE * side + at
    i0 = gone * row[p] + kept * row[p + side] + more * row[p + 2 * side]
    i1 = gone * row[p + 3 * side] + kept * row[p + 4 * side] + more * row[p + 5 * side]
    i2 = gone * row[p + 6 * side] + kept * row[p + 7 * side] + more * row[p + 8 * side]
    return (
        i0 * (row[d] * WEIGHT[0]),
        i1 * (row[d + side] * WEIGHT[1]),
        i2 * (row[d + 2 * side] * WEIGHT[2]),
    )


@inlined
def founders_divisions(row, side, at, f0, f1, f2):
    """Return the same of the founders that arise at the nodes, with what they become."""
    e1 = row[(PIECE_TREE + 3) * side + at]
    e2 = row[(PIECE_TREE + 6) * side + at]
    d = RATE * side + at
    return (
        row[d] * f0 * WEIGHT_AFTER[0, 0],
        row[d + side] * (f0 * e1 * WEIGHT_AFTER[0, 1] + f1 * WEIGHT_AFTER[1, 1]),
        row[d + 2 * side]
        * (
            f0 * e1 * e2 * WEIGHT_AFTER[0, 2]
            + f1 * e2 * WEIGHT_AFTER[1, 2]
            + f2 * WEIGHT_AFTER[2, 2]
        ),
    )


@inlined
def founders_cumulants(row, side, at, f0, f1, f2):
    """Return four cumulants of what founders, Poisson in number at each node, grow to."""
    p, q, m = NODE_MOMENT * side + at, (NODE_MOMENT + 4) * side + at, (NODE_MOMENT + 8) * side + at
    return (
        f0 * row[p] + f1 * row[q] + f2 * row[m],
        f0 * row[p + side] + f1 * row[q + side] + f2 * row[m + side],
        f0 * row[p + 2 * side] + f1 * row[q + 2 * side] + f2 * row[m + 2 * side],
        f0 * row[p + 3 * side] + f1 * row[q + 3 * side] + f2 * row[m + 3 * side],
    )
