"""Designs whose points are spread over the space of all axes: evenly, or for Sobol indices."""

import warnings
from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np

from sim.base import checks
from sim.base.checks import MOST_VALUES
from sim.base.errors import InputError
from sim.sweeps.axes import MOST_POINTS, axes_of
from sim.sweeps.designs import Design

MOST_DIMENSIONS = 21201
"""Dimensions of the Sobol sequence (Joe and Kuo 2008), as in scipy."""


class Spread(Design):
    """Points spread over the space of all axes."""

    def __init__(self, points: int, /, seed: int = 0, **axes: Any):
        name = type(self).__name__
        self.points = checks.whole(f"points of {name}", points, 1, MOST_POINTS)
        self.seed = checks.whole(f"seed of {name}", seed)
        self.axes = axes_of(name, axes, ends=True)
        self._check_size(name)

    times: ClassVar[int] = 1
    """Samples that are drawn for each axis."""

    def _check_size(self, name: str) -> None:
        """Refuse more than can be held, or than the sequence has dimensions."""
        dimensions = self.times * len(self.axes)
        if dimensions > MOST_DIMENSIONS:
            raise InputError(
                f"{name} has {len(self.axes)} axes; the Sobol sequence has {MOST_DIMENSIONS} "
                f"dimensions, enough for {MOST_DIMENSIONS // self.times}. Vary fewer parameters."
            )
        values = self.points * len(self.axes) * self._repeats()
        if values > MOST_VALUES:
            raise InputError(
                f"{name} of {self.points} points and {len(self.axes)} axes has {values:.3g} "
                f"values; at most {MOST_VALUES:.0e} fit. Take fewer points."
            )

    def _repeats(self) -> int:
        """Return how many points there are for each that was asked for."""
        return 1

    @abstractmethod
    def _places(self, dimensions: int) -> np.ndarray:
        """Return places (point, dimension) in [0, 1)."""

    def columns(self) -> dict[str, np.ndarray]:
        """Return the values (point,) of every parameter."""
        places = self._places(len(self.axes))
        return {
            name: axis.at(u) for (name, axis), u in zip(self.axes.items(), places.T, strict=True)
        }

    def __repr__(self) -> str:
        words = "".join(f", {name}={axis!r}" for name, axis in self.axes.items())
        return f"{type(self).__name__}({self.points}, seed={self.seed}{words})"


class Sobol(Spread):
    """A scrambled Sobol sequence: points that fill the space evenly, however many.

    A longer sequence begins with the shorter one, so a sweep can be extended. Best with a power
    of two of points.

    Parameters
    ----------
    points : int
        How many.
    seed : int
        Of the scrambling.
    **axes : (low, high), list or Axis
        Ends or values by parameter, or `LogAxis`, `IntegerAxis`.

    References
    ----------
    Owen (1998), J Complexity 14:466 (scrambling); `scipy.stats.qmc`.
    """

    def _places(self, dimensions: int) -> np.ndarray:
        return _sobol(self.points, dimensions, self.seed)


class LatinHypercube(Spread):
    """A Latin hypercube: each axis is cut into as many slices as points, each used once.

    A larger one has other points: to extend a sweep, use `Sobol`.

    Parameters
    ----------
    points : int
        How many.
    seed : int
        Another seed, another hypercube.
    **axes : (low, high), list or Axis
        Ends or values by parameter, or `LogAxis`, `IntegerAxis`.

    References
    ----------
    McKay, Beckman and Conover (1979), Technometrics 21:239; `scipy.stats.qmc`.
    """

    def _places(self, dimensions: int) -> np.ndarray:
        from scipy.stats import qmc

        return qmc.LatinHypercube(dimensions, rng=np.random.default_rng(self.seed)).random(
            self.points
        )


class Sensitivity(Spread):
    """Points from which Sobol indices follow: two samples A and B, and A with columns of B.

    It has ``points x (axes + 2)`` points. The result's ``sobol_indices`` says how much of the
    variance of an end point comes from each parameter.

    Parameters
    ----------
    points : int
        Points of each sample; a power of two.
    seed : int
        Of the scrambling.
    **axes : (low, high), list or Axis
        Ends or values by parameter, or `LogAxis`, `IntegerAxis`.

    References
    ----------
    Saltelli et al. (2010), Comput Phys Commun 181:259; `scipy.stats.sobol_indices`.
    """

    times = 2

    def _repeats(self) -> int:
        return len(self.axes) + 2

    def _places(self, dimensions: int) -> np.ndarray:
        if self.points & (self.points - 1):
            raise InputError(f"points of Sensitivity is {self.points}; give a power of two.")
        both = _sobol(self.points, 2 * dimensions, self.seed)
        a, b = both[:, :dimensions], both[:, dimensions:]
        mixed = []
        for k in range(dimensions):
            one = a.copy()
            one[:, k] = b[:, k]
            mixed.append(one)
        return np.concatenate([a, b, *mixed])


def _sobol(points: int, dimensions: int, seed: int) -> np.ndarray:
    from scipy.stats import qmc

    sequence = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed))
    with warnings.catch_warnings():
        # not a power of two: less even, but what was asked for
        warnings.simplefilter("ignore", UserWarning)
        return sequence.random(points)
