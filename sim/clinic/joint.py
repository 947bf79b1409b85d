"""Several measures of a block of patients, and who has progressed by all of them together."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from sim.clinic.agreed import Agreed
from sim.clinic.history import History
from sim.clinic.scan import shown
from sim.clinic.station import Station


class New(NamedTuple):
    """Who has progressed at this visit for the first time, each ndarray (patient,), bool."""

    first: np.ndarray
    regrew: np.ndarray
    """Who of them has regrown in a pause, and is no larger than at the start."""


class Joint:
    """What several measures say of progression.

    Parameters
    ----------
    rule : Agreed
        Which of them must say so.
    stations : mapping of name to Station
        All measures.
    count : int
        Patients.

    Attributes
    ----------
    progression_day : ndarray (patient,)
        Day of the scan that showed progression by all of them together [days]; NaN: none.
    """

    def __init__(self, rule: Agreed, stations: Mapping[str, Station], count: int):
        self._rule, self._stations = rule, stations
        self.progression_day = np.full(count, np.nan)

    def agree(self, day: float) -> New | None:
        """See what the results filed so far say together; None: nobody has newly progressed."""
        before = self.progression_day
        self.progression_day = now = self._when(lambda h: h.whole.progression_day)
        # taken back: there is none, or what stands is a later one (NaN compares as False)
        back = ~np.isnan(before) & ~(now <= before)
        if np.count_nonzero(back):
            for history in self._histories().values():
                history.take_back(back)
        first = ~np.isnan(now) & np.isnan(before)
        if not np.count_nonzero(first):
            return None
        off = np.zeros_like(first)
        for station in self._stations.values():
            if station.new_result and station.off is not None and station.history is not None:
                off = off | (station.off & station.history.whole.progressed)
        for history in self._histories().values():
            history.note_first(off, day, first)
        firm = self._who(lambda h: h.whole.progressed & ~h.whole.regrew)
        return New(first, first & ~firm)

    def in_line(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return who has progressed in the present line, regrown and outgrown, as in `Seen`."""
        progressed = self._who(lambda h: h.line.progressed)
        regrown = progressed & ~self._who(lambda h: h.line.failed)
        beyond = self._who(lambda h: h.line.failed | (h.line.regrew & h.line.outgrew))
        return shown(progressed.copy()), shown(regrown), shown(regrown & beyond)

    @property
    def failed(self) -> np.ndarray | None:
        """Who has progressed on drug in the present line of therapy (patient,); None: unknown."""
        return self._who(lambda h: h.therapy.failed) if self._histories() else None

    @property
    def known_day(self) -> np.ndarray:
        """Day (patient,) on which the first progression became known; NaN: not yet."""
        return self._when(lambda h: h.whole.known_day)

    def findings(self, main: History) -> dict[str, np.ndarray]:
        """Return what `History.findings` returns, by all measures.

        Responses are those of the main measure, until progression by all.
        """
        return main.findings(self.progression_day) | {
            "progression_day": self.progression_day,
            "progression_known_day": self.known_day,
            "progression_off_drug": main.off_drug & ~np.isnan(self.progression_day),
            "off_drug_day": self._when(lambda h: h.whole.off_drug_day),
            "second_progression_day": self._when(lambda h: h.second_day),
        }

    def _histories(self) -> dict[str, History]:
        stations = self._stations.items()
        return {name: s.history for name, s in stations if s.history is not None}

    def _who(self, of: Callable[[History], np.ndarray]) -> np.ndarray:
        return self._rule.who({name: of(h) for name, h in self._histories().items()})

    def _when(self, of: Callable[[History], np.ndarray]) -> np.ndarray:
        return self._rule.when({name: of(h) for name, h in self._histories().items()})
