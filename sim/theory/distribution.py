"""The whole law of one clone's count, by inverting its generating function.

On the circle |z| = radius the generating function is a Fourier series whose coefficients are
P(k) radius^k; a radius a little below 1 keeps the probability of larger counts from folding back
(Abate and Whitt 1992, Operations Research Letters 12:245).
"""

from typing import Any

import numpy as np

from sim.base import checks
from sim.base.typed import typed
from sim.model import Tumour
from sim.theory.generating import probability_generating
from sim.theory.patient import clone_index

FOLDED = 1e-10
"""Part of the probability of larger counts that folds back."""


@typed
def count_probabilities(
    tumour: Tumour, schedule: Any, time: float, clone: str, largest: int
) -> np.ndarray:
    """Return the probabilities (largest + 1,) of 0, 1, ..., `largest` cells of a clone.

    Accurate to about 1e-8. Costs about 4 x `largest` solutions side by side, so keep `largest`
    below some thousands.

    Parameters
    ----------
    tumour : Tumour
        One patient, stated start counts, no crowding.
    schedule : object or None
        An open-loop schedule (see `sim.theory.exposure`); None is no treatment.
    time : float
        Day.
    clone : str
        Name of the clone.
    largest : int
        Largest count asked for.
    """
    checks.whole("largest", largest, 0, 100_000)
    points = 4 * (int(largest) + 1)
    radius = FOLDED ** (1.0 / points)
    half = np.arange(points // 2 + 1)  # the other half of the circle is the complex conjugate
    z = np.ones((half.size, len(tumour.clones)), dtype=complex)
    z[:, clone_index(tumour, clone)] = radius * np.exp(-2j * np.pi * half / points)
    values = probability_generating(tumour, schedule, time, z)
    kept = np.arange(int(largest) + 1)
    return np.fft.irfft(values, points)[kept] / radius**kept
