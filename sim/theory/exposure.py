"""Concentrations of the drugs in time, under a plan fixed beforehand (an open-loop schedule).

The kinetics are those of `sim.Drug`: without a half-life the concentration is the dose, at
once. With one, each administration adds ``dose * k * interval`` (k = ln 2 / half_life), and in
between the concentration falls as exp(-k t). Administrations come every `interval` days from
the day treatment starts or restarts; a changed dose acts from the next administration on, and a
stop at once. Single doses (`sim.Doses`) add the same at their own moments, and a reset leaves
nothing of the drug. When the clinic looks in between makes no difference, so only changes of dose
appear here.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from sim.base.errors import InputError, unknown
from sim.base.typed import typed
from sim.model import Drug, Tumour
from sim.regimens.written_out import Once
from sim.theory.patient import scalar
from sim.theory.plans import planned

ROUNDING = 1e-9
"""An administration due this close [days] before a change of dose belongs to the new dose."""


@dataclass(frozen=True)
class Piece:
    """A stretch of days in which no drug is given anew.

    Parameters
    ----------
    left, right : float
        First and last day.
    level : ndarray (drug,)
        Concentrations just after `left`.
    decay : ndarray (drug,)
        Their rates of decay [1/day].
    """

    left: float
    right: float
    level: np.ndarray
    decay: np.ndarray

    @property
    def constant(self) -> bool:
        """Whether the concentrations stay as they are."""
        return not np.any(self.level * self.decay)

    def at(self, day: float) -> np.ndarray:
        """Return the concentrations (drug,) on a day of this piece."""
        return self.level * np.exp(-self.decay * (day - self.left))


@dataclass(frozen=True)
class Exposure:
    """Concentrations of all drugs from day 0 to a horizon: a chain of pieces."""

    drugs: tuple[str, ...]
    pieces: tuple[Piece, ...]

    @property
    def breakpoints(self) -> tuple[float, ...]:
        """Days [days] on which a dose changes or a drug is administered, day 0 first."""
        return tuple(piece.left for piece in self.pieces)

    def at(self, day: float) -> np.ndarray:
        """Return the concentrations (drug,) just after `day`."""
        k = int(np.searchsorted(self.breakpoints, day, side="right")) - 1
        return self.pieces[max(k, 0)].at(day)

    def cut_at(self, days: Iterable[float]) -> Iterator[Piece]:
        """Yield the pieces in order, cut also at the given days."""
        cuts = np.unique(np.asarray(list(days), dtype=float))
        for piece in self.pieces:
            inside = cuts[(cuts > piece.left) & (cuts < piece.right)]
            edges = [piece.left, *inside.tolist(), piece.right]
            for left, right in pairwise(edges):
                yield Piece(left, right, piece.at(left), piece.decay)


@typed
def exposure(tumour: Tumour, schedule: Any, horizon: float) -> Exposure:
    """Return the concentrations under an open-loop schedule.

    Parameters
    ----------
    tumour : Tumour
        Its drugs say the kinetics.
    schedule : object or None
        Anything with `days` (first is 0) and `doses` (a mapping drug to dose for each), where
        ``doses[k]`` holds from ``days[k]`` until ``days[k + 1]``; or an open-loop regimen, single
        doses too, or anything with ``schedule(horizon)`` returning that. None: no treatment.
    horizon : float
        Last day [days].
    """
    schedule, once = planned(schedule, horizon)
    days, doses = _plan(tumour, schedule, horizon)
    for _, name, _ in once:
        if name not in tumour.drug_names:
            raise unknown(f"A schedule that gives {name!r}", "drug", name, tumour.drug_names)
    tracks = [
        _track(
            drug,
            days,
            [scalar(f"dose of {drug.name!r}", d.get(drug.name, 0.0)) for d in doses],
            horizon,
        )
        for drug in tumour.drugs
    ]
    emptied = [
        _given_once(drug, once, track) for drug, track in zip(tumour.drugs, tracks, strict=True)
    ]
    decay = np.array([_decay(drug) for drug in tumour.drugs])
    starts = sorted({0.0, *(day for track in (*tracks, *emptied) for day in track)})
    level = np.zeros(len(tracks))
    pieces = []
    for k, left in enumerate(starts):
        if k:
            level = level * np.exp(-decay * (left - starts[k - 1]))
        for d, track in enumerate(tracks):
            if left in emptied[d]:
                level[d] = 0.0
            if left in track:
                level[d] = track[left] if decay[d] == 0.0 else level[d] + track[left]
        right = starts[k + 1] if k + 1 < len(starts) else max(horizon, left)
        pieces.append(Piece(left, right, level.copy(), decay))
    return Exposure(tumour.drug_names, tuple(pieces))


def _decay(drug: Drug) -> float:
    if drug.half_life is None:
        return 0.0
    return math.log(2.0) / scalar(f"half_life of drug {drug.name!r}", drug.half_life)


def _track(drug: Drug, days: list[float], doses: list[float], horizon: float) -> dict[float, float]:
    """Return, day by day, the new level (no half-life) or the jump (half-life) of one drug."""
    ends = [*days[1:], max(horizon, days[-1])]
    if drug.kinetics is not None and any(dose > 0.0 for dose in doses):
        raise InputError(
            f"sim.theory knows drugs with one compartment that are given at once; {drug.name!r} "
            f"has kinetics={type(drug.kinetics).__name__}(...). Give it half_life= here, or ask "
            "engine='meanfield' and 'gillespie'."
        )
    if drug.half_life is None:
        return _changes(days, doses)
    jump = _decay(drug) * drug.interval
    given: dict[float, float] = {}
    begun, count = 0.0, 0
    for start, end, dose in zip(days, ends, doses, strict=True):
        if dose <= 0.0:
            begun, count = end, 0
            continue
        # A product, as a sum of years of intervals drifts. It may lie a rounding error before
        # `start`: then it is given at `start`.
        while (due := begun + count * drug.interval) < end - ROUNDING:
            day = max(due, start)
            given[day] = given.get(day, 0.0) + dose * jump
            count += 1
    return given


def _given_once(drug: Drug, once: Sequence[Once], track: dict[float, float]) -> set[float]:
    """Add the jumps of single doses of one drug; return the days on which it is emptied."""
    emptied = set()
    for day, name, dose in once:
        if name != drug.name:
            continue
        if drug.half_life is None:
            raise InputError(
                f"A plan gives single doses of {name!r}, but without a half-life its concentration "
                "is the dose in force, and a moment's dose is nothing. Say "
                f"sim.Drug({name!r}, ..., half_life=)."
            )
        if math.isnan(dose):
            emptied.add(day)
        else:
            track[day] = track.get(day, 0.0) + dose * _decay(drug) * drug.interval
    return emptied


def _changes(days: list[float], doses: list[float]) -> dict[float, float]:
    """Return only the days on which the dose is another than before."""
    before, changes = 0.0, {}
    for day, dose in zip(days, doses, strict=True):
        if dose != before:
            changes[day] = dose
        before = dose
    return changes


def _plan(tumour: Tumour, schedule: Any, horizon: float):
    """Return (days, doses) up to the horizon, checked."""
    if schedule is None:
        return [0.0], [{}]
    if not (hasattr(schedule, "days") and hasattr(schedule, "doses")):
        raise InputError(
            f"{schedule!r} is no open-loop schedule: it needs days and doses, or a method "
            "schedule(horizon) that returns them."
        )
    days = [float(day) for day in schedule.days]
    doses = list(schedule.doses)
    if len(days) != len(doses) or not days or days[0] != 0.0 or days != sorted(set(days)):
        raise InputError(
            f"A schedule needs as many doses as days, and days that start at 0 and rise; "
            f"here are days {days[:5]} and {len(doses)} doses."
        )
    for dose in doses:
        if not isinstance(dose, Mapping):
            raise InputError(f"A dose of a schedule is {dose!r}; give a mapping of drug to dose.")
        for name in dose:
            if name not in tumour.drug_names:
                raise unknown(f"A schedule that gives {name!r}", "drug", name, tumour.drug_names)
    kept = [k for k, day in enumerate(days) if day < horizon or k == 0]
    return [days[k] for k in kept], [doses[k] for k in kept]
