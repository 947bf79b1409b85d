"""The fractional effect of a drug whose dose-response is a table (`sim.model.curve`).

It stands in the columns of the drug from TABLE on: how many cubics there are, the rise before the
first point, then for each cubic the logarithm where it begins and its coefficients, and the
logarithm where the last one ends.
"""

import math

import numpy as np

from sim.kernels.compile import called, out_of_line
from sim.kernels.model import TABLE

RISE, CUBICS, WIDTH = TABLE + 1, TABLE + 2, 5


@called
def tabled(drug, r, d, x):
    """Return the fractional effect (0..1) at the relative concentration x > 0.

    Parameters
    ----------
    drug : ndarray
        Of a `Model`.
    r, d : int
        Row and drug.
    """
    out_of_line()
    pieces = np.int64(drug[r, d, TABLE])
    u = math.log(x) if x < math.inf else math.inf
    if u < drug[r, d, CUBICS]:
        return drug[r, d, RISE] * x
    if u >= drug[r, d, CUBICS + WIDTH * pieces]:
        return 1.0
    low, high = 0, pieces
    while high - low > 1:
        middle = (low + high) // 2
        if u >= drug[r, d, CUBICS + WIDTH * middle]:
            low = middle
        else:
            high = middle
    at = CUBICS + WIDTH * low
    t = u - drug[r, d, at]
    f = ((drug[r, d, at + 1] * t + drug[r, d, at + 2]) * t + drug[r, d, at + 3]) * t
    return min(f + drug[r, d, at + 4], 1.0)
