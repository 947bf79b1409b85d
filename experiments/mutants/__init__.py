"""Faults put in one at a time, to see which of them the tests let through."""
