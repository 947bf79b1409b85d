"""Engines: each chooses its kernel, holds its options, and says what it assumes."""

from sim.engines import gillespie, jump, lattice, mean_field, vessels
from sim.engines.choose import Engine, engine_for
from sim.engines.forecast import Work
from sim.engines.gillespie import Gillespie
from sim.engines.jump import Jump
from sim.engines.lattice import Lattice
from sim.engines.mean_field import MeanField
from sim.engines.vessels import Oxygen, Vessels
from sim.engines.ways import Compiled, Python, way_for

REFERENCES = {
    Gillespie: gillespie.REFERENCES,
    Jump: jump.REFERENCES,
    Lattice: lattice.REFERENCES,
    MeanField: mean_field.REFERENCES,
    Vessels: vessels.REFERENCES,
}
"""Sources of each engine's method, and of a part of one."""

__all__ = [
    "REFERENCES",
    "Compiled",
    "Engine",
    "Gillespie",
    "Jump",
    "Lattice",
    "MeanField",
    "Oxygen",
    "Python",
    "Vessels",
    "Work",
    "engine_for",
    "way_for",
]
