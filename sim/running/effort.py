"""How long one event at a time takes, reckoned before it begins.

Gillespie's method meets every birth and every death, so what it costs is the number of cells times
their turnover times the days. That is known beforehand, near enough to tell minutes from years.
"""

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.base.errors import InputError
from sim.base.resolve import resolve
from sim.clinic import Clinic
from sim.model import Clone, Exponential, Game, Gompertz, GrowingCapacity, GrowthCurve, Tumour
from sim.model.response import birth_and_death, crowding_on_day_0, room_to_divide
from sim.regimens import Regimen
from sim.running.blocks import thread_count

if TYPE_CHECKING:
    from sim.engines import Engine

PER_SECOND = 2e7
"""Events that a processor meets in a second: 1.7e7 with eight clones, 3e8 with one, as measured."""
LONGEST = 3 * 86400.0
"""Seconds beyond which a run is refused: nobody waits for days for what a slip has asked for."""
LONG = 300.0
"""Seconds beyond which a run is announced: who does not know could take it for one that hangs."""
ASKED = 1000
"""Patients of whom it is reckoned; the others are like them."""


class Effort(NamedTuple):
    """What one event at a time would take.

    Attributes
    ----------
    events : float
        Of all patients in all arms together.
    at_once : float
        Of one patient between two visits, the most.
    """

    events: float
    at_once: float

    @property
    def seconds(self) -> float:
        """How long it takes on all processors of this machine [s]."""
        return self.events / (PER_SECOND * thread_count(None))


def effort_of(
    engine: "Engine", tumour: Tumour, clinic: Clinic, arms: Mapping[str, Regimen],
    patients: np.ndarray, days: float, seed: int,
) -> Effort:  # fmt: skip
    """Return what a run takes; nothing for engines that do not go event by event.

    It is reckoned for every drug of an arm at its standard dose all the time, and without the
    clones that arise on the way: an arm with pauses takes longer, not less.
    """
    from sim.engines import Gillespie

    if not isinstance(engine, Gillespie):
        return Effort(0.0, 0.0)
    asked = patients[:: -(-len(patients) // ASKED)]
    tumour = resolve(tumour, seed, asked, "tumour")
    fatal = np.asarray(resolve(clinic, seed, asked, "clinic").fatal, dtype=float)
    events = at_once = 0.0
    for regimen in arms.values():
        of_arm = [_of_clone(tumour, k, regimen, fatal, clinic, days) for k in _clones(tumour)]
        both = np.broadcast_arrays(
            np.zeros(len(asked)), *(sum(x) for x in zip(*of_arm, strict=True))
        )
        events += float(both[1].mean()) * len(patients)
        at_once = max(at_once, float(both[2].max()))
    return Effort(events, at_once)


def check_effort(effort: Effort, engine: "Engine") -> None:
    """Refuse what cannot end, before it begins.

    Raises
    ------
    InputError
        If one patient has more events between two visits than the engine allows, or all together
        take days.
    """
    most = getattr(engine, "most_events", np.inf)
    if effort.at_once > most:
        raise InputError(
            f"The Gillespie engine would meet some {effort.at_once:.0e} events of one patient "
            f"between two visits, and gives up beyond {most:.0e}: the tumour is too "
            "large for one event at a time. Use engine='jump', which does not count cells, or "
            "start with fewer cells."
        )
    if effort.seconds > LONGEST:
        raise InputError(
            f"The Gillespie engine would meet some {effort.events:.0e} events, which take about "
            f"{effort.seconds / 86400.0:.0f} days on this machine; at most {LONGEST / 86400:.0f} "
            "days are begun. Use engine='jump', which does not count cells, or take fewer "
            "patients, days or cells."
        )


def note_effort(effort: Effort) -> None:
    """Announce what takes minutes."""
    if effort.seconds > LONG:
        warnings.warn(
            f"The Gillespie engine meets some {effort.events:.0e} events, which take about "
            f"{effort.seconds / 60.0:.0f} minutes. engine='jump' does not count cells.",
            stacklevel=3,
        )


def _clones(tumour: Tumour) -> list[tuple[Clone, np.ndarray]]:
    """Return the clones that are there on day 0, and their cells."""
    if tumour.size is not None:
        return [(tumour.clones[0], np.asarray(tumour.size, dtype=float))]
    return [(clone, np.asarray(clone.start, dtype=float)) for clone in tumour.clones]


def _of_clone(tumour, clone_and_start, regimen, fatal, clinic, days) -> tuple:
    """Return the events of a clone in all days, and between the two visits that have most."""
    clone, start = clone_and_start
    room, added = room_to_divide(tumour.growth, clone.birth, crowding_on_day_0(tumour)[clone.name])
    given = dict.fromkeys(regimen.drugs, 1.0)
    birth, death = birth_and_death(tumour, clone, given, room, added)
    growth = birth - death
    most, stays = _most(tumour, clone, death / np.maximum(birth / np.maximum(room, 1e-9), 1e-9))
    if stays:  # in a crowd that is full, one is born for one that dies
        birth = np.minimum(birth, death) if _acts(tumour) == "birth" else birth
    most = np.minimum(most, fatal)
    between = min(clinic.visit_every, days)
    whole = cell_days(start, growth, most, days, stays)
    first = cell_days(start, growth, most, between, stays)
    last = start * np.exp(np.clip(growth * (days - between), -700.0, 700.0))
    last = np.minimum(last, most * np.exp(-np.maximum(growth, 0.0) * between)) * between
    return (birth + death) * whole, (birth + death) * np.maximum(first, last)


def _acts(tumour: Tumour) -> str:
    return getattr(tumour.growth, "acts", "birth")


def _most(tumour: Tumour, clone: Clone, lost: np.ndarray) -> tuple[Any, bool]:
    """Return where a crowded clone stays [cells], of whose births so many are `lost`; and if so."""
    if isinstance(tumour.growth, Exponential):
        return np.inf, False
    if isinstance(tumour.growth, GrowthCurve):
        most = tumour.growth.size_at(lost)
        return most, bool(np.isfinite(most).all())
    if isinstance(tumour.growth, Game) and tumour.growth.capacity is None:
        return np.inf, False
    capacity = tumour.growth.capacity
    if isinstance(capacity, GrowingCapacity):  # (what it will be, so that it takes no longer)
        capacity = capacity.ceiling
    own = capacity[clone.name] if isinstance(capacity, Mapping) else capacity
    if isinstance(tumour.growth, Gompertz):
        return own * np.exp(-lost), True
    return own * np.maximum(1.0 - lost, 0.0), True


def cell_days(start, growth, most, days: float, stays: bool) -> np.ndarray:
    """Return how many days all cells of a clone live together [cells x days].

    Parameters
    ----------
    start, growth, most : float or array (patient,)
        Cells on day 0, net growth [1/day], and the cells at which growth ends.
    days : float
        How long [days].
    stays : bool
        Whether the clone stays at `most` (its capacity), or nobody lives on (it is fatal).
    """
    start = np.minimum(np.asarray(start, dtype=float), most)
    growth = np.where(np.abs(growth) < 1e-12, 1e-12, growth)
    with np.errstate(divide="ignore", over="ignore"):
        ends = np.where(growth > 0, np.log(most / np.maximum(start, 1e-300)) / growth, days)
    grows = np.clip(ends, 0.0, days)
    before = start * np.expm1(np.minimum(growth * grows, 700.0)) / growth
    return before + stays * most * (days - grows)
