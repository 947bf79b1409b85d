"""Chronic myeloid leukaemia under a tyrosine kinase inhibitor (Hahnel et al. 2020)."""

import numpy as np

from sim.base.checks import Number
from sim.base.citations import Reference
from sim.base.units import MONTH
from sim.model import Clone, Drug, Logistic, Proportional, Switch, Tumour
from sim.presets.computed import computed_from

HAHNEL_2020 = Reference(
    authors="Hahnel T, Baldow C, Guilhot J, Guilhot F, Saussele S, Mustjoki S, et al.",
    year=2020,
    title="Model-based inference and classification of immunologic control mechanisms from TKI "
    "cessation and dose reduction in patients with CML",
    journal="Cancer Research 80:2394-2406",
    doi="10.1158/0008-5472.CAN-19-2175",
    gives="equations of quiescent and proliferating cells, rates of one patient",
)

GROWTH = 1.66
"""Divisions of proliferating cells, pY [1/month] (Hahnel 2020, table S1; the same for all)."""

CAPACITY = 1e6
"""Proliferating cells at which they stop growing, KY (Hahnel 2020, table S1; the same for all)."""

OUT_OF_QUIET = 0.0447
"""Quiescent cells that begin to proliferate, pXY [1/month] (Hahnel 2020, table S1, patient 10)."""

INTO_QUIET = 0.000635
"""Proliferating cells that become quiescent, pYX [1/month] (Hahnel 2020, table S1, patient 10)."""

KILL = 2.77
"""Proliferating cells that the drug kills, eTKI [1/month] (Hahnel 2020, table S1, patient 10)."""

QUIESCENT = 7950.0
"""Quiescent cells on day 0, X0 (Hahnel 2020, table S1, patient 10)."""

PROLIFERATING = 559_804.0
"""Proliferating cells on day 0, Y0 (Hahnel 2020, table S1, patient 10)."""


def cml_imatinib(
    kill: Number = KILL,
    out_of_quiet: Number = OUT_OF_QUIET,
    into_quiet: Number = INTO_QUIET,
    quiescent: Number = QUIESCENT,
    proliferating: Number = PROLIFERATING,
) -> Tumour:
    """Chronic myeloid leukaemia under imatinib, with quiescent stem cells (Hahnel 2020).

    Quiescent cells X and proliferating cells Y change into each other; the drug reaches Y only, so
    the leukaemia falls fast at first and then as slowly as X wakes up:

        dX/dt = -pXY X + pYX Y
        dY/dt =  pXY X - pYX Y + pY Y (1 - Y / KY) - eTKI Y

    Parameters
    ----------
    kill : float or array (patient,)
        Proliferating cells that the standard dose kills, eTKI [1/month].
    out_of_quiet, into_quiet : float or array (patient,)
        Cells that begin to proliferate, pXY, and that stop, pYX [1/month].
    quiescent, proliferating : float or array (patient,)
        Cells on day 0.

    Returns
    -------
    Tumour
        With the drug ``imatinib``.

    Notes
    -----
    The numbers are a fit to one patient who relapsed after stopping; the paper has 21, each with
    their own. **They were not read in the paper's table S1 itself**, but in its transcription in
    the R package myelo (github.com/radivot/myelo, CML/TFR/README.md), rounded to three digits.
    The paper calls the drug a TKI; that it is imatinib here is our choice.

    The set does not claim: the immune system, which is half of the paper and holds the leukaemia
    down in those who do not relapse (here everybody relapses in whom a cell is left), resistance,
    or a number of cells: KY is a scale. No cell dies without drug, as the equations are written.
    BCR-ABL1 in blood [%] is about Y / (2 KY - Y), here with a detection limit of MR4.5:
    ``sim.ByClone(sim.Marker("BCR-ABL1", per_cell=5e-5, unit="%", half_life=1, detection=0.0032),
    {"quiescent": 0})``.

    References
    ----------
    Hahnel T, et al. (2020), Cancer Research 80:2394-2406.
    """
    killed, out, into = computed_from(
        kill=(kill, 1000.0), out_of_quiet=(out_of_quiet, 1000.0), into_quiet=(into_quiet, 1000.0)
    )
    return Tumour(
        clones=[
            Clone("quiescent", birth=0.0, death=0.0, start=quiescent, fold={"imatinib": np.inf}),
            Clone("proliferating", birth=GROWTH / MONTH, death=0.0, start=proliferating),
        ],
        transitions=[
            Switch("quiescent", "proliferating", out / MONTH),
            Switch("proliferating", "quiescent", into / MONTH),
        ],
        drugs=[Drug("imatinib", Proportional(killed / MONTH))],
        growth=Logistic(capacity=CAPACITY, acts="birth", competition=[[0.0, 0.0], [0.0, 1.0]]),
        references=[HAHNEL_2020],
    )
