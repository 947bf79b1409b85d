"""Local treatments in a plan fixed beforehand: which cells survive, written from the description.

Surgery leaves a cell of the site with the probability 1 - removed; a fraction of d gray leaves it
with exp(-alpha d - beta d^2), d divided by the cell's fold. Each cell fares alone, so a thinning by
s turns the mean m into s m, the covariance C_ij into s_i s_j C_ij (plus s_i (1 - s_i) m_i for
i = j), and the generating function's argument x = 1 - z into s x.
"""

from typing import Any

import numpy as np

from sim.model import Tumour
from sim.regimens import LocalTreatment, Radiotherapy, Surgery
from sim.theory.patient import scalar
from sim.theory.plans import planned


def thinnings(tumour: Tumour, schedule: Any, horizon: float) -> dict[float, np.ndarray]:
    """Return, by day, the probability (clone,) that a cell survives what is done that day.

    What is done on a day is done after the tumour has been looked at, so a state on that day is
    the one before. Days from the horizon on are left out.
    """
    schedule, _ = planned(schedule, horizon)
    found: dict[float, np.ndarray] = {}
    for first, what in getattr(schedule, "local", ()):
        for later in what.sittings():
            day = float(first) + later
            if day < horizon:
                found[day] = found.get(day, 1.0) * _survival(tumour, what)
    return found


def _survival(tumour: Tumour, what: LocalTreatment) -> np.ndarray:
    kept = np.ones(len(tumour.clones))
    for i, clone in enumerate(tumour.clones):
        if isinstance(what, Surgery):
            if what.site in (None, clone.site):
                kept[i] = 1.0 - scalar("removed of Surgery", what.removed)
        elif isinstance(what, Radiotherapy) and what.site in (None, clone.site):
            d = scalar("gray", what.gray)
            for name in (clone.name, clone.site):
                d /= scalar("fold of Radiotherapy", what.fold.get(name, 1.0)) if name else 1.0
            alpha, beta = scalar("alpha", what.alpha), scalar("beta", what.beta)
            kept[i] = np.exp(-alpha * d - beta * d**2)
    return kept
