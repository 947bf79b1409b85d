"""From the concentration around a cell to the concentration at its target, stage by stage.

A cell brings drug in and out within minutes to hours, so over days the concentration inside is in
balance with that outside. With the outside concentration C (in units of the mean steady state of
the standard dose) the concentration c inside solves

    uptake * C = (1 + pumping) * c + capacity * c / (half + c),

brought in = leaking and pumped out + inactivated. Without pumps and inactivation it is uptake * C.
Removal by the enzyme saturates (Michaelis and Menten 1913, Biochem Z 49:333), so a high dose
overcomes it: far above the capacity c is (uptake * C - capacity) / (1 + pumping). Pumps are taken
to be far from saturation.

The functions are plain NumPy, for descriptions and for reading; the kernels and ``sim.theory`` each
have their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.drawn import is_distribution
from sim.base.errors import InputError


@dataclass(frozen=True)
class Pump:
    """An efflux pump for one drug.

    Parameters
    ----------
    strength : float, array (patient,) or distribution
        How fast it expels the drug, in units of passive leakage: a pump of 20 alone lowers the
        concentration inside to 1 / 21.
    inhibitor : str, optional
        A drug (with `sim.Inhibition` as its effect) that blocks it. It acts from outside the cell:
        what else the cell does to the inhibitor does not count, but uptake does.
    """

    strength: Number
    inhibitor: str | None = None

    def __post_init__(self):
        value = checks.number("strength of a pump", self.strength, high=1e9)
        object.__setattr__(self, "strength", value)
        if self.inhibitor is not None:
            checks.name("The inhibitor of a pump", self.inhibitor)


@dataclass(frozen=True)
class Inside:
    """What the cells of a clone do to one drug between the outside and its effect.

    Parameters
    ----------
    uptake : float, array (patient,) or distribution
        Factor on what is brought in: 1 is a usual cell, 0.1 one that lost the transporter; also
        the share of the drug that reaches a badly perfused site.
    pumps : sequence of Pump
        What expels the drug; strengths add.
    capacity : float, array (patient,) or distribution
        The most that is inactivated, as an outside concentration that it can keep in check.
    half : float, array (patient,) or distribution
        Concentration inside at which half of the capacity is used.
    repair : float, array (patient,) or distribution
        Share of the drug's effect that is repaired, 0 to 1: its maximum is ``1 - repair`` of the
        full one.
    needs : mapping of drug to number
        Share of the drug's effect, 0 to 1, that there is only in so far as this other drug blocks
        its own target too (a second pathway): the effect is multiplied by ``1 - share * (1 - f)``
        with the other drug's fractional effect f on this cell.
    """

    uptake: Number = 1.0
    pumps: Sequence[Pump] = ()
    capacity: Number = 0.0
    half: Number = 1.0
    repair: Number = 0.0
    needs: Mapping[str, Number] = field(default_factory=dict)

    def __post_init__(self):
        set_ = object.__setattr__
        set_(self, "uptake", checks.number("uptake of a drug", self.uptake))
        set_(self, "pumps", checks.parts("pumps", self.pumps, Pump, "sim.Pump(strength)"))
        set_(self, "capacity", checks.number("capacity of inactivation", self.capacity))
        set_(self, "half", checks.number("half of inactivation", self.half, above=True))
        repair = checks.number("repair (a share)", self.repair, high=1.0)
        set_(self, "repair", repair)
        if not isinstance(self.needs, Mapping):
            raise InputError(f"needs is {self.needs!r}; it is given by drug: needs={{'B': 1.0}}.")
        needs = {
            drug: checks.number(f"share of the effect that needs {drug!r}", share, high=1.0)
            for drug, share in dict(self.needs).items()
        }
        set_(self, "needs", needs)

    @property
    def is_only_uptake(self) -> bool:
        """Whether nothing but the uptake differs from a usual cell."""
        numbers = [self.capacity, self.repair]
        nothing = all(np.ndim(x) == 0 and not is_distribution(x) and x == 0 for x in numbers)
        return nothing and not self.pumps and not self.needs

    @property
    def named(self) -> tuple[str, ...]:
        """The other drugs that it names."""
        inhibitors = (p.inhibitor for p in self.pumps if p.inhibitor is not None)
        return tuple(dict.fromkeys([*inhibitors, *self.needs]))


USUAL = Inside()
"""A cell that does nothing to a drug."""


def entering(inside: Inside, outside):
    """Return what is brought in: the outside concentration times the uptake."""
    return np.asarray(inside.uptake) * outside


def pumping(inside: Inside, inhibition: Mapping[str, float]):
    """Return the strength of all pumps together, in units of passive leakage.

    Parameters
    ----------
    inhibition : mapping of drug to float or array (patient,)
        Fractional effect, 0 to 1, of each inhibitor.
    """
    return sum(
        (np.asarray(p.strength) * (1.0 - np.asarray(inhibition.get(p.inhibitor or "", 0.0))))
        for p in inside.pumps
    )


def concentration_inside(entering, pumping=0.0, capacity=0.0, half=1.0):
    """Return the concentration c that solves the balance at the top of this file.

    The positive root of (1 + p) c^2 + ((1 + p) half + capacity - entering) c - entering half = 0,
    written so that no digits cancel.
    """
    out = 1.0 + np.asarray(pumping, dtype=float)
    entering = np.asarray(entering, dtype=float)
    middle = out * half + capacity - entering
    root = np.hypot(middle, 2.0 * np.sqrt(out * entering * half))
    with np.errstate(divide="ignore", invalid="ignore"):
        saturated = (root - middle) / (2.0 * out)
        unsaturated = 2.0 * entering * half / (middle + root)
    return np.where(middle < 0.0, saturated, unsaturated)


def outside_for(inside: Inside, c):
    """Return the outside concentration at which the one inside is c, no pump being blocked."""
    out = 1.0 + pumping(inside, {})
    with np.errstate(divide="ignore", invalid="ignore"):
        removed = np.where(np.isinf(c), 0.0, inside.capacity * c / (inside.half + c))
        return (out * c + removed) / np.asarray(inside.uptake)


def unrepaired(inside: Inside):
    """Return the share of the drug's maximum that repair leaves."""
    return 1.0 - np.asarray(inside.repair)


def open_pathways(inside: Inside, blocked: Mapping[str, float]):
    """Return the factor on the effect that second pathways leave.

    Parameters
    ----------
    blocked : mapping of drug to float or array (patient,)
        Fractional effect, 0 to 1, of each drug that is needed.
    """
    left = np.ones(())
    for drug, share in inside.needs.items():
        left = left * (1.0 - np.asarray(share) * (1.0 - np.asarray(blocked.get(drug, 0.0))))
    return left
