"""Units. Time is in days, rates are per cell per day, sizes are in cells, everywhere.

These helpers turn what people say (57 hours, 1 cm, a doubling time of 70 days) into those units,
and refuse what is no amount: negative, not a number, a truth value. `ball_mm` and `ball_cells` are
the same without a look, for arrays of our own in which NaN means "not there".
"""

import math

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, shown

DAY = 1.0
WEEK = 7.0
MONTH = 30.4375
YEAR = 365.25

CELLS_PER_CM3 = 1e9
"""Cells in one cubic centimetre of tumour (Del Monte 2009, Cell Cycle 8:505, on the range)."""

FATAL_CELLS = 1e12
"""A tumour of which a patient dies, all sites together [cells]: about 1 kg, one litre, 124 mm.

It is what is "usually taken as a lethal tumor burden" (an editorial on Gompertzian growth, J
Bioequiv Availab, 0975-0851/JBB-Editorial6, figure 1), 40 doublings of one cell, and ten more than
the 1 cm from which a tumour can be found (Pour, "Are there hidden (latent, silent, occult)
pancreatic cancers?": a "near lethal 1 kg mass"). A convention more than a measurement: people die
of smaller tumours in the wrong place, and cells may be ten times fewer in a gram (Del Monte 2009).
Let it differ between patients where that matters:
``Clinic(fatal=scipy.stats.loguniform(1e11, 1e12))``.
"""

HIGHEST_DOSE = 10.0
"""The largest dose of a drug that says nothing else [standard doses]: a larger number is more often
a percentage or milligrams than a dose."""


def hours(x):
    """Return `x` hours in days."""
    return _amount("hours", x) / 24.0


def doubling_time(days):
    """Return the net growth rate [1/day] of a population that doubles in `days`."""
    return math.log(2.0) / _amount("days of doubling_time", days, above=True)


def half_life(days):
    """Return the decay rate [1/day] of something that halves in `days`."""
    return math.log(2.0) / _amount("days of half_life", days, above=True)


def cells_from_diameter_mm(diameter, cells_per_cm3=CELLS_PER_CM3):
    """Return the cells in a ball of the given diameter [mm]."""
    density = _amount("cells_per_cm3", cells_per_cm3, above=True)
    return ball_cells(*_together("diameter [mm]", _amount("diameter [mm]", diameter), density))


def diameter_mm_from_cells(cells, cells_per_cm3=CELLS_PER_CM3):
    """Return the diameter [mm] of a ball of that many cells."""
    density = _amount("cells_per_cm3", cells_per_cm3, above=True)
    return ball_mm(*_together("cells", _amount("cells", cells), density))


def ball_cells(diameter, cells_per_cm3=CELLS_PER_CM3):
    """Return the cells in balls of some diameters [mm], unchecked."""
    return np.pi / 6.0 * (np.asarray(diameter, dtype=float) / 10.0) ** 3 * cells_per_cm3 + 0.0


def ball_mm(cells, cells_per_cm3=CELLS_PER_CM3):
    """Return the diameters [mm] of balls of so many cells, unchecked."""
    return 10.0 * np.cbrt(6.0 / np.pi * np.asarray(cells, dtype=float) / cells_per_cm3)


def _together(what, amounts, density):
    """Return both, if there is one density for all amounts, or for each."""
    try:
        np.broadcast_shapes(np.shape(amounts), np.shape(density))
    except ValueError:
        raise InputError(
            f"{what} has shape {np.shape(amounts)} and cells_per_cm3 {np.shape(density)}; give one "
            "density, or one for each."
        ) from None
    return amounts, density


def _amount(what, value, above=False):
    """Return a number, or numbers of any shape, that are at least 0 (or above it) and finite.

    In an array with labels, as results have, NaN means that something is not there, and is kept.
    (The labels do not matter here: every number is turned into one by itself.)
    """
    labelled = hasattr(value, "to_numpy")
    array = checks.numbers(what, value.to_numpy() if labelled else value)
    fits = np.isfinite(array) & ((array > 0) if above else (array >= 0))
    if not (fits | (np.isnan(array) & labelled)).all():
        raise InputError(
            f"{what} is {shown(value)}; give {'more than' if above else 'at least'} 0, and "
            "not infinitely much."
        )
    return float(array) if array.ndim == 0 else array
