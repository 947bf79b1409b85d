"""Growth in which more cells may bring more births: an Allee effect, and games between clones.

The jump engine, whose steps are made for births that fall as cells crowd, refuses both by name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sim.base import checks
from sim.base.errors import InputError

MOST_PAYOFF = 1000.0


@dataclass(frozen=True)
class Allee:
    """Few cells divide less, because they need each other, and many because they crowd each other.

    The birth rate of N cells is ``birth * (1 - N / capacity) * N / (N + half)``, never below zero
    (the first factor is logistic growth; the second Dennis 1989, Nat Resour Model 3:481, where few
    meet). Below the size at which births come down to deaths, a tumour tends to die out by itself;
    that is ``half * death / (birth - death)`` where it is small beside the capacity.

    Parameters
    ----------
    capacity : float
        The size [cells] at which divisions stop.
    half : float
        The size [cells] at which cells divide half as often as they would among many.
    """

    capacity: float
    half: float
    competition: ClassVar[None] = None

    def __post_init__(self):
        set_ = object.__setattr__
        room = checks.one_number("capacity of Allee", self.capacity, above=True, unit="cells")
        half = checks.one_number("half of Allee", self.half, above=True, unit="cells")
        if half >= room:
            raise InputError(
                f"half of Allee is {half:g} cells and capacity {room:g}; the size of half the "
                "divisions lies below the capacity."
            )
        set_(self, "capacity", room)
        set_(self, "half", half)

    def factor(self, share):
        """Return the factor on births at sizes in units of the capacity."""
        x = np.asarray(share, dtype=float)
        return np.maximum(0.0, 1.0 - x) * x / (x + self.half / self.capacity)

    @property
    def best(self) -> float:
        """Where the factor is largest, in units of the capacity."""
        a = self.half / self.capacity
        return float(np.sqrt(a * a + a) - a)


@dataclass(frozen=True)
class Game:
    """How often a clone divides hangs on whom it meets: an evolutionary game.

    Cells meet at random. The birth rate of clone i is ``birth * sum_j payoffs[i][j] N_j / N``, and
    times ``(1 - N / capacity)`` where there is one: the replicator equation for a tumour that may
    grow. With payoffs of 1 nobody cares whom it meets; above 1 off the diagonal, clones help each
    other; below, they harm.

    Parameters
    ----------
    payoffs : square table (clone, clone)
        ``payoffs[i][j]``: factor on the divisions of clone i when it meets a cell of clone j, 0 or
        more. (Kaznatcheev et al. 2019, Nat Ecol Evol 3:450, measured such a table for cells of
        non-small cell lung cancer.)
    capacity : float, optional
        The size [cells] at which divisions stop; without, growth is not limited.
    """

    payoffs: Sequence[Sequence[float]]
    capacity: float | None = None

    def __post_init__(self):
        table = checks.square("payoffs of a Game", self.payoffs, MOST_PAYOFF)
        object.__setattr__(self, "payoffs", table)
        if self.capacity is not None:
            room = checks.one_number("capacity of a Game", self.capacity, above=True, unit="cells")
            object.__setattr__(self, "capacity", room)

    @property
    def competition(self) -> tuple[tuple[float, ...], ...]:
        """The payoffs: who counts for whom."""
        return tuple(map(tuple, self.payoffs))

    def factors(self, cells):
        """Return the factors on births (clone, ...) among `cells` (clone, ...)."""
        n = np.asarray(cells, dtype=float)
        total = np.maximum(n.sum(axis=0), 1e-300)
        room = 1.0 if self.capacity is None else np.maximum(0.0, 1.0 - total / self.capacity)
        return np.tensordot(np.array(self.payoffs), n / total, axes=1) * room
