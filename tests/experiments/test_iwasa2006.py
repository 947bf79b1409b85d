"""Resistance at a size: quick form, and the paper's integral written down a second time."""

import numpy as np
import pytest
from scipy.integrate import quad

from experiments.published import table
from experiments.published.iwasa2006 import reproduce


@pytest.mark.parametrize("cost", [0.0, 0.05, 0.1])
def test_the_closed_form_is_the_paper_s_integral(cost):
    birth, death, size = 0.14, 0.13, 1e6
    r, a = 0.01, 0.14 * (1 - cost)
    if a > death:
        alpha = (a - death) / r
        value, _ = quad(lambda y: (1 - death / a) / (1 - death / a * y**alpha), 0, 1)
    else:  # the survival of a family founded x = ln(1/y) / r days ago, without dividing by 0
        value, _ = quad(
            lambda y: (death - a) / (death * y ** -((death - a) / r) - a), 0, 1, limit=200
        )
    for supply in (0.1, 1.0, 10.0):
        expected = np.exp(-supply * birth / r * value)
        assert reproduce.closed_form(cost, supply)["none"] == pytest.approx(expected, rel=1e-6)
    assert (reproduce.BIRTH, reproduce.DEATH, reproduce.SIZE) == (birth, death, size)


def test_quick_form():
    rows = reproduce.rows(patients=2_000)
    assert len(rows) == 24
    assert all(row.agrees for row in rows), table.show(rows)
