"""Checks for parts of your own: what ours pass, yours should (`docs/howto/parts-of-your-own.md`).

Each raises an AssertionError that says what is wrong, as a test does. Nothing is simulated.
"""

from sim.testing.criteria import check_criteria
from sim.testing.measure import check_measure
from sim.testing.mechanism import check_mechanism
from sim.testing.regimen import check_regimen

__all__ = ["check_criteria", "check_measure", "check_mechanism", "check_regimen"]
