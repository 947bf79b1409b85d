"""A scenario: everything that one comparison needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.base import checks
from sim.base.errors import InputError, unknown
from sim.base.units import YEAR
from sim.clinic import Clinic
from sim.model import Tumour
from sim.regimens import Regimen

if TYPE_CHECKING:
    from sim.engines import Lattice

MOST_DAYS = 200 * YEAR
"""Longer than anybody is treated; what is more is hours, or a slip of the finger."""

ENGINES = ("auto", "jump", "gillespie", "meanfield", "lattice")


@dataclass(frozen=True)
class Scenario:
    """A tumour, its treatment arms, the clinic, and how many patients for how long.

    Parameters
    ----------
    tumour : Tumour
        What is treated.
    arms : mapping of str to Regimen
        How, by name.
    clinic : Clinic
        What is seen of it.
    patients : int
        Number of patients in each arm.
    days : float
        Days from the start of treatment.
    seed : int
        All chance follows from it.
    engine : {"auto", "jump", "gillespie", "meanfield", "lattice"} or Lattice
        What computes.
    title : str
        For the figure and the file of what made it.
    scans_stated : bool
        Whether somebody wrote down how often the clinic scans; if not, `sim compare` scans as
        often as the arms want.
    """

    tumour: Tumour
    arms: Mapping[str, Regimen]
    clinic: Clinic = field(default_factory=Clinic)
    patients: int = 200
    days: float = 5 * YEAR
    seed: int = 1
    engine: "str | Lattice" = "auto"
    title: str = ""
    scans_stated: bool = False

    def __post_init__(self):
        if not self.arms:
            raise InputError("The scenario has no arms; name at least one way to treat.")
        whole("patients", self.patients, 1, "Give the number of patients in each arm.")
        whole("seed", self.seed, 0, "Give a whole number; the same one gives the same run again.")
        days = checks.number("days", self.days, above=True, high=MOST_DAYS, unit="days")
        if not isinstance(days, float):
            raise InputError("days must be one number, the same for all patients.")
        if isinstance(self.engine, str):
            checks.one_of("engine", self.engine, ENGINES, "engine")
        for name, regimen in self.arms.items():
            for drug in regimen.drugs:
                if drug not in self.tumour.drug_names:
                    raise unknown(
                        f"Arm {name!r} gives {drug!r}", "drug", drug, self.tumour.drug_names
                    )


def whole(what: str, value: object, low: int, hint: str) -> None:
    """Check a whole number."""
    if isinstance(value, bool) or not isinstance(value, int) or value < low:
        raise InputError(f"{what} is {value!r}; allowed is a whole number, at least {low}. {hint}")
