"""What the truth tells, and not the scans: who dies, whose tumour is gone, whose growth lasts."""

import numpy as np

from sim.base.checks import Number
from sim.base.days import SAME_MOMENT

LASTING = 1.2
"""Growth lasts from when a tumour has more than so many times its first cells, for good."""

HALF_A_YEAR = 182.625


class Fates:
    """What has become of a block of patients, from visit to visit.

    Parameters
    ----------
    fatal : float or array (patient,)
        The burden a patient dies of [cells].
    other_death : float, array (patient,) or None
        Day on which a patient dies of something else [days].
    count : int
        Patients.
    horizon : float
        Days the run lasts.

    Attributes
    ----------
    burden : ndarray (patient,)
        The truth at the last visit [cells]; None before the first.
    dead, killed_by_tumour : ndarray (patient,), bool
    death_day, gone_day : ndarray (patient,)
        When the patient died and the tumour was gone [days]; inf: not yet.
    anybody_dead, anybody_gone : bool
        Whether any of these is not inf.
    """

    def __init__(self, fatal: Number, other_death: Number | None, count: int, horizon: float):
        self._fatal, self._other = fatal, other_death
        self._least_fatal = np.array(int(np.ceil(np.min(fatal))))  # quickest beside whole cells
        self.burden: np.ndarray | None = None
        self.dead = np.zeros(count, dtype=bool)
        self.killed_by_tumour = np.zeros(count, dtype=bool)
        self.death_day = np.full(count, np.inf)
        self.gone_day = np.full(count, np.inf)
        self.anybody_dead = self.anybody_gone = False
        self._grown_from: np.ndarray | None = None
        self._grown = np.zeros(count, dtype=bool)
        self._grown_day = np.full(count, np.nan)
        self._late_day = horizon - min(HALF_A_YEAR, horizon / 2.0) - SAME_MOMENT
        self._earlier: np.ndarray | None = None

    def pass_time(self, day: float, burden: np.ndarray) -> None:
        """See who has died or been cured since the last visit."""
        self._deaths(day, burden)
        if np.count_nonzero(burden) < len(burden):
            gone = np.where(burden == 0, np.minimum(self.gone_day, day), self.gone_day)
            self.gone_day, self.anybody_gone = gone, True
        self._growth(day, burden)
        if self._earlier is None and day >= self._late_day:
            self._earlier = burden.astype(float)
        self.burden = burden

    def findings(self) -> dict[str, np.ndarray]:
        """Return what is found in the end, each (patient,).

        ``lasting_growth_day`` is the first visit from which the tumour had more than `LASTING`
        times its first cells until the end, NaN if it ended with fewer; ``earlier_burden`` the
        burden half a year before the end of the run [cells].
        """
        day = self._grown_day
        found = {"lasting_growth_day": np.where(day > self.death_day, np.nan, day)}
        return found if self._earlier is None else found | {"earlier_burden": self._earlier}

    def _growth(self, day: float, burden: np.ndarray) -> None:
        """Note whose tumour has grown beyond its start today, or fallen back."""
        if self._grown_from is None:
            # whole numbers are compared with whole numbers: twice as quick
            limit = LASTING * burden
            whole = burden.dtype.kind == "i"
            self._grown_from = np.floor(limit).astype(burden.dtype) if whole else limit
            return
        grown = burden > self._grown_from
        if grown.tobytes() != self._grown.tobytes():  # at most visits it is not: the quickest look
            now = np.where(grown, day, np.nan)
            self._grown_day = np.where(grown != self._grown, now, self._grown_day)
            self._grown = grown

    def _deaths(self, day: float, burden: np.ndarray) -> None:
        other = self._other
        if other is None and not np.count_nonzero(burden >= self._least_fatal):
            return  # most visits of most trials
        fatal = burden >= self._fatal
        earlier = np.False_ if other is None else np.less_equal(other, day)
        new = (fatal | earlier) & ~self.dead
        if np.count_nonzero(new):
            # What kills on a day of its own kills before a burden that is only seen today.
            when = day if other is None else np.where(earlier, other, day)
            self.death_day = np.where(new, when, self.death_day)
            self.killed_by_tumour = self.killed_by_tumour | (new & ~earlier)
            self.dead, self.anybody_dead = self.dead | new, True
