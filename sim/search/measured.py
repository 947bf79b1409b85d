"""What is looked for: whether it can be measured, told apart from rules that fail, and its unit."""

from collections.abc import Mapping
from typing import Any

from sim.base.errors import InputError
from sim.sweeps.points import _runs, kept, nothing, reason
from sim.sweeps.sweep import Sweep


def check_measures(sweep: Sweep, point: Mapping[str, Any]) -> None:
    """Refuse measures that fail on a rule that itself can be run."""
    try:
        runs = _runs([sweep.plan(point, range(1))], nothing)
    except Exception:  # (the rule fails: what it said is known)
        return
    try:
        for name, array in kept(sweep, runs).items():
            if array.ndim != 2:
                raise InputError(
                    f"keep {name!r} returned an array {array.dims}; a search needs one number of "
                    "each patient, (arm, patient)."
                )
    except Exception as error:
        raise InputError(
            f"The rules can be run, but not measured: {reason(error)} It is the objective, or "
            "what a constraint limits."
        ) from error


def units_of(sweep: Sweep, point: Mapping[str, Any]) -> dict[str, str]:
    """Return the unit of every measure; "" of those that say none. One patient is run for it."""
    arrays = kept(sweep, _runs([sweep.plan(point, range(1))], nothing))
    units = {name: str(array.attrs.get("units", "1")) for name, array in arrays.items()}
    return {name: {"1": "", "day": "days"}.get(unit, unit) for name, unit in units.items()}
