"""The best rule of a family: searched on some patients, judged by others."""

from sim.search.best import Best
from sim.search.objective import AtLeast, AtMost, Objective
from sim.search.search import Search, optimise

__all__ = ["AtLeast", "AtMost", "Best", "Objective", "Search", "optimise"]
