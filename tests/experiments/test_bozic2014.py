"""Resistant clones in order of appearance: the closed forms by brute force, and a quick form."""

import numpy as np
import pytest

from experiments.published import table
from experiments.published.bozic2014 import reproduce


@pytest.mark.parametrize("k", [2, 3, 4])
def test_both_closed_forms_by_drawing_the_limit(k):
    random = np.random.default_rng(k)
    times = np.cumsum(random.exponential(size=(400_000, k)), axis=1)
    sizes = random.exponential(size=times.shape) / times
    last, first = sizes[:, -1], sizes[:, 0]
    assert np.median(last) / np.median(first) == pytest.approx(2 ** (1 / k) - 1, rel=0.01)
    assert np.median(last / first) == pytest.approx(reproduce.median_of_ratios(k), rel=0.01)


def test_quick_form():
    rows = reproduce.rows(patients=3_000)
    assert [row.published for row in rows[::3]] == ["0.414", "0.260", "0.189"]
    assert all(row.agrees for row in rows), table.show(rows)


def test_clones_stand_in_order_of_appearance():
    cells = reproduce.clone_sizes(500)
    assert cells.shape == (500, 4)
    assert (cells > 0).all()
    assert (np.diff(np.median(cells, axis=0)) < 0).all()
