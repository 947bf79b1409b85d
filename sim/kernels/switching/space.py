"""Work space for what an interval makes of cells that switch, and for which tumours that is."""

import numpy as np

from sim.kernels.compile import allocating, inlined

# Places in the work space (place, clone, clone).
TRUE, SPLIT, MATRIX, FLOW, TILT, LEFT, RIGHT, SPARE, KIND, MISSING = np.arange(10)
START, END = MATRIX, TILT  # where no rate changes
MEAN_ROWS = 10


@allocating
def new_mean_space(clones):
    """Return work space (MEAN_ROWS, clone, clone) for steps that are for any tumour of kind 0."""
    work = np.empty((MEAN_ROWS, clones, clones))
    work[KIND, 0, 0] = 0.0
    return work


@inlined
def plan_for(work, states, p):
    """Let what is planned in this work space be for tumours like that of patient p.

    Parameters
    ----------
    states : ndarray (patient,), int64, or None
        From `switching.mixed.put_states`.

    Returns
    -------
    float
        Their kind: plans of other kinds are others.
    """
    if states is not None:
        work[KIND, 0, 0] = states[p]
    return work[KIND, 0, 0]
