"""A ladder of phenotypes: cells become tolerant rung by rung, and less so rung by rung."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.citations import Reference
from sim.base.derived import follows
from sim.model.mechanisms.heritable import NO_DIVISION, cost_in_words
from sim.model.mechanisms.mechanism import Change, Mechanism, Step, in_words
from sim.model.words import amount

MOST_RUNGS = 31


@dataclass(frozen=True)
class Ladder(Mechanism):
    """Cells climb and descend a ladder of phenotypes, without division; each rung tolerates more.

    States: the foot (the founder), then rungs 1, 2, ..., `rungs`. A cell goes one rung up at
    ``up + induced * f`` [1/day per cell], with the drug's fractional effect f on it, and one down
    at `down`. On rung k the EC50 is ``fold ** k`` times the founder's, and the cell divides
    ``(1 - cost) ** k`` times as often.

    Without drug and without cost the rungs tend to the truncated geometric law
    ``P(k) ~ (up / down)^k`` (detailed balance).

    Parameters
    ----------
    drugs : str or sequence of str
        The drugs that are tolerated.
    rungs : int
        How many there are above the foot, 1 to 31.
    up, down : float, array (patient,) or distribution
        Rates [1/day per cell] of one rung up and down; the defaults (1e-3, 0.01) are illustrative.
        ``down=0`` is a ladder that is only climbed.
    fold : float, array (patient,) or distribution
        Factor on the EC50 that each rung brings; the default of 2 is illustrative.
    induced : float, array (patient,) or distribution
        Rate of going up [1/day per cell] that each drug adds at its full effect; default none.
    cost : float, array (patient,) or distribution
        Share of the divisions that each rung costs; default none.
    name : str
        Default the names of the drugs and ``ladder``.
    """

    drugs: str | Sequence[str]
    rungs: int = 4
    up: Number = 1e-3
    down: Number = 0.01
    fold: Number = 2.0
    induced: Number = 0.0
    cost: Number = 0.0
    name: str = ""

    references = (
        Reference(
            "Chisholm RH, Lorenzi T, Lorz A, et al.",
            2015,
            "Emergence of drug tolerance in cancer cell populations: an evolutionary outcome of "
            "selection, nongenetic instability, and stress-induced adaptation",
            "Cancer Res 75:930",
            "10.1158/0008-5472.CAN-14-2103",
            "Ladder: cells that drift along a continuum of tolerance, and more under the drug",
        ),
    )

    def __post_init__(self):
        self._check_drugs()
        self._check_name(f"{'/'.join(self.drugs)} ladder")
        rungs = checks.whole(f"rungs of the mechanism {self.name!r}", self.rungs, 1, MOST_RUNGS)
        object.__setattr__(self, "rungs", rungs)
        for word in ("up", "down", "induced"):
            self._check(word, unit="per day")
        self._check("fold", above=True)
        self._check("cost", high=1.0, hint=NO_DIVISION)

    @property
    def states(self) -> tuple[str, ...]:
        """What the states are called: ``A rung 1``, ``A rung 2``, ..."""
        word = self.name.removesuffix(" ladder")
        return tuple(f"{word} rung {k}" for k in range(1, self.rungs + 1))

    @property
    def steps(self) -> tuple[Step, ...]:
        """One rung up, which the drugs may induce, and one down."""
        induced = dict.fromkeys(self.drugs, self.own("induced"))
        up = [Step(k, k + 1, rate=self.own("up"), induced=induced) for k in range(self.rungs)]
        down = [Step(k, k - 1, rate=self.own("down")) for k in range(1, self.rungs + 1)]
        return tuple(up + down)

    def change(self, state: int) -> Change:
        """Return what that many rungs change."""
        fold = follows(partial(_power, state), self.own("fold"))
        birth = follows(partial(_left, state), self.own("cost"))
        return Change(birth, fold=dict.fromkeys(self.drugs, fold))

    def __str__(self) -> str:
        induced = ""
        if not (isinstance(self.induced, float) and self.induced == 0.0):
            induced = f", and up to {amount(self.induced)} more up under the drug"
        return (
            f"{self.name}: {self.rungs} rungs of tolerance of {in_words(self.drugs)}, each with an "
            f"EC50 {amount(self.fold)} times that of the one below. Cells go up at "
            f"{amount(self.up)} and down at {amount(self.down)} per day{induced}"
            f"{cost_in_words(self.cost)}"
        )


def _power(times: int, x):
    """Return x to the power of so many rungs; beyond all numbers, infinity: tolerates all."""
    try:
        with np.errstate(over="ignore"):
            return x**times
    except OverflowError:
        return np.inf


def _left(times: int, cost):
    """Return the share of divisions that so many rungs leave."""
    return (1.0 - cost) ** times
