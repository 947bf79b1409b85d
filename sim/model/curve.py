"""A dose-response of one's own: a table of concentrations and effects, or a function.

Between the points of the table the effect is interpolated monotonically (Fritsch and Carlson 1980,
SIAM J Numer Anal 17:238, as in scipy's ``PchipInterpolator``) over the logarithm of the
concentration. Below the first point it is in proportion to the concentration, above the last one it
stays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.derived import times
from sim.base.drawn import is_distribution
from sim.base.errors import InputError
from sim.model.effects import ACTS, MOST

MOST_POINTS = 64
"""What is kept of every patient grows with the points of a curve."""


@dataclass(frozen=True)
class Curve:
    """A dose-response as a table: the effect at each concentration, smooth in between.

    Parameters
    ----------
    concentration : sequence of float
        Rising, relative to the mean steady state of the standard dose, on a clone of fold 1 (a
        clone's fold divides the concentration). From 2 to 64.
    effect : sequence of float
        The effect at each, never falling: [1/day] for ``acts="death"``, a fraction of divisions for
        ``"birth"``, deaths per division for ``"division"``.
    acts : {"death", "birth", "division", "capacity"}
        What the effect acts on.
    strength : float, array (patient,) or distribution
        Multiplies all effects, where patients differ.

    Raises
    ------
    InputError
        If the table does not rise, or has an effect without drug.

    Notes
    -----
    `sim.Loewe` asks for the dose that each effect needs, and takes no curve. Induced switching goes
    by the effect as a fraction of the last one.

    Examples
    --------
    >>> import sim
    >>> measured = sim.Curve([0.03, 0.1, 0.3, 1.0, 3.0], [0.0, 0.004, 0.02, 0.045, 0.05])
    >>> measured.maximum
    0.05
    """

    concentration: Sequence[float]
    effect: Sequence[float]
    acts: str = "death"
    strength: Number = 1.0

    def __post_init__(self):
        set_ = object.__setattr__
        checks.one_of("acts", self.acts, ACTS, "way to act", "ways to act")
        points = checks.several("a concentration of a Curve", self.concentration)
        sizes = checks.several("an effect of a Curve", self.effect)
        if len(points) != len(sizes):
            raise InputError(
                f"A Curve has {len(points)} concentrations and {len(sizes)} effects; give one "
                "effect for each concentration."
            )
        if points and points[0] == 0.0:
            if sizes[0] != 0.0:
                raise InputError(
                    f"A Curve has the effect {sizes[0]:g} at concentration 0. What happens without "
                    "drug belongs to the clone: raise its death, and subtract it here."
                )
            points, sizes = points[1:], sizes[1:]
        _check_rise(points, sizes)
        set_(self, "concentration", tuple(map(float, points)))
        set_(self, "effect", tuple(map(float, sizes)))
        strength = checks.number("strength of a Curve", self.strength)
        if self.acts in MOST and not is_distribution(strength):
            most = float(np.max(strength)) * sizes[-1]
            if most > MOST[self.acts]:
                takes = {
                    "birth": "blocks {:g} of all divisions",
                    "capacity": "takes {:g} of all room",
                }
                raise InputError(
                    f"A Curve that acts on {self.acts} {takes[self.acts].format(most)}; at most "
                    f"{MOST[self.acts]:g}."
                )
        set_(self, "strength", strength)

    @classmethod
    def of(
        cls,
        function: Callable[[np.ndarray], Any],
        lowest: float = 1e-3,
        highest: float = 1e3,
        error: float = 1e-3,
        acts: str = "death",
    ) -> "Curve":
        """Return the table of a function, with as many points as its error asks for.

        Parameters
        ----------
        function : callable
            Takes concentrations, ndarray (n,), and returns the effects (n,).
        lowest, highest : float
            The table's first and last concentration.
        error : float
            Largest error, in units of the largest effect, from 0 to ten times `highest`; it is
            measured at nine places between each two points, and beyond them.
        acts : {"death", "birth", "division"}
            What the effect acts on.

        Raises
        ------
        InputError
            If 64 points are too few for that; it says what they reach.
        """
        low = checks.one_number("lowest of a Curve", lowest, above=True)
        high = checks.one_number("highest of a Curve", highest, low, above=True)
        wanted = checks.one_number("error of a Curve", error, 1e-6, 0.1)
        reached = np.inf
        for count in (16, 32, MOST_POINTS):
            points = np.geomspace(low, high, count)
            made = cls(points.tolist(), _called(function, points).tolist(), acts)
            asked = np.geomspace(low, high, 10 * (count - 1) + 1)
            beyond = np.concatenate([low * np.linspace(0.05, 1.0, 20), high * np.arange(1.0, 11.0)])
            asked = np.concatenate([beyond, asked])
            missed = made.fraction(asked) - _called(function, asked) / made.effect[-1]
            reached = float(np.abs(missed).max())
            if reached <= wanted:
                return made
        raise InputError(
            f"{MOST_POINTS} points from {low:g} to {high:g} give this function with an error of "
            f"{reached:.2g} of its largest effect, which is more than {wanted:g}. Let lowest and "
            "highest stand where the effect begins and where it no longer rises, or allow a larger "
            "error=."
        )

    @property
    def maximum(self) -> Number:
        """The effect of an unlimited concentration; each patient's own where `strength` is."""
        return times(self.strength, self.effect[-1])

    @property
    def reference(self) -> float:
        """A concentration so small that the fractional effect is never above c / reference."""
        share = np.array(self.effect) / self.effect[-1]
        at = np.array(self.concentration)
        return float(1.0 / max(share[0] / at[0], (share[1:] / at[:-1]).max()))

    def pieces(self) -> tuple[np.ndarray, np.ndarray]:
        """Return ln(concentration) at the points (n,), and cubics between them (4, n - 1).

        The cubics are the fractional effect in powers 3, 2, 1, 0 of the distance from the point.
        """
        from scipy.interpolate import PchipInterpolator

        at = np.log(self.concentration)
        return at, PchipInterpolator(at, np.array(self.effect) / self.effect[-1]).c

    def fraction(self, concentration) -> np.ndarray:
        """Return the fractional effect, 0 to 1, at concentrations of any shape."""
        at, cubics = self.pieces()
        given = np.asarray(concentration, dtype=float)
        with np.errstate(divide="ignore"):
            where = np.clip(np.log(given), at[0], at[-1])
        place = np.clip(np.searchsorted(at, where, side="right") - 1, 0, len(at) - 2)
        gone, (c3, c2, c1, c0) = where - at[place], cubics[:, place]
        share = np.minimum(((c3 * gone + c2) * gone + c1) * gone + c0, 1.0)
        first = self.concentration[0]
        return np.where(given < first, share * given / first, share)


def _called(function: Callable[[np.ndarray], Any], points: np.ndarray) -> np.ndarray:
    """Return the effects of a function at concentrations (n,), checked."""
    found = np.asarray(function(points), dtype=float)
    if found.shape != points.shape or not np.isfinite(found).all():
        raise InputError(
            f"The function of a Curve returned {found!r} for {len(points)} concentrations; it "
            "takes an array of them and returns a finite effect for each (np.where instead of if)."
        )
    return found


def _check_rise(points: Sequence[float], sizes: Sequence[float]) -> None:
    if not 2 <= len(points) <= MOST_POINTS:
        raise InputError(
            f"A Curve has {len(points)} points above concentration 0; give 2 to {MOST_POINTS}. Of "
            "a function, sim.Curve.of(function) makes a table."
        )
    for word, values, strict in (("concentration", points, True), ("effect", sizes, False)):
        steps = np.diff(values)
        bad = np.flatnonzero(steps <= 0 if strict else steps < 0)
        if bad.size:
            k = int(bad[0])
            raise InputError(
                f"The {word} of a Curve goes from {values[k]:g} to {values[k + 1]:g}; it must "
                + ("rise." if strict else "never fall. Smooth measured values first.")
            )
    if sizes[-1] <= 0.0:
        raise InputError("A Curve has no effect at any concentration; give at least one above 0.")
