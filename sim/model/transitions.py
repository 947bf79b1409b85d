"""How a cell becomes a cell of another kind: by mutation at a division, or by switching state."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.base import checks
from sim.base.checks import Number
from sim.base.errors import InputError

MOST_RAISED = 1e6
"""No drug makes mutations more than so many times as frequent."""


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
        Probability per division, without drug.
    raised : mapping of drug to number
        How many times as often at full effect of that drug on the source clone, 1 or more. At part
        f of its effect (0..1) the probability is ``per_division * (1 + (raised - 1) * f)``; what
        several drugs add, adds up.
    other : str, optional
        The clone of the other daughter, where that is no copy of its mother either, as in the
        random segregation of extrachromosomal DNA. Default: it is of the `source` clone.
    """

    source: str
    target: str
    per_division: Number
    raised: Mapping[str, Number] = field(default_factory=dict, hash=False)
    other: str | None = None

    def __post_init__(self):
        _two_clones("A mutation", self.source, self.target)
        what = f"per_division of the mutation {self.source!r} to {self.target!r}"
        value = checks.number(
            what, self.per_division, high=1.0, hint="It is a probability: 5e-8, not a percentage."
        )
        object.__setattr__(self, "per_division", value)
        of = f"of the mutation {self.source!r} to {self.target!r}"
        if not isinstance(self.raised, Mapping):
            raise InputError(
                f"raised {of} is {self.raised!r}; it is given by drug: raised={{'A': 10}}."
            )
        raised = {
            drug: checks.number(
                f"raised {of} by {drug!r}", x, 1.0, MOST_RAISED,
                hint="It says how many times as often: 10 is ten times.",
            )
            for drug, x in dict(self.raised).items()
        }  # fmt: skip
        object.__setattr__(self, "raised", raised)
        if self.other is not None:
            checks.name(f"The other daughter {of}", self.other)
            if self.other == self.source:
                object.__setattr__(self, "other", None)


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
