"""Which numbers a description takes: the smallest and the largest, and nothing beyond them."""

import numpy as np
import pytest

from sim.base.errors import InputError

BEYOND = 1e-9
"""How far beyond a limit, of it, is refused; at 0, the smallest number below it."""


def assert_takes(make, smallest, largest, above=False):
    """Assert that `make` takes numbers from one to the other (`above`: but not the smallest)."""
    inside = [largest] if np.isfinite(largest) else [1e300]
    outside = [] if not np.isfinite(largest) else [largest * (1 + BEYOND)]
    (outside if above else inside).append(smallest)
    outside.append(smallest - max(abs(smallest) * BEYOND, 1e-300))
    for value in inside:
        make(value)
    for value in outside:
        with pytest.raises(InputError, match=r"must be|allowed|give"):
            make(value)
