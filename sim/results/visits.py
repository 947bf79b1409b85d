"""Which rows of the common time axis are an arm's own visits.

Every arm is treated by a calendar of its own, and results have one time axis for all arms. On a day
that only another arm has, nothing happens in this one: its row shows sizes between those of its
visits before and after, and the doses in force.
"""

import numpy as np

from sim.results.runs import Runs


def own_visits(runs: Runs) -> np.ndarray:
    """Return whether an arm has a visit, or its end, on a kept day: ndarray (arm, time), bool."""
    if runs.keeps("own_visit"):
        return runs.values("own_visit")
    # in older files every arm had the visits of all
    return np.ones((len(runs.arms), runs.values("time").size), dtype=bool)


def last_own_visit(runs: Runs) -> np.ndarray:
    """Return the place of the arm's own last visit until each kept day, (arm, time) int64."""
    own = own_visits(runs)
    return np.maximum.accumulate(np.where(own, np.arange(own.shape[1]), 0), axis=1)
