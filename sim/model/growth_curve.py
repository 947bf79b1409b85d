"""A law of growth of one's own: a table of sizes and what is left of births, or a function.

Between the points of the table the factor is interpolated monotonically (Fritsch and Carlson 1980,
SIAM J Numer Anal 17:238, as in scipy's ``PchipInterpolator``) over the logarithm of the number of
cells. Below the first point and above the last one it stays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.derived import times
from sim.base.errors import InputError
from sim.model.cooperation import Allee, Game
from sim.model.growth import Exponential, Gompertz, Logistic, checked_competition

MOST_POINTS = 64
MOST = 1000.0
"""No births are more than so many times those of the clone."""
STEEPEST = 256.0
"""The factor falls by no more than this for each e-fold of cells: engines cut their steps by it."""
_GRID = 4097
"""Sizes at which a function is asked."""


@dataclass(frozen=True)
class GrowthCurve:
    """How crowding slows births, as a table: the birth rate is ``birth * factor(cells)``.

    Parameters
    ----------
    cells : sequence of float
        Sizes of the tumour [cells], rising, from 2 to 64: what crowds a clone, which is all cells
        unless `competition` says else.
    births : sequence of float
        The factor on births at each size, never rising: 1 is what the clone's `birth` says, 0 no
        divisions. At the last size and above it is the last one.
    competition : square table (clone, clone), optional
        ``competition[i][j]``: how much one cell of clone j crowds clone i.
    scale : float, array (patient,) or distribution
        Multiplies all sizes, where patients differ.

    Raises
    ------
    InputError
        If the sizes do not rise, the factor does, or it falls by more than 256 for each e-fold of
        cells.

    Notes
    -----
    Crowding that adds deaths (``sim.Logistic(acts="death")``), and births that rise with size
    (`sim.Allee`), are no such table.

    Examples
    --------
    >>> import sim
    >>> measured = sim.GrowthCurve([1e6, 1e9, 1e11, 1e12], [1.0, 0.9, 0.4, 0.0])
    >>> measured.factor([1e3, 1e9, 1e13]).tolist()
    [1.0, 0.9, 0.0]
    """

    cells: Sequence[float]
    births: Sequence[float]
    competition: Sequence[Sequence[float]] | None = None
    scale: Number = 1.0

    def __post_init__(self):
        set_ = object.__setattr__
        sizes = checks.several("a size of a GrowthCurve", self.cells, above=True, unit="cells")
        births = checks.several("a factor of a GrowthCurve", self.births, high=MOST)
        _check_table(sizes, births)
        set_(self, "cells", tuple(map(float, sizes)))
        set_(self, "births", tuple(map(float, births)))
        set_(self, "competition", checked_competition(self.competition))
        set_(self, "scale", checks.number("scale of a GrowthCurve", self.scale, above=True))
        if self.steepness > STEEPEST:
            raise InputError(
                f"The factor of a GrowthCurve falls by up to {self.steepness:.3g} for each e-fold "
                f"of cells; allowed is {STEEPEST:g}. Let it fall over a wider range of sizes."
            )

    @classmethod
    def of(
        cls,
        function: Callable[[np.ndarray], Any],
        highest: float,
        lowest: float = 1.0,
        error: float = 1e-3,
    ) -> "GrowthCurve":
        """Return the table of a function, with as many points as its error asks for.

        Parameters
        ----------
        function : callable
            Takes sizes, ndarray (n,), and returns the factor on births (n,); below 0 is 0.
        highest : float
            The largest size [cells]: where divisions stop, or the factor no longer falls.
        lowest : float
            The smallest [cells]; below, the factor is that at it.
        error : float
            Largest error, in units of the largest factor, from `lowest` to ten times `highest`; it
            is measured at 4096 sizes between these two, and ten above.

        Raises
        ------
        InputError
            If 64 points are too few for that; it says what they reach.
        """
        low = checks.one_number("lowest of a GrowthCurve", lowest, above=True, unit="cells")
        high = checks.one_number("highest of a GrowthCurve", highest, low, above=True, unit="cells")
        wanted = checks.one_number("error of a GrowthCurve", error, 1e-6, 0.1)
        grid = np.geomspace(low, high, _GRID)
        asked = np.concatenate([grid, high * np.arange(2.0, 11.0)])
        truth = _called(function, asked)
        # A point is put where the error is largest, until none is too large.
        places = {0, _GRID - 1, _GRID // 2}
        while True:
            at = sorted(places)
            made = cls(grid[at].tolist(), truth[at].tolist())
            missed = np.abs(made.factor(asked) - truth) / truth[0]
            if missed.max() <= wanted:
                return made
            worst = int(missed[:_GRID].argmax())
            if len(places) == MOST_POINTS or worst in places:
                raise InputError(
                    f"{len(places)} points from {low:g} to {high:g} cells give this function with "
                    f"an error of {missed.max():.2g} of its largest factor, which is more than "
                    f"{wanted:g}. Let highest stand where it no longer falls, or allow a larger "
                    "error=."
                )
            places.add(worst)

    @property
    def capacity(self) -> Number:
        """The last size [cells]; each patient's own where `scale` is."""
        return times(self.scale, self.cells[-1])

    @property
    def steepness(self) -> float:
        """By how much the factor falls at most for each e-fold of cells."""
        at, (c3, c2, c1, _) = self.pieces()
        long = np.diff(at)
        with np.errstate(divide="ignore", invalid="ignore"):
            turn = np.where(c3 != 0.0, -c2 / (3.0 * c3), 0.0).clip(0.0, long)
        slopes = [(3.0 * c3 * t + 2.0 * c2) * t + c1 for t in (0.0 * long, turn, long)]
        return float(np.abs(slopes).max())

    def pieces(self) -> tuple[np.ndarray, np.ndarray]:
        """Return ln(cells / last size) at the points (n,), and cubics between them (4, n - 1).

        The cubics are the factor in powers 3, 2, 1, 0 of the distance from the point.
        """
        from scipy.interpolate import PchipInterpolator

        at = np.log(np.array(self.cells) / self.cells[-1])
        return at, PchipInterpolator(at, self.births).c

    def factor(self, cells) -> np.ndarray:
        """Return the factor on births at sizes of any shape, of a patient of scale 1."""
        return self.at(np.asarray(cells, dtype=float) / self.cells[-1])

    def at(self, share) -> np.ndarray:
        """Return it at sizes in units of the last one (`capacity`)."""
        at, (c3, c2, c1, c0) = self.pieces()
        with np.errstate(divide="ignore"):
            where = np.clip(np.log(np.asarray(share, dtype=float)), at[0], at[-1])
        place = np.clip(np.searchsorted(at, where, side="right") - 1, 0, len(at) - 2)
        t = where - at[place]
        found = ((c3[place] * t + c2[place]) * t + c1[place]) * t + c0[place]
        return np.where(where >= at[-1], self.births[-1], np.maximum(found, 0.0))

    def size_at(self, factor) -> np.ndarray:
        """Return the size [cells] down to which births fall by a factor, inf where they never do.

        Straight between the points: an estimate.
        """
        wanted = np.asarray(factor, dtype=float)
        logs, births = np.log(self.cells)[::-1], np.array(self.births)[::-1]
        size = np.exp(np.interp(wanted, births, logs)) * self.scale
        return np.where(wanted < self.births[-1], np.inf, size)


