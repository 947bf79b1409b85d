"""Giving one of a few fixed plans to each patient: what nearly every regimen comes down to."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from sim.base.seen import Seen

NOTHING = -1
"""The number of the step at which nothing is given."""


def give_step(
    seen: Seen,
    memory: dict[str, Any],
    plans: Callable[[], Sequence[dict[str, Any]]],
    step: int | np.ndarray,
) -> np.ndarray:
    """Return the doses of the plan each patient is at.

    Parameters
    ----------
    seen : Seen
        For the shapes.
    memory : dict
        Keeps the plans as arrays, and the last answer: it is returned again if no step changed.
    plans : function
        Returns the plans, each a mapping of drug to dose; called once.
    step : int or ndarray (patient,)
        Which plan; `NOTHING` is none of them.

    Returns
    -------
    ndarray (patient, drug), or (1, drug) when neither step nor doses differ between patients.
    """
    if "plans" not in memory:
        memory["plans"] = [_read_only(seen.give(plan)) for plan in (*plans(), {})]
    tables = memory["plans"]
    if isinstance(step, int) or step.ndim == 0:
        return tables[int(step)]
    before = memory.get("step")
    # `is` first: most visits change nothing and should cost nothing.
    if before is step or (before is not None and np.array_equal(before, step)):
        return memory["doses"]
    doses = np.zeros((seen.patients, len(seen.drugs)))
    for number, table in enumerate(tables[:-1]):
        np.copyto(doses, table, where=np.equal(step, number)[:, None])
    memory["step"], memory["doses"] = step, _read_only(doses)
    return doses


def _read_only(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array
