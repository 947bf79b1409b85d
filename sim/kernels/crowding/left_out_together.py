"""What a step leaves out, for all tumours of a tile.

The arithmetic of `crowding.average` and `crowding.uneven` in the same order, but along rows.
"""

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.crowding.left_out import (
    LARGEST_GROWTH,
    births_felt,
    error_of_births_foreseen,
    error_of_founding,
    error_of_timing,
    error_of_uneven_founding,
    error_of_unevenness,
    newcomers,
    with_timing,
)
from sim.kernels.leap.tile import (
    ADDED,
    AHEAD,
    BIRTHS,
    CELLS,
    CHANGE,
    DEATHS,
    END_ADDED,
    END_FACTOR,
    ERROR,
    EVEN_FACTOR,
    FACTOR,
    LINKED,
    LOAD,
    MOVED_FACTOR,
    NET,
    OFF,
    ROW,
    SIDE,
    START_ADDED,
    START_FACTOR,
    STEEP,
    TOTAL,
    UNEVEN,
    UNTREATED,
    VARYING,
    WRONG,
)
from sim.kernels.model import (
    END_EDGE,
    FIRST_EDGE,
)
from sim.kernels.rates.crowding import (
    felt,
    net_growth,
)


@inlined
def net_at(line, pressed, i, factor, added):
    """Return the net growth rate of a clone under the crowding in these rows."""
    return net_growth(
        line[BIRTHS + i], line[LINKED + i], line[DEATHS + i], line[UNTREATED + i],
        pressed[factor + i], pressed[added + i],
    )  # fmt: skip


@inlined
def _of_births(line, pressed, i):
    """Return what the average crowding leaves out of a clone's births; its middle is in NET."""
    n = line[CELLS + i]
    return error_of_founding(
        n if n > 0.0 else 1.0, line[NET + i], line[AHEAD + i],
        pressed[START_FACTOR + i], pressed[FACTOR + i], pressed[END_FACTOR + i],
    )  # fmt: skip


@inlined
def _turn(line, pressed, i):
    """Return by how much births and deaths of a clone change along a step by crowding."""
    b = line[BIRTHS + i] - line[LINKED + i]
    births = b * (pressed[END_FACTOR + i] - pressed[START_FACTOR + i])
    return births, line[UNTREATED + i] * (pressed[END_ADDED + i] - pressed[START_ADDED + i])


@inlined
def _felt(rule, line, pressed, i):
    """Return how fast the net growth of a clone falls with the logarithm of all cells [1/day]."""
    b = line[BIRTHS + i] + line[LINKED + i]
    return felt(rule, b, line[UNTREATED + i], pressed[FACTOR + i], pressed[ADDED + i])


@called
def look_at_founding(tile, rule, flow, target, probability, h, left, alike, size):
    """Fill w[LOAD] with what is left out of what mutants add, of the clone where it is most.

    Also by clones that have no cells yet: steps are chosen once for an interval. And w[WRONG] with
    what a path that is foreseen wrongly does to mutants, beside to how they grow.
    """
    out_of_line()
    w = tile.work
    for i in range(size):
        w[LOAD + i], w[WRONG + i] = 0.0, 0.0
    for k in range(tile.clones.shape[0]):
        line, pressed = tile.clones[k], tile.clones[0 if alike else k]
        for m in range(flow[k, FIRST_EDGE], flow[k, END_EDGE]):
            theirs, on_them = tile.clones[target[m]], tile.clones[0 if alike else target[m]]
            for i in range(size):
                here = w[LOAD + i]
                births, deaths = _turn(line, pressed, i)
                b, d = _turn(theirs, on_them, i)
                net = net_at(line, pressed, i, FACTOR, ADDED)
                n = line[CELLS + i]
                cells = max(n, line[AHEAD + i]) if n > 0.0 else 0.0
                u = probability[tile.numbers[ROW + i], m]
                divide = line[BIRTHS + i] * pressed[FACTOR + i] * cells
                f0, f1, f2 = pressed[START_FACTOR + i], pressed[FACTOR + i], pressed[END_FACTOR + i]
                off = left * _of_births(line, pressed, i) if n > 0.0 else 0.0
                late = error_of_timing(
                    h, net - net_at(theirs, on_them, i, FACTOR, ADDED), births - b, deaths - d,
                    f0, f1, f2, _felt(rule, theirs, on_them, i),
                    u * divide / max(w[TOTAL + i], 1.0), left,
                )  # fmt: skip
                wrong = error_of_births_foreseen(
                    h * _felt(rule, line, pressed, i), f0, f1, f2, h * u * divide,
                    theirs[CELLS + i],
                )  # fmt: skip
                w[WRONG + i] = max(w[WRONG + i], wrong)
                w[LOAD + i] = max(here, with_timing(off, late, left))


