"""What figures with a line or a bar for every patient share: who they are, and who is left out."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.base.errors import InputError, listed, unknown
from sim.results import Runs
from sim.results.counted import COUNTED


def runs_of(result: Any, arm: str) -> tuple[Runs, np.ndarray]:
    """Return the runs of a trial's result (or the runs themselves), and who is in the arm."""
    runs = result if isinstance(result, Runs) else getattr(result, "runs", None)
    if not isinstance(runs, Runs):
        raise InputError(f"{result!r} is neither the result of a trial nor runs.")
    if arm not in runs.arms:
        raise unknown(f"Plot of arm {arm!r}", "arm", arm, runs.arms)
    members = getattr(result, "members", None)
    if members is None and runs.keeps(COUNTED):
        members = runs.values(COUNTED).astype(bool)
    if members is None:
        return runs, np.ones(runs.count, dtype=bool)
    inside = members[runs.arms.index(arm)]
    if not inside.any():
        others = [name for name, row in zip(runs.arms, members, strict=True) if row.any()]
        raise InputError(
            f"Nobody is counted in arm {arm!r}; arms with patients are {listed(others)}. Run more "
            "patients, or leave that arm out."
        )
    return runs, inside


def left_out(runs: Runs, arm: str, inside: np.ndarray, shown: np.ndarray) -> list[str]:
    """Return in words how many patients of an arm are not shown, and why.

    Parameters
    ----------
    inside : ndarray (patient,), bool
        Who could be.
    shown : ndarray (those inside,), bool
        Who of them is.
    """
    followed = runs.values("baseline", arm) > 0
    if runs.keeps("measurable"):
        followed = followed & runs.values("measurable", arm)
    small = int((~followed[inside] & ~shown).sum())
    others = int((~shown).sum()) - small
    words = [(small, "not measurable at baseline"), (others, "without a second result")]
    return [f"{count} {word}" for count, word in words if count]


def count_of(runs: Runs, shown: int, others: Sequence[str] = ()) -> str:
    """Return how many patients are shown, how many are not and why, and if any were never run."""
    words = [f"n = {shown}", *others]
    return ", ".join([*words, "interrupted"] if runs.interrupted else words)
