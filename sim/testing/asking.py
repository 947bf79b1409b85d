"""What all checks of parts share: saying what is wrong, and noticing what was changed."""

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

PATIENTS = 6


def hold(condition: bool, what: str, message: str) -> None:
    """Raise an AssertionError that names the part, unless the condition holds."""
    if not condition:
        raise AssertionError(f"{what}: {message}")


def same(one: Any, other: Any) -> bool:
    """Tell whether two arrays are the same, NaN where the other is NaN."""
    return bool(np.array_equal(np.asarray(one), np.asarray(other), equal_nan=True))


@contextmanager
def unchanged(what: str, arrays: Sequence[np.ndarray]):
    """Notice whether arrays that a part was shown are changed by it."""
    before = [array.copy() for array in arrays]
    yield
    for array, copy in zip(arrays, before, strict=True):
        hold(same(array, copy), what, "it changes an array that it was shown; make a new one.")


def check_each_alone(
    what: str, ask: Callable[[np.ndarray], Any], patients: int, axis: int = -1
) -> None:
    """Check that a patient has the same answer alone as among others, and the same once more.

    Parameters
    ----------
    what : str
        The part, for the message.
    ask : callable
        Takes the places (n,) of the patients who are asked for, returns an array with an axis of
        them.
    patients : int
        How many there are.
    axis : int
        Which axis that is.
    """
    everyone = np.arange(patients)
    answer = np.asarray(ask(everyone))
    hold(same(answer, ask(everyone)), what, "asked twice, it answers differently; draw no numbers.")
    for patient in everyone:
        alone = np.asarray(ask(np.array([patient])))
        hold(
            same(np.take(answer, [patient], axis=axis), alone),
            what,
            f"patient {patient} has another answer alone than among others; no mean, sum or rank "
            "over patients.",
        )
