"""Crowded tumours whose drugs decay, one by one: along the path that each is expected to take.

Every patient has a path of their own, from the cells that are there (`steps.path`). A step
leaves out how chance changes the crowding in it. Where that is felt, a step is split in two, and
the second half has the crowding that is expected plus twice what chance has added by the middle
(weak order two, after Anderson and Mattingly 2011, Commun Math Sci 9:301). The number of steps is a
patient's own: of patients who share rates, those with the fewest steps go first, and who finds them
too long goes on with twice as many.
"""

import math

import numpy as np

from sim.kernels.birth_death.law import MORE
from sim.kernels.compile import called, out_of_line
from sim.kernels.crowding.average import crowded_steps, feels_chance, predict, quickest
from sim.kernels.crowding.flow_steps import error_of_planned_flows
from sim.kernels.crowding.leap import crowded_leap
from sim.kernels.crowding.left_out import BENT
from sim.kernels.crowding.plan import SLOWED, put_more
from sim.kernels.crowding.space import END_ADDED, START_ADDED
from sim.kernels.crowding.uneven import follow_rates
from sim.kernels.leap.one import leap
from sim.kernels.leap.patients import put_back, take_one
from sim.kernels.model import CROWDING, FULL, LOGISTIC_BIRTH
from sim.kernels.origins.track import set_step
from sim.kernels.random.streams import fold_in
from sim.kernels.rates.spans import Spans
from sim.kernels.steps.length import CROWDED, MOST_STEPS, more_steps, power_of_two
from sim.kernels.steps.path import pass_step, press, put_crowded
from sim.kernels.steps.plan import add_more, put_given, put_laws
from sim.kernels.switching.apart import nothing_is_missing
from sim.kernels.switching.error import error_of_splitting, put_growth
from sim.kernels.switching.space import MISSING
from sim.kernels.switching.switch import MOST, switch
from sim.kernels.switching.truth import put_truth

DONE = -1
WANTS_SPANS = -1
STRAINED = 2.0
"""Births or deaths that crowding makes this many times as quick: then what is left out of the
steps of a group, which is looked at without crowding, is looked at for the tumour alone."""


@called
def run_in_one_step(
    model, r, day, days, rates, order, begin, end, cells, state, left, keys, moment, n, w, law,
    expected, waiting, tolerance, exact, tracks, worst,
):  # fmt: skip
    """Advance those of a group for whom one step at the rates of its pieces is enough.

    As `jump.crowded` does for many of them side by side, with the same bits. They are no
    longer left then.
    """
    out_of_line()
    for at in range(begin, end):
        p = order[at]
        if left[p] <= 0 or take_one(cells, p, n) == 0.0:
            continue
        _, pull, error = crowded_steps(model, r, days, rates, BENT, n, tolerance, w)
        error = follow_rates(model, r, days, rates, n, w, error)
        if pull > 0.0 or math.sqrt(error / tolerance) > 1.0:
            continue
        worst[0] = max(worst[0], error)
        left[p] = 0
        if tracks is not None:
            set_step(tracks, p, day, days)
        key, constant = fold_in(fold_in(keys[p], moment), np.uint64(0)), begin < 0
        if crowded_leap(
            model.clone, model.flow, model.target, model.probability, r, days, rates, constant, n,
            w, law, expected, waiting, key, exact, tracks,
        ):  # fmt: skip
            state[p] = FULL
        put_back(n, cells, p)


@called
def put_steps(
    model, r, days, rates, order, begin, end, cells, left, least, n, tolerance, w, steps
):  # fmt: skip
    """Fill how many steps chance asks of every patient of a group who is left."""
    out_of_line()
    for at in range(begin, end):
        p = order[at]
        steps[p] = DONE
        if left[p] > 0 and take_one(cells, p, n) > 0.0:
            _, pull, _ = crowded_steps(model, r, days, rates, BENT, n, tolerance, w)
            steps[p] = max(least, power_of_two(pull / math.sqrt(12.0 * tolerance)))


