"""Units take arrays with labels, as results are; NaN there is what is not there, and stays."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import sim
from sim.base.errors import InputError


def test_labelled_arrays():
    cells = np.array([0.0, 1e9, np.nan])
    right = np.array([0.0, sim.diameter_mm_from_cells(1e9), np.nan])
    for labelled in (xr.DataArray(cells, dims="time"), pd.Series(cells, index=[3, 1, 2])):
        np.testing.assert_array_equal(sim.diameter_mm_from_cells(labelled), right)
    with pytest.raises(InputError, match="cells"):
        sim.diameter_mm_from_cells(cells)
    with pytest.raises(InputError, match="at least 0"):
        sim.diameter_mm_from_cells(pd.Series([1.0, -1.0]))
