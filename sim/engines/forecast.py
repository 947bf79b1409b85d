"""How long a job would take Python, and the compiler: each is asked for what it does best.

Measured with two clones and weekly visits on a core of an AMD EPYC (28 November 2026); a forecast
is right to a factor of three. It need not be better: whatever is chosen, a run that Python began
goes over to compiled code as soon as that is there.
"""

from typing import NamedTuple

from sim.base.resolve import varies
from sim.model import Exponential, Tumour


class Work(NamedTuple):
    """How much is to be done in all arms together."""

    patients: int
    """How many patients begin; each is grown once, for all arms."""
    visits: int
    """Visits of all patients."""


VISIT = 15e-6
"""Seconds that Python takes for a clone from one visit to the next, in one step."""
GROWTH = 2e-3
"""Seconds that Python takes to grow a clone from one cell."""
OWN_RATES = 2.0
"""Times as long where each patient has rates, and so a law, of their own."""
DECAY, OWN_DECAY = 5.0, 10.0
"""The same where a drug has a half-life, and more so where patients differ."""
CROWDING = 2.0
SWITCHING = 10.0
"""The same where a step must be cut into smaller ones."""
GROWTH_SWITCHING = 40.0

COMPILING = {
    "jump.shared": 18.0, "jump.planned": 20.0, "jump.crowded": 40.0, "jump.alone": 33.0,
    "growth.grow": 14.0, "gillespie.advance": 10.0, "gillespie.many_clones": 6.0,
    "gillespie.one_clone": 3.0, "mean_field.advance": 6.0,
    "lattice.steps": 14.0, "lattice.exact": 14.0,
}  # fmt: skip
"""Processor seconds of compiling a kernel."""
UNKNOWN = 20.0


def python_seconds(tumour: Tumour, work: Work) -> float:
    """Return about how long Python would take for a job [s]."""
    clones = len(tumour.clones)
    steps = CROWDING if not isinstance(tumour.growth, Exponential) else 1.0
    growing = steps * (GROWTH_SWITCHING if tumour.switches else 1.0)
    steps *= SWITCHING if tumour.switches else 1.0
    differ = varies(tumour)
    if any(drug.is_timed for drug in tumour.drugs):
        steps *= OWN_DECAY if differ else DECAY
    steps *= OWN_RATES if differ else 1.0
    grown = GROWTH * growing * work.patients if tumour.grown_from_one_cell else 0.0
    return clones * (VISIT * steps * work.visits + grown)


def compiling_seconds(kernels: tuple[str, ...]) -> float:
    """Return about how long the compiler takes for some kernels of `sim.kernels` [s]."""
    return sum(COMPILING.get(kernel, UNKNOWN) for kernel in kernels)