@called
def mark_chance(
    model, r, days, count, rates, order, begin, end, cells, n, tolerance, w, steps, chance
):  # fmt: skip
    """Mark the patients who take `count` steps now and feel chance in them.

    Returns
    -------
    some, any_chance : bool
        Whether anybody takes so many steps, and whether any of them feels chance.
    """
    out_of_line()
    some, felt = False, False
    for at in range(begin, end):
        p = order[at]
        if steps[p] == count:
            take_one(cells, p, n)
            pull = feels_chance(model, r, days / count, rates, n, tolerance, w)
            chance[p] = pull > 0.0
            some, felt = True, felt or pull > 0.0
    return some, felt


@called
def take_more(count, more, order, begin, end, steps):
    """Let all of a group who take `count` steps now take more."""
    out_of_line()
    for at in range(begin, end):
        if steps[order[at]] == count:
            steps[order[at]] = more


@called
def _expect(path, n):
    """Expect the path to begin with the cells that are there."""
    out_of_line()
    for i in range(n.shape[0]):
        path.cells[i] = n[i]
        path.shift[0, i], path.shift[1, i] = 0.0, 0.0


@called
def _error_of(model, r, spans, count, h, n, path):
    """Return the largest error of the steps that a tumour is expected to take."""
    out_of_line()
    _expect(path, n)
    error = 0.0
    for s in range(count):
        founding, off = pass_step(model, r, spans, s, h, True, path)
        error = max(error, max(CROWDED * founding, off))
    return error


@called
def _add_what_chance_did(model, r, n, path):
    """Let the rest of the path have the crowding that is expected, and twice what chance added."""
    out_of_line()
    press(model, r, path.cells, path.pressed[0])
    press(model, r, n, path.pressed[1])
    for kind in range(2):
        for i in range(n.shape[0]):
            path.shift[kind, i] = 2.0 * (path.pressed[1, kind, i] - path.pressed[0, kind, i])


@called
def _one_step(
    model, r, spans, s, h, n, more, share, path, law, expected, waiting, key, day, exact, tracks
):  # fmt: skip
    """Take one step along the expected path; return whether a clone got full.

    Parameters
    ----------
    more : ndarray (clone,)
        How many times more there are at the end of a step of the plan (`birth_death.law`), of
        which this is a `share`.
    """
    out_of_line()
    pass_step(model, r, spans, s, h, True, path)
    put_given(path, h, path.given)
    add_more(more, share, path.given)
    put_laws(model.flow, path.given, law)
    if tracks is not None:
        set_step(tracks, np.int64(tracks.who[0]), day, h)
    return leap(
        model.flow, model.target, model.probability, r, law, n, expected, waiting, key, exact,
        tracks,
    )  # fmt: skip


@called
def _strained(w, cells):
    """Tell whether crowding makes any clone much quicker than it is by itself, as foreseen in w."""
    out_of_line()
    added = 0.0
    for i in range(cells.shape[0]):
        if cells[i] > 0.0:
            added = max(added, max(w[START_ADDED, i], w[END_ADDED, i]))
    return max(quickest(w, cells), 1.0 + added) > STRAINED


@called
def _own_error(model, r, spans, count, h, plan, n, path, work, switching):
    """Return the error of the steps of a tumour that crowding makes much quicker.

    What is missing of states that switch is put back, which is filled into work[MISSING].
    """
    out_of_line()
    error = _error_of(model, r, spans, count, h, n, path)
    if switching is None:
        return error
    _expect(path, n)
    put_crowded(model, r, spans, count, path, plan.crowded)
    crowded = Spans(spans.days, spans.pieces, plan.crowded, spans.switching, spans.strength)
    for s in range(count):
        pass_step(model, r, crowded, s, h, None, path)
        put_growth(model, r, path, plan.growth[s])
    truth = plan.truth[SLOWED]
    lead = put_truth(model, r, crowded, count, truth, work)
    plan.of[0] = 0  # (it is another truth now)
    apart = error_of_splitting(
        model, truth, lead, plan.growth[:count], plan.starts[:count], plan.ends[:count], True, work
    )
    return max(error, apart)


