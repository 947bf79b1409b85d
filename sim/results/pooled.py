"""Patients of several arms taken together, and of one follow-up taken apart."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, listed, shown

if TYPE_CHECKING:
    from sim.results.followed import Followup

MOST_GROUPS = 100
"""More groups than this are numbers that differ from patient to patient."""


def pooled(times: "Followup", name: str) -> "Followup":
    """Return times with one more arm, that has the patients of all (`Followup.with_pooled`)."""
    name = checks.name("The pooled arm", name)
    if name in times.arms:
        raise InputError(f"There is an arm {name!r}; give the pooled one another name.")
    inside = ~np.isnan(times.days)
    twice = inside.sum(axis=0) > 1
    if twice.any():
        raise InputError(
            f"{int(twice.sum())} patients are in several of the arms {listed(times.arms)}, and "
            "would count more than once when pooled; run the trial with design=sim.Randomised()."
        )
    row, who = inside.argmax(axis=0), np.arange(times.numbers.size)

    def more(values: np.ndarray) -> np.ndarray:
        return np.vstack([values, values[row, who]])

    return replace(
        times, arms=(*times.arms, name), days=more(times.days), happened=more(times.happened),
        why=None if times.why is None else more(times.why),
    )  # fmt: skip


def parted(groups: Any, count: int) -> dict[str, np.ndarray]:
    """Return for each group its name and who is in it, (patient,) bool."""
    values = checks.as_array("groups", groups)
    if values.shape != (count,):
        raise InputError(
            f"by() needs one word, number or yes or no for each of the {count} patients, not "
            f"something of shape {values.shape}."
        )
    words = values.dtype.kind == "O" and all(isinstance(one, str) for one in values)
    if not words and values.dtype.kind not in "biufU":
        raise InputError(
            f"groups is {shown(groups)}; by() needs a word, number or yes or no for each patient. "
            "Leave out those of whom it is not known: only()."
        )
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise InputError("A group of by() is not a number; leave those patients out: only().")
    names = values.astype(str)
    if values.dtype.kind == "b":
        names = np.where(values, "yes", "no")
    elif values.dtype.kind == "f":
        names = np.array([f"{value:g}" for value in values])
    found = list(dict.fromkeys(names[np.argsort(values, kind="stable")].tolist()))
    if len(found) > MOST_GROUPS:
        raise InputError(
            f"by() was given {len(found)} groups; make few of them, as values > 0.5, or "
            "np.digitize(values, [0.2, 0.5])."
        )
    return {name: names == name for name in found}
