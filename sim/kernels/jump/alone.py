"""The jump engine between two visits, with crowding: tumours one by one.

Those that are followed; all where Python runs them; and, while drugs decay, those that switch or
for whom one step is not enough (`jump.crowded`).

Steps are chosen for every patient from the state at the visit, so a patient's result does not
depend on who else is in the block.
"""

import numpy as np

from sim.kernels.birth_death.law import NODES, RATE_ROWS, WIDTH
from sim.kernels.compile import called, kernel, out_of_line
from sim.kernels.crowding.average import crowded_steps, quickest
from sim.kernels.crowding.changing import run_in_one_step
from sim.kernels.crowding.flow_steps import steps_for_flows
from sim.kernels.crowding.leap import crowded_step
from sim.kernels.crowding.left_out import AVERAGED
from sim.kernels.crowding.mean_path import new_flows
from sim.kernels.crowding.plan import new_crowd_plan
from sim.kernels.crowding.space import WORK_ROWS
from sim.kernels.jump.bench import Bench, Planned
from sim.kernels.jump.changing import run_changing
from sim.kernels.jump.cut import linear_steps
from sim.kernels.jump.kept import whose
from sim.kernels.jump.leveled import run_by_level
from sim.kernels.leap.patients import put_back, take_one
from sim.kernels.model import FULL
from sim.kernels.origins.track import set_step
from sim.kernels.random.streams import fold_in
from sim.kernels.rates import exposure
from sim.kernels.rates.spans import MOST_SPANS, new_spans
from sim.kernels.steps.group import (
    BEGUN,
    DOSE,
    DRUG_ROWS,
    PEAK,
    begin_group,
    end_group,
    put_constant,
    settle_group,
)
from sim.kernels.steps.length import MOST_STEPS, power_of_two
from sim.kernels.steps.path import new_path
from sim.kernels.switching.space import new_mean_space, plan_for
from sim.kernels.switching.split import put_constant_switching
from sim.kernels.switching.switch import MOST, switch


@called
def _run_group(
    model, r, days, constant, least, rates, amounts, start, finish, between, work, order, begin,
    end, cells, state, left, keys, moment, n, w, law, expected, waiting, moved, tolerance, exact,
    switching, flows, day, tracks, worst,
):  # fmt: skip
    """Advance the patients of one group who are left, whose drugs do not change.

    Each patient's number of steps is found on the way. Where nothing switches, the prediction that
    it is found with is not made again.
    """
    out_of_line()
    ready = 0
    for where in range(begin, end):
        p = order[where]
        if left[p] == 0 or take_one(cells, p, n) == 0.0:
            continue
        noted, measured = worst[0], 0.0
        count, pull, error = crowded_steps(model, r, days, rates[0], AVERAGED, n, tolerance, w)
        if switching is not None:
            count = max(min(least * power_of_two(quickest(w, n)), MOST_STEPS), count)
            if flows.matter:
                count, measured = steps_for_flows(
                    model, r, days, count, rates, amounts, n, tolerance, flows, w
                )
        else:
            count = max(least, count)
        predicted = count == 1 and pull == 0.0 and switching is None
        worst[0] = max(worst[0], error if predicted else 0.0)
        h = days / count
        full = False
        base = fold_in(keys[p], moment)
        if tracks is not None:
            set_step(tracks, p, day, 0.0)
        if switching is not None:
            if ready != count:
                ready = count
                put_constant_switching(model, r, h, rates[0], amounts, start, finish, between, work)
            switch(start, n, moved, fold_in(base, np.uint64(2 * MOST)), tracks)
        for s in range(count):
            key = fold_in(base, np.uint64(s))
            if tracks is not None:
                set_step(tracks, p, day + s * h, h)
            if crowded_step(
                model, r, h, rates[0], constant, predicted, n, w, law, expected, waiting, key,
                tolerance, exact, tracks, worst,
            ):  # fmt: skip
                full = True
            if switching is not None:
                matrix = finish if s == count - 1 else between
                switch(matrix, n, moved, fold_in(base, np.uint64(MOST + s)), tracks)
        if flows.matter:  # all that these steps leave out has been measured
            worst[0] = max(noted, measured)
        put_back(n, cells, p)
        if full:
            state[p] = FULL


