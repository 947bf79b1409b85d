"""How results err around what the model says, and the residuals that come of it.

Residuals r are such that the log-likelihood is ``constant - sum of r^2 / 2``, whatever is measured:
a number, a limit it is below or above, and with an error whose size is a parameter itself.
"""

from dataclasses import dataclass

import numpy as np

from sim.base import checks
from sim.clinic import Noise
from sim.data.values import ABOVE, BELOW, MEASURED

LEAST = 1e-300
MOST = 1e4
"""The largest residual: what lies so far off is wrong, however far."""


@dataclass(frozen=True)
class Additive:
    """Normal errors that are equally large whatever is measured.

    Parameters
    ----------
    size : float
        Their standard deviation [unit of the series].
    """

    size: float

    def __post_init__(self):
        size = checks.one_number("size of Additive", self.size, above=True)
        object.__setattr__(self, "size", size)


Error = Noise | Additive | str
"""Or the name of a parameter, which is the relative error."""


def residuals(
    error: Error, value: np.ndarray, sign: np.ndarray, said: np.ndarray, size: np.ndarray | float,
    least: float,
) -> np.ndarray:  # fmt: skip
    """Return the residuals (tumour, point or twice as many) of one series.

    Parameters
    ----------
    error : Error
        How results err.
    value, sign : ndarray (point,)
        The results, or limits, and which they are (`sim.data.values`).
    said : ndarray (tumour, point)
        What the model says.
    size : float or ndarray (tumour, 1)
        How large errors are.
    least : float
        The smallest `size` there is: where it is a parameter, a residual more for each point stands
        for ``log(size / least)``.
    """
    if isinstance(error, Additive):
        z = (value - np.where(np.isnan(said), np.inf, said)) / size
    else:
        there = np.where(np.isnan(said), np.inf, said)
        z = (np.log(value) - np.log(np.clip(there, LEAST, 1.0 / LEAST))) / size
    z = np.clip(z, -MOST, MOST)
    if (sign != MEASURED).any():
        z = np.where(sign == MEASURED, z, _beyond(np.where(sign == ABOVE, -z, z)))
    if isinstance(error, str):
        more = np.sqrt(2.0 * np.log(np.maximum(size / least, 1.0)))
        more = np.where(sign == MEASURED, more, 0.0)
        z = np.concatenate([z, more], axis=1)
    return z


def constant(error: Error, value: np.ndarray, sign: np.ndarray, least: float) -> float:
    """Return what the log-likelihood is where all residuals are 0."""
    measured = sign == MEASURED
    found = -np.count_nonzero(measured) * (np.log(least) + 0.5 * np.log(2.0 * np.pi))
    if not isinstance(error, Additive):
        found -= float(np.log(value[measured]).sum())
    return float(found)


def _beyond(z: np.ndarray) -> np.ndarray:
    """Return r with r^2 / 2 = -log of the chance of a standard normal below z."""
    from scipy.special import log_ndtr

    return np.sqrt(-2.0 * np.maximum(log_ndtr(z), -0.5 * MOST**2))


__all__ = ["BELOW", "Additive", "Error", "constant", "residuals"]
