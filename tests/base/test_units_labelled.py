"""Units take arrays with labels, as results are: every number is turned into one by itself."""

import numpy as np
import pandas as pd
import xarray as xr

import sim


def test_labelled_arrays():
    cells = np.array([0.0, 1e9, 1e12])
    right = sim.diameter_mm_from_cells(cells)
    for labelled in (xr.DataArray(cells, dims="time"), pd.Series(cells, index=[3, 1, 2])):
        np.testing.assert_array_equal(sim.diameter_mm_from_cells(labelled), right)
