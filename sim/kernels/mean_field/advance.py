"""The mean field between two visits: expected rates as an ordinary differential equation.

    dN_i/dt = (b_i (1 - sum_j u_ij) - d_i) N_i + sum_j u_ji b_j N_j + switching in - switching out

with rates under drugs and crowding (`rates.drugs`), integrated patient by patient with the
embedded Runge-Kutta pair of Dormand and Prince (1980), J Comput Appl Math 6:19; the step follows
the error. No step crosses an administration.
"""

import numpy as np

from sim.kernels.compile import called, inlined, kernel, out_of_line
from sim.kernels.immune.defence import EFFECTORS, EXPOSED, LEVELS, SUPPRESSORS, levels_slope
from sim.kernels.model import (
    BIRTH,
    CEILING,
    END_EDGE,
    FIRST_EDGE,
    FULL,
    RUNNING,
    SOURCE,
    STAY,
    TARGET,
    UNIFORM,
)
from sim.kernels.rates import exposure
from sim.kernels.rates.crowding import crowding, load_on
from sim.kernels.rates.drugs import drug_rates, switch_rate

STAGES = 7
# The tableau: when a stage is (of a step), and what it is made of. The last row of MIX is the
# fifth-order result; ERROR is what separates it from the fourth-order one.
WHEN = np.array([0.0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1.0, 1.0])
MIX = np.array(
    [
        [0, 0, 0, 0, 0, 0],
        [1 / 5, 0, 0, 0, 0, 0],
        [3 / 40, 9 / 40, 0, 0, 0, 0],
        [44 / 45, -56 / 15, 32 / 9, 0, 0, 0],
        [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729, 0, 0],
        [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656, 0],
        [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
    ]
)
ERROR = np.array([71 / 57600, 0.0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40])

SMALLEST_COUNT = 1e-9
"""Cells below which a count may be wrong."""
SHORTEST = 1e-7
"""Steps shorter than this [days] are taken whatever their error: rates may have a kink."""

# Rows of the work space (row, clone): the slopes of the stages come first.
CELLS, TRIAL, BIRTHS, DEATHS, LINKED = 7, 8, 9, 10, 11
WORK_ROWS = 12
# The same of the levels of the immune system (row, level).
NOW, TRIED = 7, 8
LEVEL_ROWS = 9


def advance(
    model, cells, state, concentration, doses, anchor, day, until, tolerance, defence=None,
    levels=None,
):  # fmt: skip
    """Advance all patients from one visit to the next.

    Parameters
    ----------
    model : Model
    cells : ndarray (patient, clone), float64
        Overwritten.
    state : ndarray (patient,), int8
        Patients that are not RUNNING are left as they are; FULL is set where a clone reaches
        the ceiling, which ends that patient's run there.
    concentration, anchor : ndarray (patient or 1, drug or more)
        State of the drugs: what is there, and the day from which each is given; overwritten.
    doses : ndarray (patient or 1, drug)
        In units of the standard dose.
    day, until : float
        The two visits [days].
    tolerance : float
        Relative error of one step.
    defence : Defence, optional
        The immune system (`immune.defence`).
    levels : ndarray (patient, LEVELS), optional
        Of its cells; overwritten. To EXPOSED is added what a visible cell was exposed to.
    """
    clones, long = cells.shape[1], concentration.shape[1]
    stages = None if defence is None else np.zeros((LEVEL_ROWS, LEVELS))
    _advance(
        model, np.zeros((WORK_ROWS, clones)), np.zeros((5, long)), cells, state, concentration,
        doses, anchor, float(day), float(until), float(tolerance), defence, levels, stages,
    )  # fmt: skip


@called
def _put_rates(model, r, w, c, days, now):
    """Fill the rates under the drugs some days after concentrations `c`."""
    out_of_line()
    exposure.decay(model, r, days, c, now)
    drug_rates(model, r, now, w[BIRTHS], w[DEATHS], w[LINKED])


@inlined
def _put_slope(model, r, w, stage, now, defence, immune, lv):
    """Fill w[stage] with the slopes at the cells w[TRIAL], concentrations `now`.

    With a defence, `immune` is its row of numbers, and lv[stage] gets the slopes of its levels.
    """
    n = w[TRIAL]
    killing, total = 0.0, 0.0
    for i in range(n.shape[0]):
        w[stage, i] = 0.0
        total += max(n[i], 0.0)
    if defence is not None:
        e, m, killing = levels_slope(
            defence, immune, total, lv[TRIED, EFFECTORS], lv[TRIED, SUPPRESSORS], now
        )
        lv[stage, EFFECTORS], lv[stage, SUPPRESSORS], lv[stage, EXPOSED] = e, m, killing
    alike = model.rules[UNIFORM] == 1
    load = load_on(model, 0, n)
    for i in range(n.shape[0]):
        if n[i] <= 0.0:
            continue
        factor, added = crowding(model, r, i, load if alike else load_on(model, i, n))
        birth = w[BIRTHS, i] * factor
        death = w[DEATHS, i] + w[LINKED, i] * birth + model.clone[r, i, BIRTH] * added
        if defence is not None:
            death += killing * defence.visible[immune, i]
        w[stage, i] += (birth * model.clone[r, i, STAY] - death) * n[i]
        for m in range(model.flow[i, FIRST_EDGE], model.flow[i, END_EDGE]):
            w[stage, model.target[m]] += model.probability[r, m] * birth * n[i]
    for k in range(model.switch_ends.shape[0]):
        i = model.switch_ends[k, SOURCE]
        flow = switch_rate(model, r, k, now) * max(n[i], 0.0)
        w[stage, i] -= flow
        w[stage, model.switch_ends[k, TARGET]] += flow


@inlined
def _step(model, r, w, c, now, at, h, steady, tolerance, defence, immune, lv):
    """Try a step of h days, `at` days after concentrations `c`; return its error over the allowed.

    The slope at its start is in w[0]; the result is left in w[TRIAL], the slope there in the last
    stage.
    """
    for stage in range(1, STAGES):
        for i in range(w.shape[1]):
            total = 0.0
            for k in range(stage):
                total += MIX[stage, k] * w[k, i]
            w[TRIAL, i] = w[CELLS, i] + h * total
        if defence is not None:
            for level in range(LEVELS):
                total = 0.0
                for k in range(stage):
                    total += MIX[stage, k] * lv[k, level]
                lv[TRIED, level] = lv[NOW, level] + h * total
        if not steady:
            _put_rates(model, r, w, c, at + h * WHEN[stage], now)
        _put_slope(model, r, w, stage, now, defence, immune, lv)
    worst = 0.0
    for i in range(w.shape[1]):
        error = 0.0
        for k in range(STAGES):
            error += ERROR[k] * w[k, i]
        allowed = SMALLEST_COUNT + tolerance * max(abs(w[CELLS, i]), abs(w[TRIAL, i]))
        ratio = abs(h * error) / allowed
        # Written so that an error that is not a number counts as large.
        worst = ratio if not ratio <= worst else worst
    if defence is not None:
        for level in range(EXPOSED):
            error = 0.0
            for k in range(STAGES):
                error += ERROR[k] * lv[k, level]
            allowed = SMALLEST_COUNT + tolerance * max(abs(lv[NOW, level]), abs(lv[TRIED, level]))
            ratio = abs(h * error) / allowed
            worst = ratio if not ratio <= worst else worst
    return worst


@inlined
def _integrate(model, r, w, c, now, days, steady, wish, tolerance, defence, immune, lv):
    """Move w[CELLS] over some days without administrations.

    Returns
    -------
    wish : float
        A good length of the next step [days].
    full : bool
        A clone reached the ceiling: there the integration ended.
    """
    at, full = 0.0, False
    for i in range(w.shape[1]):
        w[TRIAL, i] = w[CELLS, i]
    _put_rates(model, r, w, c, 0.0, now)
    if defence is not None:
        for level in range(LEVELS):
            lv[TRIED, level] = lv[NOW, level]
    _put_slope(model, r, w, np.int64(0), now, defence, immune, lv)
    while at < days and not full:
        last = wish >= days - at
        h = days - at if last else wish
        worst = _step(model, r, w, c, now, at, h, steady, tolerance, defence, immune, lv)
        change = 5.0
        if worst > 0.0:
            change = min(5.0, max(0.2, 0.9 * worst**-0.2))
        elif worst != 0.0:
            change = 0.2
        if not last or change < 1.0:
            wish = h * change
        else:
            wish = max(wish, h * change)
        if worst <= 1.0 or h <= SHORTEST:
            at = days if last else at + h
            for i in range(w.shape[1]):
                w[CELLS, i] = min(max(w[TRIAL, i], 0.0), CEILING)
                full = full or w[CELLS, i] >= CEILING
                w[0, i] = w[STAGES - 1, i]
            if defence is not None:
                for level in range(LEVELS):
                    lv[NOW, level] = max(lv[TRIED, level], 0.0)
                    lv[0, level] = lv[STAGES - 1, level]
    return wish, full


@kernel
def _advance(
    model, w, drugs, cells, state, concentration, doses, anchor, day, until, tolerance, defence,
    levels, lv,
):  # fmt: skip
    """Do as `advance`; w (WORK_ROWS, clone), drugs (5, drug or more) and lv are work space."""
    c, dose, last, now, peak = drugs[0], drugs[1], drugs[2], drugs[3], drugs[4]
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
        steady = exposure.is_constant(model, r, c, dose)
        running = state[p] == RUNNING
        immune = 0
        if defence is not None:
            immune = p if defence.numbers.shape[0] > 1 else 0
            for level in range(LEVELS):
                lv[NOW, level] = levels[p, level]
        for i in range(w.shape[1]):
            w[CELLS, i] = cells[p, i]
            if running and w[CELLS, i] >= CEILING:
                w[CELLS, i] = CEILING
                running = False
        full = not running
        at, wish = day, until - day
        while at < until:
            exposure.give(model, r, at, day, c, dose, last)
            stop = exposure.next_breakpoint(model, r, at, day, until, dose, last)
            if not full:
                wish, full = _integrate(
                    model, r, w, c, now, stop - at, steady, wish, tolerance, defence, immune, lv
                )
            exposure.decay(model, r, stop - at, c, now)
            for d in range(c.shape[0]):
                c[d] = now[d]
            at = stop
        if state[p] == RUNNING:
            for i in range(w.shape[1]):
                cells[p, i] = w[CELLS, i]
            if defence is not None:
                for level in range(LEVELS):
                    levels[p, level] = lv[NOW, level]
            if full:
                state[p] = FULL
        if not shared or p == cells.shape[0] - 1:
            for d in range(c.shape[0]):
                c[d], last[d] = concentration[row, d], anchor[row, d]
            exposure.begin(model, r, c, dose)
            exposure.settle(model, r, day, until, c, dose, last, peak)
            for d in range(c.shape[0]):
                concentration[row, d] = c[d]
                anchor[row, d] = last[d]
