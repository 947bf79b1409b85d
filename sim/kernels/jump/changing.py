"""Between two visits, one by one: crowded tumours while drugs decay, each along its own path.

All patients of a group share what is known without crowding; how many steps each needs is its own
(`crowding.changing`). Those who switch where crowding slows births are in `jump.leveled`.
"""

from sim.kernels.compile import allocating
from sim.kernels.crowding.changing import (
    mark_chance,
    put_steps,
    run_in_one_step,
    run_steps,
    take_more,
)
from sim.kernels.crowding.levels import put_births
from sim.kernels.crowding.plan import put_crowd_plan, with_room
from sim.kernels.jump.bench import Planned
from sim.kernels.steps.group import group_spans, put_one_step
from sim.kernels.steps.length import MOST_STEPS, more_steps
from sim.kernels.switching.error import SLOW


@allocating
def run_changing(
    model, r, day, days, count, order, begin, end, cells, state, left, keys, moment, drugs, steps,
    chance, tolerance, exact, switching, tracks, worst, planned, bench,
):  # fmt: skip
    """Advance the patients of a group who are left, whose drugs decay, each along its own path.

    Parameters
    ----------
    count : int
        They take no fewer steps.
    planned : Planned
        Overwritten, or given back larger.
    """
    plan, spans, fine = planned.plan, planned.spans, planned.fine
    path, work, n, w, law = bench.path, bench.work, bench.n, bench.w, bench.law
    expected, waiting, moved = bench.expected, bench.waiting, bench.moved
    clones, switches = n.shape[0], bench.amounts.shape[1]
    spans = group_spans(model, r, days, 1, drugs, None, spans)
    founding = put_one_step(model, r, days, drugs, bench.path, spans, bench.rates)
    if switching is None and count == 1 and founding <= tolerance:
        worst[0] = max(worst[0], founding)
        run_in_one_step(
            model, r, day, days, bench.rates[0], order, begin, end, cells, state,
            left, keys, moment, n, w, law, expected, waiting, tolerance, exact, tracks,
            worst,
        )  # fmt: skip
    put_steps(
        model, r, days, bench.rates[0], order, begin, end, cells, left, count, n,
        tolerance, w, steps,
    )  # fmt: skip
    plan.of[0] = 0
    put_births(1.0, bench.births_left)
    while count <= MOST_STEPS:
        some, felt = mark_chance(
            model, r, days, count, bench.rates[0], order, begin, end, cells, n,
            tolerance, w, steps, chance,
        )  # fmt: skip
        if some:
            h = days / count
            spans = group_spans(model, r, h, count, drugs, True, spans)
            if felt:
                fine = group_spans(model, r, 0.5 * h, 2 * count, drugs, True, fine)
            plan = with_room(plan, count, spans.days.shape[0], clones, switches)
            error, apart = put_crowd_plan(
                model, r, spans, count, h, (SLOW, 1.0), bench.births_left, path, plan, work,
                switching,
            )  # fmt: skip
            if error > tolerance and count < MOST_STEPS:
                more = more_steps(count, apart, tolerance)
                take_more(count, more, order, begin, end, steps)
            run_steps(
                model, r, day, days, count, spans, fine, plan, error, order, begin,
                end, cells, state, keys, moment, steps, chance, n, w, path,
                law, work, expected, waiting, moved, tolerance, exact, switching,
                bench.births_left, bench.flows, tracks, worst,
            )  # fmt: skip
        count *= 2
    return Planned(plan, spans, fine)
