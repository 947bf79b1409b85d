"""Room that grows in time: a tumour that calls for vessels."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.drawn import is_distribution
from sim.base.errors import InputError
from sim.base.resolve import check_equally_long


@dataclass(frozen=True)
class GrowingCapacity:
    """A capacity that grows as vessels do, by itself, towards a ceiling.

    It follows ``dK/dt = rate K (1 - K / ceiling)`` from day 0 on, so

        K(t) = ceiling / (1 + (ceiling / start - 1) exp(-rate t)),

    a capacity with a limit of its own (Meyer and Ausubel 1999, Technol Forecast Soc Change 61:209).
    That the vessels' support of a tumour is what grows behind its size is Hahnfeldt et al. 1999
    (Cancer Res 59:4770); there the tumour itself calls for them, here they grow in any case. A drug
    that acts on the capacity takes its share of what there is on a day.

    Parameters
    ----------
    start : float, array (patient,) or distribution
        The capacity on day 0 [cells].
    ceiling : float, array (patient,) or distribution
        What it grows to [cells]; above `start`.
    rate : float, array (patient,) or distribution
        How fast it grows while it is far from its ceiling [1/day].
    """

    start: Number
    ceiling: Number
    rate: Number

    def __post_init__(self):
        set_ = object.__setattr__
        for word, unit in (("start", "cells"), ("ceiling", "cells"), ("rate", "per day")):
            what = f"{word} of a GrowingCapacity"
            set_(self, word, checks.number(what, getattr(self, word), above=True, unit=unit))
        low, high = self.start, self.ceiling
        if is_distribution(low) or is_distribution(high):
            return
        check_equally_long(
            {"start of a GrowingCapacity": low, "ceiling of a GrowingCapacity": high}
        )
        if np.any(np.asarray(low) >= np.asarray(high)):
            raise InputError(
                f"start of a GrowingCapacity is {np.max(low):g} cells and ceiling "
                f"{np.min(high):g}; it grows, so the ceiling lies above. A capacity that stays is "
                "a number."
            )

    def on(self, day):
        """Return the capacity [cells] on a day, or on days."""
        fold = np.asarray(self.ceiling) / np.asarray(self.start) - 1.0
        return self.ceiling / (1.0 + fold * np.exp(-np.asarray(self.rate) * np.asarray(day)))


def growing(growth: Any) -> GrowingCapacity | None:
    """Return the capacity of a law of growth if it grows, else None."""
    room = getattr(growth, "capacity", None)
    return room if isinstance(room, GrowingCapacity) else None
