"""How a cell becomes a cell of another kind: by mutation at a division, or by switching state."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.base import checks
from sim.base.checks import Number
from sim.base.errors import InputError


def _two_clones(what: str, source: str, target: str) -> None:
    checks.name(f"{what}: the source", source)
    checks.name(f"{what}: the target", target)
    if source == target:
        raise InputError(f"{what} from {source!r} to itself; source and target must differ.")


@dataclass(frozen=True)
class Mutation:
    """A heritable change at a division.

    At a division of a `source` cell, with probability `per_division`, one of the two daughters
    is of the `target` clone and the other stays (the convention of Bozic et al. 2013,
    eLife 2:e00747).

    Parameters
    ----------
    source, target : str
        Names of two clones.
    per_division : float, array (patient,) or distribution
        Probability per division.
    """

    source: str
    target: str
    per_division: Number

    def __post_init__(self):
        _two_clones("A mutation", self.source, self.target)
        what = f"per_division of the mutation {self.source!r} to {self.target!r}"
        value = checks.number(
            what, self.per_division, high=1.0, hint="It is a probability: 5e-8, not a percentage."
        )
        object.__setattr__(self, "per_division", value)


@dataclass(frozen=True)
class Switch:
    """A change of state without division, such as entering or leaving drug tolerance.

    Parameters
    ----------
    source, target : str
        Names of two clones.
    rate : float, array (patient,) or distribution
        Rate without drug [1/day per cell].
    induced : mapping of drug to number
        Rate [1/day per cell] added at full effect of that drug on the source clone; at part of
        its effect, that part of the rate (drug-induced tolerance).
    """

    source: str
    target: str
    rate: Number
    induced: Mapping[str, Number] = field(default_factory=dict)

    def __post_init__(self):
        _two_clones("A switch", self.source, self.target)
        of = f"of the switch {self.source!r} to {self.target!r}"
        object.__setattr__(self, "rate", checks.number(f"rate {of}", self.rate, unit="per day"))
        if not isinstance(self.induced, Mapping):
            raise InputError(
                f"induced {of} is {self.induced!r}; it is given by drug: induced={{'A': 0.01}}."
            )
        induced = {
            drug: checks.number(f"rate {of} induced by {drug!r}", x, unit="per day")
            for drug, x in dict(self.induced).items()
        }
        object.__setattr__(self, "induced", induced)


Transition = Mutation | Switch
