"""Which tumours could have given what a clinic saw, how sure that is, and what comes next."""

from sim.inference.errors import Additive
from sim.inference.fitted import Fit, Fits
from sim.inference.fitting import fit
from sim.inference.measures import InProportion

__all__ = ["Additive", "Fit", "Fits", "InProportion", "fit"]
