"""Measures to which some clones show less than others: negative for a marker, or elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.errors import InputError, unknown
from sim.clinic.measures import Measure

IN_SITE = " @ "
"""Between a clone and its site, in the names of a tumour in niches."""


def of_clone(name: str, values: Mapping[str, Number], otherwise: Number) -> Number:
    """Return what is said of a clone, else of its site, else of all others."""
    return values.get(name, values.get(name.partition(IN_SITE)[2], otherwise))


def check_named(what: str, names: Iterable[str], clones: Sequence[str]) -> None:
    """Refuse names that are no clone and no site; `what` is how an error says it, with ``{}``."""
    sites = {name.partition(IN_SITE)[2] for name in clones} - {""}
    for name in names:
        if name not in clones and name not in sites:
            raise unknown(what.format(repr(name)), "clone", name, (*clones, *sorted(sites)))


@dataclass(frozen=True)
class ByClone(Measure):
    """A measure that counts the cells of each clone with a weight of its own.

    Parameters
    ----------
    measure : Measure
        What is measured of the cells that count, such as ``sim.Marker("PSA", per_cell=1e-9)``.
    weights : mapping of clone, or of site, to float, array (patient,) or distribution
        How much a cell of that clone counts: 0 is not seen at all. A site (`sim.Niche`) stands for
        all clones in it. Where a clone and its site are both named, the clone's is taken; clones
        that are not named count as 1.

    Examples
    --------
    >>> from sim.clinic import ByClone, Marker
    >>> psa = ByClone(Marker("PSA", per_cell=1e-9), {"neuroendocrine": 0.0})
    """

    measure: Measure
    weights: Mapping[str, Number]
    sees_clones = True

    def __post_init__(self):
        if not isinstance(self.measure, Measure) or self.measure.sees_clones:
            raise InputError(
                f"measure of ByClone is {self.measure!r}; give what is measured of the cells that "
                "count, such as sim.Cells() or sim.Marker(...)."
            )
        if not isinstance(self.weights, Mapping) or not self.weights:
            raise InputError(
                f"weights of ByClone is {self.weights!r}; give weights by clone: "
                "{'negative': 0.0}."
            )
        weights = {
            checks.name("A clone of ByClone", name): checks.number(
                f"the weight of {name!r} in ByClone", weight, high=1e6
            )
            for name, weight in self.weights.items()
        }
        object.__setattr__(self, "weights", weights)

    @property
    def unit(self) -> str:  # type: ignore[override]
        """Unit of the results."""
        return self.measure.unit

    @property
    def parts(self) -> int:  # type: ignore[override]
        """How many things are measured at once."""
        return self.measure.parts

    @property
    def noise(self) -> float:  # type: ignore[override]
        """Relative error of a result."""
        return self.measure.noise

    def check_clones(self, clones: Sequence[str]) -> None:
        """Refuse a tumour without the clones and sites that have weights."""
        check_named("The weight of {} in ByClone", self.weights, clones)

    def counted(self, cells: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return the cells that count (patient,); see `Measure.counted`."""
        total: Any = 0.0
        for name, count in cells.items():
            total = total + np.asarray(of_clone(name, self.weights, 1.0)) * count
        return np.asarray(total)

    def begin(self, burden):
        """Return what must be remembered between visits; see `Measure.begin`."""
        return self.measure.begin(burden)

    def follow(self, state, before, now, days):
        """Return the same after some days; see `Measure.follow`."""
        return self.measure.follow(state, before, now, days)

    def sizes(self, burden, state, error, smallest):
        """Return what is measured and the limit; see `Measure.sizes`."""
        return self.measure.sizes(burden, state, error, smallest)

    def limit_of(self, smallest):
        """Return the smallest that is seen; see `Measure.limit_of`."""
        return self.measure.limit_of(smallest)

    def total(self, sizes, limit, targets):
        """Return the result; see `Measure.total`."""
        return self.measure.total(sizes, limit, targets)
