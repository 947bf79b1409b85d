"""A drug: what it does to cells and how long it stays in the body."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.base import checks
from sim.base.checks import Number
from sim.base.errors import InputError
from sim.base.ours import only_ours
from sim.base.units import HIGHEST_DOSE
from sim.model.curve import Curve
from sim.model.effects import Effect, Hill, Inhibition, Proportional
from sim.model.kinetics import Kinetics, checked_kinetics

_OWN = "A dose-response of your own is a table or a function: sim.Curve(concentrations, effects)."
MOST = 1000.0
"""No drug is given in doses above this many standard doses."""


@dataclass(frozen=True)
class Drug:
    """A drug, given again and again.

    Kinetics are one compartment with repeated dosing: every `interval` days while it is given,
    the concentration jumps, and in between it halves every `half_life` days. The jump of the
    standard dose (1.0) is ``interval * ln 2 / half_life``, which makes the mean steady-state
    concentration 1. The first dose is given on the day treatment starts or restarts; a change
    of dose acts from the next administration on, and a stop at once.

    Parameters
    ----------
    name : str
        How everything else refers to it.
    effect : Hill, Proportional, Curve or Inhibition
        Its dose-response on a clone of fold 1: a `Curve` is one's own, `Inhibition` acts on a
        mechanism and not on cells.
    half_life : float, array (patient,), distribution or None
        Half-life in the body [days]. ``None``: the concentration is the dose, at once.
    interval : float
        Days between two administrations. It means nothing without a half-life.
    highest : float
        The largest dose of it that anybody may be given [standard doses]; a plan that names a
        larger one is refused before a run. Raise it for a drug that is given in pulses.
    kinetics : Oral, Infused, TwoCompartments or None
        How it gets into the body and out of it, where that is more than a half-life: instead of
        `half_life`. Concentration 1 stays the mean steady state of the standard dose.
    also : sequence of Hill, Proportional or Curve
        What else it does, each from the same concentration: a drug that slows division may kill
        too. They add up as independent drugs do (`sim.Bliss`), so no other interaction takes it. A
        clone's fold holds for all; what names the drug (induced switching, raised mutations, a
        bypass) goes by `effect`.
    """

    name: str
    effect: Effect | Curve
    half_life: Number | None = None
    interval: float = 1.0
    highest: float = HIGHEST_DOSE
    kinetics: Kinetics | None = None
    also: Sequence[Effect | Curve] = ()

    def __post_init__(self):
        object.__setattr__(self, "name", checks.name("A drug", self.name))
        of = f"of drug {self.name!r}"
        only_ours(f"effect {of}", self.effect, (Hill, Proportional, Inhibition, Curve), _OWN)
        if not isinstance(self.effect, Hill | Proportional | Inhibition | Curve):
            raise InputError(
                f"effect {of} is {self.effect!r}; give sim.Hill(maximum=, ec50=, slope=), "
                "sim.Proportional(at_standard_dose=), sim.Curve(concentrations, effects), or "
                "sim.Inhibition(ec50=) for a drug that blocks a mechanism and does not kill."
            )
        self._check_also(of)
        if self.half_life is not None:
            value = checks.number(f"half_life {of}", self.half_life, above=True, unit="days")
            object.__setattr__(self, "half_life", value)
        interval = checks.number(f"interval {of}", self.interval, 1 / 24, 3660.0, unit="days")
        if not isinstance(interval, float):
            raise InputError(
                f"interval {of} must be one number of days, the same for all patients."
            )
        if self.kinetics is not None:
            if self.half_life is not None:
                raise InputError(
                    f"Both half_life and kinetics {of} are given; give one of the two: half_life= "
                    "for doses at once into one compartment, kinetics= for all else."
                )
            checked_kinetics(of, self.kinetics, interval)
        elif self.half_life is None and interval != 1.0:
            raise InputError(
                f"interval {of} is {interval:g} days, but without a half-life its concentration is "
                "the dose on every day, and nothing is given in between. Say half_life=, or leave "
                "interval out; sim.Intermittent gives it on some days only."
            )
        object.__setattr__(self, "interval", interval)
        highest = checks.one_number(
            f"highest {of}", self.highest, high=MOST, above=True, unit="standard doses",
            hint="1.0 is the standard dose.",
        )  # fmt: skip
        object.__setattr__(self, "highest", highest)

    def _check_also(self, of: str) -> None:
        more = (self.also,) if isinstance(self.also, Hill | Proportional | Curve) else self.also
        more = checks.taken(f"also {of}", more, "[sim.Hill(maximum=, ec50=, acts='birth')]")
        for effect in more:
            only_ours(f"also {of}", effect, (Hill, Proportional, Curve), _OWN)
            if not isinstance(effect, Hill | Proportional | Curve):
                raise InputError(
                    f"also {of} holds {effect!r}; give what else it does to cells: "
                    "also=[sim.Hill(maximum=, ec50=, acts='birth')]. An Inhibition is its effect=."
                )
        object.__setattr__(self, "also", more)

    @property
    def is_timed(self) -> bool:
        """Whether its concentration follows from administrations, and is not the dose at once."""
        return self.half_life is not None or self.kinetics is not None
