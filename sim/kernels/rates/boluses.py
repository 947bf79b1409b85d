"""Boluses: drugs given once, at a stated moment of an interval (`Model.bolus`).

Doses that are given again and again follow from a rule (`rates.exposure`); what a patient was
given once, at whatever moment, is a list. A bolus raises the concentration at its moment, and from
then on it falls as everything else of the drug does; so between two moments of either kind nothing
is new. A dose below 0 stands for a body that is emptied of the drug.
"""

from sim.kernels.compile import called, inlined, out_of_line
from sim.kernels.model import BOLUS_DRUG, DECAY, DOSE, MOMENT
from sim.kernels.rates.due import SOON


@inlined
def of_row(model, r):
    """Return where the boluses of a row begin and end; one list may be that of all rows."""
    e = r if model.bolus_of.shape[0] > 2 else 0
    return model.bolus_of[e], model.bolus_of[e + 1]


@inlined
def any_bolus(model, r):
    """Tell whether anything is given once in this interval."""
    if model.bolus.shape[0] == 0:
        return False
    begin, end = of_row(model, r)
    return end > begin


@called
def give_boluses(model, r, since, concentration):
    """Give what is given once at this moment, counted from the start of the interval [days]."""
    out_of_line()
    begin, end = of_row(model, r)
    for at in range(begin, end):
        if abs(model.bolus[at, MOMENT] - since) <= SOON:
            d, dose = int(model.bolus[at, BOLUS_DRUG]), model.bolus[at, DOSE]
            if dose < 0.0:
                concentration[d] = 0.0
            else:
                concentration[d] += dose * model.drug[r, d, DECAY] * model.interval[d]


@called
def next_bolus(model, r, since, stop):
    """Return the next moment at which something is given once, or `stop` if it is before."""
    out_of_line()
    begin, end = of_row(model, r)
    for at in range(begin, end):
        moment = model.bolus[at, MOMENT]
        if moment > since + SOON and moment < stop - SOON:
            stop = moment
    return stop
