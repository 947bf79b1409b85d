"""One patient's numbers. Theory is exact, so it takes one patient and not a cohort."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.drawn import is_distribution
from sim.base.errors import InputError, shown, unknown
from sim.model import Exponential, Tumour

MOST_DAYS = 1e6
"""Longer than anybody lives [days]; what is more is a slip of the finger."""


def scalar(what: str, value: Any) -> float:
    """Return `value` as a float; refuse arrays over patients and distributions.

    Raises
    ------
    InputError
        If the number differs between patients.
    """
    if is_distribution(value) or np.ndim(value) > 0:
        raise InputError(
            f"{what} differs between patients; theory takes one patient. Give one number "
            "(for example that of patient 0)."
        )
    return float(value)


def start_counts(tumour: Tumour) -> np.ndarray:
    """Return the cells of each clone on day 0, ndarray (clone,), whole numbers in float64.

    Raises
    ------
    InputError
        If the tumour is grown from one cell: its start is then random
        (see `sim.theory.extinction_of_grown`).
    """
    if tumour.grown_from_one_cell:
        raise InputError(
            "The tumour is grown from one cell, so its start is random. For its fate use "
            "sim.theory.extinction_of_grown or generating_at_size, or give stated counts: "
            "Clone(start=)."
        )
    if tumour.size is not None:
        counts = np.zeros(len(tumour.clones))
        counts[0] = scalar("size of the tumour", tumour.size)
    else:
        counts = np.array([scalar(f"start of clone {c.name!r}", c.start) for c in tumour.clones])
    return np.rint(counts)


def check_no_crowding(tumour: Tumour, what: str) -> None:
    """Refuse tumours whose cells crowd each other: they are no branching process."""
    if tumour.immune is not None:
        raise InputError(
            f"{what} is exact only where cells do not feel each other, not beside an immune "
            "system, which the whole tumour calls in. Use sim.theory.mean_field, or simulate."
        )
    if not isinstance(tumour.growth, Exponential):
        raise InputError(
            f"{what} is exact only where cells do not feel each other (growth=Exponential()), "
            f"not for {type(tumour.growth).__name__}. Use sim.theory.mean_field, or simulate."
        )


def check_no_immigration(tumour: Tumour, what: str) -> None:
    """Refuse tumours into which cells come from elsewhere."""
    if tumour.immigration:
        raise InputError(
            f"{what} is worked out for the descendants of the cells of day 0, not where cells "
            "immigrate. Means and covariances are: sim.theory.mean_and_covariance."
        )


def clone_index(tumour: Tumour, clone: str) -> int:
    """Return the place of a clone in the tumour."""
    if clone not in tumour.clone_names:
        raise unknown(f"clone {clone!r}", "clone", clone, tumour.clone_names)
    return tumour.clone_names.index(clone)


MOST_TIMES = 10_000
"""Times at once: what is exact takes up to 15 ms for each, and its memory grows with them."""


def checked_times(times: Any) -> np.ndarray:
    """Return times [days] as a flat float array; they may come in any order."""
    # (to ask NumPy how long a range is writes it out)
    count = len(times) if isinstance(times, Sequence) else np.size(times)
    if count > MOST_TIMES:
        raise InputError(
            f"times has {count:,} values; at most {MOST_TIMES:,} are worked out at once. "
            "Take fewer: np.linspace(0, days, 1000)."
        )
    array = checks.numbers("times", times, "give days of at least 0").ravel()
    if array.size == 0 or not ((array >= 0) & (array <= MOST_DAYS)).all():
        raise InputError(
            f"times are {shown(times)}; give days of at least 0, and at most {MOST_DAYS:g}."
        )
    return array
