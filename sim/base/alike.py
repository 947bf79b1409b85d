"""Which of the values that there are somebody means who writes one down."""

import numpy as np

PRINTED = 1e-5
"""Messages and tables show six digits, so a value that is copied from one is no nearer."""
ROUNDING = 1e-12
"""Values this close are one value, computed on two machines."""


def nearest(values: np.ndarray, value: float) -> np.ndarray:
    """Return which of some values are the one that is meant, ndarray of bool; perhaps none.

    Nearness is relative, whatever the size: a mutation rate of 1e-9 is not one of 1e-8.
    """
    values = np.asarray(values, dtype=float)
    apart, size = np.abs(values - value), abs(value)
    if not values.size:
        return np.zeros(values.shape, dtype=bool)
    return (apart <= PRINTED * size) & (apart <= apart.min() + ROUNDING * size)
