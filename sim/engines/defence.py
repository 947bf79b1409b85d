"""The immune system of a block of patients, moved on together with their tumours.

Effector and suppressor cells follow their rates. Before a step the expected tumour and they are
integrated together (`sim.kernels.mean_field`), which gives the average killing rate over the step;
with it as an added death rate the engine draws the step as it draws any other: births and deaths
are exact given the level of the effectors. Then the levels are put right for the size the tumour
really reached. What is left out is how the killing rate changes within a step, and steps are
chosen, for every patient alone, so that this stays within the tolerance. Where the tumour is gone
the immune system lives on, and comes back to what it is without one.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np

from sim.engines.boluses import later, of_rows
from sim.kernels.immune.defence import (
    EXHAUST,
    EXPOSED,
    PER_EFFECT,
    PER_HALF,
    PER_SATURATION,
    RECRUIT,
    RECRUIT_M,
    Defence,
    correct_levels,
    killing_now,
    pass_drugs,
)
from sim.kernels.mean_field import advance as mean_field
from sim.kernels.model import BIRTH, DEATH, DECAY, RUNNING, Model
from sim.kernels.origins.track import Tracks

PREDICTION = 1e-6
"""Relative error of a step of the integrator that predicts."""
MOST_STEPS = 256
MOST_KILLING = 1.0
"""Most killing of a cell, rate times days, in one step."""
GONE = 1
"""State of a patient without a cell left (a place in `sim.results.ENDINGS`)."""
OF_PATIENTS = 4
"""The first arrays of `Tracks` have a row for each patient."""


@dataclass
class Part:
    """Some patients of a block, as a kernel takes them."""

    model: Model
    cells: np.ndarray
    state: np.ndarray
    keys: np.ndarray
    concentration: np.ndarray
    doses: np.ndarray
    anchor: np.ndarray
    tracks: Tracks | None
    defence: Defence
    levels: np.ndarray

    def only(self, who: np.ndarray) -> "Part":
        """Return copies of the rows of these patients."""
        return Part(**{f.name: _rows(getattr(self, f.name), who) for f in fields(self)})

    def put_back(self, who: np.ndarray, changed: "Part") -> None:
        """Take over what changed for these patients; the drugs are moved on by themselves."""
        for name in ("cells", "state", "levels"):
            getattr(self, name)[who] = getattr(changed, name)
        if self.tracks is not None and changed.tracks is not None:
            for mine, theirs in zip(self.tracks[:OF_PATIENTS], changed.tracks, strict=False):
                mine[who] = theirs


Run = Callable[[Part, float, float], None]
"""What moves the cells of a part from one day to another at constant added deaths."""


def advance(part: Part, day: float, until: float, tolerance: float, run: Run) -> float:
    """Move tumours, immune systems and drugs from one visit to the next.

    Parameters
    ----------
    part : Part
        All patients of a block; changed in place.
    day, until : float
        The two visits.
    tolerance : float
        Largest error of a step, relative.
    run : callable
        The engine's own kernel.

    Returns
    -------
    float
        The largest error that is estimated for a step, relative.
    """
    there = _predicted(part, day, until)
    counts, error = _step_counts(part, there, until - day, tolerance)
    for count in np.unique(counts):
        if count == 1 and (counts == 1).all():
            # Nobody needs shorter steps: what was predicted is the step, and nothing is copied.
            whole = replace(
                part, concentration=part.concentration.copy(), anchor=part.anchor.copy()
            )
            _step(whole, there, day, until, run)
            continue
        who = np.flatnonzero(counts == count)
        some = part.only(who)
        model = some.model
        edges = day + (until - day) * np.arange(count + 1) / count
        edges[-1] = until
        for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
            some.model = later(model, start - day)
            _step(some, _predicted(some, start, end), start, end, run)
        part.put_back(who, some)
    pass_drugs(part.model, day, until, part.concentration, part.doses, part.anchor)
    return error


def _step_counts(
    part: Part, there: Part, days: float, tolerance: float
) -> tuple[np.ndarray, float]:
    """Return into how many steps, a power of two, the interval is cut for each patient.

    And the largest error that is estimated for such a step, relative.
    """
    now, then = np.empty(len(part.cells)), np.empty(len(part.cells))
    killing_now(part.defence, part.cells.astype(float), part.levels, _outside(part), now)
    killing_now(part.defence, there.cells, there.levels, _outside(there), then)
    mean = there.levels[:, EXPOSED] / days
    change = np.maximum(np.abs(then - now), np.maximum(np.abs(mean - now), np.abs(mean - then)))
    # A rate that rises by `change` shifts deaths within a step of h days: that is felt by what
    # lives and dies meanwhile, to the order of change x pace x h^2 / 12.
    pace = (part.model.clone[:, :, BIRTH] + part.model.clone[:, :, DEATH]).max(axis=1) * days
    wanted = np.sqrt(change * days * np.maximum(pace, 1.0) / (4.0 * tolerance))
    wanted = np.maximum(wanted, _felt(part, mean, pace, days, tolerance))
    wanted[part.cells.sum(axis=1) == 0] = 0.0
    least = np.maximum(wanted, mean * days / MOST_KILLING * (wanted > 0.0))
    powers = np.ceil(np.log2(np.clip(least, 1.0, MOST_STEPS)))
    counts = (2.0**powers).astype(np.int64)
    return counts, float(tolerance * np.max(wanted / counts, initial=0.0) ** 2)


def _felt(
    part: Part, killing: np.ndarray, pace: np.ndarray, days: float, tolerance: float
) -> np.ndarray:
    """Return the steps (patient,) that chance needs: what happens by chance changes the killing.

    A deviation of the tumour's size changes the effectors at their response g to ln(size), and
    these the tumour at the killing rate K: to the order of K g h^2. With saturation the killing
    itself depends on the size. Where births scatter the size by less than the tolerance, or there
    are no cells, none of this is felt.
    """
    v = part.defence.numbers
    total = part.cells.sum(axis=1).astype(float)
    near, busy = total * v[:, PER_HALF], total * v[:, PER_SATURATION]
    response = v[:, RECRUIT] * near / (1.0 + near) ** 2 + v[:, EXHAUST] * total
    response = response + v[:, RECRUIT_M] * v[:, PER_EFFECT]
    steps = np.sqrt(killing * response * days**2 / (12.0 * tolerance))
    steps = steps + killing * days * busy / (1.0 + busy) / np.sqrt(12.0 * tolerance)
    events = total * (pace + killing * days)
    return np.where(events > (tolerance * total) ** 2, steps, 0.0)


def _predicted(part: Part, day: float, until: float) -> Part:
    """Return copies in which the expected tumour and the levels have moved on."""
    copy = replace(
        part,
        cells=part.cells.astype(float),
        state=of_the_living(part.state),
        concentration=part.concentration.copy(),
        anchor=part.anchor.copy(),
        levels=part.levels.copy(),
    )
    copy.levels[:, EXPOSED] = 0.0
    mean_field.advance(
        copy.model, copy.cells, copy.state, copy.concentration, copy.doses, copy.anchor, day, until,
        PREDICTION, copy.defence, copy.levels,
    )  # fmt: skip
    return copy


def _step(part: Part, there: Part, day: float, until: float, run: Run) -> None:
    """Move a part, whose patients take steps of equal length, over one step to `there`."""
    days = until - day
    first = part.cells.sum(axis=1).astype(float)
    killing = there.levels[:, EXPOSED] / days
    during = _outside(part)
    base = part.model
    part.model = _with_deaths(base, killing[:, None] * part.defence.visible)
    run(part, day, until)
    part.model = base
    reached = part.cells.sum(axis=1).astype(float)
    foreseen = there.cells.sum(axis=1)
    correct_levels(part.defence, part.levels, there.levels, first, foreseen, reached, during, days)
    running = of_the_living(part.state) == RUNNING
    part.levels[running] = there.levels[running]
    part.levels[:, EXPOSED] = 0.0


def of_the_living(state: np.ndarray) -> np.ndarray:
    """Return the states (patient,) by which levels move on: whose tumour is gone, is not."""
    return np.where(state == GONE, RUNNING, state).astype(state.dtype)


def _outside(part: Part) -> np.ndarray:
    """Return concentrations (patient or 1, drug) at the start: without kinetics, the doses."""
    decay = part.model.drug[:, :, DECAY]
    rows = max(len(part.doses), len(part.concentration))
    if (decay > 0).any():
        rows = max(rows, len(decay))
    outside = np.where(decay > 0, part.concentration, part.doses)
    return np.ascontiguousarray(outside if rows > 1 else outside[:1])


def _with_deaths(model: Model, added: np.ndarray) -> Model:
    """Return the model, one row for each patient, with deaths (patient, clone) added."""
    clone = model.clone.copy()
    clone[:, :, DEATH] += added
    return model._replace(clone=clone)


def _rows(value, who: np.ndarray):
    """Return the rows of these patients of an array, or of all arrays of a tuple."""
    if value is None:
        return None
    if isinstance(value, Model):
        return of_rows(value, who)
    if isinstance(value, Tracks):
        return Tracks(*(a[who] if k < OF_PATIENTS else a for k, a in enumerate(value)))
    if isinstance(value, Defence):
        return value._replace(numbers=_rows(value.numbers, who), visible=_rows(value.visible, who))
    return value[who] if len(value) > 1 else value.copy()
