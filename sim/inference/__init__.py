"""Which tumours could have given what a clinic saw, how sure that is, and what comes next."""

from sim.inference.cohort import Population
from sim.inference.compare import ModelComparison, compare_models
from sim.inference.errors import Additive, UnknownNoise
from sim.inference.fitted import Fit
from sim.inference.fitting import fit
from sim.inference.laws import growth_laws
from sim.inference.measures import InProportion
from sim.inference.several import Fits

__all__ = [
    "Additive",
    "Fit",
    "Fits",
    "InProportion",
    "ModelComparison",
    "Population",
    "UnknownNoise",
    "compare_models",
    "fit",
    "growth_laws",
]
