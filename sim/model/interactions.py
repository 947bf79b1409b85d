"""How drugs that are given together add up on one clone.

Each reads the effects of the single drugs (``sim.model.effects``) and says what they do together.
The equations are in the docstrings; ``sim.kernels.rates`` and ``sim.theory`` each implement them.
"""

from dataclasses import dataclass

from sim.base import checks
from sim.base.errors import InputError


@dataclass(frozen=True)
class Bliss:
    """Independent action: death rates add, and unblocked fractions of divisions multiply.

    Bliss (1939), Ann Appl Biol 26:585: surviving all drugs has the product of the probabilities
    of surviving each, so rates of killing add.
    """


@dataclass(frozen=True)
class Loewe:
    """Dose equivalents: drugs act as doses of one another.

    The joint effect E solves ``sum over drugs of c_d / C_d(E) = 1``, where C_d(E) is the
    concentration at which drug d alone has effect E (a drug whose maximum is below E
    contributes nothing). Loewe (1953), Arzneimittelforschung 3:285. All drugs of the tumour
    must act on the same thing.
    """


@dataclass(frozen=True)
class HighestSingleAgent:
    """Only the drug that slows this clone's untreated growth most acts; the others add nothing."""


@dataclass(frozen=True)
class Parallel:
    """Two pathways that stand in for each other: only blocking both kills.

    With fractional effects f_A and f_B, the pair has the effect
    ``f_A * f_B * (A's maximum + B's maximum)`` (for ``acts="birth"`` the blocked fraction is
    ``f_A * f_B * (1 - (1 - max_A)(1 - max_B))``): nothing alone, and when both saturate, what
    two independent drugs would do. Both must act on the same thing. Other drugs add as in `Bliss`.

    Parameters
    ----------
    first, second : str
        Names of the two drugs.
    """

    first: str
    second: str

    def __post_init__(self):
        checks.name("Parallel: the first drug", self.first)
        checks.name("Parallel: the second drug", self.second)
        if self.first == self.second:
            raise InputError(f"Parallel of {self.first!r} with itself; name two different drugs.")


Interaction = Bliss | Loewe | HighestSingleAgent | Parallel
