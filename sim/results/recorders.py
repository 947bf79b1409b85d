"""What is kept of a run, as a value: ``record=sim.Visits(every=28)``.

End points are always kept. Curves cost memory for every day kept and every patient, so a recorder
says on which days.
"""

from dataclasses import dataclass

import numpy as np

from sim.base import checks
from sim.base.errors import InputError


@dataclass(frozen=True)
class Visits:
    """Keep the curves at clinic visits, and at the end.

    Parameters
    ----------
    every : float, optional
        Keep only some visits: those that are the first on or after day 0, `every`, 2 `every`, ...
        [days]. ``None`` keeps all.
    """

    every: float | None = None

    def __post_init__(self):
        if self.every is None:
            return
        every = checks.number(
            "every of Visits", self.every, above=True, unit="days", hint="None keeps every visit."
        )
        if not isinstance(every, float):
            raise InputError("every of Visits must be one number of days, the same for everybody.")
        object.__setattr__(self, "every", every)

    keeps_scans = True

    def times(self, visit_days: np.ndarray, horizon: float) -> np.ndarray:
        """Return the days (time,) on which curves are kept, day 0 and the horizon among them.

        Parameters
        ----------
        visit_days : ndarray (visit,)
            Days of the visits, in order.
        horizon : float
            Last day of the simulation [days].
        """
        visits = np.asarray(visit_days, dtype=float)
        visits = visits[visits <= horizon]
        if self.every is not None and visits.size:
            # a hair of slack: 3 x 0.1 is a little above 0.3
            wanted = np.arange(0.0, visits[-1] + 1e-9, self.every) - 1e-9
            first = np.searchsorted(visits, wanted)
            visits = visits[np.unique(first[first < visits.size])]
        return np.unique(np.concatenate(([0.0], visits, [float(horizon)])))


@dataclass(frozen=True)
class Endpoints:
    """Keep no curves: only one value per patient of everything that has one. For millions.

    Parameters
    ----------
    scans : bool
        Whether to keep what every scan showed; few numbers, and enough for `sim.plots.spider`.
    """

    scans: bool = False

    @property
    def keeps_scans(self) -> bool:
        """Whether what every scan showed is kept."""
        return self.scans

    def times(self, visit_days: np.ndarray, horizon: float) -> np.ndarray:
        """Return the days on which curves are kept: none, an empty array."""
        return np.empty(0)


Recorder = Visits | Endpoints
