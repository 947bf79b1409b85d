"""What doses change of a tumour between two visits, besides what kernels find as they go.

Drugs that raise mutations, or act on capacities, change numbers that the kernels of the jump
engine, and of Gillespie's method at constant rates, take as constant. Where the concentrations of
these drugs are the doses, so they are: from one visit to the next.
"""

import numpy as np

from sim.engines.ways import Compiled, Python
from sim.kernels.model import ACTS, ON_CAPACITY, Model


def hangs_on_doses(model: Model) -> bool:
    """Tell whether any drug raises a mutation or acts on capacities."""
    return model.probability.shape[1] > len(model.target) or takes_room(model)


def takes_room(model: Model) -> bool:
    """Tell whether any drug acts on capacities."""
    return bool((model.kind[:, ACTS] == ON_CAPACITY).any())


def at_doses(model: Model, doses: np.ndarray, patients: int, way: Compiled | Python) -> Model:
    """Return the model with mutations and capacities as they are at doses (patient or 1, drug).

    It has a row of parameters for each patient, and drugs raise nothing in it any more.
    """
    probability = np.empty((patients, len(model.target)))
    clone = np.empty((patients, *model.clone.shape[1:]))
    clone[:] = model.clone
    way.run("rates.raised", "at_doses", model, doses, probability, clone)
    return model._replace(probability=probability, clone=clone)
