"""A slow, readable oracle: one patient, one event at a time, in plain Python.

It shares nothing with the package but the words. Rates may change in time and with size: events
are proposed at a bound and accepted with probability rate / bound (thinning; Lewis and Shedler
1979, Naval Research Logistics 26:403), so no integral of a rate is ever needed.
"""

import math


def gillespie(start, events, fastest, until, rng):
    """Return the cells of each clone on day `until`.

    Parameters
    ----------
    start : sequence of int
        Cells of each clone on day 0.
    events : callable
        Of (day, cells): a list of (rate per day, changes of each clone).
    fastest : float
        At least the total rate per cell, whatever the day and the cells.
    until : float
        Last day.
    rng : random.Random
        Source of luck.
    """
    cells, day = list(start), 0.0
    while True:
        bound = fastest * sum(cells)
        if bound == 0.0:
            return cells
        day += rng.expovariate(bound)
        if day >= until:
            return cells
        left = rng.random() * bound
        total = 0.0
        for rate, changes in events(day, cells):
            total += rate
            if left < total:
                cells = [n + change for n, change in zip(cells, changes, strict=True)]
                break
        assert total <= bound * (1.0 + 1e-12), "the bound is too low"


def concentration(day, given, half_life, interval):
    """Return the concentration after doses of 1 on the days `given`, one compartment."""
    k = math.log(2.0) / half_life
    return sum(k * interval * math.exp(-k * (day - when)) for when in given if when <= day)
