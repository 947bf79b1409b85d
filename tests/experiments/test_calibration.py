"""Intervals of fits hold the truth as often as they say (Talts et al. 2018).

A few data sets here, with quick draws; 1,000 of both models under `make validate`, in half an hour
each, going on from where it was stopped (results/fits/calibration).
"""

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from experiments.fits.calibration.run import MODELS, ranks, verdict

KEPT = Path("results/fits/calibration")


def test_a_few_data_sets():
    """40 truths of 2 parameters: an interval that holds 70 % for 90 % would be noticed."""
    found = ranks(MODELS["one"], 40, seed=5, quick=True)
    inside = (np.abs(found - 0.5) < 0.45).sum()
    assert stats.binomtest(int(inside), found.size, 0.9).pvalue > 1e-3
    assert stats.kstest(found[:, 0], "uniform").pvalue > 1e-3
    assert stats.kstest(found[:, 1], "uniform").pvalue > 1e-3


def test_it_goes_on_where_it_stopped(tmp_path):
    table = tmp_path / "ranks.csv"
    first = ranks(MODELS["one"], 2, seed=5, table=table, quick=True)
    table.write_text(table.read_text().replace(f"{first[0, 0]}", "0.125"))
    again = ranks(MODELS["one"], 3, seed=5, table=table, quick=True)
    assert again[0, 0] == 0.125
    assert np.array_equal(again[1], first[1])
    assert len(table.read_text().splitlines()) == 4


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(MODELS))
def test_a_thousand_data_sets(name):
    KEPT.mkdir(parents=True, exist_ok=True)
    model = MODELS[name]
    found = ranks(model, 1000, table=KEPT / f"{name}-quick.csv", quick=True)
    table = verdict(model, found)
    assert (table["p_even"] > 0.01).all()
    for level in (0.5, 0.9):
        error = np.sqrt(level * (1 - level) / 1000)
        assert (np.abs(table[f"holds_{level * 100:.0f}"] - level) < 3 * error).all()
