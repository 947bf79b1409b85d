"""The best rule of a family: searched on some patients, judged by others."""

from sim.search.ahead import look_ahead
from sim.search.best import Best
from sim.search.file import SearchFile, read_search
from sim.search.objective import AtLeast, AtMost, Objective
from sim.search.optimise import optimise
from sim.search.search import Search
from sim.search.tradeoff import Tradeoff

__all__ = [
    "AtLeast",
    "AtMost",
    "Best",
    "Objective",
    "Search",
    "SearchFile",
    "Tradeoff",
    "look_ahead",
    "optimise",
    "read_search",
]
