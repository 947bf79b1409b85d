"""Which engine "auto" is, also where patients differ in what decides it."""

import numpy as np
import pytest

from sim import Clone, Exponential, Gillespie, Jump, Logistic, Tumour
from sim.engines.choose import engine_for

FEW, MANY = np.array([100.0, 900.0]), np.array([100.0, 1e9])


@pytest.mark.parametrize(
    ("size", "growth", "kind"),
    [
        (FEW, Logistic(1000), Gillespie),
        (MANY, Logistic(1000), Jump),
        (FEW, Logistic(MANY), Jump),
        (MANY, Exponential(), Jump),
        (FEW, Exponential(), Jump),
        (None, Logistic(1000), Gillespie),
    ],
)
def test_sizes_of_patients_are_looked_at_one_by_one(size, growth, kind):
    """An array as `size` ended in NumPy's ValueError."""
    start = 10.0 if size is None else 0.0
    tumour = Tumour([Clone("S", 0.2, 0.1, start=start)], size=size, growth=growth)
    assert type(engine_for("auto", tumour)) is kind
