"""When scans are made and when their results are known: days laid out once for a run."""

from collections.abc import Iterator
from typing import Any

from sim.base.days import SAME_MOMENT


class Appointments:
    """The scans of a run, one after the other, and the results that are still out.

    Parameters
    ----------
    days : sequence of float
        Of the scans [days].
    delay : float
        Days from a scan until its result is known; the first is read on the spot, for nobody
        treats without a baseline.
    """

    def __init__(self, days: list[float], delay: float):
        self.days = days
        self._delay = delay
        self._next = 0
        self._from = days[0] - SAME_MOMENT if days else float("inf")
        self._out: list[tuple[float, Any]] = []

    def due(self, day: float) -> int | None:
        """Return which scan is due today, None if none is; each is due once."""
        if day < self._from:
            return None
        index = None
        while day >= self._from:
            if self.days[self._next] >= day - SAME_MOMENT:
                index = self._next
            self._next += 1
            left = self._next < len(self.days)
            self._from = self.days[self._next] - SAME_MOMENT if left else float("inf")
        return index

    def send(self, index: int, scan: Any) -> None:
        """Send a scan off to be read."""
        known = 0.0 if index == 0 else self.days[index] + self._delay
        self._out.append((known - SAME_MOMENT, scan))

    def arrived(self, day: float) -> Iterator[Any]:
        """Yield the scans whose results have arrived by today, in order."""
        while self._out and self._out[0][0] <= day:
            yield self._out.pop(0)[1]
