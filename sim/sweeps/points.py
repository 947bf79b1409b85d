"""A block of points x patients: described point by point, run as rows of one batch.

Points are run together when their descriptions have the same form and, in every arm, their visits
fall on the same days; otherwise a visit of one point would be a visit of another, and a row would
no longer equal the point run alone. What fails together is run again in halves, until the bad
points stand alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.errors import InputError
from sim.running.blocks import Stopped
from sim.sweeps.stack import stack, take_apart

if TYPE_CHECKING:
    from sim.results import Runs
    from sim.running.plan import Plan
    from sim.sweeps.sweep import Sweep

LONGEST_REASON = 600


class TookTooLong(Exception):
    """The points that are run took longer than they may."""


@dataclass
class Outcome:
    """What came out of some points.

    Attributes
    ----------
    values : dict of ndarray (point, arm, patient, ...), float64
        What is kept, by name; NaN where a point failed.
    failed : dict of int to str
        Why a point failed, by its place among the points.
    again : bool
        Whether a point failed for a reason that another try may not meet: it took too long.
    """

    values: dict[str, np.ndarray] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)
    again: bool = False


def nothing() -> None:
    """Do nothing: what is called at every visit when nobody waits."""


def run_points(
    sweep: "Sweep",
    points: Sequence[Mapping[str, Any]],
    patients: range,
    shapes: Mapping[str, tuple[int, ...]],
    *,
    tick: Callable[[], None] = nothing,
    seconds_per_point: float | None = None,
) -> Outcome:
    """Run all arms of some points, and return what is kept of them.

    Parameters
    ----------
    sweep : Sweep
        What is run.
    points : sequence of mapping
        The parameters of each point.
    patients : range
        Numbers of the patients, the same at every point.
    shapes : mapping of str to tuple
        Shape of what is kept of one point: (arm, patient, ...).
    tick : callable
        Called at every visit; it may raise to stop.
    seconds_per_point : float, optional
        A point that takes longer, alone, has failed.
    """
    outcome = Outcome(
        {name: np.full((len(points), *shape), np.nan) for name, shape in shapes.items()}
    )
    groups: dict[Any, list[tuple[int, Plan, list[Any]]]] = {}
    for number, point in enumerate(points):
        tick()
        try:
            plan = sweep.plan(point, patients)
            form, numbers = take_apart(_described(plan))
        except Exception as error:
            outcome.failed[number] = reason(error)
            continue
        days = tuple(calendar.tobytes() for calendar in plan.calendars)
        key = (form, days, plan.kept.tobytes(), plan.engine)
        groups.setdefault(key, []).append((number, plan, numbers))
    for group in groups.values():
        _run_group(sweep, group, outcome, tick, seconds_per_point)
    return outcome


def kept(sweep: "Sweep", runs: "Runs") -> dict[str, Any]:
    """Return what a sweep keeps of some runs, checked."""
    arrays = {}
    for name, measure in sweep.measures.items():
        array = measure(runs)
        dims = getattr(array, "dims", None)
        if dims is None or tuple(dims[:2]) != ("arm", "patient"):
            raise InputError(
                f"keep {name!r} returned {_shape(array)}; it must return an array (arm, patient), "
                "or more axes after these two, as runs.data['end_day'] is."
            )
        if array.sizes["patient"] != runs.data.sizes["patient"]:
            raise InputError(f"keep {name!r} must return a value for every patient.")
        if array.dtype.kind not in "biuf":
            raise InputError(f"keep {name!r} returned {array.dtype}; it must return numbers.")
        arrays[name] = array
    return arrays


def reason(error: BaseException) -> str:
    """Return an error in words."""
    plain = isinstance(error, InputError | TookTooLong)
    said = str(error) if plain else f"{type(error).__name__}: {error}"
    return said if len(said) <= LONGEST_REASON else said[: LONGEST_REASON - 4] + " ..."


def _run_group(sweep, group, outcome: Outcome, tick, seconds: float | None) -> None:
    """Run points that fit together; where they fail, in halves."""
    start = monotonic()

    def checked() -> None:
        tick()
        if seconds is not None and monotonic() - start > seconds * len(group):
            raise TookTooLong(f"took longer than {seconds:g} seconds")

    try:
        runs = _runs([plan for _, plan, _ in group], checked, [numbers for _, _, numbers in group])
        arrays = kept(sweep, runs)
    except Stopped:
        raise
    except Exception as error:
        if len(group) == 1:
            outcome.failed[group[0][0]] = reason(error)
            outcome.again |= isinstance(error, TookTooLong | MemoryError)
            return
        half = len(group) // 2
        _run_group(sweep, group[:half], outcome, tick, seconds)
        _run_group(sweep, group[half:], outcome, tick, seconds)
        return
    places = [number for number, _, _ in group]
    for name, array in arrays.items():
        table = outcome.values[name]
        arms, _, *more = array.shape
        values = array.values.reshape(arms, len(places), -1, *more).swapaxes(0, 1)
        table[places] = values


def _runs(plans: "list[Plan]", tick: Callable[[], None], numbers: Any = None) -> "Runs":
    """Run plans that fit together, as rows of one batch."""
    from sim.running.tables import Tables
    from sim.simulate import treat

    first, patients = plans[0], len(plans[0].patients)
    if len(plans) > 1:
        tumour, arms, clinic = stack([_described(plan) for plan in plans], numbers, patients)
        who = np.tile(first.patients, len(plans))
        first = replace(first, tumour=tumour, arms=arms, clinic=clinic, patients=who)
    plan = replace(first, rows=np.arange(len(first.patients)))
    tables = Tables(plan)
    plan.way.prepare(lambda text: None)
    treat(plan, slice(0, len(plan.patients)), tables, tick)
    return tables.runs(attrs=_attrs(plan))


def _described(plan: "Plan") -> tuple[Any, ...]:
    return plan.tumour, plan.arms, plan.clinic


def _attrs(plan: "Plan") -> dict[str, Any]:
    """Return what measures need to know of a run; the store says how it was made."""
    clinic = plan.clinic
    return {
        "seed": str(plan.seed),
        "days": plan.days,
        "detection": clinic.main.detection,
        "fatal": clinic.fatal,
    }


def _shape(array: Any) -> str:
    dims = getattr(array, "dims", None)
    return f"an array {dims}" if dims is not None else f"{type(array).__name__} {array!r}"[:80]
