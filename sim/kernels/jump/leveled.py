"""Between two visits, one by one: crowded tumours whose clones switch while drugs decay.

What such a tumour needs is planned for a level of crowding (`crowding.levels`) and kept: under
doses that go on it comes again, and so it does for the others of a group.
"""

import math

import numpy as np

from sim.kernels.birth_death.law import RATE_ROWS
from sim.kernels.compile import allocating, called, out_of_line
from sim.kernels.crowding.average import crowded_steps, feels_chance
from sim.kernels.crowding.changing import WANTS_SPANS, take_step
from sim.kernels.crowding.flow_steps import error_of_planned_flows
from sim.kernels.crowding.left_out import BENT
from sim.kernels.crowding.levels import (
    PARTS,
    beyond,
    level_of,
    named_with,
    put_middle,
    put_own_births,
)
from sim.kernels.crowding.plan import put_crowd_plan, with_room
from sim.kernels.jump.bench import Planned
from sim.kernels.jump.cut import linear_steps
from sim.kernels.jump.kept import (
    ERROR,
    MOST_KEPT,
    STEPS,
    body,
    find,
    keep,
    new_kept,
    rows_for,
)
from sim.kernels.leap.patients import put_back, take_one
from sim.kernels.model import FULL, width
from sim.kernels.origins.track import set_step
from sim.kernels.random.streams import fold_in
from sim.kernels.steps.group import PEAK, group_spans, put_one_step
from sim.kernels.steps.length import MOST_STEPS, more_steps, power_of_two
from sim.kernels.switching.space import KIND
from sim.kernels.switching.switch import MOST, switch

ONE_STEP = -1.0
"""In the place of a level: the rates of an interval in one step, which hold at any."""
MOST_KINDS = 16
"""Plans of more steps are not kept."""
SHARED = 2 * MOST_KEPT
"""Intervals that are kept where all patients share them."""


def new_crowd_kept(model, patients, again):
    """Return room for the plans of patients, kept.

    One patient's where all are alike; none where intervals do not come `again`, or would take too
    much room: then each plan is made, used and forgotten.
    """
    clones, alike = model.clone.shape[1], len(model.clone) == 1
    numbers = MOST_KINDS * (RATE_ROWS * clones + 2 * len(model.switch_ends))
    numbers += (MOST_KINDS + 2) * clones * clones
    what, of = (width(model), numbers), 1 if alike or not again else patients
    most = SHARED if alike else MOST_KEPT
    return new_kept(of, rows_for(of, *what, most=most) if again else 0, *what, most)


@called
def _copy(rows, row, at, out, back):
    """Copy (a, b) numbers from a row, from place `at` on, or back to it; return the next place."""
    out_of_line()
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            if back:
                rows[row, at] = out[i, j]
            else:
                out[i, j] = rows[row, at]
            at += 1
    return at


@called
def _copy_plan(rows, row, at, plan, count, back):
    """Copy a plan of so many steps from a row, from its body at `at`, or back to it."""
    out_of_line()
    for s in range(count):
        at = _copy(rows, row, at, plan.rates[s], back)
        at = _copy(rows, row, at, plan.split[s], back)
        at = _copy(rows, row, at, plan.between[s], back)
    at = _copy(rows, row, at, plan.starts[0], back)
    _copy(rows, row, at, plan.ends[count - 1], back)


@allocating
def _one_step(model, r, days, drugs, kept, mine, tolerance, kinetics, switching, planned, bench):
    """Fill the rates of an interval in one step; return the plans, and how many steps it takes."""
    at = find(kept, mine, days, drugs, kinetics, ONE_STEP)
    if at >= 0:
        _copy(kept.rows, at, body(drugs.shape[1]), bench.rates[0], False)
        return planned, np.int64(kept.rows[at, STEPS])
    count, error = linear_steps(
        model, r, days, drugs[PEAK], False, tolerance, bench.path.crowded[0], switching,
        bench.amounts, bench.work,
    )  # fmt: skip
    spans = group_spans(model, r, days, 1, drugs, None, planned.spans)
    put_one_step(model, r, days, drugs, bench.path, spans, bench.rates)
    if kept.known.shape[1] > 0:
        at = keep(kept, mine, days, drugs, count, 1, error, ONE_STEP)
        _copy(kept.rows, at, body(drugs.shape[1]), bench.rates[0], True)
    return Planned(planned.plan, spans, planned.fine), count


