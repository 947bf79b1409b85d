"""Gillespie's direct method where rates do not change between visits, for one patient.

Time to the next event is exponential with the sum of all rates; which event it is falls in
proportion to its rate (Gillespie 1977, J Phys Chem 81:2340). All state stays in registers or in one
short array, and no branch depends on chance but for rare events. `gillespie.one_clone` and
`gillespie.many_clones` do the same draws for many patients side by side.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.model import CEILING, END_EDGE, FIRST_EDGE, OTHER, SOURCE, STAY, TARGET
from sim.kernels.random.streams import exponential, next_bits, uniform
from sim.kernels.rates.drugs import drug_rates, switch_rate

# The line of a clone's events, per cell and day (row, clone): where divisions without mutant end,
# then deaths, then divisions with a mutant, then all. Before it, deaths linked to division are
# in PURE, and births stay in BIRTHS. MUTANT: the probability of a mutant in a division.
BIRTHS, COMMON, PURE, MUTATED, ALL, MUTANT = 0, 1, 2, 3, 4, 5
LINE_ROWS = 6
_BITS_11 = np.uint64(11)


class Moves(NamedTuple):
    """How cells change their kind: the parts of a `Model` that say so, under the same names.

    A whole model is a hundred words on the stack at every call.
    """

    switch_ends: np.ndarray
    flow: np.ndarray
    target: np.ndarray
    probability: np.ndarray
    rules: np.ndarray


@called
def put_line(model, r, concentration, line, switching):
    """Fill the line (LINE_ROWS, clone) and the rates of switches at these concentrations."""
    out_of_line()
    drug_rates(model, r, concentration, line[BIRTHS], line[COMMON], line[PURE])
    for i in range(line.shape[1]):
        birth = line[BIRTHS, i]
        death = line[COMMON, i] + line[PURE, i] * birth
        pure = birth * model.clone[r, i, STAY]
        line[MUTANT, i] = 1.0 - model.clone[r, i, STAY]
        line[PURE, i] = pure
        line[COMMON, i] = pure + death
        line[MUTATED, i] = birth + death
        line[ALL, i] = birth + death
    for w in range(switching.shape[0]):
        switching[w] = switch_rate(model, r, w, concentration)
        line[ALL, model.switch_ends[w, SOURCE]] += switching[w]
    for i in range(line.shape[1]):
        # The last kind that happens ends at infinity, so that no rounding falls beyond it.
        if line[ALL, i] <= line[COMMON, i]:
            line[ALL, i] = line[COMMON, i]
            if line[COMMON, i] == line[PURE, i]:
                line[PURE, i] = np.inf
            line[COMMON, i] = np.inf


@inlined
def clock_of(birth, death, days):
    """Return when a clone's run is over, in its own time, and below what its cells divide.

    Own time goes at the rate of a cell's events; of 2^53 equally likely numbers, those below the
    second one returned mean a division.
    """
    rate = birth + death
    return days * rate, np.uint64(birth / rate * 2.0**53 if rate > 0.0 else 0.0)


@called
def one_clone(s, wait, now, n, until, divides, most):
    """Run one clone that founds nothing; return its cells and the events.

    Parameters
    ----------
    s, wait : tuple, float
        State of the stream, after the standard exponential number for the first event.
    now : float
        When that wait starts, in the clone's own time.
    until, divides
        From `clock_of`.
    most : int
        One event more than this ends the run.
    """
    out_of_line()
    events = 0
    now += wait / max(n, 1.0)
    while now < until and 0.0 < n < CEILING and events <= most:
        bits, s = next_bits(s)
        n += 1.0 if bits >> _BITS_11 < divides else -1.0
        events += 1
        wait, s = exponential(s)
        now += wait / n if n > 0.0 else 0.0
    return n, events


@inlined
def _change_kind(moves, r, s, n, line, switching, i, left):
    """Let a cell of clone i found a mutant or switch, by what lies at `left` on its line."""
    gains = np.int64(-1)
    left -= line[MUTATED, i]
    if left >= 0.0:
        for w in range(switching.shape[0]):
            if moves.switch_ends[w, SOURCE] == i and switching[w] > 0.0:
                gains = moves.switch_ends[w, TARGET]
                left -= switching[w]
                if left < 0.0:
                    break
        if gains >= 0:
            n[i] -= 1.0
            n[gains] += 1.0
    if gains < 0:
        m, s = mutation(moves, r, s, i, line[MUTANT, i])
        gains = divide(moves, n, i, m)
    return gains, s


@called
def many_clones(moves, r, s, wait, now, n, line, switching, days, most):
    """Run clones that mutate and switch; return the events, the time, the next wait, the stream.

    Parameters
    ----------
    s, wait : tuple, float
        State of the stream, after the standard exponential number for the first event.
    now : float
        When that wait starts [days].
    n : ndarray (clone,), float64
        Whole numbers of cells; overwritten.
    line, switching : ndarray
        From `put_line`.
    most : int
        One event more than this ends the run.
    """
    out_of_line()
    clones = n.shape[0]
    events = 0
    while events <= most:
        total = 0.0
        for i in range(clones):
            total += n[i] * line[ALL, i]
        if total <= 0.0:
            break
        later = now + wait / total
        if later >= days:
            break
        now = later
        u, s = uniform(s)
        at, below, above = np.int64(0), 0.0, 0.0
        u *= total
        for i in range(clones - 1):
            above += n[i] * line[ALL, i]
            beyond = u >= above
            below = above if beyond else below
            at = i + 1 if beyond else at
        u -= below
        events += 1
        cells = n[at]
        if u < cells * line[COMMON, at]:
            cells += 1.0 if u < cells * line[PURE, at] else -1.0
            n[at] = cells
        else:
            at, s = _change_kind(moves, r, s, n, line, switching, at, u / cells)
            cells = n[at]
        wait, s = exponential(s)
        if cells >= CEILING:
            break
    return events, now, wait, s


@called
def mutation(moves, r, s, i, mutated):
    """Return which mutation a division of clone i brings, -1 for none, and the stream's state.

    Parameters
    ----------
    moves : Moves or Model
    mutated : float
        1 if nothing is known of the division; the probability of any mutant if there is one.
    """
    out_of_line()
    u, s = uniform(s)
    u *= mutated
    which = np.int64(-1)
    for m in range(moves.flow[i, FIRST_EDGE], moves.flow[i, END_EDGE]):
        p = moves.probability[r, m]
        if u < p or (mutated < 1.0 and p > 0.0):
            which = m
        u -= p
        if u < 0.0:
            break
    return which, s


@inlined
def divide(moves, n, i, m):
    """Let a cell of clone i divide, with mutation m or -1; return the clone that gains most."""
    if m < 0:
        n[i] += 1.0
        return i
    gains = moves.target[m]
    n[gains] += 1.0
    if moves.rules.shape[0] > OTHER:  # (the other daughter is no copy of the mother)
        n[i] -= 1.0
        n[moves.rules[OTHER + m]] += 1.0
        gains = gains if n[gains] >= n[moves.rules[OTHER + m]] else moves.rules[OTHER + m]
    return gains
