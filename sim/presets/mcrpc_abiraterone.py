"""Metastatic castrate-resistant prostate cancer under abiraterone (Strobl et al. 2021)."""

import numpy as np

from sim.base.checks import Number
from sim.base.citations import Reference
from sim.model import Clone, Drug, Logistic, Proportional, Tumour
from sim.presets.computed import computed_from

STROBL_2021 = Reference(
    authors="Strobl MAR, West J, Viossat Y, Damaghi M, Robertson-Tessi M, Brown JS, et al.",
    year=2021,
    title="Turnover modulates the need for a cost of resistance in adaptive therapy",
    journal="Cancer Research 81:1135-1147",
    doi="10.1158/0008-5472.CAN-20-0806",
    gives="equations, growth rate, drug kill, starting sizes",
)

GROWTH = 0.027
"""Divisions of uncrowded sensitive cells, r [1/day] (Strobl 2021, rS in the authors' published
code; the paper takes it from the abiraterone model of Zhang 2017, Nat Commun 8:1816)."""

KILL = 1.5
"""Deaths per division at full dose, d_D (Strobl 2021, dD in the authors' published code)."""

START = 0.75
"""Size on day 0 as a fraction of capacity (Strobl 2021, one of the starting sizes compared)."""

RESISTANT_FRACTION = 0.001
"""Resistant share of the cells on day 0 (Strobl 2021, one of the shares compared)."""

CAPACITY = 1e10
"""Capacity [cells]. Ours: the paper counts in units of capacity. It changes chance, and not the
mean field; 1e10 cells are about 10 cm^3."""


def mcrpc_abiraterone(
    cost: Number = 0.0,
    turnover: Number = 0.0,
    start: Number = START,
    resistant_fraction: Number = RESISTANT_FRACTION,
    capacity: Number = CAPACITY,
) -> Tumour:
    """Prostate cancer under abiraterone, crowded, resistance present on day 0 (Strobl 2021).

    Sensitive cells S and resistant cells R share room for K cells; D is the dose, 0 to 1:

        dS/dt =            r S (1 - (S+R)/K) (1 - 1.5 D) - turnover r S
        dR/dt = (1 - cost) r R (1 - (S+R)/K)             - turnover r R

    The drug kills dividing cells only (the Norton-Simon law), so a crowded tumour is spared.

    Parameters
    ----------
    cost : float or array (patient,)
        Share of its divisions that a resistant cell gives up, 0 to 1.
    turnover : float or array (patient,)
        Deaths of all cells without drug, as a share of r.
    start : float or array (patient,)
        Cells on day 0 as a fraction of the capacity.
    resistant_fraction : float or array (patient,)
        Share of the cells on day 0 that is resistant.
    capacity : float or array (patient,)
        Room, K [cells].

    Returns
    -------
    Tumour
        With the drug ``abiraterone``.

    Notes
    -----
    The set does not claim: new resistance during treatment (no mutation), resistance that
    fades, kinetics in the body, different competition between the kinds of cells (all
    coefficients are 1), or a number of cells: the paper's equations are deterministic, and K in
    cells is our choice. Births and deaths are split as the equations are written, so with
    turnover 0 no cell dies without drug.

    References
    ----------
    Strobl MAR, et al. (2021), Cancer Research 81:1135-1147.
    """
    cost, per_growth, resistant, room, filled = computed_from(
        cost=(cost, 1.0), turnover=(turnover, 10.0), resistant_fraction=(resistant_fraction, 1.0),
        capacity=(capacity, 1e15), start=(start, 10.0),
    )  # fmt: skip
    deaths, cells = per_growth * GROWTH, filled * room
    return Tumour(
        clones=[
            Clone("sensitive", birth=GROWTH, death=deaths, start=cells * (1.0 - resistant)),
            Clone(
                "resistant",
                birth=(1.0 - cost) * GROWTH,
                death=deaths,
                start=cells * resistant,
                fold={"abiraterone": np.inf},
            ),
        ],
        drugs=[Drug("abiraterone", Proportional(KILL, acts="division"))],
        growth=Logistic(capacity=room, acts="birth"),
        references=[STROBL_2021],
    )
