"""What is given once in an interval, as the kernels take it (`sim.kernels.model.Model.bolus`)."""

import numpy as np

from sim.base.boluses import Boluses
from sim.kernels.model import BOLUS_DRUG, DOSE, DURATION, MOMENT, Model

OF_ROWS = ("clone", "drug", "potency", "probability", "switch_rate", "inside", "body")
"""Arrays of a model that have a row for each patient, or one for all."""


def with_boluses(model: Model, boluses: Boluses | None) -> Model:
    """Return a model without boluses with those of an interval.

    Where they differ between patients it must have a row of parameters for each.
    """
    if boluses is None or not len(boluses.moment):
        return model
    table = np.empty((len(boluses.moment), 4))
    table[:, MOMENT], table[:, BOLUS_DRUG] = boluses.moment, boluses.drug
    table[:, DOSE], table[:, DURATION] = boluses.dose, boluses.lasts
    return model._replace(bolus=table, bolus_of=boluses.of)


def of_each_patient(model: Model, patients: int) -> Model:
    """Return the model with a row of parameters for each patient."""
    if len(model.clone) == patients:
        return model
    rows = {
        name: np.repeat(getattr(model, name), patients, axis=0)
        for name in OF_ROWS
        if getattr(model, name, None) is not None
    }
    return model._replace(**rows)


def of_rows(model: Model, who: np.ndarray) -> Model:
    """Return the model of some of its patients, each of whom has a row."""
    rows = {n: getattr(model, n)[who] for n in OF_ROWS if getattr(model, n, None) is not None}
    model = model._replace(**rows)
    if len(model.bolus_of) == 2:
        return model
    begin, count = model.bolus_of[:-1][who], np.diff(model.bolus_of)[who]
    of = np.concatenate(([0], np.cumsum(count)))
    places = np.repeat(begin - of[:-1], count) + np.arange(of[-1])
    return model._replace(bolus=model.bolus[places], bolus_of=of)


def later(model: Model, days: float) -> Model:
    """Return the model for an interval that begins some days later: moments count from there."""
    if not len(model.bolus) or days == 0.0:
        return model
    bolus = model.bolus.copy()
    bolus[:, MOMENT] -= days
    return model._replace(bolus=bolus)
