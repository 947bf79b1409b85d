"""A tumour grown from one cell to a stated size, without drug.

The first cell is a founder. Steps are as long as births and deaths allow and shorten as the size
comes near, however much faster than the rest one clone grows; the last cells come one event at a
time. So the size is reached and not overshot: growth ends at the first passage of 99.9 % of it or,
below a thousand cells, of exactly that many. A tumour that dies out is begun again, so what is
returned is conditioned on getting there.
"""

import math

import numpy as np

from sim.kernels.birth_death.law import (
    MEAN_BIRTHS,
    MEAN_DEATHS,
    NODES,
    RATE_ROWS,
    WIDTH,
    keep_rates,
)
from sim.kernels.compile import called, inlined, kernel, out_of_line
from sim.kernels.crowding.average import crowded_steps
from sim.kernels.crowding.leap import crowded_leap, crowded_step, put_all_laws
from sim.kernels.crowding.left_out import GROWING
from sim.kernels.crowding.space import ADDED, FACTOR, WORK_ROWS, press
from sim.kernels.leap.one import leap
from sim.kernels.model import (
    BIRTH,
    DEATH,
    END_EDGE,
    FIRST_EDGE,
    SOURCE,
    STAY,
    TARGET,
)
from sim.kernels.origins.track import (
    START,
    begin,
    divide_switching,
    from_first_cell,
    one_founder,
    one_more,
    set_step,
    settle,
)
from sim.kernels.random.streams import exponential, fold_in, open_stream, uniform
from sim.kernels.steps.length import MOST_DIVISIONS, switching_rate
from sim.kernels.switching.matrix import transition_matrix
from sim.kernels.switching.switch import switch

MOST_ATTEMPTS = 100_000
MOST_STEPS_OF_GROWTH = 200_000
FEW = 30.0
"""The last cells are grown one event at a time, so that the size is hit and not jumped over."""
SURE = 6.0
"""Standard deviations that a step stays short of the size."""
CLOSE = 1e-3
"""Growth ends when the size is reached to this fraction."""
ALIKE = 1e-3
"""Clones whose growth differs by less than this in a step grow as one."""


@called
def _longest_step(model, r, nothing, rates, w, tolerance, switching):
    """Return the longest step [days] that founders and switching allow at the crowding in `w`.

    Returns
    -------
    longest, error : float
        And what it is estimated to leave out, relative.
    """
    out_of_line()
    rate, most = 1e-9, 0.0
    for i in range(model.clone.shape[1]):
        b = _births(model, r, i, w)
        u = 1.0 - model.clone[r, i, STAY]
        most = max(most, b * b * u / 12.0)
        rate = max(rate, b / MOST_DIVISIONS, b * math.sqrt(u / (12.0 * tolerance)))
    if switching is not None:
        switched = switching_rate(model, r, nothing, rates, tolerance)
        most = max(most, switched * switched * tolerance)
        rate = max(rate, switched)
    return 1.0 / rate, most / (rate * rate)


@called
def _short_of(model, r, total, left, spread, cells, h, w):
    """Return a step of at most h days after which faster clones too are short of the size.

    Parameters
    ----------
    left : float
        The logarithm of the size over the cells in all, times the cells in all.
    spread : float
        Cells that chance may add in a day.
    """
    out_of_line()
    for _ in range(64):
        grown = 0.0
        for i in range(cells.shape[0]):
            if cells[i] > 0.0:
                net = _births(model, r, i, w) - _deaths(model, r, i, w)
                grown += cells[i] * math.exp(min(net * h, 700.0))
        if total * math.log(max(grown / total, 1e-300)) + spread * math.sqrt(h) <= left:
            break
        h *= 0.5
    return h


@inlined
def _next_step(model, r, size, total, cells, w, longest):
    """Return the next step [days]: so short that it does not reach the size by chance."""
    net, events, fastest, slowest = 0.0, 0.0, 0.0, np.inf
    for i in range(cells.shape[0]):
        b, d = _births(model, r, i, w), _deaths(model, r, i, w)
        net += (b - d) * cells[i]
        events += (b + d) * cells[i]
        fastest = max(fastest, b - d)
        if cells[i] > 0.0:
            slowest = min(slowest, b - d)
    # What is left, on the scale on which growth is linear.
    left = total * math.log(size / total)
    # The mean and `SURE` standard deviations stay within what is left: net h + 6 sqrt(events h).
    spread = SURE * math.sqrt(events)
    root = left / spread
    if net > 0.0:
        root = 2.0 * left / (spread + math.sqrt(spread * spread + 4.0 * net * left))
    h = min(longest, root * root)
    if fastest > 0.0:
        # One cell's family is rarely more than `FEW` times what is expected of it.
        h = min(h, math.log1p((size - total) / FEW) / fastest)
    if (fastest - slowest) * h > ALIKE:
        h = _short_of(model, r, total, left, spread, cells, h, w)
    return h