@called
def _any_left(left, order, begin, end):
    out_of_line()
    for at in range(begin, end):
        if left[order[at]] > 0:
            return True
    return False


@kernel
def advance(
    model, cells, state, left, order, first, concentration, doses, anchor, keys, moment, day, until,
    tolerance, exact, worst, kinetics=True, switching=True, states=None, tracks=None, kept=None,
):  # fmt: skip
    """Advance the patients who are left from one visit to the next, and the drugs of all.

    Parameters
    ----------
    left : ndarray (patient,), int8
        Those who run and are to be advanced are more than 0.
    kept : Kept or None
        Plans, kept, of those who switch while drugs decay and crowding slows births
        (`jump.leveled`); overwritten. None for others.

    The others are those of `jump.shared.advance`.
    """
    clones, switches, days = cells.shape[1], model.switch_ends.shape[0], until - day
    drugs, path = np.zeros((DRUG_ROWS, concentration.shape[1])), new_path(model)
    work, start = new_mean_space(clones), np.zeros((clones, clones))
    finish, meantime = np.zeros((clones, clones)), np.zeros((clones, clones))
    rates = np.zeros((1, RATE_ROWS, clones))
    w, law = np.zeros((WORK_ROWS, clones)), np.zeros((clones, WIDTH))
    expected, waiting = np.zeros((clones, NODES)), np.zeros((clones, NODES))
    moved, n, amounts = np.zeros(clones), np.zeros(clones), np.zeros((3, switches))
    flows = new_flows(model)
    steps, chance = np.zeros(cells.shape[0], np.int64), np.zeros(cells.shape[0], np.bool_)
    if kinetics is not None:
        spans = new_spans(MOST_SPANS, 1, clones, switches, doses.shape[1])
        plan = new_crowd_plan(1, MOST_SPANS, clones, switches)
        fine = new_spans(MOST_SPANS, 2, clones, switches, doses.shape[1])
        planned = Planned(plan, spans, fine)
        births_left = np.zeros(clones)
        bench = Bench(
            path, rates, amounts, work, n, w, law, expected, waiting, moved, births_left, flows
        )
    for g in range(first.shape[0] - 1):
        r = begin_group(model, order[first[g]], concentration, doses, anchor, day, drugs)
        end_group(model, r, day, until, drugs)
        plan_for(work, states, order[first[g]])
        constant = True
        if kinetics is not None:
            constant = exposure.hardly_changes(model, r, days, drugs[BEGUN], drugs[DOSE])
        here = _any_left(left, order, first[g], first[g + 1])
        count, error = np.int64(1), 0.0
        if here and (constant or kept is None):
            count, error = linear_steps(
                model, r, days, drugs[PEAK], constant, tolerance, path.crowded[0], switching,
                amounts, work,
            )  # fmt: skip
            worst[0] = max(worst[0], error if constant else 0.0)
        if here and constant:
            put_constant(model, r, drugs[BEGUN], rates, amounts)
            if kinetics is not None and switching is None and count == 1:
                run_in_one_step(  # as `jump.crowded` does, whether rates change or not
                    model, r, day, days, rates[0], order, first[g], first[g + 1], cells, state,
                    left, keys, moment, n, w, law, expected, waiting, tolerance, exact, tracks,
                    worst,
                )  # fmt: skip
            _run_group(
                model, r, days, constant, count, rates, amounts, start, finish, meantime, work,
                order, first[g], first[g + 1], cells, state, left, keys, moment, n, w, law,
                expected, waiting, moved, tolerance, exact, switching, flows, day, tracks, worst,
            )  # fmt: skip
        if kinetics is not None:
            if here and not constant:
                if kept is not None:
                    planned = run_by_level(
                        model, r, day, days, order, first[g], first[g + 1], cells, state, left,
                        keys, moment, drugs, kept, whose(kept, order[first[g]]), tolerance, exact,
                        kinetics, switching, tracks, worst, planned, bench,
                    )  # fmt: skip
                else:
                    planned = run_changing(
                        model, r, day, days, count, order, first[g], first[g + 1], cells, state,
                        left, keys, moment, drugs, steps, chance, tolerance, exact, switching,
                        tracks, worst, planned, bench,
                    )  # fmt: skip
            settle_group(drugs, concentration, anchor, order, first[g], first[g + 1])
