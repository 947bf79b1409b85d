"""Whose results arrived at a visit, patient by patient: others' scan days are nobody's business."""

import numpy as np

from sim.base.seen import Seen


class Arrivals:
    """What was the latest result of every patient at the visit before, measure by measure.

    Results of one measure arrive in the order of their scans, so that another day of the scan is
    another result.
    """

    def __init__(self) -> None:
        self._before: dict[str, np.ndarray] = {}

    def note(self, seen: Seen) -> None:
        """Tell in `seen` who has a new result; at every visit, once."""
        if not seen.new_result:
            return
        if seen._measures is None:
            seen.arrived = seen._any_arrived = self._new("", seen.scan_day)
            return
        found = {name: self._new(name, one.scan_day) for name, one in seen._measures.items()}
        seen._measures = {
            name: one._replace(arrived=found[name]) for name, one in seen._measures.items()
        }
        main = next(iter(found))
        seen.arrived = found[main]
        seen._any_arrived = np.logical_or.reduce(list(found.values()))

    def _new(self, name: str, now: np.ndarray) -> np.ndarray:
        before = self._before.get(name)
        self._before[name] = now
        new = ~np.isnan(now)
        if before is not None:
            new &= now != before
        new.flags.writeable = False  # (nobody who is shown it may change it)
        return np.asarray(new)
