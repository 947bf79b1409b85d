"""Concentrations that results show: just after the doses of the day, however many came before."""

import numpy as np
import pytest

import sim


@pytest.mark.parametrize("often", [24, 10, 3, 1])
def test_years_of_doses_do_not_drift(often):
    """At the peak every day, not at the trough: due days are products, and sums of them drift."""
    interval, half_life = 1.0 / often, 0.5
    drug = sim.Drug("A", sim.Hill(0.05, 0.2, 2), half_life=half_life, interval=interval)
    tumour = sim.Tumour([sim.Clone("S", 0.1, 0.1, start=1e6)], [], [drug])
    days = 4.0 * sim.YEAR
    runs = sim.simulate(
        tumour, {"daily": sim.Continuous("A")}, patients=1, days=days, seed=1, progress=False,
        clinic=sim.Clinic(visit_every=1.0),
    )  # fmt: skip
    shown = runs.data["concentration"].values[0, 0, :, 0]
    k = np.log(2.0) / half_life
    peak = k * interval / -np.expm1(-k * interval)
    settled = runs.data["time"].values >= 60.0
    np.testing.assert_allclose(shown[settled][:-1], peak, rtol=1e-9)
