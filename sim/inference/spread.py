"""How far results lie from the best curve, beside what their noise says."""

from functools import cached_property

import numpy as np
from scipy.stats import chi2, norm

from sim.base.typed import typed_methods
from sim.inference.best import Best
from sim.inference.errors import MEASURED, is_known

BY_CHANCE = 1e-3
"""A misfit that is less likely than this is one."""


@typed_methods
class Spread(Best):
    """How far off results are; a part of `sim.Fit`."""

    @cached_property
    def off(self) -> dict[str, np.ndarray]:
        """How far the measured results of each series lie from the best curve, over their noise.

        In order of time, without the first of a series whose level is that of its first result.
        """
        problem, found = self.asked, {}
        u = self.climbed.u[int(np.nanargmin(self.climbed.cost))]
        rows, begin = problem.residuals(self.prior.values(u[None]))[0], 0
        for place, series in enumerate(self.observations.series):
            mine = problem.counted(place)
            said = problem.noise[series]
            found[series] = rows[begin : begin + mine.size]
            found[series] = found[series][self.observations.censored[mine] == MEASURED]
            begin += mine.size * (1 if is_known(said) else 2)
        return found

    @cached_property
    def _squares(self) -> tuple[float, float]:
        """The sum of squares of series whose noise was said, and its degrees of freedom."""
        known = [s for s in self.off if is_known(self.problem.noise[s])]
        count = sum(len(off) for off in self.off.values())
        mine = sum(len(self.off[series]) for series in known)
        total = sum(float(self.off[series] @ self.off[series]) for series in known)
        # (of several series, each pays for its share of the parameters)
        return total, max(mine - len(self.names) * mine / max(count, 1), 1.0)

    @property
    def misfit(self) -> float:
        """How much further results lie from the best curve than their noise says (1: as far)."""
        if not any(is_known(error) for error in self.problem.noise.values()):
            return 1.0  # (the noise was fitted)
        total, degrees = self._squares
        return float(np.sqrt(total / degrees))

    @property
    def widened(self) -> float:
        """By what intervals are widened: the misfit, where it cannot be chance; else 1."""
        total, degrees = self._squares
        return max(self.misfit, 1.0) if chi2.sf(total, degrees) < BY_CHANCE else 1.0

    @property
    def narrower(self) -> bool:
        """Whether results lie nearer to the curve than by chance: the noise was said too large."""
        total, degrees = self._squares
        return self.misfit < 1.0 and bool(chi2.cdf(total, degrees) < BY_CHANCE)

    @property
    def bent(self) -> tuple[str, ...]:
        """Series whose neighbouring results lie on the same side of the curve: the model is wrong.

        By the number of runs of signs, which chance makes so small once in a thousand times; no
        size of errors makes up for it.

        References
        ----------
        Wald and Wolfowitz (1940), Ann Math Stat 11:147.
        """
        return tuple(series for series, off in self.off.items() if _runs(off) < BY_CHANCE)


def _runs(off: np.ndarray) -> float:
    """Return how likely it is that there are so few runs of signs, by the normal law."""
    above = off > 0
    up, down = int(above.sum()), int((~above).sum())
    if min(up, down) < 4:
        return 1.0  # (too few to tell)
    runs = 1 + int(np.count_nonzero(above[1:] != above[:-1]))
    mean = 1.0 + 2.0 * up * down / (up + down)
    variance = (mean - 1.0) * (mean - 2.0) / (up + down - 1.0)
    return float(norm.cdf((runs + 0.5 - mean) / np.sqrt(variance)))
