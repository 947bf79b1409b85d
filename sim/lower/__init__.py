"""Descriptions become arrays: the only place where a name turns into an index."""

from sim.lower.tumour import lower, start_cells

__all__ = ["lower", "start_cells"]
