"""How much of the curves is kept, so that a large comparison still fits in memory."""

from typing import TYPE_CHECKING

from sim.base.errors import InputError
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.results import Visits

ROOM = 2**30
"""Memory for curves [bytes]."""

INTERVALS = (0.0, 14.0, 28.0, 56.0, 91.0, 182.0, 364.0)
"""Days between kept visits that are tried, the finest first; 0 is every visit."""


def kept(scenario: Scenario) -> float:
    """Return the days between kept visits (0: all) at which the curves fit into `ROOM`.

    Raises
    ------
    InputError
        If not even one visit a year fits.
    """
    for every in INTERVALS:
        if _bytes_per_patient(scenario, every) * scenario.patients <= ROOM:
            return every
    most = int(ROOM / _bytes_per_patient(scenario, INTERVALS[-1]))
    raise InputError(
        f"patients is {scenario.patients}: their curves do not fit into memory; at most {most} "
        "do. For more, use Python: sim.simulate(..., record=sim.Endpoints()) keeps end points only."
    )


def recorder(scenario: Scenario) -> "Visits":
    """Return what keeps that much."""
    from sim.results import Visits

    return Visits(every=kept(scenario) or None)


def _bytes_per_patient(scenario: Scenario, every: float) -> float:
    """Return the size of the curves of one patient: cells, burden, doses and concentrations."""
    numbers = len(scenario.tumour.clones) + 1 + 2 * len(scenario.tumour.drugs)
    days = scenario.days / max(every, scenario.clinic.visit_every) + 2
    return 8.0 * numbers * days * len(scenario.arms)
