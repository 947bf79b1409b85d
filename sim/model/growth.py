"""How crowding slows growth.

Clone i feels the crowding ``x_i = sum over j of a_ij N_j / K_i``: cells in units of its
capacity, weighted by the competition matrix a (all ones when not given).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.base import checks
from sim.base.checks import Number
from sim.base.errors import InputError
from sim.model.growing_capacity import GrowingCapacity


def _check_crowding(growth) -> None:
    word = type(growth).__name__
    capacity = growth.capacity
    value: object = capacity
    if isinstance(capacity, GrowingCapacity):
        pass  # (checked by itself)
    elif isinstance(capacity, Mapping):
        _check_none_grows(word, capacity)
        value = {
            clone: checks.number(f"capacity of {word} for {clone!r}", x, above=True, unit="cells")
            for clone, x in capacity.items()
        }
    else:
        value = checks.number(f"capacity of {word}", capacity, above=True, unit="cells")
    object.__setattr__(growth, "capacity", value)
    object.__setattr__(growth, "competition", checked_competition(growth.competition))


def _check_none_grows(word: str, capacity: Mapping) -> None:
    for clone, room in capacity.items():
        if isinstance(room, GrowingCapacity):
            raise InputError(
                f"capacity of {word} for {clone!r} is a GrowingCapacity; vessels serve all clones: "
                f"sim.{word}(capacity=sim.GrowingCapacity(...)), and what sets clones apart is "
                "competition=."
            )


def checked_competition(table) -> tuple[tuple[float, ...], ...] | None:
    """Return a table of competition (clone, clone), checked; None stays None."""
    return None if table is None else checks.square("competition", table)


@dataclass(frozen=True)
class Exponential:
    """No crowding: birth and death rates are what the clones say."""


@dataclass(frozen=True)
class Logistic:
    """Crowding in proportion to size.

    With ``acts="birth"`` the birth rate is ``birth * (1 - x)``, never below zero; with
    ``acts="death"`` the death rate is ``death + birth * x``.

    Parameters
    ----------
    capacity : float, array (patient,), distribution, mapping of clone to these, or GrowingCapacity
        The size [cells] at which x is 1.
    acts : {"birth", "death"}
        What crowding acts on.
    competition : square table (clone, clone), optional
        ``competition[i][j]``: how much one cell of clone j crowds clone i (Lotka-Volterra).
    """

    capacity: Number | Mapping[str, Number] | GrowingCapacity
    acts: str = "birth"
    competition: Sequence[Sequence[float]] | None = None

    def __post_init__(self):
        checks.one_of("acts", self.acts, ("birth", "death"), "way to act", "ways to act")
        _check_crowding(self)


@dataclass(frozen=True)
class Gompertz:
    """Crowding in proportion to the logarithm of size: the birth rate is ``birth * ln(1 / x)``.

    So a clone's `birth` is Gompertz's rho: dN/dt = rho N ln(K / N) - death N. Never below zero:
    above capacity nothing divides.

    Parameters
    ----------
    capacity : float, array (patient,), distribution, mapping of clone to these, or GrowingCapacity
        The size [cells] at which divisions stop.
    competition : square table (clone, clone), optional
        ``competition[i][j]``: how much one cell of clone j crowds clone i.
    """

    capacity: Number | Mapping[str, Number] | GrowingCapacity
    competition: Sequence[Sequence[float]] | None = None

    def __post_init__(self):
        _check_crowding(self)
