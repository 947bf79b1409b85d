"""Cells that switch into another crowd (they migrate, say): what steps leave out of that, measured.

Who switches does so at the start and at the end of a step, half of them each, and in between crowds
as if nobody did. What that leaves out hangs on how near capacity the crowds are, on how they are
drawn back meanwhile and on what is founded there; no formula was found that holds for all of it. So
the mean path of an interval is followed twice, in its steps and in halves of them (finer where it
begins: cells that have not spread yet soon do). Of second order, the first is off by 4/3 of the
difference. What is drawn back within the interval does not add up over visits; what still grows in
its second half does.
"""

import numpy as np

from sim.kernels.birth_death.law import MEAN_BIRTHS, MEAN_DEATHS, MEAN_LINKED
from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.crowding.mean_path import (
    follow_parts,
    follow_pieces,
    let_grow,
    let_grow_unevenly,
    let_switch,
)
from sim.kernels.crowding.space import (
    ADDED,
    END_FACTOR,
    NOW,
    START_FACTOR,
    press_by,
)
from sim.kernels.model import END_EDGE, FIRST_EDGE
from sim.kernels.switching.apart import ADDS_UP

LEFT_OUT = 1.5
"""The difference of steps and their halves counts so many times: 4/3, and an eighth to spare."""
MOST_OFF = 1e3
"""No error is taken to be larger."""
AT_FIRST = 0.5
"""The share of a clone that switches in the first part of an interval that is followed finely."""
HALFWAY, BEFORE, EDGE = np.arange(3)
"""Rows of what is noted on the way: how far apart both paths are after half the steps; what is left
of births before a step, and in the end; what is left out where a crowd becomes full."""
AT_EDGE = 1.0 / 12.0
"""Of the births at one end of a step that has none at the other: what nodes leave out, at most."""


@inlined
def _apart(coarse, fine):
    """Return how far a clone is off by its steps, relative."""
    off = LEFT_OUT * abs(coarse - fine) / (fine + 1.0)
    return off if off < MOST_OFF else MOST_OFF


@called
def put_births_left(model, r, cells, w):
    """Fill w[START_FACTOR] with what crowding by these cells leaves of births."""
    out_of_line()
    for i in range(cells.shape[0]):
        w[NOW, i] = cells[i]
    press_by(model, r, w, NOW, START_FACTOR, ADDED)


@called
def _pass_edge(model, r, h, rates, cells, w, notes):
    """Note what nodes leave out where births begin or end within a step: a crowd is full then.

    Neither steps nor halves of them may see it, where cells that switch fill it or make room.
    """
    out_of_line()
    for i in range(cells.shape[0]):
        most = max(notes[BEFORE, i], max(w[START_FACTOR, i], w[END_FACTOR, i]))
        least = min(notes[BEFORE, i], min(w[START_FACTOR, i], w[END_FACTOR, i]))
        notes[BEFORE, i] = w[END_FACTOR, i]
        if least > 0.0 or most == 0.0 or cells[i] == 0.0:
            continue
        births = AT_EDGE * h * rates[MEAN_BIRTHS, i] * most
        notes[EDGE, i] += births
        for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
            j = model.target[m]
            founded = model.probability[r, m] * births * cells[i]
            notes[EDGE, j] += founded / (founded + cells[j] + 1.0)


@called
def _merge(rates, split, first, times, flows):
    """Fill flows.rates and flows.split with several steps, taken as one."""
    out_of_line()
    for i in range(rates.shape[2]):
        for row in (MEAN_BIRTHS, MEAN_DEATHS, MEAN_LINKED):
            flows.rates[0, row, i] = 0.0
            for s in range(first, first + times):
                flows.rates[0, row, i] += rates[s, row, i] / times
    for v in range(split.shape[2]):
        start, total = 0.0, 0.0
        for s in range(first, first + times):
            start += split[s, 0, v]
            total += split[s, 0, v] + split[s, 1, v]
        # (as in `mean_path.follow_parts`)
        start = min(max(0.5 * total + times * (start - 0.5 * total), 0.0), total)
        flows.split[0, 0, v], flows.split[0, 1, v] = start, total - start


@called
def error_of_flows(model, r, h, count, rates, split, times, uneven, flows, cells, w):
    """Return what `count` steps of h days leave out as cells flow into other crowds, relative.

    Parameters
    ----------
    rates : ndarray (step, RATE_ROWS, clone)
        Without crowding; of the first step alone, if all are alike.
    split : ndarray (step, 2, switch)
        What switches at the start and at the end of a step; of the first, as well.
    times : int
        So many of these are taken as one; 1 where they are `uneven`.
    uneven : bool
        Whether rates change within steps.
    flows : Flows
        Its work space is taken.
    cells : ndarray (clone,)
        At the start of the interval.
    w : ndarray (WORK_ROWS, clone)
        Work space.

    Returns
    -------
    error : float
    quick : float
        How much any clone switches or changes in such a step, as a logarithm.
    """
    out_of_line()
    quick, notes = 0.0, flows.notes
    coarse, fine, terms = flows.paths[0], flows.paths[1], flows.terms
    put_births_left(model, r, cells, w)
    for i in range(cells.shape[0]):
        coarse[i], fine[i] = cells[i], cells[i]
        notes[HALFWAY, i], notes[EDGE, i], notes[BEFORE, i] = 0.0, 0.0, w[START_FACTOR, i]
    for s in range(count):
        at = min(s, rates.shape[0] - 1)
        here, moved = rates[at], split[at]
        if times > 1:
            _merge(rates, split, s * times, times, flows)
            here, moved = flows.rates[0], flows.split[0]
        most = AT_FIRST if s == 0 else np.inf
        let_switch(model, moved[0], coarse, terms)
        if uneven:
            let_grow_unevenly(model, r, h, here, coarse, terms[0], w)
            follow_pieces(model, r, h, here, moved, most, flows, w)
        else:
            quick = max(quick, let_grow(model, r, h, here, coarse, terms[0], w))
            _pass_edge(model, r, h, here, coarse, w, notes)
            quick = max(quick, follow_parts(model, r, h, here, moved, most, flows, w))
        let_switch(model, moved[1], coarse, terms)
        for i in range(cells.shape[0] if 2 * (s + 1) == count else 0):
            notes[HALFWAY, i] = _apart(coarse[i], fine[i])
    if not uneven:
        put_births_left(model, r, coarse, w)
        for i in range(cells.shape[0]):
            w[END_FACTOR, i] = w[START_FACTOR, i]
        last = rates[min(count * times, rates.shape[0]) - 1]
        _pass_edge(model, r, h, last, coarse, w, notes)
    error = 0.0
    for i in range(cells.shape[0]):
        off = _apart(coarse[i], fine[i])
        # (what pulses do is not made evenly, so that one half tells nothing of the other)
        growing = off if uneven else min(max(2.0 * (off - notes[HALFWAY, i]), 0.0), off)
        error = max(error, off + (ADDS_UP - 1.0) * growing + notes[EDGE, i])
    return error, quick
