"""How results err around what the model says, and the residuals that come of it.

Residuals r are such that the log-likelihood is ``constant - sum of r^2 / 2``, whatever is measured:
a number, a limit it is below or above, and with an error whose size is a parameter itself.
"""

from dataclasses import dataclass

import numpy as np

from sim.base import checks
from sim.base.errors import InputError
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


@dataclass(frozen=True)
class UnknownNoise:
    """Log-normal errors of a size that nobody knows: it is fitted with everything else.

    It becomes a parameter, ``noise`` (``noise_psa`` where there are several series), whose
    logarithm is even between two ends.

    Parameters
    ----------
    low, high : float
        Between which sizes the relative error is looked for.
    """

    low: float = 0.01
    high: float = 1.0

    def __post_init__(self):
        low = checks.one_number("low of UnknownNoise", self.low, above=True)
        high = checks.one_number("high of UnknownNoise", self.high, above=True)
        if not low < high:
            raise InputError(
                f"UnknownNoise is looked for between {low:g} and {high:g}; give a low below the "
                "high, such as sim.UnknownNoise(0.01, 1.0)."
            )
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)


@dataclass(frozen=True)
class Times:
    """Errors as they were said, times a parameter: what a fit knows of them that lies too far off.

    Parameters
    ----------
    said : Noise or Additive
        How results err by what was said.
    name : str
        The parameter.
    """

    said: Noise | Additive
    name: str


Error = Noise | Additive | str | Times
"""Or the name of a parameter, which is the relative error."""


def is_additive(error: Error) -> bool:
    """Tell whether errors are equally large whatever is measured."""
    return isinstance(error.said if isinstance(error, Times) else error, Additive)


def parameter_of(error: Error) -> str | None:
    """Return the parameter that the size of errors depends on; None where it is known."""
    return error.name if isinstance(error, Times) else error if isinstance(error, str) else None


def is_known(error: Error) -> bool:
    """Tell whether the size of errors was said."""
    return parameter_of(error) is None


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
    if is_additive(error):
        z = (value - np.where(np.isnan(said), np.inf, said)) / size
    else:
        there = np.where(np.isnan(said), np.inf, said)
        z = (np.log(value) - np.log(np.clip(there, LEAST, 1.0 / LEAST))) / size
    z = np.clip(z, -MOST, MOST)
    if (sign != MEASURED).any():
        z = np.where(sign == MEASURED, z, _beyond(np.where(sign == ABOVE, -z, z)))
    if parameter_of(error) is not None:
        more = np.sqrt(2.0 * np.log(np.maximum(size / least, 1.0)))
        more = np.where(sign == MEASURED, more, 0.0)
        z = np.concatenate([z, more], axis=1)
    return z


def constant(error: Error, value: np.ndarray, sign: np.ndarray, least: float) -> float:
    """Return what the log-likelihood is where all residuals are 0."""
    measured = sign == MEASURED
    found = -np.count_nonzero(measured) * (np.log(least) + 0.5 * np.log(2.0 * np.pi))
    if not is_additive(error):
        found -= float(np.log(value[measured]).sum())
    return float(found)


def _beyond(z: np.ndarray) -> np.ndarray:
    """Return r with r^2 / 2 = -log of the chance of a standard normal below z."""
    from scipy.special import log_ndtr

    return np.sqrt(-2.0 * np.maximum(log_ndtr(z), -0.5 * MOST**2))


__all__ = [
    "BELOW", "Additive", "Error", "Times", "UnknownNoise", "constant", "is_additive", "is_known",
    "parameter_of", "residuals",
]  # fmt: skip