@called
def look_for_newcomers(tile, h, alike, size):
    """Tell how many tumours have a clone without cells that would change much; mark w[CHANGE]."""
    out_of_line()
    w, many = tile.work, 0
    for i in range(size):
        w[CHANGE + i] = 0.0
    for k in range(tile.clones.shape[0]):
        line, pressed = tile.clones[k], tile.clones[0 if alike else k]
        for i in range(size):
            most, net = w[CHANGE + i], net_at(line, pressed, i, FACTOR, ADDED)
            w[CHANGE + i] = max(most, abs(net) * h) if line[CELLS + i] == 0.0 else most
    for i in range(size):
        many += 1 if w[CHANGE + i] > LARGEST_GROWTH else 0
    return many


@called
def look_at_newcomers(tile, flow, target, probability, h, alike, size):
    """Raise w[LOAD] by what mutants leave out whom the step does not foresee.

    Of those who are marked; their rows AHEAD come to hold such mutants, too.
    """
    out_of_line()
    w, clones = tile.work, tile.clones.shape[0]
    for i in range(size):
        if w[CHANGE + i] <= LARGEST_GROWTH:
            continue
        r, total = tile.numbers[ROW + i], 0.0
        for k in range(clones):
            line = tile.clones[k]
            line[AHEAD + i] = line[AHEAD + i] if line[CELLS + i] > 0.0 else 0.0
            total += line[AHEAD + i]
        for k in range(clones):
            line, pressed = tile.clones[k], tile.clones[0 if alike else k]
            births = line[BIRTHS + i] * pressed[FACTOR + i]
            births *= max(line[CELLS + i], line[AHEAD + i])
            for m in range(flow[k, FIRST_EDGE], flow[k, END_EDGE]):
                theirs, on_them = tile.clones[target[m]], tile.clones[0 if alike else target[m]]
                if theirs[CELLS + i] == 0.0:
                    net = net_at(theirs, on_them, i, FACTOR, ADDED)
                    added, off = newcomers(h, probability[r, m] * births, net, total)
                    w[LOAD + i] = max(w[LOAD + i], off)
                    theirs[AHEAD + i] += added


@called
def feel_unevenness(tile, rule, h, alike, size):
    """Let w[ERROR] count that rates change in the step, as `follow_rates` does."""
    out_of_line()
    w = tile.work
    for i in range(size):
        w[OFF + i] = 0.0
    for k in range(tile.clones.shape[0]):
        line, pressed = tile.clones[k], tile.clones[0 if alike else k]
        for i in range(size):
            most = max(max(pressed[START_FACTOR + i], pressed[END_FACTOR + i]), 1.0)
            off = line[UNEVEN + i] * most + line[UNEVEN + SIDE + i]
            here = w[OFF + i]
            w[OFF + i] = max(here, off) if line[CELLS + i] > 0.0 else here
    for k in range(tile.clones.shape[0]):
        line, pressed = tile.clones[k], tile.clones[0 if alike else k]
        for i in range(size):
            change = error_of_unevenness(
                rule, h, line[BIRTHS + i] + line[LINKED + i], line[UNTREATED + i],
                line[UNEVEN + i], line[VARYING + i], w[OFF + i], w[STEEP + i],
                pressed[START_FACTOR + i], pressed[END_FACTOR + i], pressed[ADDED + i],
            )  # fmt: skip
            here = w[ERROR + i]
            w[ERROR + i] = max(here, change) if line[CELLS + i] > 0.0 else here


@called
def look_at_uneven(tile, rule, flow, target, probability, h, alike, size):
    """Let w[ERROR] count what uneven rates leave out of mutants, once crowding has moved."""
    out_of_line()
    w = tile.work
    for i in range(size):
        w[WRONG + i] = 0.0
    for k in range(tile.clones.shape[0]):
        line, pressed = tile.clones[k], tile.clones[0 if alike else k]
        for m in range(flow[k, FIRST_EDGE], flow[k, END_EDGE]):
            theirs, on_them = tile.clones[target[m]], tile.clones[0 if alike else target[m]]
            for i in range(size):
                f = pressed[FACTOR + i]
                falls = births_felt(rule, pressed[START_FACTOR + i], pressed[END_FACTOR + i])
                z = h * falls * (line[BIRTHS + i] + line[LINKED + i])
                births = h * line[BIRTHS + i] * f * line[CELLS + i]
                net = net_at(line, pressed, i, FACTOR, ADDED)
                apart = h * (net - net_at(theirs, on_them, i, FACTOR, ADDED))
                off = error_of_uneven_founding(
                    falls, z, w[OFF + i], w[STEEP + i],
                    pressed[MOVED_FACTOR + i] - pressed[EVEN_FACTOR + i], f, apart,
                    probability[tile.numbers[ROW + i], m] * births, theirs[CELLS + i],
                )  # fmt: skip
                here = w[WRONG + i]
                w[WRONG + i] = max(here, off) if line[CELLS + i] > 0.0 else here
    for i in range(size):
        w[ERROR + i] += w[WRONG + i]
