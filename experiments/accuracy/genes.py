"""Numbers between 0 and 1, handed out one after the other: what a case is made of."""

from collections.abc import Iterator
from typing import Any

import numpy as np


class Genes:
    """Hands out the numbers of a case.

    Parameters
    ----------
    numbers : ndarray
        As many as are asked for, or more.
    """

    def __init__(self, numbers: np.ndarray):
        self._numbers: Iterator[float] = iter(numbers.tolist())

    def uniform(self, low: float, high: float) -> float:
        """Return a number between two, evenly."""
        return low + (high - low) * next(self._numbers)

    def power(self, low: float, high: float) -> float:
        """Return a number between two, its logarithm evenly."""
        return 10.0 ** self.uniform(np.log10(low), np.log10(high))

    def choice(self, among: Any) -> Any:
        """Return one of several."""
        return among[min(int(next(self._numbers) * len(among)), len(among) - 1)]
