"""How the concentration of a drug fades after doses that are spread evenly over their interval.

What is slow (organs that suffer and recover) feels this and not each dose. An impulse of dose is
seen as a sum of exponentials, and so is the way to a new steady state:

    E = sum over j of share_j E_j,    E_j' = rate_j (dose - E_j).

Shares add up to the bioavailability. With an absorption ka and phases of the share s_j at the
rate r_j the impulse is the sum of s_j ka / (ka - r_j) (exp(-r_j t) - exp(-ka t)) (Gibaldi and
Perrier 1982, Pharmacokinetics, 2nd ed., chapters 1 and 2); share_j is its area. An infusion is
given evenly as it is, and a lag, which is within the interval, is left out.
"""

import numpy as np

from sim.base.checks import Number
from sim.model.drug import Drug
from sim.model.kinetics import Oral, compartments

Fading = tuple[tuple[Number, Number], ...]
"""Of each exponential: its share, and its rate [1/day]."""
APART = 1e-4
"""Relative difference below which an absorption counts as so much quicker than a phase: the two
exponentials of t exp(-ka t) would each have no bound."""


def fading(drug: Drug) -> Fading | None:
    """Return what the exposure to a drug fades by; None where the concentration is the dose.

    Parameters
    ----------
    drug : Drug
        Of patients who are known: numbers and arrays (patient,), no distributions.
    """
    if drug.half_life is not None:
        return ((1.0, np.log(2.0) / np.asarray(drug.half_life)),)
    if drug.kinetics is None:
        return None
    early, late, share = (np.asarray(number) for number in compartments(drug.kinetics))
    phases = [(part, np.log(2.0) / half) for part, half in ((share, early), (1.0 - share, late))]
    area = sum(part / rate for part, rate in phases)
    if not isinstance(drug.kinetics, Oral):
        return tuple((part / rate / area, rate) for part, rate in phases)
    k = np.log(2.0) / np.asarray(drug.kinetics.absorption)
    for _, rate in phases:
        k = np.where(np.abs(k - rate) < APART * rate, rate * (1.0 + APART), k)
    available = np.asarray(drug.kinetics.bioavailability) / area
    through = [(part * k / (k - rate), rate) for part, rate in phases]
    terms = [(available * whole / rate, rate) for whole, rate in through]
    return (*terms, (-available * sum(whole for whole, _ in through) / k, k))
