"""Tables of what was given to whom, as plans."""

from sim.data.doses import read_doses
from sim.data.nonmem import read_nonmem

__all__ = ["read_doses", "read_nonmem"]
