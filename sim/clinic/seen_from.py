"""From how many cells on a tumour is seen, whatever a clinic measures of it."""

import numpy as np

from sim.clinic.measures import Measure, visible

MOST = 1e15
"""No tumour is larger [cells]."""
HALVINGS = 60
"""Of the logarithm of the cells between 1 and the most: far below what a figure shows."""


def seen_from(measure: Measure, smallest: float, patients: int = 1) -> np.ndarray:
    """Return the burden (patient,) from which on each patient's tumour is seen [cells].

    Without noise, and for a marker in balance with the tumour. By halving, as any measure, also one
    of the user's own, says of a burden whether it is seen. NaN where it is none that decides: of
    measures that see some clones less than others. Infinite: it is never seen.

    Parameters
    ----------
    measure : Measure
        What is measured; numbers that differ between patients have been drawn.
    smallest : float
        The smallest ball that a scan shows [cells] (`Clinic.detection`).
    patients : int
        How many.
    """
    if measure.sees_clones:
        return np.full(patients, np.nan)
    low, high = np.zeros(patients), np.full(patients, np.log(MOST))
    never = ~_seen(measure, np.exp(high), smallest)
    always = _seen(measure, np.exp(low), smallest)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        seen = _seen(measure, np.exp(middle), smallest)
        low, high = np.where(seen, low, middle), np.where(seen, middle, high)
    cells = np.where(np.isclose(np.exp(high), smallest, rtol=1e-9), smallest, np.exp(high))
    return np.select([always, never], [0.0, np.inf], cells)


def _seen(measure: Measure, burden: np.ndarray, smallest: float) -> np.ndarray:
    """Tell whose tumour of that many cells (patient,) is seen, in any of its parts."""
    error = np.ones((measure.parts, burden.size))
    sizes, limit = measure.sizes(burden, measure.begin(burden), error, smallest)
    return np.any(np.atleast_2d(visible(sizes, limit)), axis=0)
