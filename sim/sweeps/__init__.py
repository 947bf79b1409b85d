"""Sweeps: designs, blocks of work, the store, and whoever runs it: threads, processes or Dask."""

from sim.sweeps.axes import IntegerAxis, LinearAxis, LogAxis
from sim.sweeps.designs import Grid, Points, Table
from sim.sweeps.results import SweepResults, open_sweep
from sim.sweeps.spread import LatinHypercube, Sensitivity, Sobol
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
