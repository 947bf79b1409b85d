"""Fronts on the lattice: exponents of Kardar, Parisi and Zhang, typed a second time."""

import numpy as np
import pytest

from experiments.published.kardar1986 import reproduce


def test_fronts_move_evenly_and_lose_kinds():
    """A front that roughened like independent columns would keep all of its boundaries."""
    fronts = reproduce.grown(2, 1000, 2.0 ** np.arange(0.0, 6.1, 0.5))
    assert fronts.height.shape == (13, 4)
    assert np.diff(fronts.height.mean(axis=1)[[-3, -1]]) / 32 == pytest.approx(1.26, rel=0.02)
    lost = reproduce.slopes(fronts.days[8:], fronts.boundaries[8:]).mean()
    assert lost == pytest.approx(-2 / 3, abs=0.12)


def test_what_the_sites_add_to_the_width_is_taken_out():
    days = 2.0 ** np.arange(0.0, 7.1, 0.5)
    variance = (5.0 + 0.3 * days**0.7)[:, None]
    made = reproduce.Fronts(days, variance, variance, variance)
    assert reproduce.width_exponents(made, 2.0) == pytest.approx([0.35])


@pytest.mark.slow
def test_the_exponents():
    """Columns that grow each for themselves would have 0.5; a smoothing rim 0.25."""
    fronts = reproduce.grown(5, 2000, 2.0 ** np.arange(0.0, 7.1, 0.5), seed=2)
    speed, width, boundaries = reproduce.rows(fronts)
    assert speed.ours == pytest.approx(1.0, abs=0.01)
    assert width.ours == pytest.approx(1 / 3, abs=0.05)
    assert boundaries.ours == pytest.approx(-2 / 3, abs=0.06)
