"""The abiraterone model: its equations and numbers typed a second time, and the quick form."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from experiments.published.zhang2022 import reproduce


def path(multiplier, q, sensitive, resistant, stop_below, days, a):
    """Equations of the paper, looked at daily, written down without sim."""

    def slope(_, y, on):
        s, r = y
        return [
            multiplier * 0.0156 * s * (1 - (s + r) / (10000 - q * on)),
            multiplier * 0.0091 * r * (1 - (r + a * s) / 10000),
        ]

    y, on, found, first = np.array([sensitive, resistant]), 1, [], sensitive + resistant
    found.append(y)
    for _ in range(days):
        y = solve_ivp(slope, (0, 1), y, args=(on,), rtol=1e-9, atol=1e-7).y[:, -1]
        found.append(y)
        on = 1 if y.sum() > first else 0 if y.sum() < stop_below * first else on
    return np.array(found)


@pytest.mark.parametrize(("form", "multiplier", "q"), [("printed", 8, 9000), ("code", 8 / 6, 9500)])
@pytest.mark.parametrize("stop_below", [0.0, 0.5])
def test_the_engine_follows_the_equations(form, multiplier, q, stop_below):
    ours = reproduce.PRINTED if form == "printed" else reproduce.COMPUTED
    assert ours == pytest.approx((multiplier, q))
    cohort = reproduce.patients([1 / 6], ours, stop_below)
    cells, _ = reproduce.follow(cohort, competition=6.0, days=100)
    expected = path(multiplier, q, 5000.0, 1000.0, stop_below, 100, 6.0)
    assert np.abs(cells[0] - expected).max() < 0.05


def test_patients_do_not_depend_on_each_other():
    together, _ = reproduce.follow(reproduce.patients([0.1, 0.4], reproduce.COMPUTED, 0.5), days=80)
    alone, _ = reproduce.follow(reproduce.patients([0.4], reproduce.COMPUTED, 0.5), days=80)
    assert np.array_equal(together[1], alone[0])


def test_as_printed_everything_is_six_times_too_fast():
    printed, computed = (
        reproduce.progression(reproduce.follow(reproduce.patients([0.3], form, 0.0), days=300)[0])
        for form in (reproduce.PRINTED, reproduce.COMPUTED)
    )
    assert (printed, computed) == (45, 228)
