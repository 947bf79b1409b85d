"""The mean field between two visits: expected rates as an ordinary differential equation.

Rates are those under drugs and crowding (`mean_field.slopes`), steps follow the error
(`mean_field.step`), and none crosses an administration. Patients run side by side
(`mean_field.lanes`).
"""

from sim.kernels.compile import called, inlined, kernel, out_of_line
from sim.kernels.immune.defence import LEVELS
from sim.kernels.mean_field.lanes import (
    AT,
    CELLS,
    DAY,
    DOSE,
    FILLED,
    FRESH,
    IMMUNE,
    LANES,
    LAST,
    NOW,
    PATIENT,
    ROW,
    SPAN,
    STEADY,
    STEP,
    STOP,
    TAKEN,
    THERE,
    WISH,
    WORST,
    new_lanes,
    put_numbers,
    put_rates,
)
from sim.kernels.mean_field.plain_rates import (
    is_plain,
    put_starts,
    put_terms,
)
from sim.kernels.mean_field.step import change_after, take_steps, try_step
from sim.kernels.model import CEILING, FULL, RUNNING
from sim.kernels.rates import exposure

SHORTEST = 1e-7
"""Steps shorter than this [days] are taken whatever their error: rates may have a kink."""


def advance(
    model, cells, state, concentration, doses, anchor, day, until, tolerance, defence=None,
    levels=None, kinetics=True,
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
    kinetics : bool or None
        None where no drug has a half-life and none is given one by one.
    """
    _advance(
        model, cells, state, concentration, doses, anchor, float(day), float(until),
        float(tolerance), kinetics, defence, levels,
    )  # fmt: skip


@called
def _open_span(model, lanes, lane, begun, until, plain):
    """Give what is due to the patient of a lane, and let him run to the next administration."""
    out_of_line()
    own, r, now = lanes.own, lanes.numbers[ROW + lane], lanes.own[DAY + lane]
    there, dose, last = lanes.drugs[lane, THERE], lanes.drugs[lane, DOSE], lanes.drugs[lane, LAST]
    exposure.give(model, r, now, begun, there, dose, last)
    stop = exposure.next_breakpoint(model, r, now, begun, until, dose, last)
    own[AT + lane], own[SPAN + lane], own[STOP + lane] = 0.0, stop - now, stop
    if plain:
        put_starts(model, lanes, lane)


@called
def _close_span(model, lanes, lane):
    """Let the drugs of a lane pass the span that is over."""
    out_of_line()
    there, now = lanes.drugs[lane, THERE], lanes.drugs[lane, NOW]
    exposure.decay(model, lanes.numbers[ROW + lane], lanes.own[SPAN + lane], there, now)
    for d in range(there.shape[0]):
        there[d] = now[d]
    lanes.own[DAY + lane] = lanes.own[STOP + lane]


@inlined
def _sit_down(lanes, lane, p, day, until, cells, defence, levels):
    """Let patient p have a lane, but for what hangs on his parameters and drugs."""
    numbers, own = lanes.numbers, lanes.own
    numbers[PATIENT + lane], numbers[FRESH + lane], numbers[FILLED + lane] = p, 1, 0
    for i in range(lanes.clones.shape[0]):
        lanes.clones[i, CELLS + lane] = cells[p, i]
    if defence is not None:
        for level in range(LEVELS):
            lanes.others[level, CELLS + lane] = levels[p, level]
    own[DAY + lane], own[WISH + lane] = day, until - day
    own[AT + lane], own[SPAN + lane] = 0.0, until - day


@called
def _bring(
    model, lanes, lane, p, concentration, doses, anchor, day, until, kinetics, plain, defence
):  # fmt: skip
    """Fill what of a lane hangs on its patient's parameters and drugs."""
    out_of_line()
    numbers, drugs, r = lanes.numbers, lanes.drugs[lane], p if model.clone.shape[0] > 1 else 0
    numbers[ROW + lane], numbers[STEADY + lane] = r, 1
    if defence is not None:
        numbers[IMMUNE + lane] = p if defence.numbers.shape[0] > 1 else 0
    put_numbers(model, lanes, lane, defence)
    if kinetics is not None and plain:
        put_terms(model, lanes, lane)
    for d in range(doses.shape[1]):
        drugs[DOSE, d] = drugs[NOW, d] = doses[p if doses.shape[0] > 1 else 0, d]
    if kinetics is not None:
        row = p if concentration.shape[0] > 1 else 0
        for d in range(concentration.shape[1]):
            drugs[THERE, d], drugs[LAST, d] = concentration[row, d], anchor[row, d]
        exposure.begin(model, r, drugs[THERE], drugs[DOSE])
        if exposure.is_constant(model, r, drugs[THERE], drugs[DOSE]):
            for d in range(concentration.shape[1]):
                drugs[NOW, d] = drugs[THERE, d]
        else:
            numbers[STEADY + lane] = 0
            _open_span(model, lanes, lane, day, until, plain)
    if numbers[STEADY + lane] == 1:
        if kinetics is not None and plain:
            put_starts(model, lanes, lane)
        else:
            put_rates(model, lanes, lane)


@inlined
def _rise(lanes, lane, cells, state, defence, levels):
    """Give a patient back who is through."""
    p = lanes.numbers[PATIENT + lane]
    for i in range(cells.shape[1]):
        cells[p, i] = lanes.clones[i, CELLS + lane]
    if defence is not None:
        for level in range(LEVELS):
            levels[p, level] = lanes.others[level, CELLS + lane]
    if lanes.numbers[FILLED + lane] == 1:
        state[p] = FULL
    lanes.numbers[PATIENT + lane] = -1
    lanes.own[STEP + lane] = 0.0


@called
def _end_the_full(cells, state):
    """Mark those as FULL who are so before anything happens."""
    out_of_line()
    for p in range(cells.shape[0]):
        full = False
        for i in range(cells.shape[1]):
            full = full or cells[p, i] >= CEILING
        if full and state[p] == RUNNING:
            state[p] = FULL
            for i in range(cells.shape[1]):
                cells[p, i] = min(cells[p, i], CEILING)


@inlined
def _next_running(state, p):
    """Return the first patient from p on whose run goes on; as many as there are if none does."""
    while p < state.shape[0] and state[p] != RUNNING:
        p += 1
    return p


@inlined
def _choose_step(own, j):
    """Fill the length of the next step of a lane."""
    left = own[SPAN + j] - own[AT + j]
    own[STEP + j] = left if own[WISH + j] >= left else own[WISH + j]


@inlined
def _judge(own, numbers, j):
    """Tell whether the step of a lane is taken; move its clock, and choose how long to go on."""
    h, last = own[STEP + j], own[WISH + j] >= own[SPAN + j] - own[AT + j]
    change = change_after(own[WORST + j])
    wish = h * change
    own[WISH + j] = max(own[WISH + j], wish) if last and change >= 1.0 else wish
    numbers[TAKEN + j] = 0
    if own[WORST + j] <= 1.0 or h <= SHORTEST:
        numbers[TAKEN + j] = 1
        own[AT + j] = own[SPAN + j] if last else own[AT + j] + h


@kernel
def _advance(
    model, cells, state, concentration, doses, anchor, day, until, tolerance, kinetics, defence,
    levels,
):  # fmt: skip
    """Do as `advance`."""
    patients, plain = cells.shape[0], is_plain(model)
    lanes = new_lanes(
        cells.shape[1], model.kind.shape[0], model.target.shape[0], model.switch_ends.shape[0],
        concentration.shape[1],
    )  # fmt: skip
    own, numbers, size = lanes.own, lanes.numbers, min(LANES, patients)
    alike = concentration.shape[0] == 1 and doses.shape[0] == 1 and model.clone.shape[0] == 1
    alike = alike and (defence is None or defence.numbers.shape[0] == 1)
    _end_the_full(cells, state)
    waiting, running = _next_running(state, 0), 0
    for j in range(size):
        numbers[PATIENT + j] = -1
        if waiting < patients:
            _sit_down(lanes, j, waiting, day, until, cells, defence, levels)
            _bring(
                model, lanes, j, waiting, concentration, doses, anchor, day, until, kinetics, plain,
                defence,
            )  # fmt: skip
            waiting, running = _next_running(state, waiting + 1), running + 1
    while running > 0:
        for j in range(size):
            if numbers[PATIENT + j] >= 0:
                _choose_step(own, j)
        try_step(model, lanes, size, tolerance, kinetics, plain, defence)
        for j in range(size):
            numbers[TAKEN + j] = 0
            if numbers[PATIENT + j] >= 0:
                _judge(own, numbers, j)
        take_steps(lanes, size, defence)
        for j in range(size):
            full = numbers[FILLED + j] == 1
            if numbers[PATIENT + j] < 0 or not (full or own[AT + j] >= own[SPAN + j]):
                continue
            if not full and numbers[STEADY + j] == 0:
                _close_span(model, lanes, j)
                if own[DAY + j] < until:
                    numbers[FRESH + j] = 1
                    _open_span(model, lanes, j, day, until, plain)
                    continue
            _rise(lanes, j, cells, state, defence, levels)
            if waiting == patients:
                running -= 1
                continue
            _sit_down(lanes, j, waiting, day, until, cells, defence, levels)
            if not alike or numbers[STEADY + j] == 0:
                _bring(
                    model, lanes, j, waiting, concentration, doses, anchor, day, until, kinetics,
                    plain, defence,
                )  # fmt: skip
            waiting = _next_running(state, waiting + 1)
    exposure.settle_all(model, day, until, concentration, doses, anchor, lanes.drugs[0, NOW])
