"""What the patients of a group share in an interval: drugs, and rates without crowding."""

import numpy as np

from sim.kernels import exposure
from sim.kernels.compile import called, out_of_line
from sim.kernels.law import (
    AT_NODES,
    MEAN_BIRTHS,
    MEAN_DEATHS,
    MEAN_LINKED,
    NODES,
    OF_PIECES,
    PIECE,
    keep_rates,
)
from sim.kernels.plan import keep_drugs, pass_step
from sim.kernels.rates import drug_rates, switch_rate
from sim.kernels.steps import steps_for

# Rows of the drugs of a group (row, drug): concentrations before and just after what is given on
# the day, doses, due days; and concentrations and due days that move on through the interval.
BEGUN, PEAK, DOSE, DUE, MOVING, LATER = np.arange(6)
DRUG_ROWS = 6


@called
def begin_group(model, leader, concentration, doses, due, day, drugs):
    """Fill the drugs of a group at its visit.

    Parameters
    ----------
    leader : int
        One of its patients.
    drugs : ndarray (DRUG_ROWS, drug)
        Overwritten.

    Returns
    -------
    int
        Its row of parameters.
    """
    out_of_line()
    r = leader if model.clone.shape[0] > 1 else 0
    row = leader if concentration.shape[0] > 1 else 0
    begun, peak, dose, last = drugs[BEGUN], drugs[PEAK], drugs[DOSE], drugs[DUE]
    for d in range(dose.shape[0]):
        begun[d], last[d] = concentration[row, d], due[row, d]
        dose[d] = doses[leader if doses.shape[0] > 1 else 0, d]
    exposure.begin(model, r, day, begun, dose, last)
    for d in range(dose.shape[0]):
        peak[d], drugs[LATER, d] = begun[d], last[d]
    exposure.give(model, r, day, peak, dose, drugs[LATER])
    return r


@called
def put_constant(model, r, concentration, rates, amounts):
    """Fill the rates of a step in which they do not change, and those of switching per day.

    Parameters
    ----------
    rates : ndarray (1, RATE_ROWS, clone)
        Of the step (`sim.kernels.law`).
    amounts : ndarray (1, switch)
        Switches [1/day].
    """
    out_of_line()
    births, linked = rates[0, MEAN_BIRTHS], rates[0, MEAN_LINKED]
    drug_rates(model, r, concentration, births, rates[0, MEAN_DEATHS], linked)
    for i in range(births.shape[0]):
        linked[i] *= births[i]
    keep_rates(rates[0])
    for v in range(amounts.shape[1]):
        amounts[0, v] = switch_rate(model, r, v, concentration)


@called
def keep(model, r, dose, days, tolerance, switching, kept, rates, amounts):
    """Keep what an interval of so many days needs while drugs are these doses.

    Parameters
    ----------
    dose : ndarray (drug,)
        In units of the standard dose.
    kept : ndarray (drug + 2 + 3 x clone,)
        Overwritten: the doses, the days, the fewest steps, births, deaths and deaths linked to
        division.
    rates, amounts
        Work space, as of `put_constant`.
    """
    out_of_line()
    drugs, clones = dose.shape[0], rates.shape[2]
    put_constant(model, r, dose, rates, amounts)
    for d in range(drugs):
        kept[d] = dose[d]
    kept[drugs] = days
    kept[drugs + 1] = steps_for(model, r, days, dose, rates[0], tolerance, switching)
    for kind in range(3):
        for i in range(clones):
            kept[drugs + 2 + kind * clones + i] = rates[0, kind, i]


@called
def put_changing(
    model, r, day, h, drugs, steps, now, births, nodes, trees, over, rates, amounts, kinetics
):
    """Fill the rates of `steps` steps of h days, at places from `steps` - 1 on.

    Parameters
    ----------
    drugs : ndarray (DRUG_ROWS, drug)
        From `begin_group`.
    now, births, nodes, trees, over
        Work space, as of `sim.kernels.plan.pass_step`.
    rates : ndarray (place, RATE_ROWS, clone)
        Of the steps (`sim.kernels.law`).
    amounts : ndarray (place, switch)
        Switches in the steps.
    """
    out_of_line()
    for d in range(drugs.shape[1]):
        drugs[MOVING, d], drugs[LATER, d] = drugs[BEGUN, d], drugs[DUE, d]
    for s in range(steps):
        at = steps - 1 + s
        pass_step(
            model, r, day + s * h, h, False, drugs[MOVING], drugs[DOSE], drugs[LATER], now, nodes,
            trees, over, births, amounts[at], kinetics,
        )  # fmt: skip
        for i in range(rates.shape[2]):
            for kind in range(3):
                total = 0.0
                for q in range(NODES + 1):
                    total += over[q, kind, i]
                    rates[at, OF_PIECES + 3 * q + kind, i] = over[q, kind, i] / (h * PIECE[q])
                rates[at, kind, i] = total / h
            for q in range(NODES):
                rates[at, AT_NODES + q, i] = births[q, i]


@called
def put_one_step(
    model, r, day, days, drugs, now, births, nodes, trees, over, rates, amounts, kinetics
):
    """Fill the rates of one step over the interval; return whether they do not change in it."""
    out_of_line()
    constant = True
    if kinetics is not None:
        constant = exposure.is_constant(model, r, drugs[BEGUN], drugs[DOSE])
    if constant:
        put_constant(model, r, drugs[BEGUN], rates, amounts)
    else:
        put_changing(
            model, r, day, days, drugs, 1, now, births, nodes, trees, over, rates, amounts, kinetics
        )
    return constant


@called
def settle_group(model, r, day, until, drugs, concentration, due, order, begin, end):
    """Let the drugs of a group move on to the next visit."""
    out_of_line()
    exposure.settle(model, r, day, until, drugs[BEGUN], drugs[DOSE], drugs[DUE])
    keep_drugs(drugs[BEGUN], drugs[DUE], concentration, due, order, begin, end)
