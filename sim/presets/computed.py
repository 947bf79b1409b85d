"""Arguments of presets from which other numbers are computed."""

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.drawn import is_distribution
from sim.base.errors import InputError
from sim.base.resolve import check_equally_long


def computed_from(**given: tuple[Number, float]) -> list[np.ndarray]:
    """Check arguments that enter formulas, so that they cannot be distributions.

    Parameters
    ----------
    **given : (float or array (patient,), float)
        What was given and the largest allowed value, by the name of the argument; the smallest
        is 0.

    Returns
    -------
    list of ndarray () or (patient,)
        In their order.
    """
    found = {f"{word} of the preset": _computed(word, *how) for word, how in given.items()}
    check_equally_long(found)
    return list(found.values())


def _computed(word: str, value: Number, high: float) -> np.ndarray:
    what = f"{word} of the preset"
    if is_distribution(value):
        raise InputError(
            f"{what} is a distribution, but other numbers are computed from it; give an array "
            f"with one value per patient: {word}=distribution.rvs(size=patients, random_state=1)."
        )
    return np.asarray(checks.number(what, value, high=high))
