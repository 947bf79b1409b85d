"""Cells that change their state within a step, split from growth at a measured error."""
