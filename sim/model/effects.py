"""What a concentration of a drug does to a cell: the dose-response.

Every effect is a maximum times a *fractional effect* f of the relative concentration
c = concentration / (EC50 of the clone). What the effect acts on is its `acts`:

- ``"death"``: adds ``effect`` deaths [1/day];
- ``"birth"``: blocks the fraction ``effect`` of the divisions (so it is at most 1);
- ``"division"``: adds ``effect`` deaths per division, so a clone that does not divide is spared
  (the Norton-Simon law; Norton and Simon 1977, Cancer Treat Rep 61:1307);
- ``"capacity"``: takes that fraction of the clone's capacity away (so it is below 1), where cells
  crowd each other: less room, as under an inhibitor of vessels;
- ``"mechanism"`` (`Inhibition`): nothing in the cell dies of it; it blocks a mechanism, such as a
  pump, that other parts of the description name.
"""

from dataclasses import dataclass
from typing import ClassVar

from sim.base import checks
from sim.base.checks import Number

ACTS = ("death", "birth", "division", "capacity")
MOST = {"birth": 1.0, "capacity": 0.999}
"""The largest effects, of those that are fractions."""

_UNIT = {
    "death": "per day",
    "birth": "(a fraction of divisions)",
    "division": "(deaths per division)",
    "capacity": "(a fraction of the capacity)",
}


def _check_maximum(effect, word: str) -> None:
    checks.one_of("acts", effect.acts, ACTS, "way to act", "ways to act")
    value = checks.number(
        f"{word} of an effect on {effect.acts}",
        getattr(effect, word),
        high=MOST.get(effect.acts, float("inf")),
        unit=_UNIT[effect.acts],
    )
    object.__setattr__(effect, word, value)


@dataclass(frozen=True)
class Hill:
    """A saturating dose-response: ``maximum * c^slope / (1 + c^slope)``, c = concentration / EC50.

    Parameters
    ----------
    maximum : float, array (patient,) or distribution
        The effect of an unlimited concentration: [1/day] for ``acts="death"``, a fraction of
        divisions for ``"birth"``, deaths per division for ``"division"``, a fraction of the
        capacity for ``"capacity"``.
    ec50 : float, array (patient,) or distribution
        Concentration of half the maximum, relative to the mean steady state of the standard
        dose (so 1.0 is what the standard dose gives on average).
    slope : float, array (patient,) or distribution
        Hill coefficient.
    acts : {"death", "birth", "division", "capacity"}
        What the effect acts on.
    """

    maximum: Number
    ec50: Number
    slope: Number = 1.0
    acts: str = "death"

    def __post_init__(self):
        _check_maximum(self, "maximum")
        set_ = object.__setattr__
        set_(self, "ec50", checks.number("ec50 of a Hill effect", self.ec50, above=True))
        slope = checks.number("slope of a Hill effect", self.slope, above=True, high=20)
        set_(self, "slope", slope)


@dataclass(frozen=True)
class Proportional:
    """An effect in proportion to the concentration: ``at_standard_dose * c`` (no saturation).

    The dose-response of models that write ``(1 - d D)`` or ``kill * D``; a clone's fold divides
    c. Its fractional effect, which drives induced switching, is ``min(c, 1)``.

    Parameters
    ----------
    at_standard_dose : float, array (patient,) or distribution
        The effect at concentration 1: [1/day] for ``acts="death"``, a fraction of divisions
        for ``"birth"`` (never more than all of them), deaths per division for ``"division"``, a
        fraction of the capacity for ``"capacity"`` (never more than at concentration 1).
    acts : {"death", "birth", "division", "capacity"}
        What the effect acts on.
    """

    at_standard_dose: Number
    acts: str = "death"

    def __post_init__(self):
        _check_maximum(self, "at_standard_dose")


@dataclass(frozen=True)
class Inhibition:
    """A drug that blocks a mechanism of resistance and never kills a cell by itself.

    Its fractional effect ``f = maximum * c^slope / (1 + c^slope)``, c = concentration / EC50, is
    the blocked share of whatever names the drug: an efflux pump (`sim.Pump`), the silencing of a
    gene (an eraser induces the switch back), a second pathway (`sim.Bypass`), a checkpoint. So it
    is an ordinary drug that every regimen can give.

    Parameters
    ----------
    ec50 : float, array (patient,) or distribution
        Concentration that blocks half of the maximum, relative to the mean steady state of the
        standard dose.
    slope : float, array (patient,) or distribution
        Hill coefficient.
    maximum : float, array (patient,) or distribution
        The share blocked at an unlimited concentration, 0 to 1.
    """

    ec50: Number
    slope: Number = 1.0
    maximum: Number = 1.0
    acts: ClassVar[str] = "mechanism"

    def __post_init__(self):
        set_ = object.__setattr__
        set_(self, "ec50", checks.number("ec50 of an inhibition", self.ec50, above=True))
        slope = checks.number("slope of an inhibition", self.slope, above=True, high=20)
        set_(self, "slope", slope)
        top = checks.number("maximum of an inhibition (a share)", self.maximum, high=1.0)
        set_(self, "maximum", top)


Effect = Hill | Proportional | Inhibition
