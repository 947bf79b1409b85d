"""Sweeps: designs, blocks of work, the store, and whoever runs it: threads, processes or Dask."""

from sim.sweeps.axes import IntegerAxis, LinearAxis, LogAxis
from sim.sweeps.designs import Grid, LatinHypercube, Points, Sensitivity, Sobol, Table
from sim.sweeps.results import SweepResults, open_sweep
from sim.sweeps.sweep import Sweep

__all__ = [
    "Grid",
    "IntegerAxis",
    "LatinHypercube",
    "LinearAxis",
    "LogAxis",
    "Points",
    "Sensitivity",
    "Sobol",
    "Sweep",
    "SweepResults",
    "Table",
    "open_sweep",
]
