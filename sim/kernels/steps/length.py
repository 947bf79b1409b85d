"""How long a step may be, from the rates alone, against a stated tolerance.

Births, deaths and mutations between two visits need no smaller steps while a clone divides at
most twice in one and its founders' scatter stays within the tolerance. Switching is split from
them symmetrically (Strang 1968, SIAM J Numer Anal 5:506). How much of it happens at the start and
at the end of a step is set so that the mean of what a clone gains is right
(`switching.split.split_switching`); what is left of the mean is measured (`switching.error`).
Where that cannot be, it is second order: about h^2 q (w + q) / 12 over a time 1 / w for switching
at rate q between states with events at rate w. And (b h)^2 / 60 is left out of the chance that what
switched into a state survives its step.
"""

import math

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.model import (
    BIRTH,
    CROWDING,
    DEATH,
    END_EDGE,
    FIRST_EDGE,
    HAS_SOURCE,
    NO_CROWDING,
    SOURCE,
    STAY,
    TARGET,
)

MOST_DIVISIONS = 2.0
CROWDED = 2.0
"""In a crowd, which leaves out more of it, what nodes leave out of mutants counts so many times."""
LARGEST_FALL = 2.0
"""Largest change of the logarithm of a clone that founds others, for its three nodes."""
CHAINED = 3.8e-4
"""What two mutations in one step, the second in mutants that the first has founded, leave out of
what they add: so much times the cube of how unevenly the three clones grow in it (measured against
the integral in all directions; `birth_death.law.WEIGHT_AFTER`)."""
MOST_STEPS = 16_384
MOST_TIMES = 8
"""Steps are cut into so many at once at most."""


@called
def power_of_two(n):
    """Return the smallest power of two that is at least n, at most MOST_STEPS."""
    out_of_line()
    steps = 1
    while steps < n and steps < MOST_STEPS:
        steps *= 2
    return steps


@called
def more_steps(steps, apart, tolerance):
    """Return how many steps to try where so many are too few: twice as many, or up to 8 times.

    Parameters
    ----------
    apart : float
        What they leave out of switching: it is of second order in their length.
    """
    out_of_line()
    times = 2
    while times < MOST_TIMES and apart >= tolerance * (4 * times * times):
        times *= 2
    return min(times * steps, MOST_STEPS)


@inlined
def _rate_at(model, r, w, peak):
    """Return at least the rate of switch w [1/day] at these concentrations; 0 where it is none."""
    q = model.switch_rate[r, w, 0]
    for d in range(peak.shape[0]):
        q += model.switch_rate[r, w, 1 + d] if peak[d] > 0.0 else 0.0
    return q


@called
def surviving_rate(model, r, peak):
    """Return the steps a day that the survival of what switches asks of a tolerance of 1 [1/day].

    It divides and dies on from the start or the end of a step, not from where it switched.
    """
    out_of_line()
    division = 0.0
    for w in range(model.switch_ends.shape[0]):
        if _rate_at(model, r, w, peak) > 0.0:
            bi = model.clone[r, model.switch_ends[w, SOURCE], BIRTH]
            bj = model.clone[r, model.switch_ends[w, TARGET], BIRTH]
            division = max(division, max(bi, bj))
    return division / math.sqrt(60.0)


@called
def switching_rate(model, r, peak, rates, tolerance):
    """Return how many steps a day [1/day] the split between switching and the rest needs.

    By a formula, where crowding changes rates from step to step and nothing can be measured before
    (growth from one cell).

    Parameters
    ----------
    peak : ndarray (drug,)
        Highest concentrations.
    rates : ndarray (3 or more, clone)
        Births, deaths and deaths linked to division [1/day] at these.
    """
    out_of_line()
    fastest, events, apart = 0.0, 0.0, 0.0
    for w in range(model.switch_ends.shape[0]):
        q = _rate_at(model, r, w, peak)
        if q == 0.0:
            continue
        i, j = model.switch_ends[w, SOURCE], model.switch_ends[w, TARGET]
        fastest = max(fastest, q)
        bi, bj = model.clone[r, i, BIRTH], model.clone[r, j, BIRTH]
        di, dj = rates[1, i] + rates[2, i], rates[1, j] + rates[2, j]
        events = max(events, max(bi + di, bj + dj))
        apart = max(apart, abs(bi - di - bj + dj))
    rate = math.sqrt(fastest * (events + fastest) / (12.0 * tolerance))
    rate = max(rate, surviving_rate(model, r, peak) / math.sqrt(tolerance))
    if model.rules[CROWDING] != NO_CROWDING:
        rate = max(rate, apart / math.sqrt(12.0 * tolerance))
    return rate


@called
def founding_rates(model, r, rates):
    """Return what the founding of mutants asks of steps.

    Parameters
    ----------
    rates : ndarray (3 or more, clone)
        Births, deaths and deaths linked to division [1/day] where drugs are strongest.

    Returns
    -------
    least : float
        Steps a day [1/day] for its three nodes to see how clones divide.
    fall : float
        Steps a day [1/day] for them to see how clones that found others fall or grow, if rates
        stay as they are.
    scatter : float
        Over the square of a step [1/day^2]: the share of the variance of a number of founders that
        comes from the scatter of their parent's path, which is left out.
    apart : float
        How unevenly clones grow that stem from one another by two mutations [1/day]
        (`error_of_chain`), with these rates or without any drug.
    """
    out_of_line()
    least, steep, scatter, apart = 0.0, 0.0, 0.0, 0.0
    for i in range(rates.shape[1]):
        u = 1.0 - model.clone[r, i, STAY]
        b = model.clone[r, i, BIRTH]
        if u > 0.0 or model.flow[i, HAS_SOURCE] == 1:
            least = max(least, b / MOST_DIVISIONS)
        if u > 0.0:
            net = rates[0, i] - rates[1, i] - rates[2, i]
            fall = max(abs(net), abs(b - model.clone[r, i, DEATH]))
            steep = max(steep, fall / LARGEST_FALL)
            scatter = max(scatter, b * b * u / 12.0)
            for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
                j = model.target[m]
                for k in range(model.flow[j, FIRST_EDGE], model.flow[j, END_EDGE]):
                    apart = max(apart, _apart(model, r, rates, i, j, model.target[k]))
    return least, steep, scatter, apart


@inlined
def _apart(model, r, rates, i, j, k):
    """Return how unevenly clones grow [1/day], the second founded by the first, the third by it."""
    net_i = rates[0, i] - rates[1, i] - rates[2, i]
    net_j = rates[0, j] - rates[1, j] - rates[2, j]
    net_k = rates[0, k] - rates[1, k] - rates[2, k]
    free_i = model.clone[r, i, BIRTH] - model.clone[r, i, DEATH]
    free_j = model.clone[r, j, BIRTH] - model.clone[r, j, DEATH]
    free_k = model.clone[r, k, BIRTH] - model.clone[r, k, DEATH]
    treated = math.hypot(net_i - net_j, net_j - net_k)
    return max(treated, math.hypot(free_i - free_j, free_j - free_k))


@inlined
def error_of_chain(apart):
    """Return what a step leaves out of what two mutations in it add, relative.

    Parameters
    ----------
    apart : float
        Of founder, mutant and mutant of the mutant, each ahead of the next by so much in the
        logarithm of its growth in the step: the root of the sum of the two squares.
    """
    return CHAINED * apart * apart * apart
