"""What a tumour and its drugs are: frozen descriptions. Nothing here runs."""

from sim.model.clone import Clone
from sim.model.cooperation import Allee, Game
from sim.model.curve import Curve
from sim.model.drug import Drug
from sim.model.effects import Hill, Inhibition, Proportional
from sim.model.feeding import Feeding
from sim.model.growing_capacity import GrowingCapacity
from sim.model.growth import Exponential, Gompertz, Logistic
from sim.model.growth_curve import GrowthCurve
from sim.model.immigration import Immigration
from sim.model.immune import Immune, Suppressors
from sim.model.inside import Inside, Pump
from sim.model.interactions import Bliss, HighestSingleAgent, Loewe, Parallel
from sim.model.kinetics import Infused, Oral, TwoCompartments
from sim.model.mechanisms import (
    Bypass,
    Efflux,
    ExtrachromosomalDna,
    GeneAmplification,
    Inactivation,
    Ladder,
    ReducedUptake,
    Repair,
    Silencing,
    TargetMutation,
    Tolerance,
)
from sim.model.metastases import Metastases
from sim.model.niches import Niche
from sim.model.transitions import Mutation, Switch
from sim.model.tumour import Tumour

__all__ = [
    "Allee",
    "Bliss",
    "Bypass",
    "Clone",
    "Curve",
    "Drug",
    "Efflux",
    "Exponential",
    "ExtrachromosomalDna",
    "Feeding",
    "Game",
    "GeneAmplification",
    "Gompertz",
    "GrowingCapacity",
    "GrowthCurve",
    "HighestSingleAgent",
    "Hill",
    "Immigration",
    "Immune",
    "Inactivation",
    "Infused",
    "Inhibition",
    "Inside",
    "Ladder",
    "Loewe",
    "Logistic",
    "Metastases",
    "Mutation",
    "Niche",
    "Oral",
    "Parallel",
    "Proportional",
    "Pump",
    "ReducedUptake",
    "Repair",
    "Silencing",
    "Suppressors",
    "Switch",
    "TargetMutation",
    "Tolerance",
    "Tumour",
    "TwoCompartments",
]
