"""Arguments of presets from which other numbers are computed."""

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.drawn import is_distribution
from sim.base.errors import InputError


def computed_from(word: str, value: Number, high: float) -> np.ndarray:
    """Check an argument that enters a formula, so that it cannot be a distribution.

    Parameters
    ----------
    word : str
        Name of the argument.
    value : float or array (patient,)
        What was given.
    high : float
        The largest allowed value; the smallest is 0.

    Returns
    -------
    ndarray () or (patient,)
    """
    what = f"{word} of the preset"
    if is_distribution(value):
        raise InputError(
            f"{what} is a distribution, but other numbers are computed from it; give an array "
            f"with one value per patient: {word}=distribution.rvs(size=patients, random_state=1)."
        )
    return np.asarray(checks.number(what, value, high=high))
