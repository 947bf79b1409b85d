"""What an interval needs where nothing crowds: its steps, the law of each, and what switches there.

It follows from a patient's numbers, doses and concentrations alone. Patients who share these share
the plan (`jump.shared`); the others have one each (`jump.planned`).
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.birth_death.law import GIVEN
from sim.kernels.compile import allocating, called, out_of_line
from sim.kernels.jump.cut import linear_steps
from sim.kernels.rates.exposure import hardly_changes
from sim.kernels.steps.group import BEGUN, DOSE, PEAK, group_spans
from sim.kernels.steps.length import MOST_STEPS, more_steps
from sim.kernels.steps.path import pass_step
from sim.kernels.steps.plan import add_more, pass_constant_step, put_given
from sim.kernels.switching.error import error_of_splitting, put_growth
from sim.kernels.switching.space import MISSING
from sim.kernels.switching.split import put_constant_switching, put_switching, split_switching
from sim.kernels.switching.truth import put_truth, truth_is_due


class Plan(NamedTuple):
    """Of an interval. Where no rate changes all steps are as the first. Room may be for more."""

    steps: np.ndarray
    """(step, clone, GIVEN): what the laws of each follow from (`birth_death.law`)."""
    starts: np.ndarray
    """(step, clone, clone): probabilities of ending in each state, at the start of each step."""
    ends: np.ndarray
    """(step, clone, clone): at its end."""
    between: np.ndarray
    """(step, clone, clone): between the end of a step and the start of the next."""
    growth: np.ndarray
    """(step, clone, clone): what a cell becomes in a step, work space."""
    split: np.ndarray
    """(step, 2, switch): what switches at both ends of a step, work space."""
    truth: np.ndarray
    """(clone, clone): what a cell becomes in the interval; divided by exp of `lead`."""
    lead: np.ndarray
    """(1,)"""
    of: np.ndarray
    """(1,) int64: in how many steps the truth was found; 0 if it was not."""


@allocating
def new_plan(steps, clones, switches):
    """Return room for the plan of so many steps."""
    moving = steps if switches > 0 else 0
    return Plan(
        np.zeros((steps, clones, GIVEN)),
        np.zeros((moving, clones, clones)),
        np.zeros((moving, clones, clones)),
        np.zeros((moving, clones, clones)),
        np.zeros((moving, clones, clones)),
        np.zeros((moving, 2, switches)),
        np.zeros((clones, clones)),
        np.zeros(1),
        np.zeros(1, np.int64),
    )


@allocating
def _with_room(plan, steps, clones, switches):
    """Return the plan, or a larger one, which has room for so many steps."""
    if steps <= plan.steps.shape[0]:
        return plan
    larger = new_plan(steps, clones, switches)
    larger.truth[:], larger.lead[:], larger.of[:] = plan.truth, plan.lead, plan.of
    return larger


@called
def _put_constant_plan(model, r, h, concentration, rates, amounts, switching, plan, path, work):
    """Fill the plan of steps in which no rate changes."""
    out_of_line()
    pass_constant_step(model, r, h, concentration, path)
    put_given(path, h, plan.steps[0])
    if switching is not None:
        put_constant_switching(
            model, r, h, rates, amounts, plan.starts[0], plan.ends[0], plan.between[0], work
        )


@called
def _put_changing_plan(model, r, h, steps, spans, switching, plan, path, work):
    """Fill the plan of steps in which rates change.

    Returns
    -------
    error, apart : float
        What they leave out, relative; and that of switching alone.
    """
    out_of_line()
    error, apart = 0.0, 0.0
    for s in range(steps):
        founding, _ = pass_step(model, r, spans, s, h, None, path)
        error = max(error, founding)
        put_given(path, h, plan.steps[s])
        if switching is not None:
            error = max(error, split_switching(model, path, plan.split[s]))
            put_growth(model, r, path, plan.growth[s])
    if switching is not None:
        put_switching(model, plan.split, plan.starts[:steps], plan.ends, plan.between, work)
        growth, starts, ends = plan.growth[:steps], plan.starts[:steps], plan.ends[:steps]
        if truth_is_due(plan.of, steps):
            plan.lead[0] = put_truth(model, r, spans, steps, plan.truth, work)
        truth, lead = plan.truth, plan.lead[0]
        apart = error_of_splitting(model, truth, lead, growth, starts, ends, True, work)
    return max(error, apart), apart


@allocating
def plan_of(
    model, r, days, drugs, tolerance, kinetics, switching, plan, spans, path, rates, amounts, work
):
    """Plan an interval of so many days.

    Parameters
    ----------
    drugs : ndarray (DRUG_ROWS, drug)
        Of the patient at its start (`steps.group`).
    tolerance : float
        Largest relative error of a step.
    kinetics, switching : bool or None
        None where no drug has a half-life, where nothing switches.
    plan : Plan
        Overwritten, or given back larger.
    spans : Spans
        Likewise.
    path, rates, amounts, work
        Work space.

    Returns
    -------
    plan : Plan
    spans : Spans
    steps : int
        Into how many the interval is cut.
    kinds : int
        How many of them are filled in: one, or all.
    error : float
        What is estimated to be left out, relative.
    """
    constant = True
    if kinetics is not None:
        constant = hardly_changes(model, r, days, drugs[BEGUN], drugs[DOSE])
    steps, error = linear_steps(
        model, r, days, drugs[PEAK], constant, tolerance, rates, switching, amounts, work
    )
    if constant:
        _put_constant_plan(
            model, r, days / steps, drugs[BEGUN], rates, amounts, switching, plan, path, work
        )
        if switching is not None:
            add_more(work[MISSING, 0], 1.0 / steps, plan.steps[0])
        return plan, spans, steps, 1, error
    if kinetics is not None:
        again, plan.of[0] = True, 0
        while again:
            h = days / steps
            plan = _with_room(plan, steps, rates.shape[1], amounts.shape[1])
            spans = group_spans(model, r, h, steps, drugs, None, spans)
            error, apart = _put_changing_plan(
                model, r, h, steps, spans, switching, plan, path, work
            )
            again = error > tolerance and steps < MOST_STEPS
            if again:
                steps = more_steps(steps, apart, tolerance)
        if switching is not None:
            for s in range(steps):
                add_more(work[MISSING, 0], 1.0 / steps, plan.steps[s])
    return plan, spans, steps, steps, error
