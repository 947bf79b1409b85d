"""How many copies of an amplified gene cells have off drug, in the long run.

The composition of a growing tumour tends to the left eigenvector of its mean matrix with the
largest eigenvalue (Athreya and Ney 1972, ch. V.6). For a ladder of copies whose steps are taken at
divisions with the same probabilities everywhere and cost nothing, detailed balance makes it

    P(k) ~ (gain / loss)^(k - 1),      k = 1, ..., copies,

with `first` instead of `gain` for the first step (a birth-death chain; Kimmel and Axelrod 1990,
Genetics 125:633, find likewise that a stable law needs more loss than gain).
"""

import numpy as np

from sim.base import checks
from sim.base.typed import typed
from sim.model import Tumour
from sim.theory.rates import Rates


@typed
def copy_numbers(
    *, gain: float, loss: float, copies: int, first: float | None = None
) -> np.ndarray:
    """Return the stationary probabilities (copies,) of 1, 2, ... copies without cost or drug.

    Parameters
    ----------
    gain, loss : float
        Probabilities per division of a copy more and fewer; loss above 0.
    copies : int
        The largest number of copies.
    first : float, optional
        Probability of the first further copy; that of `gain` when not given.
    """
    checks.whole("copies", copies, 1, 10_000)
    checks.number("gain", gain, high=1.0)
    checks.number("loss", loss, high=1.0, above=True)
    steps = np.full(copies - 1, gain / loss)
    if first is not None:
        steps[0] = checks.number("first", first, high=1.0) / loss
    weights = np.cumprod([1.0, *steps])
    return weights / weights.sum()


@typed
def stable_composition(tumour: Tumour) -> np.ndarray:
    """Return the shares (clone,) that the clones of an untreated, uncrowded tumour tend to."""
    rates = Rates(tumour)
    treated = rates.under(np.zeros(len(tumour.drugs)))
    matrix = rates.mean_matrix(treated, *rates.birth_and_death(treated))
    values, vectors = np.linalg.eig(matrix.T)
    largest = np.abs(vectors[:, np.argmax(values.real)].real)
    return largest / largest.sum()