@called
def _one_by_one(model, r, low, enough, cells, w, s, switching, crowding, tracks, key):
    """Let one event happen after the other until there are `enough` cells, or fewer than `low`.

    Returns
    -------
    float
        Cells in all.
    """
    out_of_line()
    n = cells.shape[0]
    total = 0.0
    t = open_stream(fold_in(key, np.uint64(6)))
    for i in range(n):
        w[FACTOR, i], w[ADDED, i] = 1.0, 0.0
        total += cells[i]
    while low <= total < enough and total > 0.0:
        if crowding is not None:
            press(model, r, cells, w)
        rate = 0.0
        for i in range(n):
            rate += cells[i] * (_births(model, r, i, w) + _deaths(model, r, i, w))
        switches = 0.0
        if switching is not None:
            for v in range(model.switch_ends.shape[0]):
                switches += cells[model.switch_ends[v, SOURCE]] * model.switch_rate[r, v, 0]
        u, s = uniform(s)
        u *= rate + switches
        done = False
        if tracks is not None:
            wait, t = exponential(t)
            tracks.clock[START] += wait / (rate + switches)
        for i in range(n):
            births = cells[i] * _births(model, r, i, w)
            deaths = cells[i] * _deaths(model, r, i, w)
            if not done and u < births:
                made = i
                u /= _births(model, r, i, w) * cells[i]
                for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
                    if 0.0 <= u < model.probability[r, m]:
                        made = model.target[m]
                        u = -1.0
                    elif u >= 0.0:
                        u -= model.probability[r, m]
                cells[made] += 1.0
                total += 1.0
                done = True
                if tracks is not None:
                    if made == i:
                        t = one_more(tracks, i, 1.0, t)
                    else:
                        one_founder(tracks, made, tracks.clock[START])
            elif not done and u < births + deaths:
                cells[i] -= 1.0
                total -= 1.0
                done = True
                if tracks is not None:
                    t = one_more(tracks, i, -1.0, t)
            if not done:
                u -= births + deaths
        if switching is not None and not done:
            for v in range(model.switch_ends.shape[0]):
                source = model.switch_ends[v, SOURCE]
                part = cells[source] * model.switch_rate[r, v, 0]
                if not done and u < part:
                    cells[source] -= 1.0
                    cells[model.switch_ends[v, TARGET]] += 1.0
                    done = True
                    if tracks is not None:
                        t = divide_switching(tracks, source, model.switch_ends[v, TARGET], 1.0, t)
                        settle(tracks)
                u -= part
    return total


@inlined
def _births(model, r, i, w):
    return model.clone[r, i, BIRTH] * w[FACTOR, i]


@inlined
def _deaths(model, r, i, w):
    return model.clone[r, i, DEATH] + model.clone[r, i, BIRTH] * w[ADDED, i]


