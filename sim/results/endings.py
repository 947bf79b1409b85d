"""What ended a patient's run, in one place: the codes of the variable `ending`."""

import numpy as np

TIME_OVER, ERADICATED, FATAL, CEILING, OTHER_DEATH = range(5)

ENDINGS = ("time over", "eradicated", "fatal burden", "beyond 10^15 cells", "other death")
"""The same in words; the variable `ending` holds the place in this list."""


def dead(ending: np.ndarray) -> np.ndarray:
    """Tell who is dead (bool), from codes: of the tumour, however large it became, or of else.

    Nobody lives with 10^15 cells, a ton, so beyond what is counted is death too.
    """
    return ending >= FATAL
