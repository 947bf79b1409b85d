"""One point of a sweep, run before all others: whether it works, and what shape is kept."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.errors import InputError
from sim.sweeps.identity import WITNESSES, spoken
from sim.sweeps.names import check_axes
from sim.sweeps.points import kept, reason

if TYPE_CHECKING:
    from sim.running.plan import Plan
    from sim.sweeps.sweep import Sweep


def example_plan(sweep: "Sweep", columns: dict[str, np.ndarray]) -> "Plan":
    """Return the plan of the first of some points that has one.

    Raises
    ------
    InputError
        If none has: then the sweep is wrong, and not a point.
    """
    count = len(next(iter(columns.values())))
    places = np.unique(np.linspace(0, count - 1, min(count, WITNESSES)).astype(int))
    first = ""
    for place in places:
        point = {name: values[place].item() for name, values in columns.items()}
        try:
            plan = sweep.plan(point, range(min(2, sweep.patients)))
            kept(sweep, _runs_of(plan))
            return plan
        except Exception as error:
            first = first or f"at point {place} ({spoken(point)}): {reason(error)}"
    raise InputError(f"All {len(places)} points that were tried fail; {first}")


def _runs_of(plan: "Plan"):
    from sim.sweeps.points import _runs, nothing

    return _runs([plan], nothing)


def variables_of(sweep: "Sweep", plan: "Plan") -> dict[str, Any]:
    """Return shapes, axes, labels and units of what is kept.

    Raises
    ------
    InputError
        If a measure gives a patient another value beside others than alone.
    """
    arrays = kept(sweep, _runs_of(plan))
    if len(plan.patients) > 1:
        from dataclasses import replace

        from sim.base.resolve import resolve

        second = np.array([1])
        alone = replace(
            plan, patients=plan.patients[second],
            tumour=resolve(plan.tumour, plan.seed, second, "tumour"),
            clinic=resolve(plan.clinic, plan.seed, second, "clinic"),
            arms={k: resolve(arm, plan.seed, second, k) for k, arm in plan.arms.items()},
        )  # fmt: skip
        for name, array in kept(sweep, _runs_of(alone)).items():
            if not np.array_equal(arrays[name].values[:, 1:2], array.values, equal_nan=True):
                raise InputError(
                    f"keep {name!r} gives a patient another value beside others than alone; it "
                    "must return every patient's own value. Take means over patients afterwards."
                )
    variables = {}
    for name, array in arrays.items():
        more = array.dims[2:]
        check_axes(name, more, sweep.design.columns())
        variables[name] = {
            "shape": [array.sizes["arm"], *array.shape[2:]],
            "dims": list(more),
            "labels": {d: array[d].values.tolist() for d in more if d in array.coords},
            "attrs": {k: v for k, v in array.attrs.items() if isinstance(v, str | int | float)},
        }
    return variables
