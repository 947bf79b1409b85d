"""A grid of burdens stands on the page as the grid of the sweep does."""

import numpy as np
import pytest

import sim
from tests.plots.every import tumour


@pytest.mark.parametrize(("wide", "high"), [(6, 2), (2, 5), (5, 4)])
def test_rows_and_columns_are_those_of_the_sweep(wide, high, tmp_path):
    design = sim.Grid(
        cost=np.linspace(0, 0.3, wide).tolist(), turnover=np.linspace(0.7, 0.9, high).tolist()
    )
    sweep = sim.Sweep(
        "grid", build=tumour, design=design, arms={"none": sim.Observation()}, days=28.0,
        patients=1, keep=[sim.burden_curve], record=sim.Visits(),
    )  # fmt: skip
    axes = sim.plots.burden_grid(sweep.run(tmp_path / "s", progress=False), "cost", "turnover")
    axes[0, 0].figure.canvas.draw()
    left = np.array([[ax.get_position().x0 for ax in row] for row in axes])
    low = np.array([[ax.get_position().y0 for ax in row] for row in axes])
    assert axes.shape == (high, wide)
    assert (np.diff(left, axis=1) > 0.02).all()
    assert (np.diff(low, axis=0) < -0.02).all()
    np.testing.assert_allclose(left - left[:1], 0.0, atol=1e-6)
    np.testing.assert_allclose(low - low[:, :1], 0.0, atol=1e-6)
