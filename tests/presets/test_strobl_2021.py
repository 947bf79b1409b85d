"""A second transcription of Strobl et al. 2021: its equations, against the preset's net rates."""

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.model.response import net_growth
from sim.presets import mcrpc_abiraterone
from sim.regimens import Continuous
from sim.theory.mean_field import mean_field

R, D_D = 0.027, 1.5


def published(s, r, dose, cost, turnover):
    """Rates per cell and day; s and r in units of the capacity."""
    ds = R * (1 - s - r) * (1 - D_D * dose) - turnover * R
    dr = (1 - cost) * R * (1 - s - r) - turnover * R
    return ds, dr


@pytest.mark.parametrize("dose", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("size", [0.25, 0.75, 0.9])
@pytest.mark.parametrize(("cost", "turnover"), [(0, 0), (0.3, 0.4)])
def test_equations(dose, size, cost, turnover):
    tumour = mcrpc_abiraterone(cost=cost, turnover=turnover)
    found = [net_growth(tumour, c, {"abiraterone": dose}, size) for c in tumour.clones]
    assert found == pytest.approx(published(0.9 * size, 0.1 * size, dose, cost, turnover))


@pytest.mark.parametrize(("start", "fraction", "day"), [(0.75, 0.001, 452), (0.25, 0.01, 207)])
def test_published_day_of_progression_under_continuous_treatment(start, fraction, day):
    tumour = mcrpc_abiraterone(start=start, resistant_fraction=fraction)
    cells = mean_field(tumour, Continuous("abiraterone"), np.arange(day + 1.0)).sum(axis=1)
    # The authors' script calls it progression from 1e-6 capacities below 1.2 x start on.
    assert np.argmax(cells > 1.2 * cells[0] - 1e-6 * 1e10) == day


def test_start():
    tumour = mcrpc_abiraterone(start=0.25, resistant_fraction=0.01, capacity=1e8)
    assert [c.start for c in tumour.clones] == pytest.approx([0.25e8 * 0.99, 0.25e8 * 0.01])
    assert tumour.growth.capacity == 1e8
    default = mcrpc_abiraterone()
    assert sum(c.start for c in default.clones) == pytest.approx(0.75e10)
    assert default.clones[1].start == pytest.approx(0.75e7)
    assert default.transitions == ()


def test_numbers_can_vary_between_patients():
    tumour = mcrpc_abiraterone(cost=[0, 0.5], start=np.array([0.1, 0.2]))
    np.testing.assert_allclose(tumour.clones[1].birth, [0.027, 0.0135])
    np.testing.assert_allclose(tumour.clones[1].start, [1e6, 2e6])


@pytest.mark.parametrize(
    ("argument", "value"), [("cost", 1.5), ("turnover", -0.1), ("resistant_fraction", 2)]
)
def test_errors(argument, value):
    with pytest.raises(InputError, match=f"{argument} of the preset is {value}"):
        mcrpc_abiraterone(**{argument: value})
