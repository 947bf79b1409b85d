"""Units. Time is in days, rates are per cell per day, sizes are in cells, everywhere.

These helpers turn what people say (57 hours, 1 cm, a doubling time of 70 days) into those units.
"""

import math

import numpy as np

DAY = 1.0
WEEK = 7.0
MONTH = 30.4375
YEAR = 365.25

CELLS_PER_CM3 = 1e9
"""Cells in one cubic centimetre of tumour (Del Monte 2009, Cell Cycle 8:505, on the range)."""


def hours(x):
    """Return `x` hours in days."""
    return x / 24.0


def doubling_time(days):
    """Return the net growth rate [1/day] of a population that doubles in `days`."""
    return math.log(2.0) / days


def half_life(days):
    """Return the decay rate [1/day] of something that halves in `days`."""
    return math.log(2.0) / days


def cells_from_diameter_mm(diameter, cells_per_cm3=CELLS_PER_CM3):
    """Return the cells in a ball of the given diameter [mm]."""
    return np.pi / 6.0 * (np.asarray(diameter, dtype=float) / 10.0) ** 3 * cells_per_cm3 + 0.0


def diameter_mm_from_cells(cells, cells_per_cm3=CELLS_PER_CM3):
    """Return the diameter [mm] of a ball of that many cells."""
    return 10.0 * np.cbrt(6.0 / np.pi * np.asarray(cells, dtype=float) / cells_per_cm3)
