"""A result against a threshold, where it may have been too small to be seen.

A result that saw nothing shows the detection limit. It is below any threshold, since nothing
smaller can be shown, and above none. Compared as a number, a plan that waits for less than the
limit would wait for ever, and the noise of the baseline would decide for whom.
"""

import numpy as np

from sim.base.seen import Seen
from sim.regimens.threshold import Absolute, Threshold, number_of


def level(seen: Seen, threshold: Threshold) -> np.ndarray:
    """Return a threshold for each patient (patient,), in the unit of the results."""
    value = number_of(threshold)
    return value if isinstance(threshold, Absolute) else value * seen.baseline


def below(seen: Seen, threshold: Threshold) -> np.ndarray:
    """Tell whose latest result (patient,) is below a threshold, or saw nothing."""
    nothing = ~seen.detected & np.greater(number_of(threshold), 0.0)
    return (seen.burden < level(seen, threshold)) | nothing


def above(seen: Seen, threshold: Threshold) -> np.ndarray:
    """Tell whose latest result (patient,) saw more than a threshold."""
    return (seen.burden > level(seen, threshold)) & seen.detected