@called
def take_step(
    model, r, s, count, h, spans, fine, ready, plan, chance, base, now, n, w, path, law, expected,
    waiting, tolerance, exact, tracks, worst,
):  # fmt: skip
    """Take step s of `count` steps of h days of one tumour.

    Along the expected path only where rates are too uneven for their means.

    Parameters
    ----------
    ready : bool
        Whether `spans` are there, and `fine` ones where `chance` is felt.
    plan : CrowdPlan
        Its rates are those of the steps.
    base : uint64
        Address of the interval.
    now : float
        The day.

    Returns
    -------
    int
        FULL if a clone got full; WANTS_SPANS, and nothing has happened, if spans are needed.
    """
    out_of_line()
    key, full, constant = fold_in(base, np.uint64(s)), False, s < 0
    if chance:
        _expect(path, n)
        for half in range(2):
            if half == 1:
                _add_what_chance_did(model, r, n, path)
            full = full | _one_step(
                model, r, fine, 2 * s + half, 0.5 * h, n, plan.rates[s, MORE], 0.5, path, law,
                expected, waiting, fold_in(key, np.uint64(half + 1)), now + half * 0.5 * h, exact,
                tracks,
            )  # fmt: skip
        return FULL if full else 0
    off = predict(model, r, h, plan.rates[s], BENT, n, w)
    off = follow_rates(model, r, h, plan.rates[s], n, w, off)
    # (what each step leaves out adds up to what the interval does)
    if math.sqrt(off * count / tolerance) > 1.0:
        if not ready:
            return WANTS_SPANS
        _expect(path, n)
        full = _one_step(
            model, r, spans, s, h, n, plan.rates[s, MORE], 1.0, path, law, expected, waiting, key,
            now, exact, tracks,
        )  # fmt: skip
        return FULL if full else 0
    worst[0] = max(worst[0], off * count)
    if tracks is not None:
        set_step(tracks, np.int64(tracks.who[0]), now, h)
    full = crowded_leap(
        model.clone, model.flow, model.target, model.probability, r, h, plan.rates[s], constant, n,
        w, law, expected, waiting, key, exact, tracks,
    )  # fmt: skip
    return FULL if full else 0


@called
def run_steps(
    model, r, day, days, count, spans, fine, plan, error, order, begin, end, cells, state, keys,
    moment, steps, chance, n, w, path, law, work, expected, waiting, moved, tolerance, exact,
    switching, births_left, flows, tracks, worst,
):  # fmt: skip
    """Advance the patients of a group who take `count` steps now; who needs more is told so.

    Parameters
    ----------
    spans, fine : Spans
        Of the interval cut into `count` steps; and into twice as many, for those who feel chance.
    plan : CrowdPlan
        Of `count` steps, of which `error` was returned.
    steps : ndarray (patient,), int64
        Overwritten: DONE, or how many they need.
    """
    out_of_line()
    h = days / count
    for where in range(begin, end):
        p = order[where]
        if steps[p] != count:
            continue
        take_one(cells, p, n)
        off = predict(model, r, h, plan.rates[0], BENT, n, w)
        hard = model.rules[CROWDING] != LOGISTIC_BIRTH or _strained(w, n)
        own = 0.0
        if switching is not None:
            nothing_is_missing(work)
        if hard:
            own = _own_error(model, r, spans, count, h, plan, n, path, work, switching)
        elif chance[p] or count * follow_rates(model, r, h, plan.rates[0], n, w, off) > tolerance:
            own = _error_of(model, r, spans, count, h, n, path)
        if flows.matter:
            off = error_of_planned_flows(
                model, r, h, count, plan.rates, plan.split, births_left, tolerance, flows, n, w
            )
            own = max(own, off)
        if own > tolerance and count < MOST_STEPS:
            steps[p] = more_steps(count, own, tolerance)
            continue
        worst[0] = max(worst[0], own)
        steps[p] = DONE
        worst[0] = max(worst[0], error)
        base, full = fold_in(keys[p], moment), False
        if tracks is not None:
            set_step(tracks, p, day, 0.0)
        if switching is not None:
            put_more(count, work[MISSING, 0], plan.rates)
            switch(plan.starts[0], n, moved, fold_in(base, np.uint64(2 * MOST)), tracks)
        for s in range(count):
            full = full | (FULL == take_step(
                model, r, s, count, h, spans, fine, True, plan, chance[p], base, day + s * h, n, w,
                path, law, expected, waiting, tolerance, exact, tracks, worst,
            ))  # fmt: skip
            if switching is not None:
                matrix = plan.ends[s] if s == count - 1 else plan.between[s]
                switch(matrix, n, moved, fold_in(base, np.uint64(MOST + s)), tracks)
        put_back(n, cells, p)
        if full:
            state[p] = FULL
