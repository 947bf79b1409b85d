"""One clone with constant rates and no crowding: closed forms.

Kendall (1948), On the generalized birth-and-death process, Ann Math Stat 19:1-15. With
r = b - d, growth E = exp(r t) and S = (E - 1) / r (S = t where b = d), one cell has

    P(gone) = d S / (1 + b S),      P(k | alive) = (1 - q) q^(k-1)  with  q = b S / (1 + b S),

and n cells are n independent families. Cumulants of one family, with T = (b + d) S (the expected
number of events): E,  E T,  E (3 T^2 + E^2 - 1) / 2,  E T (3 T^2 + 3 E^2 - 2). They follow from
log phi = log(1 + (1 - d S) y) - log(1 - b S y) with y = e^theta - 1: the first term has the
cumulants of a Bernoulli variable of mean 1 - d S, the second those of a geometric one of mean b S.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError
from sim.theory.patient import scalar


@dataclass(frozen=True)
class BirthDeath:
    """A linear birth-death process.

    Parameters
    ----------
    birth, death : float
        Rates [1/day per cell].
    cells : int
        Cells on day 0.
    """

    birth: float
    death: float
    cells: int = 1

    def __post_init__(self):
        for word, unit in (("birth", "per day"), ("death", "per day"), ("cells", "cells")):
            value = checks.number(
                f"{word} of a birth-death process", getattr(self, word), unit=unit
            )
            object.__setattr__(self, word, scalar(word, value))
        if self.cells != round(self.cells):
            raise InputError(f"cells are {self.cells:g}; give a whole number.")

    def extinction(self, days: Any) -> np.ndarray:
        """Return the probability that no cell is left, same shape as `days`."""
        alive = self._survival(days)
        with np.errstate(divide="ignore"):
            return np.exp(self.cells * np.log1p(-alive)) if self.cells else np.ones_like(alive)

    def mean(self, days: Any) -> np.ndarray:
        """Return the mean size [cells]."""
        return self.cells * self._growth(days)[0]

    def variance(self, days: Any) -> np.ndarray:
        """Return the variance of the size [cells^2]."""
        return self.cumulants(days)[1]

    def cumulants(self, days: Any) -> np.ndarray:
        """Return the first four cumulants of the size, ndarray (4, ...)."""
        e, s = self._growth(days)
        t = (self.birth + self.death) * s
        # E^2 - 1 = (E + 1) r S keeps its digits near E = 1.
        square = (e + 1.0) * (self.birth - self.death) * s
        one = [e, e * t, 0.5 * e * (3.0 * t**2 + square), e * t * (3.0 * t**2 + 3.0 * square + 1.0)]
        return self.cells * np.array(one)

    def probability(self, sizes: Any, days: float) -> np.ndarray:
        """Return the probability of each of the `sizes` (whole numbers) on one day.

        The sum over the number of surviving families j: Binomial(cells, P(alive)) families, whose
        sizes add up to j + NegativeBinomial(j, 1 - q). Costs cells x sizes.
        """
        from scipy.stats import binom, nbinom

        sizes = np.asarray(sizes)
        _, s = self._growth(days)
        j = np.arange(1, int(min(self.cells, max(sizes.max(initial=0), 0))) + 1)
        families = binom.pmf(j, self.cells, self._survival(days))
        rest = nbinom.pmf(sizes[..., None] - j, j, 1.0 / (1.0 + self.birth * s))
        return np.sum(families * rest, axis=-1) + np.where(sizes == 0, self.extinction(days), 0.0)

    def _growth(self, days: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return E and S."""
        days, r = np.asarray(days, dtype=float), self.birth - self.death
        return np.exp(r * days), days if r == 0.0 else np.expm1(r * days) / r

    def _survival(self, days: Any) -> np.ndarray:
        """Return E / (1 + b S), the probability that one family is alive."""
        if self.birth <= self.death:
            e, s = self._growth(days)
            return e / (1.0 + self.birth * s)
        # Divided by E, which overflows when a clone grows for very long.
        r = self.birth - self.death
        shrink = np.exp(-r * np.asarray(days, dtype=float))
        return 1.0 / (shrink + self.birth * (1.0 - shrink) / r)
