"""What a clinic measures of a tumour: cells, volume, diameter, the diameters of several lesions.

A measure turns the true burden [cells] into results in its own `unit`, with the noise of what is
measured, and says which of them were too small to be seen. Blood markers are in
`sim.clinic.marker`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError
from sim.base.seen_parts import LESION
from sim.base.units import CELLS_PER_CM3, ball_mm

NOISE_OF_A_DIAMETER = 0.05
"""Relative error of one diameter, as one reader measures it, side by side with the scans before.

Oxnard et al. (2011), J Clin Oncol 29:3114: of lung lesions scanned twice within 15 minutes, 84 % of
the changes were within 10 %. A normal error of which two differ so little has a standard
deviation of 0.10 / (1.405 sqrt 2) = 0.050. Yoon et al. (2016), Eur J Cancer 53:5 (twelve studies):
95 % limits of agreement of one reader are -17.8 to 16.1 % for one lesion and -9.8 to 13.1 % for a
sum, which are 0.061 and 0.041 for one measurement; between readers 0.086 and 0.070. An error of a
diameter is three times as large in volume and in cells.
"""


class Measure(ABC):
    """What is measured."""

    unit: str = "cells"
    parts: int = 1
    """How many things are measured at once, each with an error of its own."""
    noise: float = 3.0 * NOISE_OF_A_DIAMETER
    """Relative error of a result, where the clinic says no other (``Clinic(noise=)``)."""
    part_kind: str = ""
    """What its parts are, if they are shown one by one: ``"allele"`` or ``"lesion"``."""
    keeps_parts: bool = False
    """Whether they are shown and kept also where this is the only measure of a clinic."""
    by_lesion: bool = False
    """Whether its parts are lesions that are judged one by one: new ones, and no targets."""
    samples: bool = False
    """Whether it counts: then `sizes` is given uniform numbers in (0, 1) in place of errors."""
    sees_clones: bool = False
    """Whether it measures some clones more than others: then `counted` says what it sees."""

    @property
    def part_names(self) -> tuple[str, ...]:
        """What the parts are called, where they are shown one by one."""
        return tuple(f"{self.part_kind} {n}" for n in range(1, self.parts + 1))

    def counted(self, cells: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return what stands for the burden (patient,) in everything below, if it `sees_clones`.

        Parameters
        ----------
        cells : mapping of clone to ndarray (patient,)
            The truth [cells].
        """
        raise NotImplementedError(f"{type(self).__name__} sees clones, and needs counted(cells).")

    def parts_of(self, clones: Sequence[str]) -> tuple[str, ...]:
        """Return what the parts are called in a tumour with these clones."""
        return self.part_names

    def among(self, clones: Sequence[str]) -> "Measure":
        """Return the measure of a tumour with these clones, as it is put to work."""
        return self

    def check_clones(self, clones: Sequence[str]) -> None:
        """Refuse a tumour without the clones that it names."""
        return None

    def begin(self, burden: np.ndarray) -> Any:
        """Return what must be remembered between visits; None for what follows at once."""
        return None

    def follow(self, state: Any, before: np.ndarray, now: np.ndarray, days: float) -> Any:
        """Return the same after some days in which the burden went from `before` to `now`."""
        return None

    @abstractmethod
    def sizes(
        self, burden: np.ndarray, state: Any, error: np.ndarray, smallest: float
    ) -> tuple[np.ndarray, float]:
        """Return what each part measures, however small, and from which size on it is seen.

        Parameters
        ----------
        burden : ndarray (patient,)
            The truth [cells].
        state
            What `begin` and `follow` returned.
        error : ndarray (part, patient)
            What each part is multiplied with.
        smallest : float
            The smallest ball that a scan shows [cells].

        Returns
        -------
        sizes : ndarray (part, patient)
            In `unit`.
        limit : float
            The smallest that is seen, in `unit`.
        """

    def limit_of(self, smallest: float) -> float | None:
        """Return the smallest that is seen, in `unit`, to say it; None: it is not said.

        Parameters
        ----------
        smallest : float
            The smallest ball that a scan shows [cells].
        """
        return None

    def targets(self, sizes: np.ndarray, measurable: np.ndarray, seen: np.ndarray) -> np.ndarray:
        """Return which parts (part, patient), bool, are added up from the first scan on.

        Parameters
        ----------
        sizes : ndarray (part, patient)
            At the first scan, on the scale of the criteria.
        measurable, seen : ndarray (part, patient), bool
            Which are large enough to be followed, and which were seen at all.
        """
        return measurable | ~measurable.any(axis=0)  # who has none is followed by all

    def total(self, sizes: np.ndarray, limit: float, targets: np.ndarray | None) -> np.ndarray:
        """Return the result (patient,) in `unit`; where nothing is seen, the detection limit.

        Parameters
        ----------
        sizes, limit
            What `sizes` returned.
        targets : ndarray (part, patient), bool, or None
            Which parts are added up; None: all.
        """
        return np.maximum(sizes[0], limit)


