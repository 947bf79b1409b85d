"""What a patient was given, laid out once, so that it can be gone through many times.

Nothing of it depends on the parameters of a tumour: the days on which something is seen or doses
change, and the doses between them.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from sim.base.boluses import Boluses
from sim.base.days import SAME_MOMENT, merge
from sim.base.seen import Seen
from sim.model import Tumour
from sim.model.kinetics import reach
from sim.regimens import Regimen


class Leg(NamedTuple):
    """The time from one stop to the next."""

    day: float
    until: float
    doses: np.ndarray
    """(1, drug) [standard doses]."""
    once: Boluses | None
    """What is given once in it."""


@dataclass(frozen=True, eq=False)
class Course:
    """The legs of one patient.

    Parameters
    ----------
    stops : ndarray (stop,)
        Days at which something is seen or doses change, from 0 on [days].
    legs : tuple of Leg
        Between them.
    """

    stops: np.ndarray
    legs: tuple[Leg, ...]

    def places(self, days: np.ndarray) -> np.ndarray:
        """Return the stop of each day."""
        found = np.searchsorted(self.stops, days + SAME_MOMENT, side="right") - 1
        return np.asarray(found)


def course_of(regimen: Regimen, tumour: Tumour, days: np.ndarray) -> Course:
    """Return the course of a patient who is seen on some days.

    Parameters
    ----------
    regimen : Regimen
        What is given; it never looks at the patient.
    tumour : Tumour
        Whose drugs these are.
    days : ndarray (n,)
        Days of observations [days].
    """
    horizon = float(days.max(initial=0.0)) + SAME_MOMENT
    stops = merge(np.zeros(1), days, regimen.days_to_ask(horizon))
    intervals = [drug.interval for drug in tumour.drugs]
    long = [reach(drug.kinetics, drug.interval) for drug in tumour.drugs]
    memory: dict[str, Any] = {}
    legs = []
    for day, until in pairwise(stops.tolist()):
        seen = _nothing_seen(day, tumour)
        doses = regimen.decide(seen, memory)
        once = seen.once(until, intervals, None, long)
        legs.append(Leg(day, until, np.array(doses, dtype=float), once))
    return Course(stops, tuple(legs))


def _nothing_seen(day: float, tumour: Tumour) -> Seen:
    one, no = np.ones(1), np.zeros(1, dtype=bool)
    return Seen(
        day=day, drugs=tumour.drug_names, doses=np.zeros((1, len(tumour.drugs))), burden=one,
        detected=~no, new_result=False, baseline=one, reference=one, nadir=one, progressed=no,
    )  # fmt: skip
