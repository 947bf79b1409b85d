"""The deterministic tumour against closed forms of crowded growth."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.base.errors import InputError
from sim.model import Clone, Drug, Gompertz, Logistic, Proportional, Tumour
from sim.theory import mean_field

DAYS = np.array([0.0, 20.0, 100.0, 400.0])


@pytest.mark.parametrize("acts", ["birth", "death"])
def test_logistic_growth(acts):
    # dN/dt = (b - d) N - b N^2 / K, whichever rate crowding acts on
    tumour = Tumour([Clone("S", 0.1, 0.02, start=1e3)], growth=Logistic(1e6, acts))
    top = 1e6 * 0.08 / 0.1
    expected = top / (1 + (top / 1e3 - 1) * np.exp(-0.08 * DAYS))
    np.testing.assert_allclose(mean_field(tumour, None, DAYS)[:, 0], expected, rtol=1e-9)


def test_gompertz_growth():
    # ln N approaches ln K - d / rho at rate rho
    tumour = Tumour([Clone("S", 0.05, 0.01, start=1e4)], growth=Gompertz(1e9))
    top = np.log(1e9) - 0.2
    expected = np.exp(top + (np.log(1e4) - top) * np.exp(-0.05 * DAYS))
    np.testing.assert_allclose(mean_field(tumour, None, DAYS)[:, 0], expected, rtol=1e-9)


def test_a_crowded_tumour_declines_by_its_deaths_alone():
    tumour = Tumour([Clone("S", 0.1, 0.02, start=5e6)], growth=Logistic(1e6))
    days = np.array([30.0, np.log(5) / 0.02])
    np.testing.assert_allclose(
        mean_field(tumour, None, days)[:, 0], 5e6 * np.exp(-0.02 * days), rtol=1e-9
    )


def test_a_decaying_concentration_kills_by_its_area():
    # Kill 0.3 c: the exponent is 0.3 x the area under c, one dose on day 0 (interval 10).
    drug = Drug("A", Proportional(0.3), half_life=2.0, interval=10.0)
    tumour = Tumour([Clone("S", 0.1, 0.1, start=1e6)], drugs=[drug])
    once = SimpleNamespace(days=(0.0, 5.0), doses=({"A": 1}, {}))
    days = np.array([1.0, 5.0, 30.0])
    area = 10.0 * (1 - 0.5 ** (days / 2.0))
    np.testing.assert_allclose(
        mean_field(tumour, once, days)[:, 0], 1e6 * np.exp(-0.3 * area), rtol=1e-9
    )


def strobl(sensitive, resistant, capacity=1e10):
    """Return Strobl et al. 2021's tumour without cost and turnover; D = 1 makes 1 - 1.5 D."""
    clones = [
        Clone("S", 0.027, 0.0, start=sensitive * capacity),
        Clone("R", 0.027, 0.0, start=resistant * capacity, fold={"D": np.inf}),
    ]
    drug = Drug("D", Proportional(1.5, acts="division"))
    return Tumour(clones, drugs=[drug], growth=Logistic(capacity))


@pytest.mark.parametrize(("size", "fraction", "day"), [(0.75, 0.001, 452), (0.25, 0.01, 207)])
def test_continuous_therapy_progresses_when_strobl_2021_says(size, fraction, day):
    # Their measure: the first whole day with more than 1.2 x the size at the start.
    tumour = strobl(size * (1 - fraction), size * fraction)
    plan = SimpleNamespace(days=(0.0,), doses=({"D": 1},))
    burden = mean_field(tumour, plan, np.arange(600.0)).sum(axis=1)
    assert int(np.argmax(burden > 1.2 * burden[0])) == day


def test_one_patient_only():
    tumour = Tumour([Clone("S", 0.1, 0.1, start=1)], growth=Logistic(np.array([1e3, 1e4])))
    with pytest.raises(InputError, match="one patient"):
        mean_field(tumour, None, 1.0)