@kernel
def grow(model, sizes, keys, cells, tolerance, exact, worst, switching, crowding, tracks=None):
    """Grow a tumour for every patient.

    Parameters
    ----------
    model : Model
    sizes : ndarray (patient,), float64
        Cells to reach.
    keys : ndarray (patient,), uint64
        Address of every patient's growth.
    cells : ndarray (patient, clone), int64
        Overwritten.
    tolerance : float
        Largest relative error of a split step.
    exact : bool
        Draw large clones exactly too.
    worst : ndarray (1,)
        Overwritten, if any step's error is estimated to be larger: that.
    switching, crowding : bool or None
        None where nothing switches, where growth is exponential: what they need is then not even
        compiled.
    tracks : Tracks or None
        Where cells came from, if that is followed; overwritten.

    Returns
    -------
    int
        -1, or the first patient whose tumour never got there.
    """
    clones, switches = cells.shape[1], model.switch_ends.shape[0]
    n = np.zeros(clones)
    w = np.zeros((WORK_ROWS, clones))
    law, longest_law, filled = np.zeros((clones, WIDTH)), np.zeros((clones, WIDTH)), -1
    expected, waiting = np.zeros((clones, NODES)), np.zeros((clones, NODES))
    moved = np.zeros(clones)
    halves, work = np.zeros((1, clones, clones)), np.empty((3, clones, clones))
    amounts, nothing = np.zeros(switches), np.zeros(0)
    rates = np.zeros((1, RATE_ROWS, clones))
    # Variables, not literals, for which numba would compile everything below once more.
    constant, predicted = bool(clones > 0), bool(clones < 0)
    for i in range(clones):
        w[FACTOR, i] = 1.0  # of births, where growth is not crowded
    for p in range(cells.shape[0]):
        r = p if model.clone.shape[0] > 1 else 0
        for i in range(clones):
            rates[0, MEAN_BIRTHS, i] = model.clone[r, i, BIRTH]
            rates[0, MEAN_DEATHS, i] = model.clone[r, i, DEATH]
        keep_rates(rates[0])
        for i in range(clones):
            w[FACTOR, i], w[ADDED, i] = 1.0, 0.0
        longest, error = _longest_step(model, r, nothing, rates[0], w, tolerance, switching)
        worst[0] = max(worst[0], error)
        if crowding is None and filled != r:
            filled = r
            put_all_laws(model.clone, model.flow, r, longest, rates[0], constant, w, longest_law)
        enough = math.ceil(sizes[p] * (1.0 - CLOSE))
        grown = False
        for attempt in range(MOST_ATTEMPTS):
            key = fold_in(keys[p], np.uint64(attempt))
            for i in range(clones):
                n[i] = 0.0
            n[0] = 1.0
            total = 1.0
            step = 0
            time = 0.0
            if tracks is not None:
                begin(tracks, p, n)
            while 0.0 < total < enough and step < MOST_STEPS_OF_GROWTH:
                here = fold_in(key, np.uint64(step))
                step += 1
                if sizes[p] - total <= FEW:
                    s = open_stream(fold_in(here, np.uint64(5)))
                    if tracks is not None:
                        set_step(tracks, p, time, 0.0)
                    total = _one_by_one(
                        model, r, sizes[p] - 2.0 * FEW, enough, n, w, s, switching, crowding,
                        tracks, here,
                    )  # fmt: skip
                    if tracks is not None:
                        time = tracks.clock[START]
                    for i in range(clones):
                        w[FACTOR, i], w[ADDED, i] = 1.0, 0.0
                    continue
                if crowding is not None:
                    press(model, r, n, w)
                    longest, error = _longest_step(
                        model, r, nothing, rates[0], w, tolerance, switching
                    )
                    worst[0] = max(worst[0], error)
                h = _next_step(model, r, sizes[p], total, n, w, longest)
                if crowding is not None:
                    # (How many is found anew in every step: none are chosen for those to come.)
                    count, _, _ = crowded_steps(model, r, h, rates[0], GROWING, n, tolerance, w)
                    h /= count
                if switching is not None:
                    for v in range(switches):
                        amounts[v] = 0.5 * h * model.switch_rate[r, v, 0]
                    transition_matrix(model, amounts, halves[0], work)
                    if tracks is not None:
                        set_step(tracks, p, time, 0.0)
                    switch(halves[0], n, moved, fold_in(here, np.uint64(3)), tracks)
                if tracks is not None:
                    set_step(tracks, p, time, h)
                    time += h
                if crowding is not None:
                    crowded_step(
                        model, r, h, rates[0], constant, predicted, n, w, law, expected, waiting,
                        here, tolerance, exact, tracks, worst,
                    )  # fmt: skip
                elif h == longest:  # as most steps of most tumours
                    leap(
                        model.flow, model.target, model.probability, r, longest_law, n, expected,
                        waiting, here, exact, tracks,
                    )  # fmt: skip
                else:
                    crowded_leap(
                        model.clone, model.flow, model.target, model.probability, r, h, rates[0],
                        constant, n, w, law, expected, waiting, here, exact, tracks,
                    )  # fmt: skip
                if switching is not None:
                    switch(halves[0], n, moved, fold_in(here, np.uint64(4)), tracks)
                total = 0.0
                for i in range(clones):
                    total += n[i]
            grown = total >= enough
            if grown or step == MOST_STEPS_OF_GROWTH:
                break
        if not grown:
            return p
        for i in range(clones):
            cells[p, i] = np.int64(n[i])
        if tracks is not None:
            from_first_cell(tracks, time)
    return -1
