"""Descriptions become arrays: the only place where a name turns into an index."""

from sim.lower.effects import given_as, there_on_day_0
from sim.lower.immune import lower_immune, start_levels
from sim.lower.tumour import lower, start_cells, start_numbers

__all__ = [
    "given_as",
    "lower",
    "lower_immune",
    "start_cells",
    "start_levels",
    "start_numbers",
    "there_on_day_0",
]
