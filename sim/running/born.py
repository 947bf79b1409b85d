"""A patient must live on day 0: a tumour that starts at the fatal burden is a slip."""

import numpy as np

from sim.base.errors import InputError
from sim.clinic import Clinic
from sim.kernels.model import CEILING
from sim.model import Tumour


def check_alive(tumour: Tumour, clinic: Clinic) -> None:
    """Refuse a tumour that would kill everybody on day 0; both resolved for the patients."""
    cells = sum(np.asarray(c.start, dtype=float) for c in tumour.clones)
    if tumour.size is not None:
        cells = np.asarray(tumour.size, dtype=float)
    fatal = np.asarray(clinic.fatal, dtype=float)
    # (who says that nobody dies may look at the largest number of cells there is)
    if np.all(cells >= fatal) and np.min(fatal) < CEILING:
        raise InputError(
            f"The tumour starts with {np.min(cells):.3g} cells, and a patient dies of "
            f"{np.max(fatal):.3g} (fatal of the clinic): everybody would be dead on day 0. Start "
            "with fewer cells, or say clinic=sim.Clinic(fatal=1e15) if nobody should die."
        )
