"""Which of the values that there are somebody means."""

import numpy as np
import pytest

from sim.base.alike import nearest


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        (1e-9, [1]),
        (1e-8, [2]),
        (1.000004e-8, [2]),  # as a message prints 1.0000039e-8
        (1.1e-8, []),
        (0.0, [0]),
        (1e-30, []),
        (np.nan, []),
        (2.0, [3, 4]),  # one value, computed on two machines
        (2.00001, [5]),  # though 2 is near enough, too
        (-2.0, [6]),
    ],
)
def test_nearness_does_not_depend_on_size(value, meant):
    values = np.array([0.0, 1e-9, 1e-8, 2.0, np.nextafter(2.0, 3.0), 2.00001, -2.0])
    assert np.flatnonzero(nearest(values, value)).tolist() == meant


def test_of_no_values_none_is_meant():
    assert nearest(np.empty(0), 1.0).shape == (0,)
