"""What gets into a body that absorbs slowly or is infused, and when (`rates.body`).

Nothing is remembered of what is on its way: a dose in its lag, or an infusion that runs, follows
from the days on which the drug is given and from the list of what is given once. So it goes on at
the dose now in force, and ends where the drug is stopped.

Days count from any day on that `anchor` counts from too. An administration may lie before that day
by one interval: where `anchor` is the wait to the next one (`rates.due.until_due`), that is the
one before.
"""

import math

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.model import BOLUS_DRUG, DOSE, DURATION, MOMENT, ROOMS
from sim.kernels.rates.body import (
    ABSORBED,
    DEPOT,
    EARLY,
    FLOW,
    LAG,
    LASTS,
    PER_DOSE,
    all_of,
    clear,
    pass_drug,
)
from sim.kernels.rates.boluses import of_row
from sim.kernels.rates.due import SOON, rounded, until_due


@inlined
def _last(first, interval, day):
    """Return the last day up to this one on which something happens every so many days."""
    return first + max(math.floor((day + SOON - first) / interval), -1.0) * interval


@inlined
def _next(first, interval, day):
    """Return the first day after this one on which it does."""
    n = max(math.floor((day + SOON - first) / interval) + 1.0, -1.0)
    due = first + n * interval
    return due if due > day + SOON else due + interval


@inlined
def _lasts(model, body, r, at, d):
    """Return how long something given once lasts: as it says, or as the drug does."""
    said = model.bolus[at, DURATION]
    return said if said >= 0.0 else body[r, d, LASTS]


@called
def _give_once(model, body, r, d, since, c):
    """Give what is given once at this moment of an interval; return the flow of what runs."""
    out_of_line()
    begin, end = of_row(model, r)
    amount, flow = 0.0, 0.0
    for at in range(begin, end):
        moment, dose = model.bolus[at, MOMENT], model.bolus[at, DOSE]
        if int(model.bolus[at, BOLUS_DRUG]) != d or moment > since + SOON:
            continue
        lasts = _lasts(model, body, r, at, d)
        if dose < 0.0:
            amount, flow = 0.0, 0.0
            if since - moment <= SOON:
                clear(body, c, d)
        elif lasts > 0.0:
            flow += dose / lasts if since < moment + lasts - SOON else 0.0
        elif abs(moment + body[r, d, LAG] - since) <= SOON:
            amount += dose
    _put_in(body, r, d, amount, c)
    return flow


@inlined
def _put_in(body, r, d, amount, c):
    """Add so many standard doses at once: to the depot, or to the blood."""
    at = body.shape[1] + ROOMS * d + DEPOT if body[r, d, ABSORBED] > 0.0 else d
    c[at] += amount * body[r, d, PER_DOSE]


@called
def give_drug(model, body, r, d, day, begun, dose, anchor, c):
    """Give what gets in of drug d on a day of an interval that began on the day `begun`."""
    out_of_line()
    if body[r, d, EARLY] == 0.0:
        return
    flow, lasts, interval = 0.0, body[r, d, LASTS], model.interval[d]
    if model.bolus.shape[0] > 0:
        flow = _give_once(model, body, r, d, day - begun, c)
    if dose > 0.0:
        first = anchor + body[r, d, LAG]
        since = day - _last(first, interval, day)
        if lasts > 0.0:
            flow += dose / lasts if -SOON <= since < lasts - SOON else 0.0
        elif abs(since) <= SOON:
            _put_in(body, r, d, dose, c)
    c[body.shape[1] + ROOMS * d + FLOW] = flow * body[r, d, PER_DOSE]


@called
def next_of_drug(model, body, r, d, day, begun, stop, dose, anchor):
    """Return the next day on which anything gets in or ceases to, or `stop` if it is before."""
    out_of_line()
    if body[r, d, EARLY] == 0.0:
        return stop
    lasts, interval = body[r, d, LASTS], model.interval[d]
    if dose > 0.0:
        first = anchor + body[r, d, LAG]
        due = _next(first, interval, day)
        begun_last = _last(first, interval, day)
        if begun_last <= day + SOON and begun_last + lasts > day + SOON:
            due = min(due, begun_last + lasts)
        stop = min(stop, due) if due < stop - SOON else stop
    begin, end = of_row(model, r)
    for at in range(begin, end):
        if int(model.bolus[at, BOLUS_DRUG]) != d:
            continue
        starts, long = begun + model.bolus[at, MOMENT], 0.0
        if model.bolus[at, DOSE] >= 0.0:
            long = _lasts(model, body, r, at, d)
            starts += body[r, d, LAG] if long == 0.0 else 0.0
        if starts > day + SOON and starts < stop - SOON:
            stop = starts
        if starts + long > day + SOON and starts + long < stop - SOON:
            stop = starts + long
    return stop


@called
def _give_all(model, body, r, day, begun, c, dose, anchor):
    out_of_line()
    for d in range(body.shape[1]):
        give_drug(model, body, r, d, day, begun, dose[d], anchor[d], c)


@inlined
def give_bodies(model, body, r, day, begun, c, dose, anchor):
    """Give what gets in on a day, if drugs are such; tell whether."""
    if body is None:
        return False
    else:
        _give_all(model, body, r, day, begun, c, dose, anchor)
        return True


@called
def _next_of_all(model, body, r, day, begun, until, dose, anchor):
    out_of_line()
    stop = until
    for d in range(body.shape[1]):
        stop = next_of_drug(model, body, r, d, day, begun, stop, dose[d], anchor[d])
    return stop


@inlined
def next_in_bodies(model, body, r, day, begun, until, dose, anchor):
    """Return the next day on which anything gets in or ceases to, or `until`; -1 for no bodies."""
    if body is None:
        return -1.0
    else:
        return _next_of_all(model, body, r, day, begun, until, dose, anchor)


@called
def _settle_drug(model, body, r, d, days, dose, wait, c):
    """Move drug d over an interval; return the most that there was of it."""
    out_of_line()
    now, most = 0.0, all_of(body, c, d)
    while now < days - SOON:
        give_drug(model, body, r, d, now, 0.0, dose, wait, c)
        stop = next_of_drug(model, body, r, d, now, 0.0, days, dose, wait)
        flow = c[body.shape[1] + ROOMS * d + FLOW]
        most = max(most, all_of(body, c, d) + flow * (stop - now))
        pass_drug(body, r, d, stop - now, c, c)
        now = stop
    for room in range(ROOMS):
        at = body.shape[1] + ROOMS * d + room
        c[at] = rounded(c[at]) if room != FLOW else 0.0
    c[d] = rounded(c[d])
    return most


@called
def _settle_all(model, body, r, day, until, c, dose, anchor, peak):
    out_of_line()
    for d in range(body.shape[1]):
        peak[d] = c[d]
        if body[r, d, EARLY] > 0.0:
            wait = until_due(anchor[d], model.interval[d], day) if dose[d] > 0.0 else 0.0
            peak[d] = _settle_drug(model, body, r, d, until - day, dose[d], wait, c)
        if dose[d] == 0.0:
            anchor[d] = until


@inlined
def settle_bodies(model, body, r, day, until, c, dose, anchor, peak):
    """Move the vector c from one visit to the next, if drugs are such; tell whether.

    As `rates.exposure.settle`, which see for `anchor` and `peak`.
    """
    if body is None:
        return False
    else:
        _settle_all(model, body, r, day, until, c, dose, anchor, peak)
        return True
