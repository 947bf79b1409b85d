"""Tables of what was given to whom, and of what was seen of them."""

from sim.data.doses import read_doses
from sim.data.nonmem import read_nonmem
from sim.data.observations import Observations

__all__ = ["Observations", "read_doses", "read_nonmem"]
