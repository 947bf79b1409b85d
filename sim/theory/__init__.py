"""Exact answers, written from the description (`sim.model`) and never from the kernels.

An independent witness: the engines are tested against this room, so it shares no code with them.
One patient at a time; treatments fixed beforehand (open-loop schedules).
"""

from typing import Any

from sim.base.errors import no_attribute
from sim.theory.containment import aggressive_time, containment_time
from sim.theory.copies import copy_numbers, stable_composition
from sim.theory.distribution import count_probabilities
from sim.theory.exposure import Exposure, exposure
from sim.theory.generating import absent, extinction, family_survival, probability_generating
from sim.theory.grown import extinction_of_grown, generating_at_size
from sim.theory.mean_field import mean_field
from sim.theory.moments import mean_and_covariance
from sim.theory.one_clone import BirthDeath
from sim.theory.optimum import Optimum, longest_time
from sim.theory.preexisting import chance_of_no_resistance, mean_resistant
from sim.theory.rates import Rates
from sim.theory.segregation import segregation
from sim.theory.small_tumour import resistant_cells_at_size

__all__ = [
    "BirthDeath",
    "Exposure",
    "Optimum",
    "Rates",
    "absent",
    "aggressive_time",
    "chance_of_no_resistance",
    "containment_time",
    "copy_numbers",
    "count_probabilities",
    "exposure",
    "extinction",
    "extinction_of_grown",
    "family_survival",
    "generating_at_size",
    "longest_time",
    "mean_and_covariance",
    "mean_field",
    "mean_resistant",
    "probability_generating",
    "resistant_cells_at_size",
    "segregation",
    "stable_composition",
]


def __getattr__(name: str) -> Any:
    raise no_attribute("sim.theory", name, __all__)