def _called(function: Callable[[np.ndarray], Any], sizes: np.ndarray) -> np.ndarray:
    """Return the factors of a function at sizes (n,), checked."""
    found = np.asarray(function(sizes), dtype=float)
    if found.shape != sizes.shape or not np.isfinite(found).all():
        raise InputError(
            f"The function of a GrowthCurve returned {found!r} for {len(sizes)} sizes; it takes an "
            "array of them and returns a finite factor for each (np.where instead of if)."
        )
    return np.maximum(found, 0.0)


def _check_table(sizes: Sequence[float], births: Sequence[float]) -> None:
    if len(sizes) != len(births) or not 2 <= len(sizes) <= MOST_POINTS:
        raise InputError(
            f"A GrowthCurve has {len(sizes)} sizes and {len(births)} factors; give one factor "
            f"for each, 2 to {MOST_POINTS}. Of a function, sim.GrowthCurve.of(function, highest=) "
            "makes a table."
        )
    for word, values, bad in (
        ("cells", sizes, np.flatnonzero(np.diff(sizes) <= 0)),
        ("births", births, np.flatnonzero(np.diff(births) > 0)),
    ):
        if bad.size:
            k = int(bad[0])
            raise InputError(
                f"{word} of a GrowthCurve go from {values[k]:g} to {values[k + 1]:g}; they must "
                + ("rise." if word == "cells" else "never rise: more cells leave no more room.")
            )
    if births[0] <= 0.0:
        raise InputError("A GrowthCurve leaves no births at any size; begin with a factor above 0.")


Growth = Exponential | Logistic | Gompertz | GrowthCurve | Allee | Game
