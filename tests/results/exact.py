"""A slow witness for estimates under censoring: whole fractions, patient by patient.

Written from the definitions and from nothing in `sim`: the share is the product over all earlier
days with events of the patients left over the patients at risk; the median is the first day on
which it is at most a half; a restricted mean is the area under it.
"""

from fractions import Fraction
from itertools import pairwise


def share(patients, day):
    """Return the share without the event on a day; `patients` is a list of (day, happened)."""
    left = Fraction(1)
    for when in sorted({d for d, happened in patients if happened and d <= day}):
        risk = sum(d >= when for d, _ in patients)
        events = sum(d == when and happened for d, happened in patients)
        left *= Fraction(risk - events, risk)
    return left


def quantile(patients, part):
    """Return the first day by which at least `part` have had the event; None: not reached."""
    for when in sorted({d for d, happened in patients if happened}):
        if share(patients, when) <= 1 - part:
            return when
    return None


def area(patients, until):
    """Return the mean time without the event within `until` days."""
    edges = [0, *sorted({d for d, happened in patients if happened and d < until}), until]
    return sum((end - begin) * share(patients, begin) for begin, end in pairwise(edges))


def spread_of_area(patients, until):
    """Return Greenwood's variance of the area: sum over events of A^2 d / (n (n - d))."""
    total = Fraction(0)
    for when in sorted({d for d, happened in patients if happened and d <= until}):
        risk = sum(d >= when for d, _ in patients)
        events = sum(d == when and happened for d, happened in patients)
        after = area(patients, until) - area(patients, when)
        if risk > events:
            total += after**2 * Fraction(events, risk * (risk - events))
    return total


def pseudo_values(patients, until):
    """Return n m - (n - 1) m_i, m_i being the area without patient i."""
    whole, count = area(patients, until), len(patients)
    return [
        count * whole - (count - 1) * area(patients[:i] + patients[i + 1 :], until)
        for i in range(count)
    ]


def log_rank(one, other):
    """Return the square of the log-rank statistic; None where it has no variance."""
    over, variance = Fraction(0), Fraction(0)
    both = one + other
    for when in sorted({d for d, happened in both if happened}):
        risk, events = len([d for d, _ in both if d >= when]), both.count((when, True))
        mine, had = len([d for d, _ in one if d >= when]), one.count((when, True))
        over += had - Fraction(events * mine, risk)
        if risk > 1:
            part = Fraction(mine, risk)
            variance += events * part * (1 - part) * Fraction(risk - events, risk - 1)
    return over**2 / variance if variance else None


def verdicts(one, other):
    """Return how many do better, worse, the same, and how many are undecided, pair by pair."""
    found = [0, 0, 0, 0]
    for (first, came), (second, came_too) in zip(one, other, strict=True):
        # a censored time is later than an event on the same day, and else unknown
        if came and came_too:
            found[0 if first > second else 1 if first < second else 2] += 1
        elif came_too and first >= second:
            found[0] += 1
        elif came and second >= first:
            found[1] += 1
        else:
            found[3] += 1
    return found
