"""The drugs of one patient between two visits: work space that is filled and given back."""

from typing import NamedTuple

import numpy as np

from sim.kernels.compile import called, out_of_line
from sim.kernels.rates import exposure


class Drugs(NamedTuple):
    """Work space."""

    c: np.ndarray
    """(drug or more,) concentrations now."""
    later: np.ndarray
    """(drug or more,) at another moment."""
    dose: np.ndarray
    """(drug,) given [standard doses]."""
    anchor: np.ndarray
    """(drug or more,) days from which they are given."""


def make_drugs(long, drugs):
    """Return empty work space."""
    return Drugs(np.zeros(long), np.zeros(long), np.zeros(drugs), np.zeros(long))


@called
def take_drugs(model, r, p, concentration, doses, anchor, drugs):
    """Take what patient p has in the body and is given."""
    out_of_line()
    row = p if concentration.shape[0] > 1 else 0
    for d in range(drugs.c.shape[0]):
        drugs.c[d] = concentration[row, d]
        drugs.anchor[d] = anchor[row, d]
    for d in range(drugs.dose.shape[0]):
        drugs.dose[d] = doses[p if doses.shape[0] > 1 else 0, d]
    exposure.begin(model, r, drugs.c, drugs.dose)
