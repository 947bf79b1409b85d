"""How circles of DNA without centromere (ecDNA) are shared out, without selection, exactly.

Let all cells divide at the rate b and die at any rate. The share p_k of cells with k circles in the
expected tumour follows ``dp_k / dt = 2 b (sum_j p_j P(Binomial(2 j, 1/2) = k) - p_k)``: there are
Poisson(2 b t) divisions along the line that leads to a cell of day t. In each, every circle becomes
Binomial(2, 1/2) circles, whose generating function is h(s) = ((1 + s) / 2)^2; after n divisions a
cell that descends from one circle has the generating function h(h(...h(s))), n times. So

    sum_k p_k s^k = sum_n Poisson(n; 2 b t) h_n(s)^m

from cells of m circles (the model of Lange et al. 2022, Nat Genet 54:1527, without selection). It
is worked out on a circle of points s and turned into shares by a Fourier transform. The share with
any circle, 1 - sum_n Poisson(n) h_n(0), tends to 2 / (b t), and is within 5 % of 2 / (2 + b t).
"""

import math

import numpy as np

from sim.base import checks
from sim.base.typed import typed

MOST_DIVISIONS = 1000.0
MOST_AT_START = 1000
MOST_COPIES = 10_000
TAIL = 40.0
"""Points of the circle for each circle that a cell has on average: what is beyond is e^-TAIL."""
FAR = 9.0
"""Standard deviations of the number of divisions that are counted on both sides."""


@typed
def segregation(*, divisions: float, copies: int, at_start: int = 1) -> np.ndarray:
    """Return the shares (copies + 1,) of cells with 0, 1, ..., `copies` circles, neutral.

    What is missing from 1 are cells with more.

    Parameters
    ----------
    divisions : float
        Divisions per cell so far, b t; at most 1000.
    copies : int
        The largest number asked for.
    at_start : int
        Circles of every cell at the start.

    Examples
    --------
    >>> from sim.theory import segregation
    >>> law = segregation(divisions=0.0, copies=2)
    >>> law.round(12).tolist()
    [0.0, 1.0, 0.0]
    """
    done = checks.one_number("divisions", divisions, high=MOST_DIVISIONS)
    checks.whole("copies", copies, 0, MOST_COPIES)
    checks.whole("at_start", at_start, 1, MOST_AT_START)
    mean = 2.0 * done
    last = int(mean + FAR * math.sqrt(mean + FAR) + FAR)
    largest = copies + at_start + TAIL * (1.0 + last / 4.0) * math.sqrt(at_start)
    points = 1 << math.ceil(math.log2(largest + 1.0))
    now = np.exp(-2j * np.pi * np.arange(points) / points)
    law, logs = np.zeros(points, dtype=complex), -mean
    for n in range(last + 1):
        law += math.exp(logs) * now**at_start
        now = (0.5 * (1.0 + now)) ** 2
        logs += math.log(mean / (n + 1)) if mean > 0.0 else -math.inf
    shares = np.fft.ifft(law).real[: copies + 1]
    return np.maximum(shares, 0.0)