def visible(seen: np.ndarray, limit: float) -> np.ndarray:
    """Tell what is seen: what comes up to the detection limit, and is there at all."""
    return seen >= limit if limit > 0 else seen > 0


@dataclass(frozen=True)
class Cells(Measure):
    """The burden itself [cells]."""

    def sizes(self, burden, state, error, smallest):
        """Return what is measured and the limit; see `Measure.sizes`."""
        return burden * error, self.limit_of(smallest)

    def limit_of(self, smallest):
        """Return the smallest that is seen; see `Measure.limit_of`."""
        return smallest


@dataclass(frozen=True)
class Volume(Measure):
    """The volume of the tumour [cm3].

    Parameters
    ----------
    cells_per_cm3 : float
        Cells in one cubic centimetre.
    """

    cells_per_cm3: float = CELLS_PER_CM3
    unit = "cm3"

    def __post_init__(self):
        check_density(self)

    def sizes(self, burden, state, error, smallest):
        """Return what is measured and the limit; see `Measure.sizes`."""
        return burden / self.cells_per_cm3 * error, self.limit_of(smallest)

    def limit_of(self, smallest):
        """Return the smallest that is seen; see `Measure.limit_of`."""
        return smallest / self.cells_per_cm3


@dataclass(frozen=True)
class Diameter(Measure):
    """The longest diameter of the tumour as one ball [mm]; the noise is that of the diameter.

    Parameters
    ----------
    cells_per_cm3 : float
        Cells in one cubic centimetre.
    """

    cells_per_cm3: float = CELLS_PER_CM3
    unit = "mm"
    noise = NOISE_OF_A_DIAMETER

    def __post_init__(self):
        check_density(self)

    def sizes(self, burden, state, error, smallest):
        """Return what is measured and the limit; see `Measure.sizes`."""
        return ball_mm(burden, self.cells_per_cm3) * error, self.limit_of(smallest)

    def limit_of(self, smallest):
        """Return the smallest that is seen; see `Measure.limit_of`."""
        return float(ball_mm(smallest, self.cells_per_cm3))


@dataclass(frozen=True)
class Lesions(Measure):
    """The sum of the longest diameters of several target lesions [mm].

    Each lesion is a ball with a fixed share of all cells, measured with an error of its own. One
    that is too small to be seen counts as the detection limit (RECIST 1.1, section 4.2.1: 5 mm),
    until none of them is seen. Target lesions are those that are large enough by themselves at the
    first scan (`Recist.measurable_mm`: 10 mm; RECIST 1.1, section 3.1.1); smaller ones are not
    added up. Who has none is not measurable, and is followed by all of them for progression.

    Parameters
    ----------
    shares : int or sequence of float
        How many lesions of equal size, or the share of all cells in each. RECIST 1.1 takes up
        to five.
    cells_per_cm3 : float
        Cells in one cubic centimetre.
    """

    shares: int | Sequence[float] = 3
    cells_per_cm3: float = CELLS_PER_CM3
    unit = "mm"
    part_kind = LESION
    noise = NOISE_OF_A_DIAMETER

    def __post_init__(self):
        check_density(self)
        shares = self.shares
        if isinstance(shares, int) and not isinstance(shares, bool) and 1 <= shares <= 100:
            shares = (1.0 / shares,) * shares
        values = np.array(checks.several("a share of Lesions", shares, 0.0, 1.0, above=True))
        if not values.size:
            raise InputError("shares of Lesions is empty; a tumour has at least one lesion.")
        if values.sum() > 1.0 + 1e-9:
            raise InputError(
                f"shares of Lesions add up to {values.sum():g}; the lesions cannot hold more than "
                "all cells. Give a number of equal lesions, or shares such as (0.5, 0.3, 0.2)."
            )
        object.__setattr__(self, "shares", tuple(values.tolist()))

    @property
    def parts(self) -> int:  # type: ignore[override]
        """How many lesions there are."""
        return len(self.shares)  # type: ignore[arg-type]

    def sizes(self, burden, state, error, smallest):
        """Return the diameter of each lesion and the limit; see `Measure.sizes`."""
        size = np.cbrt(np.array(self.shares))[:, None]
        return size * ball_mm(burden, self.cells_per_cm3) * error, self.limit_of(smallest)

    def limit_of(self, smallest):
        """Return the smallest that is seen; see `Measure.limit_of`."""
        return float(ball_mm(smallest, self.cells_per_cm3))

    def total(self, sizes, limit, targets):
        """Return the sum of the target lesions; see `Measure.total`."""
        counted = np.maximum(sizes, limit)
        if targets is not None:
            counted = np.where(targets, counted, 0.0)
        return counted.sum(axis=0)


def check_density(measure: Any) -> None:
    """Check how many cells a cubic centimetre holds, and put the number in its place."""
    word = f"cells_per_cm3 of {type(measure).__name__}"
    hint = "1 cm3 of tumour holds about 1e9 cells."
    value = checks.number(word, measure.cells_per_cm3, 1e6, 1e12, hint=hint)
    if not isinstance(value, float):
        raise InputError(f"{word} must be one number, the same for all patients.")
    object.__setattr__(measure, "cells_per_cm3", value)
