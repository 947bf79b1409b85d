"""The space of rules: named axes, and points of the unit cube that stand for their values."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.base.errors import InputError, unknown
from sim.sweeps.axes import Axis, ChoiceAxis, IntegerAxis, axes_of
from sim.sweeps.spread import Sobol

LAST = np.nextafter(1.0, 0.0)
"""The last place of an axis: axes take places in [0, 1)."""


class Space:
    """Axes by name, as in a sweep's designs.

    Parameters
    ----------
    axes : mapping of str to (low, high), list or Axis
        What each parameter of the rule may be.
    """

    def __init__(self, axes: Mapping[str, Any]):
        if not isinstance(axes, Mapping):
            raise InputError(
                f"space is {axes!r}; give axes by name: {{'stop': (0.2, 1.2), 'dose': [0.5, 1]}}."
            )
        self.axes: dict[str, Axis] = axes_of("the space", axes, ends=True)

    @property
    def names(self) -> list[str]:
        """Names of the parameters."""
        return list(self.axes)

    @property
    def is_smooth(self) -> bool:
        """Whether a step along every axis means more or less of something: no choices."""
        return not any(isinstance(axis, ChoiceAxis) for axis in self.axes.values())

    @property
    def most(self) -> float:
        """How many different points there are; inf on a continuous axis."""
        counts = [
            len(axis.steps_of_grid()) if isinstance(axis, IntegerAxis | ChoiceAxis) else np.inf
            for axis in self.axes.values()
        ]
        return float(np.prod(counts))

    def points(self, places: np.ndarray) -> list[dict[str, Any]]:
        """Return the parameters at places (point, axis) of the unit cube."""
        inside = np.clip(places, 0.0, LAST)
        columns = [axis.at(u) for axis, u in zip(self.axes.values(), inside.T, strict=True)]
        return [
            dict(zip(self.names, (v.item() for v in values), strict=True))
            for values in zip(*columns, strict=True)
        ]

    def spread(self, count: int, seed: int) -> np.ndarray:
        """Return places (point, axis) that fill the cube evenly (a scrambled Sobol sequence)."""
        unit = {name: (0.0, 1.0) for name in self.names}
        columns = Sobol(count, seed=seed, **unit).columns()
        return np.stack(list(columns.values()), axis=1)

    def check(self, point: Mapping[str, Any]) -> None:
        """Refuse a point that has other parameters."""
        for name in point:
            if name not in self.axes:
                raise unknown(f"parameter {name!r}", "parameter", name, self.names)


def key_of(point: Mapping[str, Any]) -> tuple:
    """Return what tells points apart: numbers to 12 digits, as in a sweep's store."""
    return tuple(f"{v:.12g}" if isinstance(v, float) else repr(v) for _, v in sorted(point.items()))
