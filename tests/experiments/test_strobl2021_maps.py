"""The maps over cost and turnover, in a small form."""

import numpy as np

from experiments.published.strobl2021 import cost_and_turnover as maps
from experiments.published.strobl2021.reproduce import PUBLISHED


def test_without_cost_and_turnover_the_map_starts_at_the_published_days():
    smooth = maps.map_of(None, points=2, patients=1)
    assert tuple(smooth.medians[:, 0, 0]) == PUBLISHED[maps.START, maps.RESISTANT_FRACTION]
    assert tuple(smooth.axis) == (0.0, 0.5)
    assert np.isnan(smooth.gain[:, 1]).all()  # half of the growth rate dies: never at 0.54 K


def test_chance_hardly_matters_at_1e5_cells_and_does_at_1e3(tmp_path):
    smooth = maps.map_of(None, points=3, patients=1)
    many = maps.map_of(1e5, points=3, patients=8)
    few = maps.map_of(1e3, points=3, patients=40)
    assert maps.changed(many, smooth) == 0
    moving = smooth.medians < maps.DAYS
    assert abs(many.medians[moving] / smooth.medians[moving] - 1).max() < 0.05
    assert few.earlier.max() > 0
    assert few.later[0, 0] > few.earlier[0, 0]
    maps.write({"mean field": smooth, "1e5 cells": many}, tmp_path / "map.csv")
    assert len((tmp_path / "map.csv").read_text().splitlines()) == 1 + 2 * 9
