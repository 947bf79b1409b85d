"""Fits of tumours whose drugs do more than one thing, or whose room grows: as theory has them."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import sim
from sim.theory import mean_field
from tests.slips import assert_says

DAYS = np.arange(0.0, 70.0, 10.0)
PLAN = sim.Schedule((0.0, 30.0), ({"A": 1.0}, {}))
NONE = sim.Immune()


def make(rate, growth=None, also=(sim.Hill(0.5, 0.5, acts="birth"),), **parts):
    """Return a tumour that A kills, slows and feeds, and whose room grows."""
    clone = sim.Clone("S", 0.2, 0.1, start=1e9, fed_by={"A": sim.Feeding(births=rate)})
    growth = sim.Logistic(sim.GrowingCapacity(2e9, 1e11, 0.02)) if growth is None else growth
    drugs = [sim.Drug("A", sim.Hill(0.1, 0.5, 2), also=also)]
    return sim.Tumour([clone], drugs=drugs, growth=growth, **parts)


def seen(values):
    table = pd.DataFrame({"day": DAYS, "n": values, "on": [1, 1, 1, 0, 0, 0, 0]})
    return sim.Observations.read(table, value="n", unit="cells", doses={"A": "on"})


def fitted(made, **options):
    truth = mean_field(made(0.5), PLAN, DAYS)[:, 0]
    return truth, sim.fit(
        seen(truth), made, {"rate": stats.uniform(0.1, 0.8)}, noise=sim.Noise(0.05), starts=3,
        **options,
    )  # fmt: skip


@pytest.mark.parametrize("immune", [None, NONE])
def test_the_fit_sees_what_theory_does(immune):
    truth, fit = fitted(lambda rate: make(rate, immune=immune))
    shown = fit.predict(DAYS, [[0.5]])["n"]
    np.testing.assert_allclose(shown, truth, rtol=1e-5)
    assert fit.best["rate"] == pytest.approx(0.5, abs=1e-3)


def test_several_effects_alone():
    """No cell is fed and no room grows: the second effect must still be given."""

    def made(rate):
        return make(1e-9, sim.Exponential(), [sim.Hill(rate, 0.5, acts="birth")])

    truth, fit = fitted(made)
    np.testing.assert_allclose(fit.predict(DAYS, [[0.5]])["n"], truth, rtol=1e-5)
    assert fit.best["rate"] == pytest.approx(0.5, abs=1e-3)


def test_the_particle_filter_refuses_what_the_jump_engine_does():
    assert_says(lambda: fitted(make, likelihood="particle"), ["jump engine", "capacity grows"])
