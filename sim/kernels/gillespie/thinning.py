"""Gillespie's direct method where rates change: with the size of the tumour, or as drugs decay.

Between two moments without an administration every concentration only falls, or has bounds
(`rates.body`). So the rates at its highest and at its lowest bound the rates within such a span,
and crowding, which is known exactly after every event, multiplies both. Events are proposed at the
upper bound and accepted with probability rate / bound (thinning: Lewis and Shedler 1979, Naval Res
Logist Q 26:403). One below the lower bound is accepted unseen; only one in between needs the rates
of its own moment.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.gillespie.direct import divide, mutation
from sim.kernels.model import (
    ACTS,
    ARRIVALS,
    BATCH,
    BIRTH,
    CEILING,
    CROWDING,
    END_EDGE,
    FIRST_EDGE,
    HIGHEST,
    INTERACTION,
    MAXIMUM,
    NO_CROWDING,
    ON_MECHANISM,
    SOURCE,
    TARGET,
    UNIFORM,
)
from sim.kernels.random.streams import exponential, uniform
from sim.kernels.rates.body import put_highest, put_lowest
from sim.kernels.rates.crowding import crowding, load_on
from sim.kernels.rates.drugs import drug_rates, switch_rate
from sim.kernels.rates.raised import (
    capacity_left,
    changes_capacity,
    is_raised,
    raised_mutation,
)

# Rows of a table of bounds (row, clone) [1/day per cell]: divisions, deaths linked to division
# (both times FACTOR), other deaths, deaths by crowding; LOW + each is the lower bound. LEAVE:
# switches; WEIGHT: all events of the clone's cells.
BIRTHS, LINKED, DEATHS, ADDED, LOW = 0, 1, 2, 3, 4
LEAVE, FACTOR, WEIGHT = 8, 9, 10
# Shares of the capacity that drugs leave at the lowest and at the highest concentrations.
MOST_ROOM, LEAST_ROOM = 11, 12
BOUND_ROWS = 13
SWITCHES = 4
"""Events beyond these four are switches: part SWITCHES + w is switch w."""
# The tables: bounds over a span, and the rates of one moment (there LOW is HIGH).
SPAN, MOMENT = 0, 1


class Work(NamedTuple):
    """Work space of one patient."""

    n: np.ndarray
    """(clone,) cells, whole numbers."""
    c: np.ndarray
    """(drug,) concentrations at the start of a span."""
    later: np.ndarray
    """(drug,) at its end, or at a moment in it."""
    high: np.ndarray
    """(drug,) the highest concentrations of a span, and..."""
    low: np.ndarray
    """(drug,) ...the lowest."""
    alone: np.ndarray
    """(drug,) for trying out."""
    dose: np.ndarray
    """(drug,) given."""
    anchor: np.ndarray
    """(drug,) days from which they are given."""
    rates: np.ndarray
    """(3, clone)."""
    bounds: np.ndarray
    """(SPAN and MOMENT, BOUND_ROWS, clone)."""
    switching: np.ndarray
    """(SPAN and MOMENT, switch, 2): highest and lowest."""


def make_work(clones, drugs, switches):
    """Return empty work space."""
    c, later, high, low, alone, dose, anchor = np.zeros((7, drugs))
    return Work(
        np.zeros(clones), c, later, high, low, alone, dose, anchor, np.zeros((3, clones)),
        np.zeros((2, BOUND_ROWS, clones)), np.zeros((2, switches, 2)),
    )  # fmt: skip


@inlined
def _take_turns(model):
    """Tell whether drugs that act differently may take turns in being the strongest.

    Then a slower division may give way to deaths as concentrations fall, and the ends of a span
    are no bounds; the drugs one by one, and none, are.
    """
    turns = False
    for d in range(1, model.kind.shape[0]):
        turns = turns or model.kind[d, ACTS] != model.kind[0, ACTS]
    return turns and model.rules[INTERACTION] == HIGHEST


@inlined
def _feeds(model, r):
    """Tell whether a drug raises births or spares deaths: then the ends of a span are no bounds."""
    feeds = False
    for d in range(model.kind.shape[0]):
        feeds = feeds or model.drug[r, d, MAXIMUM] < 0.0
    return feeds


@called
def put_ends(model, body, r, days, work):
    """Fill the highest and lowest concentrations of a span of so many days."""
    out_of_line()
    if body is None:
        for d in range(work.c.shape[0]):
            work.high[d], work.low[d] = work.c[d], work.later[d]
    else:
        put_highest(body, r, days, work.c, work.high)
        put_lowest(body, r, days, work.c, work.low)


@called
def put_bounds(model, r, work, table):
    """Fill a table: SPAN with bounds from concentrations `low` to `high`, MOMENT with `later`'s.

    Returns
    -------
    float
        Events of the whole tumour per day that fall between the bounds, crowding apart.
    """
    out_of_line()
    bounds, now, rates = work.bounds[table], work.alone, work.rates
    drugs, turns = model.kind.shape[0], table == SPAN and _take_turns(model)
    fed = table == SPAN and _feeds(model, r)
    cases = 1 + (drugs if turns else 1 - table) + (2 if fed else 0)
    for case in range(cases):
        for d in range(drugs):
            lowest = work.low[d] if table == SPAN else work.later[d]
            if turns:
                # (a drug that blocks a mechanism is no rival: it makes the others stronger)
                helps = case > 0 and model.kind[d, ACTS] == ON_MECHANISM
                now[d] = work.high[d] if d == case - 1 or helps else 0.0
            elif case > 1:  # (most births: what feeds at its highest, all else at its lowest)
                feeds = model.drug[r, d, MAXIMUM] < 0.0
                now[d] = work.high[d] if feeds == (case == 2) else lowest
            else:
                now[d] = work.high[d] if case == 1 else lowest
        drug_rates(model, r, now, rates[BIRTHS], rates[DEATHS], rates[LINKED])
        for part in range(3):
            for i in range(rates.shape[1]):
                rate = rates[part, i]
                if case == 0 or rate > bounds[part, i]:
                    bounds[part, i] = rate
                if case == 0 or rate < bounds[LOW + part, i]:
                    bounds[LOW + part, i] = rate
    between = 0.0
    for i in range(rates.shape[1]):
        bounds[LINKED, i] *= bounds[BIRTHS, i]
        bounds[LOW + LINKED, i] *= bounds[LOW + BIRTHS, i]
        bounds[LEAVE, i] = 0.0
        for part in range(3):
            between += work.n[i] * (bounds[part, i] - bounds[LOW + part, i])
    for w in range(model.switch_ends.shape[0]):
        i = model.switch_ends[w, SOURCE]
        low = high = switch_rate(model, r, w, work.later)
        if table == SPAN:
            low = switch_rate(model, r, w, work.low)
            high = switch_rate(model, r, w, work.high)
        work.switching[table, w, 0], work.switching[table, w, 1] = high, low
        bounds[LEAVE, i] += high
        between += work.n[i] * (high - low)
    if changes_capacity(model):
        for i in range(rates.shape[1]):
            low_at = work.low if table == SPAN else work.later
            high_at = work.high if table == SPAN else work.later
            bounds[MOST_ROOM, i] = capacity_left(model, r, i, low_at)
            bounds[LEAST_ROOM, i] = capacity_left(model, r, i, high_at)
    return between


@inlined
def arriving(model, r):
    """Return how often cells arrive from elsewhere [1/day]."""
    often = 0.0
    if model.clone.shape[2] > ARRIVALS:
        for i in range(model.clone.shape[1]):
            often += model.clone[r, i, ARRIVALS]
    return often


@called
def _arrive(model, r, n, u):
    """Let a batch arrive, by where u lies on the line of all arrivals; return the clone."""
    out_of_line()
    last = n.shape[0] - 1
    i = 0
    while i < last and u >= model.clone[r, i, ARRIVALS]:
        u -= model.clone[r, i, ARRIVALS]
        i += 1
    while i > 0 and model.clone[r, i, ARRIVALS] == 0.0:  # (rounding fell beyond the last)
        i -= 1
    n[i] += model.clone[r, i, BATCH]
    return i


@inlined
def true_rate(model, r, work, i, part):
    """Return the rate of an event [1/day per cell] at the moment of the table MOMENT."""
    if part >= SWITCHES:
        return work.switching[MOMENT, part - SWITCHES, 0]
    if part != DEATHS and changes_capacity(model):
        return _crowded_rate(model, r, work, i, part)
    return work.bounds[MOMENT, part, i]


@called
def _crowded_rate(model, r, work, i, part):
    """Return the same where drugs change the room, over the factor that bounds births."""
    out_of_line()
    load = load_on(model, i, work.n) / work.bounds[MOMENT, MOST_ROOM, i]
    factor, deaths = crowding(model, r, i, load)
    if part == ADDED:
        return deaths * model.clone[r, i, BIRTH]
    most = work.bounds[SPAN, FACTOR, i]
    return work.bounds[MOMENT, part, i] * factor / most if most > 0.0 else 0.0


@inlined
def happen(model, r, s, n, i, part, gains, concentration):
    """Let an event of clone i change the cells; return the clone that gained and the state."""
    if part == BIRTHS:
        m = np.int64(-1)
        if model.flow[i, END_EDGE] > model.flow[i, FIRST_EDGE]:
            if is_raised(model):
                m, s = raised_mutation(model, r, s, i, concentration)
            else:
                m, s = mutation(model, r, s, i, 1.0)
        gains = divide(model, n, i, m)
    else:
        n[i] -= 1.0
        if part >= SWITCHES:
            n[gains] += 1.0
    return gains, s


@called
def run_span(model, r, s, work, day, days, most):
    """Run a span whose bounds are known, from a day in it on; as far as the bounds suffice.

    Returns
    -------
    day : float
        Where it stopped: at the end of the span, or at an event that needs the rates of its day.
    i, part, gains : int
        The clone and kind of that event, and the clone that gains; i is -1 if there is none.
    left : float
        It happens if this is below its true rate (`true_rate`).
    events : int
    s : tuple
        State of the stream.
    """
    out_of_line()
    n, bounds, last = work.n, work.bounds[SPAN], work.n.shape[0] - 1
    crowded, alike = model.rules[CROWDING] != NO_CROWDING, model.rules[UNIFORM] == 1
    events, total, changed, raised = 0, 0.0, True, is_raised(model)
    room, arrivals = changes_capacity(model), arriving(model, r)
    while events <= most:
        if changed:
            total, factor, deaths = 0.0, 1.0, 0.0
            for i in range(last + 1):
                if crowded and (i == 0 or not alike or room):
                    load = load_on(model, i, n)
                    if room:  # (bounds: most births at the lowest concentrations)
                        factor, _ = crowding(model, r, i, load / bounds[MOST_ROOM, i])
                        _, deaths = crowding(model, r, i, load / bounds[LEAST_ROOM, i])
                    else:
                        factor, deaths = crowding(model, r, i, load)
                added = deaths * model.clone[r, i, BIRTH]
                bounds[FACTOR, i], bounds[ADDED, i], bounds[LOW + ADDED, i] = factor, added, added
                per_cell = (bounds[BIRTHS, i] + bounds[LINKED, i]) * factor + added
                bounds[WEIGHT, i] = n[i] * (per_cell + bounds[DEATHS, i] + bounds[LEAVE, i])
                total += bounds[WEIGHT, i]
            total += arrivals
            changed = False
        if total <= 0.0:
            break
        wait, s = exponential(s)
        day += wait / total
        if day >= days:
            break
        u, s = uniform(s)
        u *= total
        i = 0
        while i < last and u >= bounds[WEIGHT, i]:
            u -= bounds[WEIGHT, i]
            i += 1
        if arrivals > 0.0 and u >= bounds[WEIGHT, i]:
            gains = _arrive(model, r, n, u - bounds[WEIGHT, i])
            events, changed = events + 1, True
            if n[gains] >= CEILING:
                break
            continue
        if n[i] == 0.0:
            continue
        u /= n[i]
        gains = i
        part = 0
        while part < SWITCHES:
            scale = bounds[FACTOR, i] if part <= LINKED else 1.0
            if u < bounds[part, i] * scale:
                # (how often a division mutates hangs on the moment too, where drugs raise that)
                founds = part == BIRTHS and model.flow[i, END_EDGE] > model.flow[i, FIRST_EDGE]
                unsure = (raised and founds) or (room and part != DEATHS)
                if u >= bounds[LOW + part, i] * scale or unsure:
                    return day, i, part, gains, u / scale, events, s
                changed = True
                break
            u -= bounds[part, i] * scale
            part += 1
        if part == SWITCHES:
            for w in range(model.switch_ends.shape[0]):
                if model.switch_ends[w, SOURCE] == i:
                    if u < work.switching[SPAN, w, 0]:
                        gains = model.switch_ends[w, TARGET]
                        if u >= work.switching[SPAN, w, 1]:
                            return day, i, SWITCHES + w, gains, u, events, s
                        changed = True
                        break
                    u -= work.switching[SPAN, w, 0]
            if not changed:
                continue
        events += 1
        gains, s = happen(model, r, s, n, i, part, gains, work.later)
        if n[gains] >= CEILING:
            break
    return days, -1, 0, 0, 0.0, events, s
