"""What came out: labelled arrays and how they were made, kept in memory or on disk."""

from sim.results.build import ENDINGS, runs_from_arrays
from sim.results.files import load
from sim.results.recorders import Endpoints, Visits
from sim.results.runs import Runs

__all__ = ["ENDINGS", "Endpoints", "Runs", "Visits", "load", "runs_from_arrays"]
