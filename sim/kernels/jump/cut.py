"""Into how many steps to cut an interval, crowding apart: by founders and by switching."""

import math

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.rates.drugs import drug_rates, switch_rate
from sim.kernels.steps.length import (
    error_of_chain,
    founding_rates,
    power_of_two,
    surviving_rate,
)
from sim.kernels.switching.error import steps_to_switch


@inlined
def steps_for(model, r, days, peak, rates, constant, tolerance, switching, amounts, work):
    """Return into how many steps (a power of two) to cut an interval, crowding apart.

    Parameters
    ----------
    days : float
        Length of the interval.
    peak : ndarray (drug,)
        Highest concentrations in it.
    rates : ndarray (3 or more, clone)
        Births, deaths and deaths linked to division [1/day] at these.
    constant : bool
        Whether rates stay as they are. If not, how clones fall and switch shows when the steps have
        been gone through (`steps.path`, `switching.error`).
    switching : bool or None
        None where nothing switches.
    amounts : ndarray (3, switch)
        Overwritten: switches [1/day] at these concentrations; work space.
    work : ndarray (MEAN_ROWS, clone, clone)
        Work space.

    Returns
    -------
    steps : int
    error : float
        What such a step is estimated to leave out, relative.
    """
    least, steep, most, uneven = founding_rates(model, r, rates)
    if constant:
        least = max(least, steep)
    if switching is not None:
        surviving = surviving_rate(model, r, peak)
        most = max(most, surviving * surviving)
    chained = uneven * (error_of_chain(1.0) / tolerance) ** (1.0 / 3.0)
    wanted = max(chained, math.sqrt(most / tolerance)) if constant else math.sqrt(most / tolerance)
    steps, apart = power_of_two(days * max(least, wanted)), 0.0
    if switching is not None and constant:
        for v in range(amounts.shape[1]):
            amounts[0, v] = switch_rate(model, r, v, peak)
        steps, apart = steps_to_switch(model, r, days, steps, rates, amounts, tolerance, work)
    h = days / steps
    error = max(most * h * h, apart)
    if constant:
        error = max(error, error_of_chain(uneven * h))
    return steps, error if h * least <= 1.0 else max(error, h * least)


@called
def linear_steps(model, r, days, peak, constant, tolerance, rates, switching, amounts, work):
    """As `steps_for`, where the rates are not known yet; `rates` (3, clone) is overwritten."""
    out_of_line()
    births, deaths, linked = rates[0], rates[1], rates[2]
    drug_rates(model, r, peak, births, deaths, linked)
    for i in range(births.shape[0]):
        linked[i] *= births[i]
    return steps_for(model, r, days, peak, rates, constant, tolerance, switching, amounts, work)