@allocating
def _plan_for(
    model, r, days, least, level, name, drugs, kept, mine, tolerance, kinetics, switching, planned,
    bench,
):  # fmt: skip
    """Find or make the plan for a level; return it, its steps, and its error.

    Parameters
    ----------
    least : int
        It takes no fewer steps.
    level : (float, float)
        As of `put_crowd_plan`; bench.births_left holds the rest.
    name : float
        Of it: plans are kept by that.
    """
    named = named_with(name, least)
    at = find(kept, mine, days, drugs, kinetics, named)
    plan, spans = planned.plan, planned.spans
    clones, switches = bench.n.shape[0], bench.amounts.shape[1]
    if at >= 0:
        count = np.int64(kept.rows[at, STEPS])
        plan = with_room(plan, count, spans.days.shape[0], clones, switches)
        _copy_plan(kept.rows, at, body(drugs.shape[1]), plan, count, False)
        return Planned(plan, spans, planned.fine), count, kept.rows[at, ERROR], False
    plan.of[0] = 0
    count, error, again = least, 0.0, True
    while again:
        spans = group_spans(model, r, days / count, count, drugs, True, spans)
        plan = with_room(plan, count, spans.days.shape[0], clones, switches)
        error, apart = put_crowd_plan(
            model, r, spans, count, days / count, level, bench.births_left, bench.path, plan,
            bench.work, switching,
        )  # fmt: skip
        again = error > tolerance and count < MOST_STEPS
        count = more_steps(count, apart, tolerance) if again else count
    if kept.known.shape[1] > 0 and count <= MOST_KINDS:
        at = keep(kept, mine, days, drugs, count, count, error, named)
        _copy_plan(kept.rows, at, body(drugs.shape[1]), plan, count, True)
    return Planned(plan, spans, planned.fine), count, error, True


@called
def _go_on(
    model, r, day, days, s, count, ready, chance, error, low, high, planned, base, tolerance, exact,
    tracks, worst, bench,
):  # fmt: skip
    """Take the steps of a tumour from step s on; return the first that needs spans, or `count`.

    Negative, less one, where a clone got full.
    """
    out_of_line()
    h, plan = days / count, planned.plan
    while s < count:
        got = take_step(
            model, r, s, count, h, planned.spans, planned.fine, ready, plan, chance, base,
            day + s * h, bench.n, bench.w, bench.path, bench.law, bench.expected, bench.waiting,
            tolerance, exact, tracks, worst,
        )  # fmt: skip
        if got == WANTS_SPANS:
            return s
        if not (chance or bench.flows.matter):
            worst[0] = max(worst[0], error * beyond(low, high, bench.w))
        matrix = plan.ends[s] if s == count - 1 else plan.between[s]
        switch(matrix, bench.n, bench.moved, fold_in(base, np.uint64(MOST + s)), tracks)
        s += 1
        if got == FULL:
            return -s - 1
    return s


@allocating
def run_by_level(
    model, r, day, days, order, begin, end, cells, state, left, keys, moment, drugs, kept, mine,
    tolerance, exact, kinetics, switching, tracks, worst, planned, bench,
):  # fmt: skip
    """Advance the patients of a group who are left; return what was planned last.

    Parameters
    ----------
    kept : Kept
        Plans (`new_crowd_kept`).
    mine : int
        Whose plans the group's are among.
    planned : Planned
        Overwritten, or given back larger.
    """
    planned, fewest = _one_step(
        model, r, days, drugs, kept, mine, tolerance, kinetics, switching, planned, bench
    )
    n, w, kind = bench.n, bench.w, bench.work[KIND, 0, 0]
    for where in range(begin, end):
        p = order[where]
        if left[p] <= 0 or take_one(cells, p, n) == 0.0:
            continue
        _, pull, error = crowded_steps(model, r, days, bench.rates[0], BENT, n, tolerance, w)
        low, high = level_of(model, r, days, bench.rates[0], n, error, w)
        level = (-1.0, -1.0) if bench.flows.matter else (low / PARTS, high / PARTS)
        if bench.flows.matter:
            name = put_own_births(w, bench.births_left, kind)
        else:
            name = put_middle(low, high, bench.births_left, kind)
        least = max(fewest, power_of_two(pull / math.sqrt(12.0 * tolerance)))
        count, ready, again = least, False, True
        while again:
            planned, count, error, ready = _plan_for(
                model, r, days, least, level, name, drugs, kept, mine, tolerance, kinetics,
                switching, planned, bench,
            )  # fmt: skip
            off = 0.0
            if bench.flows.matter:
                plan = planned.plan
                off = error_of_planned_flows(
                    model, r, days / count, count, plan.rates, plan.split, bench.births_left,
                    tolerance, bench.flows, n, w,
                )  # fmt: skip
            again = off > tolerance and count < MOST_STEPS
            least = more_steps(count, off, tolerance)
        worst[0] = max(worst[0], max(error, off))
        h, base = days / count, fold_in(keys[p], moment)
        chance = feels_chance(model, r, h, bench.rates[0], n, tolerance, w) > 0.0
        if tracks is not None:
            set_step(tracks, p, day, 0.0)
        switch(planned.plan.starts[0], n, bench.moved, fold_in(base, np.uint64(2 * MOST)), tracks)
        s, full, missing = np.int64(0), False, chance
        while s < count:
            if missing and (chance or not ready):
                fine = planned.fine
                spans = group_spans(model, r, h, count, drugs, True, planned.spans)
                if chance:
                    fine = group_spans(model, r, 0.5 * h, 2 * count, drugs, True, fine)
                planned, ready = Planned(planned.plan, spans, fine), True
            s = _go_on(
                model, r, day, days, s, count, ready, chance, error, low, high, planned, base,
                tolerance, exact, tracks, worst, bench,
            )  # fmt: skip
            missing = True
            if s < 0:
                s, full = -s - 1, True
        put_back(n, cells, p)
        if full:
            state[p] = FULL
    return planned
