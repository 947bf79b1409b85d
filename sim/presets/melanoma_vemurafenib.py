"""Melanoma under vemurafenib and a partner drug (Bozic et al. 2013)."""

import numpy as np

from sim.base.checks import Number
from sim.base.citations import Reference
from sim.model import Clone, Drug, HighestSingleAgent, Mutation, Proportional, Tumour
from sim.presets.computed import computed_from

BOZIC_2013 = Reference(
    authors="Bozic I, Reiter JG, Allen B, Antal T, Chatterjee K, Shah P, et al.",
    year=2013,
    title="Evolutionary dynamics of cancer in response to targeted combination therapy",
    journal="eLife 2:e00747",
    doi="10.7554/eLife.00747",
    gives="birth, death and kill rates, mutation rate, numbers of resistance sites, size",
)

BIRTH = 0.14
"""Divisions [1/day]: 7 days between divisions of melanoma cells (Bozic 2013, Results, from
Rew and Wilson 2000, Eur J Surg Oncol 26:227)."""

DEATH = 0.13
"""Deaths [1/day]: birth less the net growth of 0.01 per day that 21 lesions measured twice before
treatment had on average (Bozic 2013, Results)."""

KILL = 0.04
"""Deaths the drug adds [1/day]: 68 lesions fell by 0.03 per day in the median, so d' = 0.17
(Bozic 2013, Results; 10th and 90th percentile: 0.01 and 0.07 per day)."""

PER_BASE = 1e-9
"""Point mutations per base and division (Bozic 2013, legends of fig. 2, fig. 3 and table 1)."""

SITES = 50
"""Point mutations that give resistance to one drug alone, for each drug (Bozic 2013, legends of
fig. 2 and table 1)."""

SIZE = 1e9
"""Cells when treatment starts (Bozic 2013, fig. 2 shows 1e8, 1e9 and 1e10)."""

DETECTION = 6.3e7
"""Smallest lesion that is seen [cells] (Bozic 2013, legend of fig. 1)."""


def melanoma_vemurafenib(
    n12: Number = 0,
    size: Number = SIZE,
    birth: Number = BIRTH,
    death: Number = DEATH,
    kill: Number = KILL,
    sites: Number = SITES,
    per_base: Number = PER_BASE,
) -> Tumour:
    """Melanoma lesion under vemurafenib and a partner drug, grown from one cell (Bozic 2013).

    Four kinds of cells: sensitive, resistant to one of the two drugs, resistant to both.
    Resistance comes from point mutations at divisions, before and during treatment, and costs
    nothing. On drug, sensitive cells die more often and divide as before. Two drugs on one cell
    do no more than one.

    Parameters
    ----------
    n12 : float or array (patient,)
        Point mutations that give resistance to both drugs at once (cross-resistance); the paper
        compares 0 and 1.
    size : float, array (patient,) or distribution
        Cells when treatment starts [cells].
    birth, death : float, array (patient,) or distribution
        Divisions and deaths without drug [1/day per cell].
    kill : float, array (patient,) or distribution
        Deaths that each drug adds for cells it acts on [1/day per cell].
    sites : float or array (patient,)
        Point mutations that give resistance to one drug alone, the same for both.
    per_base : float or array (patient,)
        Probability of each of these mutations per division.

    Returns
    -------
    Tumour
        With the drugs ``vemurafenib`` and ``partner``.

    Notes
    -----
    The set does not claim: a real partner drug (it is vemurafenib's twin that meets another
    resistance), slower growth of large tumours, a cost of resistance, kinetics in the body,
    differences between lesions or patients, reversible resistance or drug tolerance. The size
    is that of one lesion; a patient has many. The paper counts a lesion below about 6.3e7 cells
    (`DETECTION`) as not seen.

    References
    ----------
    Bozic I, et al. (2013), eLife 2:e00747.
    """
    alone, both, each = computed_from(sites=(sites, 1e6), n12=(n12, 1e6), per_base=(per_base, 1.0))
    one_step, both_at_once = alone * each, both * each
    first, second = "vemurafenib", "partner"
    common = {"birth": birth, "death": death}
    clones = [
        Clone("sensitive", **common),
        Clone(f"{first}-resistant", **common, fold={first: np.inf}),
        Clone(f"{second}-resistant", **common, fold={second: np.inf}),
        Clone("doubly resistant", **common, fold={first: np.inf, second: np.inf}),
    ]
    sensitive, one, other, doubly = (clone.name for clone in clones)
    mutations = [
        Mutation(sensitive, one, one_step),
        Mutation(sensitive, other, one_step),
        # A singly resistant cell becomes doubly resistant by the other drug's own sites or by
        # a cross-resistance site (Bozic 2013, equation for two-step lineages: n2 + n12).
        Mutation(one, doubly, one_step + both_at_once),
        Mutation(other, doubly, one_step + both_at_once),
    ]
    if np.any(both_at_once > 0):
        mutations.insert(2, Mutation(sensitive, doubly, both_at_once))
    return Tumour(
        clones=clones,
        transitions=mutations,
        drugs=[Drug(first, Proportional(kill)), Drug(second, Proportional(kill))],
        interaction=HighestSingleAgent(),
        size=size,
        grown_from_one_cell=True,
        references=[BOZIC_2013],
    )
