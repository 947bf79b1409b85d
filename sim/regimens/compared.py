"""A result against a fraction of the baseline, where it may have been too small to be seen.

A result that saw nothing shows the detection limit. It is below any fraction, since nothing smaller
can be shown, and above none. Compared as a number, a plan that waits for less than the limit would
wait for ever, and the noise of the baseline would decide for whom.
"""

import numpy as np

from sim.base.checks import Number
from sim.base.seen import Seen


def below(seen: Seen, fraction: Number) -> np.ndarray:
    """Tell whose latest result (patient,) is below a fraction of the baseline, or saw nothing."""
    nothing = ~seen.detected & np.greater(fraction, 0.0)
    return (seen.burden < fraction * seen.baseline) | nothing


def above(seen: Seen, fraction: Number) -> np.ndarray:
    """Tell whose latest result (patient,) saw more than a fraction of the baseline."""
    return (seen.burden > fraction * seen.baseline) & seen.detected
