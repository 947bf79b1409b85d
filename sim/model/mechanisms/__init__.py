"""Mechanisms of resistance: parts that build the clones and transitions from one founder."""

from sim.model.mechanisms.amplification import GeneAmplification
from sim.model.mechanisms.bypass import Bypass
from sim.model.mechanisms.efflux import Efflux
from sim.model.mechanisms.extrachromosomal import ExtrachromosomalDna
from sim.model.mechanisms.inactivation import Inactivation
from sim.model.mechanisms.ladder import Ladder
from sim.model.mechanisms.mechanism import Change, Mechanism, Step
from sim.model.mechanisms.repair import Repair
from sim.model.mechanisms.silencing import Silencing
from sim.model.mechanisms.target_mutation import TargetMutation
from sim.model.mechanisms.tolerance import Tolerance
from sim.model.mechanisms.uptake import ReducedUptake

__all__ = [
    "Bypass",
    "Change",
    "Efflux",
    "ExtrachromosomalDna",
    "GeneAmplification",
    "Inactivation",
    "Ladder",
    "Mechanism",
    "ReducedUptake",
    "Repair",
    "Silencing",
    "Step",
    "TargetMutation",
    "Tolerance",
]
