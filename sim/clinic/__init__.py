"""What is seen of a tumour, and when, and what counts as progression."""

from sim.clinic.clinic import Clinic
from sim.clinic.criteria import Criteria, RatioToBaseline, RatioToNadir, Recist
from sim.clinic.desk import Desk

__all__ = ["Clinic", "Criteria", "Desk", "RatioToBaseline", "RatioToNadir", "Recist"]
