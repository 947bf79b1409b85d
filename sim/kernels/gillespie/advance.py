"""Gillespie's direct method between two visits: every birth, death, mutation and switch an event.

Exact for everything in the model, crowding and decaying drugs included; the time it takes grows
with the number of cells. Gillespie (1977), J Phys Chem 81:2340.
"""

import math

import numpy as np

from sim.kernels.compile import kernel
from sim.kernels.gillespie import many_clones, one_clone
from sim.kernels.gillespie.patients import give_back, take
from sim.kernels.gillespie.thinning import (
    MOMENT,
    SPAN,
    arriving,
    happen,
    make_work,
    put_bounds,
    put_ends,
    run_span,
    true_rate,
)
from sim.kernels.model import ARRIVALS, CEILING, CROWDING, DECAY, NO_CROWDING, RUNNING
from sim.kernels.random.streams import fold_in, open_stream
from sim.kernels.rates import exposure

FEW = 2.0
"""Spans are so short that about this many events, at most, need the rates of their own moment."""


def advance(model, cells, state, concentration, doses, anchor, keys, day, until, most_events):
    """Advance all patients from one visit to the next.

    Parameters
    ----------
    model : Model
    cells : ndarray (patient, clone), int64
        Overwritten.
    state : ndarray (patient,), int8
        Patients that are not RUNNING are left as they are; FULL is set where a clone reaches
        the ceiling, EVENTS where a patient has more events than allowed (it stays as it then is).
    concentration, anchor : ndarray (patient or 1, drug or more)
        State of the drugs: what is there, and the day from which each is given; overwritten.
    doses : ndarray (patient or 1, drug)
        In units of the standard dose.
    keys : ndarray (patient,), uint64
        Address of every patient's draws in this interval.
    day, until : float
        The two visits [days].
    most_events : int
        Largest number of events of one patient.
    """
    clones, long, switches = cells.shape[1], concentration.shape[1], model.switch_ends.shape[0]
    alone = model.rules[CROWDING] == NO_CROWDING and model.clone.shape[2] <= ARRIVALS
    if alone and not (model.drug[:, :, DECAY] > 0.0).any():
        constant = one_clone if clones == 1 else many_clones
        constant.advance(model, cells, state, doses, keys, float(until - day), int(most_events))
        if concentration.shape[0] >= doses.shape[0]:
            concentration[:] = doses
        return
    _advance_changing(
        model, make_work(clones, long, switches), cells, state, concentration, doses, anchor, keys,
        float(day), float(until), int(most_events),
    )  # fmt: skip


@kernel
def _advance_changing(
    model, work, cells, state, concentration, doses, anchor, keys, day, until, most
):  # fmt: skip
    """Advance all patients where a concentration may fall between administrations.

    A span of time between them ends where its bounds get wide, and the next is as long as the
    last one's bounds suggest. The drugs move on even when no cell is left.
    """
    c, dose, last = work.c, work.dose, work.anchor
    shared = concentration.shape[0] == 1
    for p in range(cells.shape[0]):
        r = p if model.clone.shape[0] > 1 else 0
        row = 0 if shared else p
        for d in range(c.shape[0]):
            c[d] = concentration[row, d]
            last[d] = anchor[row, d]
        for d in range(doses.shape[1]):
            dose[d] = doses[p if doses.shape[0] > 1 else 0, d]
        exposure.begin(model, r, c, dose)
        goes = state[p] == RUNNING
        largest = take(work.n, cells, p) if goes else 0.0
        goes = goes and arriving(model, r) > 0.0
        s = open_stream(fold_in(keys[p], np.uint64(0)))
        events, now, stop, wish = 0, day, day, until - day
        while now < until:
            if now >= stop:
                exposure.give(model, r, now, day, c, dose, last)
                stop = exposure.next_breakpoint(model, r, now, day, until, dose, last)
            running = (0.0 < largest or goes) and largest < CEILING and events <= most
            span = min(wish, stop - now) if running else stop - now
            exposure.decay(model, r, span, c, work.later)
            at = span
            if running:
                put_ends(model, model.body, r, span, work)
                seen = span * put_bounds(model, r, work, np.int64(SPAN))
                wish = span / math.sqrt(seen) if seen > 0.25 else 2.0 * span
                if seen > FEW:
                    continue
                at, largest = 0.0, 0.0
            while at < span:
                at, i, part, gains, left, some, s = run_span(
                    model, r, s, work, at, span, most - events
                )
                events += some
                if i >= 0:
                    exposure.decay(model, r, at, c, work.later)
                    put_bounds(model, r, work, np.int64(MOMENT))
                    if left < true_rate(model, r, work, i, part):
                        _, s = happen(model, r, s, work.n, i, part, gains, work.later)
                        events += 1
            exposure.decay(model, r, span, c, work.later)
            for d in range(c.shape[0]):
                c[d] = work.later[d]
            for i in range(work.n.shape[0] if running else 0):
                largest = max(largest, work.n[i])
            now = stop if now + span >= stop - exposure.SOON else now + span
        if state[p] == RUNNING:
            give_back(work.n, cells, state, p, events > most)
        if not shared or p == cells.shape[0] - 1:
            for d in range(c.shape[0]):
                c[d], last[d] = concentration[row, d], anchor[row, d]
            exposure.begin(model, r, c, dose)
            exposure.settle(model, r, day, until, c, dose, last, work.later)
            for d in range(c.shape[0]):
                concentration[row, d] = c[d]
                anchor[row, d] = last[d]
